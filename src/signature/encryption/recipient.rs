//! For whom an element is encrypted: its EncryptedKeys, wherever they stand.

use std::collections::HashSet;

use super::{XMLENC, method};
use crate::certificate::Certificate;
use crate::signature::DSIG;
use crate::signature::reference::{Ids, attribute};
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
    /// Every EncryptedKey of the document.
    all: Vec<NodeId>,
}

impl Keys {
    pub(super) fn of(tree: &Tree) -> Keys {
        let elements = tree.top_level().flat_map(|top| tree.descendants(top));
        Keys { ids: Ids::of(tree), all: elements.filter(|&id| tree.is(id, XMLENC, "EncryptedKey")).collect() }
    }

    /// In its KeyInfo, where a RetrievalMethod of that points, beside it, and those that point to it
    /// themselves (XML Encryption 1.1, sections 3.5 and 3.6).
    pub(super) fn for_data(&self, tree: &Tree, data: NodeId, holder: NodeId) -> Vec<NodeId> {
        let key_info = tree.element_named(data, DSIG, "KeyInfo");
        let mut keys: Vec<NodeId> =
            key_info.into_iter().flat_map(|info| tree.elements_named(info, XMLENC, "EncryptedKey")).collect();
        for method in key_info.into_iter().flat_map(|info| tree.elements_named(info, DSIG, "RetrievalMethod"))
        {
            let uri = tree.attribute_value(method, "URI").unwrap_or_default();
            let pointed = uri.strip_prefix('#').map_or(&[] as &[NodeId], |id| self.ids.get(id));
            keys.extend(pointed.iter().copied().filter(|&id| tree.is(id, XMLENC, "EncryptedKey")));
        }
        keys.extend(tree.elements_named(holder, XMLENC, "EncryptedKey"));
        if let Some(id) = tree.attribute_value(data, "Id") {
            let points = |key: &NodeId| {
                let list = tree.element_named(*key, XMLENC, "ReferenceList");
                let mut references =
                    list.into_iter().flat_map(|list| tree.elements_named(list, XMLENC, "DataReference"));
                references.any(|reference| {
                    let uri = tree.attribute_value(reference, "URI").unwrap_or_default();
                    uri.strip_prefix('#') == Some(&*id)
                })
            };
            keys.extend(self.all.iter().copied().filter(points));
        }
        let mut seen = HashSet::new();
        keys.retain(|&key| seen.insert(key));
        keys
    }
}

impl Recipient {
    pub(super) fn read(tree: &Tree, element: NodeId) -> Recipient {
        let text = |element: NodeId| {
            let content = tree.content(element);
            Spanned { value: content.value, span: content.span }
        };
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
