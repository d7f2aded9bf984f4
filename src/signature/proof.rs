//! Whether what AWS reads is proved: the argument of the module [`signature`](super), in code.

use std::fmt;

use super::ids;
use super::{Coverage, Fact, Resolved, Signature, SignatureVerdict};
use crate::xml::canonical::Apex;
use crate::xml::{NodeId, Tree};

/// Whose key has to have made a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Nothing tells which keys are the identity provider's: that of the certificate that came along is
    /// taken for one.
    AnyKey,
    /// Keys of the identity provider are at hand.
    Known,
}

/// What is known of the copy that a signature is examined in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Its bytes count as they are.
    AsSent,
    /// White space was put in, and is left out of what is read: what fits without it holds.
    LaidOutAnew,
}

/// Why nobody can call what AWS reads signed, though it need not be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproved {
    /// A signature of the response or of its assertion does not hold here; by this verdict.
    Signature(SignatureVerdict),
    /// There are so many keys that not all were tried, and none that was fits.
    Untried,
    /// It holds by a key that is not known to be the identity provider's.
    StrangeKey,
    /// A Reference that names no element by its ID, so that verifiers differ on what it is to.
    Reference,
    /// No signature stands in what is read, or in the message around it, and signs that.
    NotCovered,
    /// This was found, and readers differ on it.
    Disputed(Disputed),
}

/// What readers differ on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disputed {
    SignedElement,
    References,
    Id,
    UnsignedAssertion,
    Misplaced,
    SplitValue,
}

impl fmt::Display for Unproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unproved::Signature(SignatureVerdict::DigestMismatch | SignatureVerdict::SignatureMismatch) => {
                "its signature does not fit this copy, which need not be what the browser posted"
            }
            Unproved::Signature(SignatureVerdict::Redacted) => {
                "its signature is not checked: removed by redaction"
            }
            Unproved::Signature(SignatureVerdict::NoKey) => "no key that its signature can be checked with is at hand",
            Unproved::Signature(
                SignatureVerdict::NoReference
                | SignatureVerdict::Unresolved
                | SignatureVerdict::Ambiguous
                | SignatureVerdict::External
                | SignatureVerdict::Unsupported
                | SignatureVerdict::Valid,
            ) => "its signature cannot be checked here",
            Unproved::Untried => "its signature brings more keys than were tried",
            Unproved::StrangeKey => {
                "its signature was made with a key that is not known to be the identity provider's"
            }
            Unproved::Reference => {
                "its signature names what it signs in a way that not every verifier resolves"
            }
            Unproved::NotCovered => "no signature covers what AWS reads",
            Unproved::Disputed(Disputed::SignedElement) => {
                "its signature does not stand in what it signs, where verifiers look for it"
            }
            Unproved::Disputed(Disputed::References) => {
                "its signature has several References: one program reads all of them, another only one"
            }
            Unproved::Disputed(Disputed::Id) => {
                "several of its elements have one ID, and which of them is meant depends on the program"
            }
            Unproved::Disputed(Disputed::UnsignedAssertion) => {
                "an assertion that nothing signs stands beside the signed one, and which of them AWS reads is not published"
            }
            Unproved::Disputed(Disputed::Misplaced) => {
                "a second assertion or response stands in it, and which of them is read depends on the program"
            }
            Unproved::Disputed(Disputed::SplitValue) => {
                "a comment stands in a value: one program reads all of it, another only a part"
            }
        })
    }
}

/// Proves that signatures cover what AWS reads, or says what is missing.
pub fn prove(
    tree: &Tree,
    message: NodeId,
    signatures: &[Signature],
    coverage: &Coverage,
    trust: Trust,
    seen: Seen,
) -> Result<(), Unproved> {
    if let Some(fact) = coverage.facts.first() {
        return Err(Unproved::Disputed(disputed(fact)));
    }
    let holds = |signature: &Signature, element| holding(tree, signature, element, trust, seen);
    let read: Vec<NodeId> = coverage.assertions.iter().map(|covered| covered.assertion).collect();
    let mut covered: Vec<NodeId> = Vec::new();
    // What stands around the message stays behind when the message is posted.
    for signature in signatures.iter().filter(|signature| tree.holds(message, signature.element)) {
        let parent = tree.parent(signature.element);
        match parent.filter(|parent| *parent == message || read.contains(parent)) {
            Some(element) => {
                holds(signature, element)?;
                covered.push(element);
            }
            // Nobody needs the key of an assertion that is only quoted.
            None if matches!(
                signature.verdict,
                SignatureVerdict::Valid | SignatureVerdict::NoKey | SignatureVerdict::Redacted
            ) => {}
            None => return Err(Unproved::Signature(signature.verdict)),
        }
    }
    let is_covered = |element: &NodeId| covered.contains(element) || covered.contains(&message);
    match !read.is_empty() && read.iter().all(is_covered) {
        true => Ok(()),
        false => Err(Unproved::NotCovered),
    }
}

/// What a signature that holds covers: the element it stands in, by that element's ID or as the root of
/// the document (SAML Core 2.0, section 5.4.2), and nothing else. Nothing else decides this.
fn holding(
    tree: &Tree,
    signature: &Signature,
    element: NodeId,
    trust: Trust,
    seen: Seen,
) -> Result<(), Unproved> {
    if signature.verdict == SignatureVerdict::NoKey && signature.untried > 0 {
        return Err(Unproved::Untried);
    }
    let restored = seen == Seen::LaidOutAnew && signature.holds_without_added_space();
    if signature.verdict != SignatureVerdict::Valid && !restored {
        return Err(Unproved::Signature(signature.verdict));
    }
    match (signature.trusted(), trust) {
        (Some(true), _) | (None, Trust::AnyKey) => {}
        (Some(false), _) | (None, Trust::Known) => return Err(Unproved::StrangeKey),
    }
    let [reference] = signature.references.as_slice() else {
        return Err(Unproved::Disputed(Disputed::References));
    };
    if tree.parent(signature.element) != Some(element) || reference.target(tree) != Some(element) {
        return Err(Unproved::NotCovered);
    }
    let Some(uri) = &reference.uri else { return Err(Unproved::Reference) };
    // An element may bear another ID beside its own, which not every verifier takes for one.
    let by_its_id = || {
        let id = tree.attribute_value(element, "ID");
        id.is_some_and(|id| !id.is_empty() && ids::named(&uri.value) == Some(&*id))
    };
    match reference.resolved {
        Resolved::One(Apex::Document) => Ok(()),
        Resolved::One(Apex::Element(_)) if by_its_id() => Ok(()),
        Resolved::One(Apex::Element(_)) | Resolved::None | Resolved::Ambiguous(_) | Resolved::External => {
            Err(Unproved::Reference)
        }
    }
}

fn disputed(fact: &Fact) -> Disputed {
    match fact {
        Fact::SignsElsewhere { .. } | Fact::NotInWhatItSigns { .. } => Disputed::SignedElement,
        Fact::SeveralReferences { .. } => Disputed::References,
        Fact::RepeatedId { .. } => Disputed::Id,
        Fact::UnsignedBesideSigned { .. } => Disputed::UnsignedAssertion,
        Fact::Misplaced { .. } => Disputed::Misplaced,
        Fact::SplitValue { .. } => Disputed::SplitValue,
    }
}
