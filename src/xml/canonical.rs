//! Canonical XML: the bytes that a digest is taken of.
//!
//! Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, of a document or of one
//! element with everything under it, less one node (the Signature that an enveloped signature
//! leaves out). An [`Edit`] gives the bytes of a document that was never written: that is how the
//! reason of a differing digest is found.

mod writer;

use std::borrow::Cow;

use self::writer::Writer;
use super::{NodeId, Tree};
use crate::source::Span;

/// How namespaces and inherited attributes are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Inclusive10,
    Inclusive11,
    Exclusive10,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comments {
    Kept,
    Dropped,
}

/// What an `Algorithm` attribute names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Algorithm {
    pub method: Method,
    pub comments: Comments,
}

impl Algorithm {
    /// What is applied to nodes where a digest needs bytes and no transform says how (XML
    /// Signature 1.1, section 4.4.3.2).
    pub const IMPLICIT: Algorithm = Algorithm { method: Method::Inclusive10, comments: Comments::Dropped };

    /// XML Signature 1.1, section 6.5; the `#` of exclusive canonicalization belongs to its base.
    pub fn from_uri(uri: &str) -> Option<Algorithm> {
        let (method, comments) = match uri {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (Method::Inclusive10, Comments::Dropped),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => {
                (Method::Inclusive10, Comments::Kept)
            }
            "http://www.w3.org/2006/12/xml-c14n11" => (Method::Inclusive11, Comments::Dropped),
            "http://www.w3.org/2006/12/xml-c14n11#WithComments" => (Method::Inclusive11, Comments::Kept),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => (Method::Exclusive10, Comments::Dropped),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (Method::Exclusive10, Comments::Kept),
            _ => return None,
        };
        Some(Algorithm { method, comments })
    }
}

/// Where canonicalization starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Apex {
    /// The root element and what stands beside it.
    Document,
    Element(NodeId),
}

impl Apex {
    /// The element that everything but what stands beside the root is in.
    pub fn element(self, tree: &Tree) -> NodeId {
        match self {
            Apex::Document => tree.root(),
            Apex::Element(element) => element,
        }
    }
}

/// Which side of an encrypted element counts, once its plaintext hangs in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EncryptedAs {
    /// The document as it was received.
    #[default]
    Ciphertext,
    /// The plaintext stands in the place of the element that held it encrypted. Nobody received this:
    /// it may give the cause of a differing digest, and never a match.
    Plaintext,
}

/// Where the namespaces that an element renders come from.
#[derive(Debug, Clone, Copy, Default)]
pub enum Namespaces<'a> {
    /// The declarations in the tree.
    #[default]
    Declared,
    /// As if these, and no others, were in scope above the apex: prefix and namespace.
    Above(&'a [(&'a str, &'a str)]),
    /// As if these prefixes were declared on the outermost elements that use them, in a name or in
    /// `xsi:type`, and nowhere else.
    WhereUsed(&'a [&'a str]),
}

/// What to canonicalize, and how.
#[derive(Debug, Clone)]
pub struct Canonicalization<'a> {
    pub algorithm: Algorithm,
    /// The `PrefixList` of an exclusive method; the empty string is the default namespace.
    pub inclusive_prefixes: &'a [String],
    /// This node is left out with everything under it.
    pub without: Option<NodeId>,
    /// And so are these.
    pub also_without: &'a [NodeId],
    pub encrypted: EncryptedAs,
    pub namespaces: Namespaces<'a>,
    /// The output may be this long, in bytes. One long namespace can be rendered many times.
    pub limit: usize,
}

impl Canonicalization<'_> {
    pub fn new(algorithm: Algorithm, limit: usize) -> Canonicalization<'static> {
        Canonicalization {
            algorithm,
            inclusive_prefixes: &[],
            without: None,
            also_without: &[],
            encrypted: EncryptedAs::default(),
            namespaces: Namespaces::default(),
            limit,
        }
    }
}

/// Why there are no canonical bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncanonical {
    /// The output would be longer than the limit.
    TooLong,
    /// Canonical XML 1.1 joins the `xml:base` of ancestors, which is not done here.
    InheritedBase,
}

/// A namespace that is no absolute URI: a document with one has no canonical form (Canonical XML
/// 1.0, section 1.3). libxml2 and Santuario refuse it, too.
pub fn relative_namespace(tree: &Tree) -> Option<(Span, &str)> {
    let mut declared = tree.declarations.iter().map(|d| (d.span, tree.declared_namespace(d)));
    declared.find(|(_, namespace)| !is_absolute(namespace))
}

/// Whether it has a scheme and only characters of a URI (RFC 3986, section 4.3); `xmlns=""` passes.
fn is_absolute(namespace: &str) -> bool {
    let Some((scheme, rest)) = namespace.split_once(':') else { return namespace.is_empty() };
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let in_uri = |c: char| c.is_ascii_graphic() && !r#"<>"{}|\^`"#.contains(c);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(in_scheme)
        && rest.chars().all(in_uri)
}

/// A change made to the document on its way into bytes. The default changes nothing.
pub trait Edit {
    /// The characters of a text or CDATA node.
    fn text<'a>(&'a self, tree: &'a Tree, node: NodeId, text: Cow<'a, str>) -> Cow<'a, str> {
        let _ = (tree, node);
        text
    }

    /// The value of an attribute.
    fn attribute<'a>(&'a self, value: Cow<'a, str>) -> Cow<'a, str> {
        value
    }

    /// The prefix of a name that is written with `prefix` and is in `namespace`; of an attribute never
    /// an empty one.
    fn prefix<'a>(&'a self, prefix: &'a str, namespace: &str) -> &'a str {
        let _ = namespace;
        prefix
    }

    /// What to put before a child element of `parent`, or before its end tag where `child` is
    /// `None`; `parent` stands `depth` elements below the apex, and has child elements.
    fn gap(&self, tree: &Tree, parent: NodeId, depth: usize, child: Option<NodeId>) -> Cow<'_, str> {
        let _ = (tree, parent, depth, child);
        Cow::Borrowed("")
    }
}

/// The document as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Unchanged;

impl Edit for Unchanged {}

/// The canonical form of a document or element.
pub fn canonicalize(tree: &Tree, apex: Apex, how: &Canonicalization<'_>) -> Result<Vec<u8>, Uncanonical> {
    canonicalize_edited(tree, apex, how, &Unchanged)
}

/// The canonical form that a document or element would have, had it been edited.
pub fn canonicalize_edited<E: Edit>(
    tree: &Tree,
    apex: Apex,
    how: &Canonicalization<'_>,
    edit: &E,
) -> Result<Vec<u8>, Uncanonical> {
    Writer::new(tree, how, edit).bytes(apex)
}

#[cfg(test)]
mod tests;
