//! The elements of a document by ID, and what the URI of a Reference leads to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::xml::canonical::{Apex, Comments};
use crate::xml::{NodeId, Tree, XML_NAMESPACE};

const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

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

impl Resolved {
    /// As a signature sees it that stands in `element`: what was decrypted is not in the document that the
    /// signatures outside it were made for.
    pub(super) fn seen_from(self, tree: &Tree, element: NodeId) -> Resolved {
        let Resolved::One(Apex::Element(target)) = self else { return self };
        let source = tree.span(target).source;
        let mut around = std::iter::once(element).chain(tree.ancestors(element));
        if around.any(|id| tree.span(id).source == source) { self } else { Resolved::None }
    }
}

/// What a URI leads to, and whether comments belong to it (XML Signature 1.1, section 4.4.3.3).
pub(super) fn resolve(ids: &Ids, uri: Option<&str>) -> (Resolved, Comments) {
    let Some(uri) = uri else { return (Resolved::One(Apex::Document), Comments::Dropped) };
    if uri.is_empty() {
        return (Resolved::One(Apex::Document), Comments::Dropped);
    }
    let Some(fragment) = uri.strip_prefix('#') else { return (Resolved::External, Comments::Dropped) };
    if fragment == "xpointer(/)" {
        return (Resolved::One(Apex::Document), Comments::Kept);
    }
    let comments = if fragment.starts_with("xpointer(") { Comments::Kept } else { Comments::Dropped };
    (named(uri).map_or(Resolved::None, |id| ids.resolve(id)), comments)
}

/// The ID that a URI names: `#_1`, `#xpointer(id('_1'))`.
pub(super) fn named(uri: &str) -> Option<&str> {
    let fragment = uri.strip_prefix('#')?;
    let Some(pointer) = fragment.strip_prefix("xpointer(") else { return Some(fragment) };
    let quoted = pointer.strip_suffix("))")?.strip_prefix("id(")?;
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    quoted.strip_prefix(quote)?.strip_suffix(quote).filter(|id| !id.contains(quote))
}
