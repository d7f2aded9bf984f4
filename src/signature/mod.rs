//! What is signed, by whom, and whether it verifies.
//!
//! Every `ds:Signature` of the document is examined as XML Signature 1.1 says, over the same tree
//! that the rules read. The results are independent: a wrong digest does not keep the
//! SignatureValue from being checked, nor the other way round, since the two have different causes.
//!
//! # Why nothing is accepted that the identity provider's key did not sign
//!
//! 1. There is one tree. [`xml::parse`](crate::xml::parse) makes it from the bytes as they were decoded,
//!    refuses what parsers differ on (document types, two roots, a second byte order mark), and what no
//!    parser reads (an encoding or a version that is none) keeps the verdict open or refuses.
//! 2. One place says what AWS reads of it: [`saml::assertions`](crate::saml::assertions), the children of the
//!    message that are assertions, or that an EncryptedAssertion was opened to. The message is what is
//!    posted: what an envelope holds around it, its signatures among that, stays behind.
//! 3. One place says what a holding signature covers: [`proof`]. It covers the element that it stands in,
//!    if its one Reference is to that element, by the element's own `ID` or as the document's root, and
//!    every digest and its value hold. `prove` wants each assertion of (2), or the message around it,
//!    among the elements so covered: the same nodes of the same tree.
//! 4. A digest is taken of those nodes as they were received (`EncryptedAs::Ciphertext`): a plaintext counts
//!    only for a signature that stands in that same plaintext, and nothing counts that was undone to find a
//!    cause (`diagnose`). A plaintext hangs only in an element that
//!    SAML encrypts and that holds nothing else (`encryption`), so that what is read in its place is
//!    what the covered ciphertext says.
//! 5. A value holds only if a key was tried and fits: of the identity provider's, where any is at hand. No
//!    key, a key of another kind, a key that was too dear to try are not proof.
//! 6. The only node under a covered element that a digest leaves out is the Signature itself, in which
//!    nothing is read; comments, which it leaves out too, keep the verdict open where they stand in a value.
//! 7. Every other shape on which two readers differ (a [`Fact`]) keeps the verdict open, too. A copy that was
//!    laid out anew is the one exception to "as received": there the digests have to fit without the
//!    white space that was added, and without it the values are read.

pub mod algorithm;
mod budget;
pub mod cause;
pub mod compare;
pub mod coverage;
pub mod diagnose;
pub mod encryption;
mod ids;
pub mod key;
mod key_info;
mod model;
mod pkcs1;
pub mod proof;
pub mod reference;
mod transforms;
pub mod verify;

use crate::source::{Span, Text};
use crate::xml::{NodeId, Tree};

pub use algorithm::{Family, Hash, Scheme, SignatureAlgorithm};
pub use cause::{Cause, Indent};
pub use compare::{Change, ChangeKind, Intact};
pub use coverage::{Coverage, Covered, Fact, coverage};
pub use diagnose::diagnose;
pub use ids::Resolved;
pub use key::{Checked, KeyOrigin, PublicKey, TrustedKey, UnusableKey};
pub use model::{Signature, SignatureVerdict, TriedKey, Value};
pub use proof::{Disputed, Seen, Trust, Unproved, prove};
pub use reference::{Digest, NotComputed, Reference};
pub use verify::verify;

/// The namespace of XML Signature.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The namespace of what XML Signature 1.1 added: ECKeyValue, DEREncodedKeyValue.
pub const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
/// The namespace of InclusiveNamespaces.
pub const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// A place where a signature is not built as XML Signature 1.1, section 4, demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The element at fault; the parent's start tag where something is missing.
    pub span: Span,
    pub fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An element of this name has to stand here.
    Missing(&'static str),
    /// This element may not stand here, or not in this order.
    Unexpected(String),
    /// Elements stand where only text may.
    HoldsElements(&'static str),
    /// This required attribute is not there.
    NoAttribute(&'static str),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Missing(name) => write!(f, "the element {name} is missing"),
            Fault::Unexpected(name) => write!(f, "the element {name} may not stand here"),
            Fault::HoldsElements(name) => write!(f, "the element {name} holds other elements"),
            Fault::NoAttribute(name) => write!(f, "the attribute {name} is missing"),
        }
    }
}

/// Reads child elements in the order that a schema gives them.
struct Sequence<'t> {
    tree: &'t Tree,
    parent: NodeId,
    children: std::iter::Peekable<std::vec::IntoIter<NodeId>>,
}

impl<'t> Sequence<'t> {
    fn of(tree: &'t Tree, parent: NodeId) -> Sequence<'t> {
        let children: Vec<NodeId> = tree.elements(parent).collect();
        Sequence { tree, parent, children: children.into_iter().peekable() }
    }

    fn many(&mut self, local: &str) -> Vec<NodeId> {
        let tree = self.tree;
        std::iter::from_fn(|| self.children.next_if(|&child| tree.is(child, DSIG, local))).collect()
    }

    /// The next element of this name, passing over what should not stand before it.
    fn optional(&mut self, local: &str, malformed: &mut Vec<Malformed>) -> Option<NodeId> {
        let tree = self.tree;
        if !self.children.clone().any(|child| tree.is(child, DSIG, local)) {
            return None;
        }
        while let Some(child) = self.children.next() {
            if tree.is(child, DSIG, local) {
                return Some(child);
            }
            malformed.push(self.unexpected(child));
        }
        None
    }

    fn required(&mut self, local: &'static str, malformed: &mut Vec<Malformed>) -> Option<NodeId> {
        let found = self.optional(local, malformed);
        if found.is_none() {
            let span = self.tree.start_tag(self.parent);
            malformed.push(Malformed { span, fault: Fault::Missing(local) });
        }
        found
    }

    fn finish(mut self, malformed: &mut Vec<Malformed>) {
        while let Some(child) = self.children.next() {
            malformed.push(self.unexpected(child));
        }
    }

    fn unexpected(&self, child: NodeId) -> Malformed {
        let name = self.tree.local_name(child).to_owned();
        Malformed { span: self.tree.start_tag(child), fault: Fault::Unexpected(name) }
    }
}

/// The text of an element that holds nothing else.
fn only_text(tree: &Tree, element: NodeId, local: &'static str, malformed: &mut Vec<Malformed>) -> Text {
    let content = tree.content(element);
    if content.has_elements {
        malformed.push(Malformed { span: content.span, fault: Fault::HoldsElements(local) });
    }
    Text { value: content.value, span: content.span }
}
