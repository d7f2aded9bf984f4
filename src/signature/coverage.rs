//! What is signed against what is read: signature wrapping, and values that comments split.
//!
//! A signature may verify and still say nothing about the assertion that is read. Only one that
//! stands in the element it signs, in the place where SAML reads that element, covers it (SAML
//! Core 2.0, section 5.4.2: the reference is to the ID of the parent element).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ids::Ids;
use super::{DSIG, Resolved, Signature};
use crate::saml::{ASSERTION, PROTOCOL, assertions};
use crate::source::Span;
use crate::xml::{NodeId, NodeKind, Tree};

const AWS_ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";

/// What the signatures of a message say about what is read from it.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// The index of the signature that stands in the message element and signs it.
    pub message: Option<usize>,
    /// The assertions that are read, in document order.
    pub assertions: Vec<Covered>,
    pub facts: Vec<Fact>,
}

/// An assertion that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    pub assertion: NodeId,
    /// The index of the signature that stands in it and signs it.
    pub own: Option<usize>,
    /// The index of the signature that signs the message around it.
    pub by_message: Option<usize>,
}

impl Covered {
    pub fn is_signed(&self) -> bool {
        self.own.is_some() || self.by_message.is_some()
    }
}

/// What a wrapping attack, or a provider that signs oddly, leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A signature signs another element than the one it stands in. Who reads `parent` reads what
    /// nobody signed.
    SignsElsewhere { signature: usize, uri: Span, parent: NodeId, signed: NodeId },
    /// A signature covers what is read, and stands elsewhere than as a child of what it signs, where
    /// SAML looks for it.
    NotInWhatItSigns { signature: usize, uri: Span, parent: NodeId, signed: NodeId },
    /// A signature has several references, where SAML allows one.
    SeveralReferences { signature: usize },
    /// Several elements have the ID that a signature names; the reader's may be another than the
    /// verifier's. `named` where a signature names it.
    RepeatedId { id: String, elements: Arc<Vec<NodeId>>, named: bool },
    /// Of several assertions that are read this one is signed by nothing, others are.
    UnsignedBesideSigned { assertion: NodeId, signed: Arc<[NodeId]> },
    /// An assertion or response stands where none is read: in Extensions, in an Object of a
    /// signature, in another assertion.
    Misplaced { element: NodeId, holder: NodeId },
    /// A comment or processing instruction splits a value; some readers take only what stands
    /// before it.
    SplitValue { element: NodeId },
}

impl Fact {
    /// Whether a signature is over another element than the one it stands in.
    pub fn is_over_another(&self) -> bool {
        matches!(self, Fact::SignsElsewhere { .. } | Fact::NotInWhatItSigns { .. })
    }
}

/// Compares what is signed with what is read. `message` is the Response, or a bare Assertion.
pub fn coverage(tree: &Tree, message: NodeId, signatures: &[Signature]) -> Coverage {
    let mut own: HashMap<NodeId, usize> = HashMap::new();
    for (index, signature) in signatures.iter().enumerate() {
        if let Some(parent) = tree.parent(signature.element)
            && signs(tree, signature, parent)
        {
            own.entry(parent).or_insert(index);
        }
    }
    let own_signature = |element: NodeId| own.get(&element).copied();
    let of_message = own_signature(message);
    let by_message = of_message.filter(|_| !is_assertion(tree, message));
    let assertions: Vec<Covered> = assertions(tree, message)
        .into_iter()
        .map(|assertion| Covered { assertion, own: own_signature(assertion), by_message })
        .collect();

    let read: HashSet<NodeId> = assertions.iter().map(|covered| covered.assertion).chain([message]).collect();
    let mut facts = Vec::new();
    facts.extend(signing_elsewhere(tree, message, &assertions, signatures));
    facts.extend(repeated_ids(tree, &read, signatures));
    let signed: Arc<[NodeId]> =
        assertions.iter().filter(|covered| covered.is_signed()).map(|covered| covered.assertion).collect();
    if !signed.is_empty() {
        facts.extend(assertions.iter().filter(|covered| !covered.is_signed()).map(|covered| {
            Fact::UnsignedBesideSigned { assertion: covered.assertion, signed: Arc::clone(&signed) }
        }));
    }
    let all_signed = assertions.iter().all(Covered::is_signed);
    facts.extend(misplaced(tree, message, &read, all_signed));
    facts.extend(split_values(tree, message));
    Coverage { message: of_message, assertions, facts }
}

/// Whether a reference of a signature leads to the element.
fn signs(tree: &Tree, signature: &Signature, element: NodeId) -> bool {
    signature.references.iter().any(|reference| reference.target(tree) == Some(element))
}

fn is_assertion(tree: &Tree, id: NodeId) -> bool {
    tree.is(id, ASSERTION, "Assertion")
}

fn signing_elsewhere(
    tree: &Tree,
    message: NodeId,
    assertions: &[Covered],
    signatures: &[Signature],
) -> Vec<Fact> {
    let read = assertions.first().map_or(message, |covered| covered.assertion);
    let mut facts = Vec::new();
    for (index, signature) in signatures.iter().enumerate() {
        let Some(parent) = tree.parent(signature.element) else { continue };
        let belongs = is_assertion(tree, parent) || is_response(tree, parent);
        // The header of an envelope may hold signatures over its body.
        if !belongs && !tree.holds(message, parent) {
            continue;
        }
        if signature.references.len() > 1 && belongs {
            facts.push(Fact::SeveralReferences { signature: index });
        }
        if signs(tree, signature, parent) {
            continue;
        }
        for reference in &signature.references {
            let Some(signed) = reference.target(tree) else { continue };
            let uri = reference.uri.as_ref().map_or(reference.span, |uri| uri.span);
            let covers =
                tree.holds(signed, read) && (!is_assertion(tree, parent) || tree.holds(signed, parent));
            if covers {
                facts.push(Fact::NotInWhatItSigns { signature: index, uri, parent, signed });
            } else if belongs {
                facts.push(Fact::SignsElsewhere { signature: index, uri, parent, signed });
            }
        }
    }
    facts
}

fn is_response(tree: &Tree, id: NodeId) -> bool {
    tree.namespace(id) == PROTOCOL && tree.local_name(id).ends_with("Response")
}

/// IDs that more than one element has, where a signature names them or an assertion has them.
fn repeated_ids(tree: &Tree, read: &HashSet<NodeId>, signatures: &[Signature]) -> Vec<Fact> {
    // References to one ID share one list; each list is looked at once, however many there are.
    let mut lists: Vec<&Arc<Vec<NodeId>>> = signatures
        .iter()
        .flat_map(|signature| &signature.references)
        .filter_map(|reference| match &reference.resolved {
            Resolved::Ambiguous(several) => Some(several),
            Resolved::One(_) | Resolved::None | Resolved::External => None,
        })
        .collect();
    lists.sort_unstable_by_key(|list| Arc::as_ptr(list));
    lists.dedup_by(|one, other| Arc::ptr_eq(one, other));
    let named: HashSet<&[NodeId]> = lists.into_iter().map(|list| list.as_slice()).collect();
    Ids::of(tree)
        .repeated()
        .into_iter()
        .map(|(id, elements)| (id, elements, named.contains(elements.as_slice())))
        .filter(|(_, elements, named)| *named || elements.iter().any(|id| read.contains(id)))
        .map(|(id, elements, named)| Fact::RepeatedId {
            id: id.to_owned(),
            elements: Arc::clone(elements),
            named,
        })
        .collect()
}

/// Advice is a place for assertions (SAML Core 2.0, section 2.6.1), unless the one that is read
/// has no signature of its own to stand on. Beside a Response, another may stand in an envelope.
fn misplaced(tree: &Tree, message: NodeId, read: &HashSet<NodeId>, all_signed: bool) -> Vec<Fact> {
    let top = if is_assertion(tree, message) { message } else { tree.root() };
    // Elsewhere than in an assertion that is read, Advice is but a name.
    let in_read = |holder| {
        let is_read = |id: NodeId| is_assertion(tree, id) && read.contains(&id);
        tree.parent(holder).is_some_and(|parent| is_assertion(tree, parent))
            && tree.ancestors(holder).any(is_read)
    };
    tree.descendants(top)
        .filter(|&id| tree.kind(id) == NodeKind::Element && !read.contains(&id))
        .filter(|&id| is_assertion(tree, id) || tree.is(id, PROTOCOL, "Response"))
        .filter_map(|element| {
            let holder = tree.parent(element)?;
            let advised = tree.is(holder, ASSERTION, "Advice") && in_read(holder);
            (!advised || !all_signed).then_some(Fact::Misplaced { element, holder })
        })
        .collect()
}

/// Comments in the values that AWS reads: NameID, Issuer, Audience, those of its attributes; and in
/// DigestValue and SignatureValue.
fn split_values(tree: &Tree, message: NodeId) -> Vec<Fact> {
    let of_aws = |id: NodeId| {
        let attribute = tree.parent(id).filter(|&parent| tree.is(parent, ASSERTION, "Attribute"));
        attribute
            .and_then(|attribute| tree.attribute_value(attribute, "Name"))
            .is_some_and(|name| name.starts_with(AWS_ATTRIBUTES))
    };
    let values = tree.descendants(message).filter(|&id| {
        tree.is(id, ASSERTION, "NameID")
            || tree.is(id, ASSERTION, "Issuer")
            || tree.is(id, ASSERTION, "Audience")
            || (tree.is(id, ASSERTION, "AttributeValue") && of_aws(id))
            || tree.is(id, DSIG, "DigestValue")
            || tree.is(id, DSIG, "SignatureValue")
    });
    values
        .filter(|&element| !tree.content(element).seams.is_empty())
        .map(|element| Fact::SplitValue { element })
        .collect()
}
