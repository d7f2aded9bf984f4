//! What an intact copy of a signed element shows: which of its values were changed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::transforms::Recipe;
use super::{Cause, DSIG, Digest, Reference, Signature};
use crate::source::Span;
use crate::xml::{NodeId, Tree};

/// Changes that are told; more say nothing new.
const CHANGE_LIMIT: usize = 50;

/// A copy whose digest fits, and what differs from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intact {
    /// The entry of the HAR that the copy stands in.
    pub entry: Option<usize>,
    pub changes: Vec<Change>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands in the changed document; the parent's start tag where something is gone.
    pub span: Span,
    /// The element, or the attribute as `@Name`.
    pub name: String,
    pub kind: ChangeKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// What the copy holds, and what stands here.
    Value { intact: String, here: String },
    /// A digest, key or signature value, which tells a reader nothing.
    Base64,
    /// The copy has it, and here it is gone.
    Removed,
    /// The copy has none.
    Added,
}

/// Looks for a signature of the copy that has the same digest, which fits there, and fills in
/// `intact` where one is found.
pub fn compare(
    tree: &Tree,
    signatures: &mut [Signature],
    entry: Option<usize>,
    copy: &Tree,
    copies: &[Signature],
) {
    let is_open = |reference: &Reference| {
        reference.cause.as_ref().is_some_and(Cause::is_open) && reference.intact.is_none()
    };
    for reference in signatures.iter_mut().flat_map(|signature| &mut signature.references) {
        if !is_open(reference) {
            continue;
        }
        let digest = reference.digest_value.as_ref().map(|digest| &digest.value);
        let fits = |other: &&Reference| {
            other.digest == Digest::Match && other.digest_value.as_ref().map(|other| &other.value) == digest
        };
        let intact = copies.iter().flat_map(|signature| &signature.references).find(fits);
        let recipes = reference.recipe.as_ref().zip(intact.and_then(|intact| intact.recipe.as_ref()));
        if let Some((here, there)) = recipes {
            let changes = changes(Side::of(tree, here), Side::of(copy, there));
            reference.intact = Some(Intact { entry, changes });
        }
    }
}

/// One of the two documents.
#[derive(Clone, Copy)]
struct Side<'t> {
    tree: &'t Tree,
    top: NodeId,
    /// The Signature that the digest leaves out.
    without: Option<NodeId>,
}

impl<'t> Side<'t> {
    fn of(tree: &'t Tree, recipe: &Recipe) -> Side<'t> {
        Side { tree, top: recipe.apex.element(tree), without: recipe.without }
    }

    fn children(&self, id: NodeId) -> Vec<NodeId> {
        self.tree.elements(id).filter(|&child| Some(child) != self.without).collect()
    }

    fn name(&self, id: NodeId) -> (&'t str, &'t str) {
        (self.tree.namespace(id), self.tree.local_name(id))
    }
}

fn changes(here: Side<'_>, there: Side<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let mut open = vec![(here.top, there.top)];
    while let Some((a, b)) = open.pop() {
        if found.len() >= CHANGE_LIMIT {
            break;
        }
        attributes(here, a, there, b, &mut found);
        let (ours, theirs) = (here.children(a), there.children(b));
        if ours.is_empty() && theirs.is_empty() {
            let (content, intact) = (here.tree.content(a), there.tree.content(b));
            if content.value != intact.value {
                let kind = match here.tree.namespace(a) {
                    DSIG => ChangeKind::Base64,
                    _ => ChangeKind::Value { intact: intact.value, here: content.value },
                };
                found.push(Change { span: content.span, name: here.tree.local_name(a).to_owned(), kind });
            }
            continue;
        }
        let same = |pair: &(&NodeId, &NodeId)| here.name(*pair.0) == there.name(*pair.1);
        let front = ours.iter().zip(&theirs).take_while(same).count();
        let rest = (&ours[front..], &theirs[front..]);
        let back = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(same).count();
        let pairs = ours[..front].iter().zip(&theirs[..front]);
        let pairs = pairs.chain(ours[ours.len() - back..].iter().zip(&theirs[theirs.len() - back..]));
        for &added in &ours[front..ours.len() - back] {
            let name = here.tree.local_name(added).to_owned();
            found.push(Change { span: here.tree.start_tag(added), name, kind: ChangeKind::Added });
        }
        for &removed in &theirs[front..theirs.len() - back] {
            let name = there.tree.local_name(removed).to_owned();
            found.push(Change { span: here.tree.start_tag(a), name, kind: ChangeKind::Removed });
        }
        let first = open.len();
        open.extend(pairs.map(|(&a, &b)| (a, b)));
        // In document order.
        open[first..].reverse();
    }
    found.truncate(CHANGE_LIMIT);
    found
}

fn attributes(here: Side<'_>, a: NodeId, there: Side<'_>, b: NodeId, found: &mut Vec<Change>) {
    let intact = named_attributes(there.tree, b);
    let ours = named_attributes(here.tree, a);
    for (name, (value, span)) in &ours {
        let kind = match intact.get(name) {
            None => ChangeKind::Added,
            Some((intact, _)) if intact != value => {
                ChangeKind::Value { intact: intact.to_string(), here: value.to_string() }
            }
            Some(_) => continue,
        };
        found.push(Change { span: *span, name: format!("@{}", name.1), kind });
    }
    for (_, local) in intact.keys().filter(|name| !ours.contains_key(*name)) {
        let (span, name) = (here.tree.start_tag(a), format!("@{local}"));
        found.push(Change { span, name, kind: ChangeKind::Removed });
    }
}

/// Value and place of each attribute, by namespace and local name.
fn named_attributes(tree: &Tree, id: NodeId) -> BTreeMap<(&str, &str), (Cow<'_, str>, Span)> {
    let named = tree.attributes(id).iter().map(|attribute| {
        let name = (tree.attribute_namespace(attribute), tree.attribute_local_name(attribute));
        (name, (tree.value(attribute), attribute.value_span))
    });
    named.collect()
}
