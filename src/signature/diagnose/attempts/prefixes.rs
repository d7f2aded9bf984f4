//! Attempts on prefixes: names that a program wrote anew under prefixes of its own.
//!
//! ElementTree writes `ns0:`, Go declares each namespace where it is used, and others have their
//! favourites. Which prefixes were signed nobody says: the usual ones are tried, and those that the
//! document still shows.

use std::collections::{BTreeMap, BTreeSet};

use super::Attempt;
use super::namespaces::USUAL_PREFIXES;
use crate::saml::{ASSERTION, PROTOCOL};
use crate::signature::cause::Cause;
use crate::signature::diagnose::undo::Undo;
use crate::signature::transforms::Recipe;
use crate::signature::{DSIG, EXCLUSIVE_C14N};
use crate::xml::canonical::Method;
use crate::xml::{NodeId, NodeKind, Tree};

/// Choices of prefixes that are tried: each namespace has some, and any go together.
const CHOICE_LIMIT: usize = 100;
/// Prefixes of one namespace.
const CANDIDATE_LIMIT: usize = 5;
/// Namespaces whose names may have been written anew.
const NAMESPACE_LIMIT: usize = 8;

/// How the names of one namespace are written, and how they may have been.
struct Names<'t> {
    namespace: &'t str,
    written: BTreeSet<&'t str>,
    candidates: Vec<&'t str>,
}

/// Other prefixes for the namespaces of what is signed.
pub(super) fn prefixes<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'t>> {
    let Some((algorithm, listed)) = recipe.canonicalizations.first() else { return Vec::new() };
    let names = names(tree, apex, recipe);
    if names.is_empty() {
        return Vec::new();
    }
    let attempt = |choice: &[&'t str]| {
        let renamed = names.iter().zip(choice);
        let changed = renamed
            .clone()
            .flat_map(|(names, &prefix)| {
                names.written.iter().filter(move |written| **written != prefix).map(move |w| (prefix, *w))
            })
            .map(|(before, now)| format!("{} is now {}", shown(before), shown(now)));
        let prefixes = renamed.map(|(names, &prefix)| (names.namespace.to_owned(), prefix.to_owned()));
        let undo = Undo { prefixes: prefixes.collect(), ..Undo::default() };
        Attempt::of(Cause::PrefixesRenamed(changed.collect()), undo)
    };
    let exclusive = algorithm.method == Method::Exclusive10;
    // What only values use, or nothing does, is declared no longer.
    let lost: Vec<(&'t str, &'t str)> = USUAL_PREFIXES
        .into_iter()
        .filter(|(prefix, namespace)| {
            let is_written = names.iter().any(|names| names.namespace == *namespace);
            listed.iter().any(|listed| listed == prefix) && !is_written && !is_declared(tree, apex, prefix)
        })
        .collect();
    let mut attempts = Vec::new();
    for choice in numbered(&names).into_iter().chain(choices(&names)) {
        attempts.push(attempt(&choice));
        if !lost.is_empty() {
            let where_used = lost.iter().map(|(prefix, _)| *prefix).collect();
            let renamed = names.iter().zip(&choice).filter(|(_, prefix)| !prefix.is_empty());
            let above = renamed.map(|(names, prefix)| (*prefix, names.namespace));
            attempts.push(Attempt { above: Some(above.chain(lost.clone()).collect()), ..attempt(&choice) });
            attempts.push(Attempt { where_used, ..attempt(&choice) });
        }
        if !exclusive {
            let where_used = choice.iter().copied().chain(["xs", "xsd"]).collect();
            attempts.push(Attempt { where_used, ..attempt(&choice) });
        }
    }
    attempts
}

/// A prefix as a person calls it.
fn shown(prefix: &str) -> &str {
    if prefix.is_empty() { "the default namespace" } else { prefix }
}

/// The namespaces of all names under the apex, and the prefixes to try for each.
fn names<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> Vec<Names<'t>> {
    let mut written: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut in_attributes: BTreeSet<&str> = BTreeSet::new();
    let left_out = |id: NodeId| recipe.without.is_some_and(|without| tree.holds(without, id));
    let is_signed = |id: &NodeId| tree.kind(*id) == NodeKind::Element && !left_out(*id);
    for id in tree.descendants(apex).filter(is_signed) {
        written.entry(tree.namespace(id)).or_default().insert(tree.prefix(id));
        for attribute in tree.attributes(id) {
            let prefix = tree.attribute_prefix(attribute);
            if !prefix.is_empty() && prefix != "xml" {
                let namespace = tree.attribute_namespace(attribute);
                written.entry(namespace).or_default().insert(prefix);
                in_attributes.insert(namespace);
            }
        }
        if written.len() > NAMESPACE_LIMIT {
            return Vec::new();
        }
    }
    written.remove("");
    let mut names: Vec<Names> = written
        .into_iter()
        .map(|(namespace, written)| {
            let mut candidates: Vec<&str> = usual(namespace).to_vec();
            candidates.extend(written.iter().filter(|prefix| !is_made_up(prefix)));
            candidates.extend(declared_elsewhere(tree, namespace));
            if candidates.is_empty() {
                candidates.extend(&written);
            }
            candidates.retain(|prefix| !prefix.is_empty() || !in_attributes.contains(namespace));
            let mut seen = BTreeSet::new();
            candidates.retain(|prefix| seen.insert(*prefix));
            candidates.truncate(CANDIDATE_LIMIT);
            Names { namespace, written, candidates }
        })
        .collect();
    names.retain(|names| !names.candidates.is_empty());
    names
}

/// What software writes for a namespace, the commonest first; the empty one is the default namespace.
fn usual(namespace: &str) -> &'static [&'static str] {
    match namespace {
        ASSERTION => &["saml", "saml2", ""],
        PROTOCOL => &["samlp", "saml2p", ""],
        DSIG => &["ds", "", "dsig"],
        EXCLUSIVE_C14N => &["ec"],
        "http://www.w3.org/2001/XMLSchema-instance" => &["xsi"],
        "http://www.w3.org/2001/04/xmlenc#" => &["xenc", ""],
        _ => &[],
    }
}

/// `ns0`, or what Go makes of a namespace's last part: hardly anybody signs under these.
fn is_made_up(prefix: &str) -> bool {
    let number = prefix.strip_prefix("ns");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        || matches!(prefix, "XMLSchema-instance" | "_xmlns")
}

/// Prefixes that stand for a namespace anywhere in the document.
fn declared_elsewhere<'t>(tree: &'t Tree, namespace: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for id in tree.descendants(tree.root()).filter(|&id| tree.kind(id) == NodeKind::Element) {
        for declaration in tree.declarations(id) {
            let prefix = tree.declared_prefix(declaration);
            if tree.declared_namespace(declaration) == namespace
                && !is_made_up(prefix)
                && !found.contains(&prefix)
            {
                found.push(prefix);
            }
        }
        if found.len() >= CANDIDATE_LIMIT {
            break;
        }
    }
    found
}

fn is_declared(tree: &Tree, apex: NodeId, prefix: &str) -> bool {
    let declares = |id: NodeId| tree.declarations(id).iter().any(|d| tree.declared_prefix(d) == prefix);
    tree.descendants(apex).chain(tree.ancestors(apex)).any(declares)
}

/// Numbered prefixes that were signed: those that still stand, and those that pysaml2 gives.
fn numbered<'t>(names: &[Names<'t>]) -> [Vec<&'t str>; 2] {
    let kept = |names: &Names<'t>| match names.namespace {
        PROTOCOL | ASSERTION | DSIG => names.written.first().copied(),
        _ => None,
    };
    let by_pysaml2 = |names: &Names<'t>| match names.namespace {
        PROTOCOL => Some("ns0"),
        ASSERTION => Some("ns1"),
        DSIG => Some("ns2"),
        _ => None,
    };
    let or_usual = |choose: &dyn Fn(&Names<'t>) -> Option<&'t str>| {
        names.iter().map(|names| choose(names).unwrap_or(names.candidates[0])).collect()
    };
    [or_usual(&kept), or_usual(&by_pysaml2)]
}

/// One candidate for each, in every combination; those of the first candidates first.
fn choices<'t>(names: &[Names<'t>]) -> Vec<Vec<&'t str>> {
    let mut choices: Vec<Vec<&str>> = vec![Vec::new()];
    for names in names {
        choices = choices
            .into_iter()
            .flat_map(|choice| {
                names.candidates.iter().map(move |candidate| {
                    let mut longer = choice.clone();
                    longer.push(*candidate);
                    longer
                })
            })
            .take(CHOICE_LIMIT)
            .collect();
    }
    choices
}
