//! A Reference: what it points at, what is done to that, and whether the digest fits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::cause::Cause;
use super::{Budget, DSIG, EXCLUSIVE_C14N, Fault, Hash, Intact, Malformed, Sequence, only_text};
use crate::certificate::decode_base64;
use crate::saml::attribute;
use crate::source::{Source, SourceKind, Sources, Span, Text};
use crate::xml::canonical::{
    Algorithm, Apex, Canonicalization, Comments, Edit, Encrypted, Namespaces, Uncanonical, Unchanged,
    canonicalize_edited,
};
use crate::xml::{NodeId, Tree, XML_NAMESPACE};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

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
    /// The digest fits the decrypted document, not the one that was received.
    pub over_plaintext: bool,
    /// Why the digest differs, once [`diagnose`](super::diagnose) was asked.
    pub cause: Option<Cause>,
    /// The values that the cause befell, where it is one of values; Signatures that were put in.
    pub cause_places: Vec<Span>,
    /// What an intact copy shows, where one is [at hand](super::intact::compare).
    pub intact: Option<Intact>,
    pub(super) recipe: Option<Recipe>,
}

/// What a Reference leads to. Nothing is ever fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    One(Apex),
    /// No element has this ID, or the pointer is of a kind that SAML does not use.
    None,
    /// Several elements have this ID. Shared: a thousand references may name one ID of a thousand.
    Ambiguous(Arc<Vec<NodeId>>),
    /// The URI leads out of the document.
    External,
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
}

impl Resolved {
    /// As the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Resolved::One(_) => "one",
            Resolved::None => "none",
            Resolved::Ambiguous(_) => "ambiguous",
            Resolved::External => "external",
        }
    }
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

/// How the bytes of a reference are made, once that is known.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    pub apex: Apex,
    /// The Signature that an enveloped signature leaves out.
    pub without: Option<NodeId>,
    /// Other nodes to leave out, in the search for a cause.
    pub also_without: Vec<NodeId>,
    /// At least one; any after the first reads the bytes of the one before it.
    pub canonicalizations: Vec<(Algorithm, Vec<String>)>,
}

impl Recipe {
    /// The bytes, as if the document had been edited.
    pub fn bytes<E: Edit>(
        &self,
        tree: &Tree,
        encrypted: Encrypted,
        namespaces: Namespaces<'_>,
        edit: &E,
        budget: &Budget,
    ) -> Result<Vec<u8>, Uncanonical> {
        let mut steps = self.canonicalizations.iter();
        let Some((algorithm, prefixes)) = steps.next() else { return Ok(Vec::new()) };
        let how = Canonicalization {
            inclusive_prefixes: prefixes,
            without: self.without,
            also_without: &self.also_without,
            encrypted,
            namespaces,
            ..Canonicalization::new(*algorithm, budget.left())
        };
        let mut bytes =
            within(budget, cost(tree, self.apex), || canonicalize_edited(tree, self.apex, &how, edit))?;
        for (algorithm, prefixes) in steps {
            bytes = again(bytes, *algorithm, prefixes, budget)?;
        }
        Ok(bytes)
    }
}

/// Runs a canonicalization within the budget, charging what it reads and what it writes.
pub(super) fn within(
    budget: &Budget,
    cost: usize,
    canonicalize: impl FnOnce() -> Result<Vec<u8>, Uncanonical>,
) -> Result<Vec<u8>, Uncanonical> {
    if cost > budget.left() {
        budget.spend(cost);
        return Err(Uncanonical::TooLong);
    }
    budget.spend(cost);
    let bytes = canonicalize();
    budget.spend(bytes.as_ref().map_or(usize::MAX, Vec::len));
    bytes
}

/// What a pass over the apex reads: itself and the start tags above it.
pub(super) fn cost(tree: &Tree, apex: Apex) -> usize {
    let length = |span: Span| span.range().len();
    match apex {
        Apex::Document => length(tree.span(tree.root())),
        Apex::Element(id) => {
            length(tree.span(id)) + tree.ancestors(id).map(|id| length(tree.start_tag(id))).sum::<usize>()
        }
    }
}

/// A second canonicalization reads the bytes of the first as a document (XML Signature 1.1,
/// section 4.4.3.2).
fn again(
    bytes: Vec<u8>,
    algorithm: Algorithm,
    prefixes: &[String],
    budget: &Budget,
) -> Result<Vec<u8>, Uncanonical> {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, "", None));
    // Canonical bytes of a part of a tree are a document unless the whole of it was left out.
    let Ok(tree) = std::str::from_utf8(&bytes)
        .map_err(drop)
        .and_then(|text| crate::xml::parse(source, text).map_err(drop))
    else {
        return Ok(bytes);
    };
    let how =
        Canonicalization { inclusive_prefixes: prefixes, ..Canonicalization::new(algorithm, budget.left()) };
    within(budget, bytes.len(), || canonicalize_edited(&tree, Apex::Document, &how, &Unchanged))
}

/// The elements of a document by ID. Which attributes are IDs is for a schema to say, and there is
/// none: these are the names that SAML 1.1 and 2.0, XML Signature, XML Encryption, WS-Security and
/// XML itself use.
#[derive(Debug)]
pub struct Ids {
    elements: HashMap<Box<str>, Bearers>,
}

/// The elements that have one ID, in document order.
#[derive(Debug)]
enum Bearers {
    One(NodeId),
    Several(Arc<Vec<NodeId>>),
}

impl Bearers {
    fn add(&mut self, id: NodeId) {
        match self {
            // An element may write one ID in two ways.
            Bearers::One(only) if *only == id => {}
            Bearers::One(only) => *self = Bearers::Several(Arc::new(vec![*only, id])),
            Bearers::Several(all) if all.last() == Some(&id) => {}
            Bearers::Several(all) => Arc::make_mut(all).push(id),
        }
    }
}

impl Ids {
    pub fn of(tree: &Tree) -> Ids {
        let mut elements: HashMap<Box<str>, Bearers> = HashMap::new();
        for id in tree.top_level().flat_map(|top| tree.descendants(top)) {
            for attribute in tree.attributes(id) {
                let is_id = match tree.attribute_namespace(attribute) {
                    "" => matches!(
                        tree.attribute_local_name(attribute),
                        "ID" | "Id" | "id" | "AssertionID" | "ResponseID" | "RequestID"
                    ),
                    XML_NAMESPACE => tree.attribute_local_name(attribute) == "id",
                    WSU => tree.attribute_local_name(attribute) == "Id",
                    _ => false,
                };
                if !is_id {
                    continue;
                }
                match elements.entry(tree.value(attribute).into()) {
                    Entry::Occupied(mut known) => known.get_mut().add(id),
                    Entry::Vacant(new) => {
                        new.insert(Bearers::One(id));
                    }
                }
            }
        }
        Ids { elements }
    }

    /// Every element with this ID, in document order.
    pub fn get(&self, id: &str) -> &[NodeId] {
        match self.elements.get(id) {
            None => &[],
            Some(Bearers::One(element)) => std::slice::from_ref(element),
            Some(Bearers::Several(elements)) => elements,
        }
    }

    /// Every ID that more than one element has, in the order of the first of them.
    pub fn repeated(&self) -> Vec<(&str, &Arc<Vec<NodeId>>)> {
        let mut repeated: Vec<(&str, &Arc<Vec<NodeId>>)> = self
            .elements
            .iter()
            .filter_map(|(id, elements)| match elements {
                Bearers::One(_) => None,
                Bearers::Several(elements) => Some((&**id, elements)),
            })
            .collect();
        repeated.sort_by(|one, other| (one.1[0], one.0).cmp(&(other.1[0], other.0)));
        repeated
    }

    fn resolve(&self, id: &str) -> Resolved {
        match self.elements.get(id) {
            None => Resolved::None,
            Some(Bearers::One(element)) => Resolved::One(Apex::Element(*element)),
            Some(Bearers::Several(elements)) => Resolved::Ambiguous(Arc::clone(elements)),
        }
    }
}

/// What a URI leads to, and whether comments belong to it (XML Signature 1.1, section 4.4.3.3).
fn resolve(ids: &Ids, uri: Option<&str>) -> (Resolved, Comments) {
    let Some(uri) = uri else { return (Resolved::One(Apex::Document), Comments::Dropped) };
    if uri.is_empty() {
        return (Resolved::One(Apex::Document), Comments::Dropped);
    }
    let Some(fragment) = uri.strip_prefix('#') else { return (Resolved::External, Comments::Dropped) };
    if fragment == "xpointer(/)" {
        return (Resolved::One(Apex::Document), Comments::Kept);
    }
    let Some(pointer) = fragment.strip_prefix("xpointer(") else {
        return (ids.resolve(fragment), Comments::Dropped);
    };
    let quoted = pointer.strip_suffix("))").and_then(|pointer| pointer.strip_prefix("id("));
    let id = quoted.and_then(|quoted| {
        let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        quoted.strip_prefix(quote)?.strip_suffix(quote).filter(|id| !id.contains(quote))
    });
    (id.map_or(Resolved::None, |id| ids.resolve(id)), Comments::Kept)
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
    } else if hash.is_none() {
        digest_method.clone().map(NotComputed::DigestMethod)
    } else {
        None
    };
    let (recipe, digest) = match (not_computed, chain, &resolved) {
        (Some(reason), _, _) => (None, Digest::NotComputed(reason)),
        (None, Err(transform), _) => (None, Digest::NotComputed(NotComputed::Transform(transform))),
        (None, Ok(chain), &Resolved::One(apex)) => {
            let recipe = Recipe {
                apex,
                without: chain.without,
                also_without: Vec::new(),
                canonicalizations: chain.canonicalizations,
            };
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
        over_plaintext: false,
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
    let digest_of = |encrypted| {
        let bytes = recipe.bytes(tree, encrypted, Namespaces::Declared, &Unchanged, budget)?;
        Ok(hash.digest(&bytes))
    };
    let mut over_plaintext = false;
    reference.digest = match digest_of(Encrypted::Ciphertext) {
        Ok(computed) if Some(&computed) == expected.as_ref() => Digest::Match,
        Ok(computed) => {
            let plaintext = holds_plaintext(tree, recipe.apex).then(|| digest_of(Encrypted::Plaintext));
            if matches!(&plaintext, Some(Ok(computed)) if Some(computed) == expected.as_ref()) {
                over_plaintext = true;
                Digest::Match
            } else {
                Digest::Mismatch { computed }
            }
        }
        Err(Uncanonical::TooLong) => Digest::NotComputed(NotComputed::TooLong),
        Err(Uncanonical::InheritedBase) => Digest::NotComputed(NotComputed::InheritedBase),
    };
    reference.over_plaintext = over_plaintext;
}

fn holds_plaintext(tree: &Tree, apex: Apex) -> bool {
    let top = apex.element(tree);
    let source = tree.span(top).source;
    tree.descendants(top).any(|id| tree.span(id).source != source)
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
    let named = |prefix| if prefix == "#default" { String::new() } else { String::from(prefix) };
    Some((algorithm, prefixes.map(named).collect()))
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
