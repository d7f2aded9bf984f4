//! Attempts on namespaces: declarations that came in, went, or moved.

use std::collections::{BTreeMap, BTreeSet};

use super::Attempt;
use crate::signature::DSIG;
use crate::signature::cause::Cause;
use crate::signature::diagnose::undo::Undo;
use crate::signature::transforms::Recipe;
use crate::xml::canonical::Method;
use crate::xml::{NodeId, NodeKind, Tree};

/// Declarations of inner elements that are tried one and two at a time.
const MOVED_LIMIT: usize = 10;
/// Prefixes among which some may have come or gone; documents have a dozen, and each attempt lists all.
const PREFIX_LIMIT: usize = 256;

/// Declarations that come in from outside, or went. An exclusive method without PrefixList sees none.
pub(super) fn namespaces<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'t>> {
    let Some((algorithm, listed)) = recipe.canonicalizations.first() else { return Vec::new() };
    if algorithm.method == Method::Exclusive10 && listed.is_empty() {
        return Vec::new();
    }
    // By an exclusive method the declarations of other prefixes change nothing.
    let counts = |prefix: &str| {
        algorithm.method != Method::Exclusive10 || listed.iter().any(|listed| listed == prefix)
    };
    // Nor does what the apex declares anew.
    let is_own = |prefix: &str| {
        tree.declarations(apex).iter().any(|declaration| tree.declared_prefix(declaration) == prefix)
    };
    let mut outer: BTreeMap<&str, &str> = BTreeMap::new();
    for ancestor in tree.ancestors(apex) {
        for declaration in tree.declarations(ancestor) {
            outer.entry(tree.declared_prefix(declaration)).or_insert(tree.declared_namespace(declaration));
        }
    }
    if outer.len() > PREFIX_LIMIT || listed.len() > PREFIX_LIMIT {
        return Vec::new();
    }
    let used = used_prefixes(tree, apex);
    let (needed, spare): (Vec<_>, Vec<_>) =
        outer.into_iter().partition(|(prefix, _)| used.contains(prefix) || !counts(prefix) || is_own(prefix));
    let above = |cause, bindings: Vec<(&'t str, &'t str)>| Attempt {
        above: Some(bindings),
        ..Attempt::of(cause, Undo::default())
    };
    let names = |bindings: &[(&str, &str)]| bindings.iter().map(|(prefix, _)| (*prefix).to_owned()).collect();
    let mut attempts = Vec::new();

    for left_out in choices_of(&spare) {
        let kept = spare.iter().filter(|binding| !left_out.contains(binding));
        let bindings = needed.iter().chain(kept).copied().collect();
        attempts.push(above(Cause::NamespacesInherited(names(&left_out)), bindings));
    }

    let own = tree.declarations(apex).iter().map(|declaration| tree.declared_prefix(declaration));
    let bound: Vec<&str> = needed
        .iter()
        .chain(&spare)
        .map(|(prefix, _)| *prefix)
        .chain(own)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    for moved in choices_of(&bound) {
        attempts
            .push(Attempt { where_used: moved, ..Attempt::of(Cause::NamespacesHoisted, Undo::default()) });
    }

    let all: Vec<(&str, &str)> = needed.iter().chain(&spare).copied().collect();
    let mut inner: BTreeMap<&str, &str> = BTreeMap::new();
    for id in tree.descendants(apex) {
        for declaration in tree.declarations(id) {
            inner.entry(tree.declared_prefix(declaration)).or_insert(tree.declared_namespace(declaration));
        }
    }
    let missing = |(prefix, _): &(&str, &str)| {
        counts(prefix) && !is_own(prefix) && !all.iter().any(|(bound, _)| bound == prefix)
    };
    let moved: Vec<(&str, &str)> = inner.into_iter().filter(missing).collect();
    let usual: Vec<(&str, &str)> = USUAL_PREFIXES.into_iter().filter(missing).collect();
    // The fewest first: what is said to be gone has to be gone.
    let mut additions: Vec<Vec<(&str, &str)>> = pairs_of(&moved[..moved.len().min(MOVED_LIMIT)]);
    if moved.len() > 2 {
        additions.push(moved);
    }
    additions.extend(pairs_of(&usual));
    additions.sort_by_key(Vec::len);
    for added in additions {
        let bindings = all.iter().chain(&added).copied().collect();
        attempts.push(above(Cause::NamespacesDropped(names(&added)), bindings));
    }
    attempts
}

/// Every choice of at least one among a few, the largest first; of many all, each and each pair.
fn choices_of<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    if items.len() > 6 {
        let mut choices = vec![items.to_vec()];
        choices.extend(pairs_of(&items[..items.len().min(16)]));
        return choices;
    }
    let taken = |choice: u32| (0..items.len()).filter(move |index| choice >> index & 1 == 1);
    (1..1 << items.len()).rev().map(|choice| taken(choice).map(|index| items[index]).collect()).collect()
}

/// Each item, and each two.
fn pairs_of<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    let mut choices = Vec::new();
    for (index, &first) in items.iter().enumerate() {
        choices.push(vec![first]);
        choices.extend(items[index + 1..].iter().map(|&second| vec![first, second]));
    }
    choices
}

/// What SAML documents usually bind.
pub(super) const USUAL_PREFIXES: [(&str, &str); 11] = [
    ("xs", "http://www.w3.org/2001/XMLSchema"),
    ("xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("saml", "urn:oasis:names:tc:SAML:2.0:assertion"),
    ("saml2", "urn:oasis:names:tc:SAML:2.0:assertion"),
    ("samlp", "urn:oasis:names:tc:SAML:2.0:protocol"),
    ("saml2p", "urn:oasis:names:tc:SAML:2.0:protocol"),
    ("ds", DSIG),
    ("dsig", DSIG),
    ("soap", "http://schemas.xmlsoap.org/soap/envelope/"),
    ("xenc", "http://www.w3.org/2001/04/xmlenc#"),
];

fn used_prefixes(tree: &Tree, apex: NodeId) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    for id in tree.descendants(apex).filter(|&id| tree.kind(id) == NodeKind::Element) {
        used.insert(tree.prefix(id));
        let prefixes = tree.attributes(id).iter().map(|attribute| tree.attribute_prefix(attribute));
        // An attribute without a prefix is in no namespace.
        used.extend(prefixes.filter(|prefix| !prefix.is_empty()));
    }
    used
}
