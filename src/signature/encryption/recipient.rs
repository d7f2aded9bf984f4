//! For whom an element is encrypted: its EncryptedKeys, wherever they stand.

use std::collections::{HashMap, HashSet};

use super::{XMLENC, method};
use crate::certificate::Certificate;
use crate::saml::{attribute, text};
use crate::signature::DSIG;
use crate::signature::ids::Ids;
use crate::source::{Span, Spanned, Text};
use crate::xml::{NodeId, Tree};

/// An EncryptedKey, and what it says of the key that opens it.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub element: NodeId,
    /// The start tag.
    pub span: Span,
    /// The `Algorithm` of its EncryptionMethod as written.
    pub algorithm: Option<Text>,
    /// The attribute `Recipient`.
    pub name: Option<Text>,
    pub key_name: Option<Text>,
    pub certificate: Option<Spanned<Certificate>>,
    /// X509IssuerSerial: issuer and serial number (decimal) as written.
    pub issuer_serial: Option<(Text, Text)>,
}

/// What of a document leads from an EncryptedData to its EncryptedKeys.
pub(super) struct Keys {
    ids: Ids,
    /// The EncryptedKeys whose ReferenceList names an ID, in document order.
    pointing: HashMap<String, Vec<NodeId>>,
}

impl Keys {
    pub(super) fn of(tree: &Tree) -> Keys {
        let mut pointing: HashMap<String, Vec<NodeId>> = HashMap::new();
        let elements = tree.top_level().flat_map(|top| tree.descendants(top));
        for key in elements.filter(|&id| tree.is(id, XMLENC, "EncryptedKey")) {
            let list = tree.element_named(key, XMLENC, "ReferenceList");
            let references =
                list.into_iter().flat_map(|list| tree.elements_named(list, XMLENC, "DataReference"));
            for id in references.filter_map(|reference| named_id(tree, reference)) {
                pointing.entry(id).or_default().push(key);
            }
        }
        Keys { ids: Ids::of(tree), pointing }
    }

    /// In its KeyInfo, where a RetrievalMethod of that points, beside it, and those that point to it
    /// themselves (XML Encryption 1.1, sections 3.5 and 3.6).
    pub(super) fn for_data(&self, tree: &Tree, data: NodeId, holder: NodeId) -> Vec<NodeId> {
        let key_info = tree.element_named(data, DSIG, "KeyInfo");
        let inside = key_info.into_iter().flat_map(|info| tree.elements_named(info, XMLENC, "EncryptedKey"));
        let beside = tree.elements_named(holder, XMLENC, "EncryptedKey");
        let methods =
            key_info.into_iter().flat_map(|info| tree.elements_named(info, DSIG, "RetrievalMethod"));
        // However often a document names one ID that many keys have, they are looked up once.
        let mut named = HashSet::new();
        let pointed = methods
            .filter_map(|method| named_id(tree, method))
            .filter(|id| named.insert(id.clone()))
            .flat_map(|id| self.ids.get(&id))
            .copied()
            .filter(|&id| tree.is(id, XMLENC, "EncryptedKey"));
        let own_id = tree.attribute_value(data, "Id");
        let pointing = own_id.and_then(|id| self.pointing.get(&*id)).into_iter().flatten().copied();

        let mut seen = HashSet::new();
        inside.chain(pointed).chain(beside).chain(pointing).filter(|&key| seen.insert(key)).collect()
    }
}

/// The ID in the `URI` of a reference within the document.
fn named_id(tree: &Tree, reference: NodeId) -> Option<String> {
    tree.attribute_value(reference, "URI")?.strip_prefix('#').map(str::to_owned)
}

impl Recipient {
    pub(super) fn read(tree: &Tree, element: NodeId) -> Recipient {
        let text = |element| text(tree, element);
        let key_info = tree.element_named(element, DSIG, "KeyInfo");
        let x509 = key_info.and_then(|info| tree.element_named(info, DSIG, "X509Data"));
        let issuer_serial = x509.and_then(|x509| {
            let pair = tree.element_named(x509, DSIG, "X509IssuerSerial")?;
            let issuer = tree.element_named(pair, DSIG, "X509IssuerName")?;
            let serial = tree.element_named(pair, DSIG, "X509SerialNumber")?;
            Some((text(issuer), text(serial)))
        });
        let certificate = x509.and_then(|x509| {
            let written = text(tree.element_named(x509, DSIG, "X509Certificate")?);
            let certificate = Certificate::from_text(&written.value).ok()?;
            Some(Spanned { value: certificate, span: written.span })
        });
        Recipient {
            element,
            span: tree.start_tag(element),
            algorithm: method(tree, element),
            name: attribute(tree, element, "Recipient"),
            key_name: key_info.and_then(|info| tree.element_named(info, DSIG, "KeyName")).map(text),
            certificate,
            issuer_serial,
        }
    }
}
