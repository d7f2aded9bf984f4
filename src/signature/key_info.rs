//! The keys that a signature brings along in its KeyInfo (XML Signature 1.1, section 4.5).

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};

use super::budget::{Budget, KEY_READ};
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
    fn knows(&self, text: &str) -> bool {
        self.read.borrow().contains_key(text)
    }

    fn read(&self, text: &str) -> ReadCertificate {
        if let Some(known) = self.read.borrow().get(text) {
            return known.clone();
        }
        let read = of_text(text);
        self.read.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }
}

/// So many certificates are kept from one document to the next, none of them longer.
const RECENT: usize = 8;
const LONGEST_RECENT: usize = 16 << 10;

thread_local! {
    /// What was read last, the latest first: the responses of a batch have the same few certificates.
    static RECENTLY_READ: RefCell<VecDeque<(String, ReadCertificate)>> = RefCell::default();
}

/// The same text says the same wherever it stands.
fn of_text(text: &str) -> ReadCertificate {
    let known = RECENTLY_READ
        .with_borrow(|recent| recent.iter().find(|(known, _)| known == text).map(|(_, read)| read.clone()));
    if let Some(read) = known {
        return read;
    }
    let read = match Certificate::from_text(text) {
        Ok(certificate) => {
            let key = PublicKey::from_certificate(&certificate);
            (Some(certificate), key)
        }
        Err(reason) => (None, Err(UnusableKey::Certificate(reason))),
    };
    if text.len() <= LONGEST_RECENT {
        RECENTLY_READ.with_borrow_mut(|recent| {
            recent.truncate(RECENT - 1);
            recent.push_front((text.to_owned(), read.clone()));
        });
    }
    read
}

/// The keys of KeyInfo: certificates, KeyValue, DEREncodedKeyValue; and how many more there are.
pub(super) fn embedded_keys(
    tree: &Tree,
    key_info: NodeId,
    certificates: &Certificates,
    budget: &Budget,
) -> (Vec<TriedKey>, usize) {
    let mut keys = Vec::new();
    let mut more = 0;
    let tried = |span, certificate, key| TriedKey {
        origin: KeyOrigin::Embedded,
        name: None,
        span: Some(span),
        certificate,
        key,
        checked: None,
    };
    let written = tree.elements(key_info).flat_map(|child| {
        if tree.is(child, DSIG, "X509Data") {
            tree.elements_named(child, DSIG, "X509Certificate").collect()
        } else if tree.is(child, DSIG, "KeyValue") || tree.is(child, DSIG11, "DEREncodedKeyValue") {
            vec![child]
        } else {
            Vec::new()
        }
    });
    for element in written {
        let content = tree.content(element);
        let known = certificates.knows(&content.value);
        if keys.len() == EMBEDDED_KEY_LIMIT || !(known || budget.allows(KEY_READ)) {
            more += 1;
        } else if tree.is(element, DSIG, "X509Certificate") {
            let (certificate, key) = certificates.read(&content.value);
            keys.push(tried(content.span, certificate, key));
        } else if tree.is(element, DSIG, "KeyValue") {
            let key = tree.elements(element).next().map(|value| key_value(tree, value));
            keys.push(tried(tree.span(element), None, key.unwrap_or(Err(UnusableKey::Damaged))));
        } else {
            let der = decode_base64(&content.value).ok_or(UnusableKey::Damaged);
            keys.push(tried(content.span, None, der.and_then(|der| PublicKey::from_spki(&der))));
        }
    }
    (keys, more)
}

/// The parts of KeyInfo that are text and hold elements: some take the text round these, and others
/// nothing of it.
pub(super) fn with_elements(tree: &Tree, key_info: NodeId) -> impl Iterator<Item = (NodeId, &'static str)> {
    const TEXTS: [(&str, &str); 5] = [
        (DSIG, "X509Certificate"),
        (DSIG, "Modulus"),
        (DSIG, "Exponent"),
        (DSIG11, "PublicKey"),
        (DSIG11, "DEREncodedKeyValue"),
    ];
    tree.descendants(key_info).filter(|&id| tree.has_elements(id)).filter_map(move |id| {
        let (_, local) = TEXTS.into_iter().find(|(namespace, local)| tree.is(id, namespace, local))?;
        Some((id, local))
    })
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
