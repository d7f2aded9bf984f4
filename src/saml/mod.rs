//! SAML 2.0 as it was written: nothing is required, everything knows its place.
//!
//! The types follow SAML Core 2.0 and its names. A field is `Option` or `Vec` whatever the schema
//! says, since what is missing, doubled or misspelt is the subject of this tool. Instants stay
//! text; they are parsed where they are judged.

pub mod assertion;
pub mod attribute;
pub mod message;
pub mod metadata;
pub mod response;

use crate::source::{Span, Spanned, Text};
use crate::xml::{NodeId, Tree};

pub use assertion::{
    Assertion, AudienceRestriction, AuthnStatement, Conditions, NameId, Subject, SubjectConfirmation,
    SubjectConfirmationData,
};
pub use attribute::{Attribute, AttributeValue};
pub use metadata::Metadata;
pub use response::{EncryptedElement, Response, Status, StatusCode, assertions};

/// SAML assertion namespace.
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// SAML protocol namespace.
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// XML Encryption namespace.
pub const ENCRYPTION: &str = "http://www.w3.org/2001/04/xmlenc#";

/// The value of an XML attribute without namespace.
pub(crate) fn attribute(tree: &Tree, node: NodeId, name: &str) -> Option<Text> {
    let attribute = tree.attribute(node, name)?;
    Some(Spanned { value: tree.value(attribute).into_owned(), span: attribute.value_span })
}

/// The text of an element; empty where it has none, with the span of its start tag.
pub(crate) fn text(tree: &Tree, node: NodeId) -> Text {
    let content = tree.content(node);
    Spanned { value: content.value, span: content.span }
}

/// What an encrypted element was opened to. An element of that name that came in it unencrypted is none:
/// who decrypts does not read it.
pub(crate) fn opened<'t>(
    tree: &'t Tree,
    holder: NodeId,
    local: &'t str,
) -> impl Iterator<Item = NodeId> + 't {
    tree.elements_named(holder, ASSERTION, local).filter(|&child| tree.is_decrypted(child))
}

/// The text of the first child element of a name.
fn child_text(tree: &Tree, node: NodeId, namespace: &str, name: &str) -> Option<Text> {
    tree.element_named(node, namespace, name).map(|child| text(tree, child))
}

/// Comments and processing instructions inside the text of an element.
fn seams(tree: &Tree, node: NodeId) -> Vec<Span> {
    tree.content(node).seams
}
