//! A Reference: what it points at, what is done to that, and whether the digest fits.

use std::collections::BTreeSet;

use super::budget::Budget;
use super::cause::Cause;
use super::ids::{Ids, Resolved, resolve};
use super::transforms::Recipe;
use super::{DSIG, EXCLUSIVE_C14N, Fault, Hash, Intact, Malformed, Sequence, only_text};
use crate::certificate::decode_base64;
use crate::redaction;
use crate::saml::attribute;
use crate::source::{Span, Text};
use crate::xml::canonical::{Algorithm, Comments, Namespaces, Uncanonical, Unchanged};
use crate::xml::{NodeId, Tree};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// One Reference of a SignedInfo.
#[derive(Debug, Clone)]
pub struct Reference {
    pub element: NodeId,
    /// The start tag.
    pub span: Span,
    /// `None` where there is no such attribute: the document itself is meant.
    pub uri: Option<Text>,
    pub resolved: Resolved,
    /// The `Algorithm` of each Transform, in order.
    pub transforms: Vec<Text>,
    /// The `Algorithm` of DigestMethod as written.
    pub digest_method: Option<Text>,
    pub hash: Option<Hash>,
    pub digest_value: Option<Text>,
    pub digest: Digest,
    /// Why the digest differs, once [`diagnose`](super::diagnose) was asked.
    pub cause: Option<Cause>,
    /// The values that the cause befell, where it is one of values; Signatures that were put in.
    pub cause_places: Vec<Span>,
    /// What an intact copy shows, where one is [at hand](super::compare::compare).
    pub intact: Option<Intact>,
    pub(super) recipe: Option<Recipe>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Digest {
    Match,
    Mismatch { computed: Vec<u8> },
    NotComputed(NotComputed),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotComputed {
    /// There is not exactly one target.
    NoTarget,
    /// This transform is not supported.
    Transform(Text),
    /// This DigestMethod is not supported.
    DigestMethod(Text),
    /// Canonical XML 1.1 would have to join `xml:base` attributes.
    InheritedBase,
    /// This namespace is no absolute URI: the document has no canonical form.
    RelativeNamespace(Span),
    /// The references of the document together cover more than is worth computing.
    TooLong,
    /// The Reference lacks a part.
    Malformed,
    /// Redaction took the DigestValue out.
    Redacted,
}

impl Digest {
    /// As the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Digest::Match => "match",
            Digest::Mismatch { .. } => "mismatch",
            Digest::NotComputed(_) => "not-computed",
        }
    }
}

impl Reference {
    /// The element the reference leads to; the root where it is the document.
    pub fn target(&self, tree: &Tree) -> Option<NodeId> {
        match self.resolved {
            Resolved::One(apex) => Some(apex.element(tree)),
            Resolved::None | Resolved::Ambiguous(_) | Resolved::External => None,
        }
    }
}

pub(super) fn read(
    tree: &Tree,
    ids: &Ids,
    signature: NodeId,
    element: NodeId,
    malformed: &mut Vec<Malformed>,
) -> Reference {
    let uri = attribute(tree, element, "URI");
    let (resolved, comments) = resolve(ids, uri.as_ref().map(|uri| uri.value.as_str()));
    let resolved = resolved.seen_from(tree, signature);

    let faults_before = malformed.len();
    let mut parts = Sequence::of(tree, element);
    let transforms_element = parts.optional("Transforms", malformed);
    let digest_method_element = parts.required("DigestMethod", malformed);
    let digest_value_element = parts.required("DigestValue", malformed);
    parts.finish(malformed);

    let digest_method = digest_method_element.and_then(|method| algorithm_attribute(tree, method, malformed));
    let hash = digest_method.as_ref().and_then(|method| Hash::from_uri(&method.value));
    let digest_value = digest_value_element.map(|value| only_text(tree, value, "DigestValue", malformed));
    let mut transforms = Vec::new();
    let chain = read_transforms(tree, signature, transforms_element, comments, &mut transforms, malformed);

    let not_computed = if malformed.len() > faults_before {
        Some(NotComputed::Malformed)
    } else if !matches!(resolved, Resolved::One(_)) {
        Some(NotComputed::NoTarget)
    } else if digest_value.as_ref().is_some_and(|value| redaction::is_mark(&value.value)) {
        Some(NotComputed::Redacted)
    } else if hash.is_none() {
        digest_method.clone().map(NotComputed::DigestMethod)
    } else {
        None
    };
    let (recipe, digest) = match (not_computed, chain, &resolved) {
        (Some(reason), _, _) => (None, Digest::NotComputed(reason)),
        (None, Err(transform), _) => (None, Digest::NotComputed(NotComputed::Transform(transform))),
        (None, Ok(chain), &Resolved::One(apex)) => {
            let recipe = Recipe { without: chain.without, ..Recipe::of(apex, chain.canonicalizations) };
            (Some(recipe), Digest::NotComputed(NotComputed::TooLong))
        }
        (None, Ok(_), _) => (None, Digest::NotComputed(NotComputed::NoTarget)),
    };
    let span = tree.start_tag(element);
    Reference {
        element,
        span,
        uri,
        resolved,
        transforms,
        digest_method,
        hash,
        digest_value,
        digest,
        cause: None,
        cause_places: Vec::new(),
        intact: None,
        recipe,
    }
}

/// Computes the digest and compares.
pub(super) fn check(tree: &Tree, reference: &mut Reference, budget: &Budget) {
    let (Some(recipe), Some(hash), Some(written)) =
        (&reference.recipe, reference.hash, reference.digest_value.as_ref())
    else {
        return;
    };
    let expected = decode_base64(&written.value);
    reference.digest = match recipe.bytes(tree, Namespaces::Declared, &Unchanged, budget) {
        Ok(bytes) => {
            let computed = hash.digest(&bytes);
            if Some(&computed) == expected.as_ref() { Digest::Match } else { Digest::Mismatch { computed } }
        }
        Err(Uncanonical::TooLong) => Digest::NotComputed(NotComputed::TooLong),
        Err(Uncanonical::InheritedBase) => Digest::NotComputed(NotComputed::InheritedBase),
    };
}

struct Chain {
    without: Option<NodeId>,
    canonicalizations: Vec<(Algorithm, Vec<String>)>,
}

/// The transforms as one recipe, or the one that is not supported.
fn read_transforms(
    tree: &Tree,
    signature: NodeId,
    element: Option<NodeId>,
    comments: Comments,
    transforms: &mut Vec<Text>,
    malformed: &mut Vec<Malformed>,
) -> Result<Chain, Text> {
    let mut chain = Chain { without: None, canonicalizations: Vec::new() };
    let mut unsupported = None;
    for transform in element.into_iter().flat_map(|element| tree.elements(element)) {
        if !tree.is(transform, DSIG, "Transform") {
            let fault = Fault::Unexpected(tree.local_name(transform).to_owned());
            malformed.push(Malformed { span: tree.start_tag(transform), fault });
            continue;
        }
        let Some(algorithm) = algorithm_attribute(tree, transform, malformed) else { continue };
        match canonicalization(tree, transform, &algorithm.value) {
            Some((mut canonical, prefixes)) => {
                if chain.canonicalizations.is_empty() && comments == Comments::Dropped {
                    canonical.comments = Comments::Dropped;
                }
                chain.canonicalizations.push((canonical, prefixes));
            }
            // Of bytes, there is no Signature to leave out.
            None if algorithm.value == ENVELOPED && chain.canonicalizations.is_empty() => {
                chain.without = Some(signature);
            }
            None => {
                unsupported.get_or_insert_with(|| algorithm.clone());
            }
        }
        transforms.push(algorithm);
    }
    if chain.canonicalizations.is_empty() {
        chain.canonicalizations.push((Algorithm::IMPLICIT, Vec::new()));
    }
    unsupported.map_or(Ok(chain), Err)
}

/// The canonicalization that an element with an `Algorithm` names, with its PrefixList.
pub(super) fn canonicalization(tree: &Tree, element: NodeId, uri: &str) -> Option<(Algorithm, Vec<String>)> {
    let algorithm = Algorithm::from_uri(uri)?;
    let list = tree.element_named(element, EXCLUSIVE_C14N, "InclusiveNamespaces");
    let prefixes = list.and_then(|list| tree.attribute_value(list, "PrefixList"));
    let prefixes = prefixes.as_deref().unwrap_or("").split_ascii_whitespace();
    let prefixes = prefixes.map(|prefix| if prefix == "#default" { "" } else { prefix });
    // Each once: a list can name one prefix a million times.
    let prefixes: BTreeSet<&str> = prefixes.collect();
    Some((algorithm, prefixes.into_iter().map(str::to_owned).collect()))
}

pub(super) fn algorithm_attribute(
    tree: &Tree,
    element: NodeId,
    malformed: &mut Vec<Malformed>,
) -> Option<Text> {
    let algorithm = attribute(tree, element, "Algorithm");
    if algorithm.is_none() {
        malformed.push(Malformed { span: tree.start_tag(element), fault: Fault::NoAttribute("Algorithm") });
    }
    algorithm
}
