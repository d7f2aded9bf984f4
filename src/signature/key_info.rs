//! The keys that a signature brings along in its KeyInfo (XML Signature 1.1, section 4.5).

use std::cell::RefCell;
use std::collections::HashMap;

use super::{DSIG, DSIG11, KeyOrigin, PublicKey, TriedKey, UnusableKey};
use crate::certificate::{Certificate, decode_base64};
use crate::xml::{NodeId, Tree};

/// More embedded keys than this in one signature are not tried: one is usual, chains have four.
const EMBEDDED_KEY_LIMIT: usize = 32;

/// A certificate and its key, or why there is none.
type ReadCertificate = (Option<Certificate>, Result<PublicKey, UnusableKey>);

/// The certificates of a document that have been read.
#[derive(Default)]
pub(super) struct Certificates {
    /// By their text: all signatures usually have the same one.
    read: RefCell<HashMap<String, ReadCertificate>>,
}

impl Certificates {
    fn read(&self, text: &str) -> ReadCertificate {
        if let Some(known) = self.read.borrow().get(text) {
            return known.clone();
        }
        let read = match Certificate::from_text(text) {
            Ok(certificate) => {
                let key = PublicKey::from_certificate(&certificate);
                (Some(certificate), key)
            }
            Err(reason) => (None, Err(UnusableKey::Certificate(reason))),
        };
        self.read.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }
}

/// The keys of KeyInfo: certificates, KeyValue, DEREncodedKeyValue.
pub(super) fn embedded_keys(tree: &Tree, key_info: NodeId, certificates: &Certificates) -> Vec<TriedKey> {
    let mut keys = Vec::new();
    let tried = |span, certificate, key| TriedKey {
        origin: KeyOrigin::Embedded,
        name: None,
        span: Some(span),
        certificate,
        key,
        checked: None,
    };
    for child in tree.elements(key_info) {
        if tree.is(child, DSIG, "X509Data") {
            let left = EMBEDDED_KEY_LIMIT - keys.len();
            for element in tree.elements_named(child, DSIG, "X509Certificate").take(left) {
                let content = tree.content(element);
                let (certificate, key) = certificates.read(&content.value);
                keys.push(tried(content.span, certificate, key));
            }
        } else if tree.is(child, DSIG, "KeyValue") {
            let key = tree.elements(child).next().map(|value| key_value(tree, value));
            keys.push(tried(tree.span(child), None, key.unwrap_or(Err(UnusableKey::Damaged))));
        } else if tree.is(child, DSIG11, "DEREncodedKeyValue") {
            let content = tree.content(child);
            let der = decode_base64(&content.value).ok_or(UnusableKey::Damaged);
            keys.push(tried(content.span, None, der.and_then(|der| PublicKey::from_spki(&der))));
        }
        if keys.len() == EMBEDDED_KEY_LIMIT {
            break;
        }
    }
    keys
}

fn key_value(tree: &Tree, value: NodeId) -> Result<PublicKey, UnusableKey> {
    let bytes = |namespace, local| {
        let element = tree.element_named(value, namespace, local).ok_or(UnusableKey::Damaged)?;
        decode_base64(&tree.content(element).value).ok_or(UnusableKey::Damaged)
    };
    if tree.is(value, DSIG, "RSAKeyValue") {
        return PublicKey::from_rsa(&bytes(DSIG, "Modulus")?, &bytes(DSIG, "Exponent")?);
    }
    if tree.is(value, DSIG11, "ECKeyValue") {
        let curve = tree.element_named(value, DSIG11, "NamedCurve").ok_or(UnusableKey::Damaged)?;
        let uri = tree.attribute_value(curve, "URI").unwrap_or_default();
        let curve = uri.strip_prefix("urn:oid:").unwrap_or(&uri);
        return PublicKey::from_point(curve, &bytes(DSIG11, "PublicKey")?);
    }
    Err(UnusableKey::Kind(tree.local_name(value).to_owned()))
}
