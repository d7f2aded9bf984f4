//! Why a digest differs: what befell the document between signing and capture, undone.
//!
//! Each known mishap is undone in the canonical form, and the digest taken again. A cause is named
//! only where that gives back the signed digest, so that it is a proof and no guess. Line ends,
//! quotes, character references and the order of attributes break no signature and are no causes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::cause::{Cause, Indent};
use super::recipe::{Budget, Recipe};
use super::undo::{Scope, Spacing, Undo, ValueEdit, mixed};
use super::{Checked, DSIG, Digest, Hash, Scheme, Signature, SignatureAlgorithm, Value};
use crate::certificate::decode_base64;
use crate::source::Span;
use crate::xml::canonical::{Comments, Encrypted, Method, Namespaces};
use crate::xml::{NodeId, NodeKind, Tree};

/// Bytes of canonical XML that the search for causes may take in one document.
const DIAGNOSE_BUDGET: usize = 64 << 20;
/// What the keys may cost that are tried on changed SignedInfos of one document; see
/// [`PublicKey::cost`](super::PublicKey::cost). Some thousand tries with RSA-2048.
const CHECK_BUDGET: usize = 256 << 20;
/// Digests that are put into one SignedInfo instead of the written ones: one is usual.
const INSTEAD_LIMIT: usize = 16;
/// Signatures that are tried as put in later.
const OTHER_SIGNATURE_LIMIT: usize = 4;
/// Attempts for one digest.
const ATTEMPT_LIMIT: usize = 1_000;
/// Declarations of inner elements that are tried one and two at a time.
const MOVED_LIMIT: usize = 10;
/// Prefixes among which some may have come or gone; documents have a dozen, and each attempt lists all.
const PREFIX_LIMIT: usize = 256;
/// Values that are tried one at a time.
const SINGLE_VALUE_LIMIT: usize = 60;

/// Looks for the cause of every digest that differs, and of every SignatureValue that differs
/// although its own certificate is at hand. Fills in `cause`, and where it befell a value.
pub fn diagnose(tree: &Tree, signatures: &mut [Signature]) {
    let budget = Budget::new(DIAGNOSE_BUDGET);
    let checks = Budget::new(CHECK_BUDGET);
    for signature in signatures {
        let element = signature.element;
        for reference in &mut signature.references {
            let (Digest::Mismatch { .. }, Some(recipe), Some(hash), Some(written)) =
                (&reference.digest, &reference.recipe, reference.hash, &reference.digest_value)
            else {
                continue;
            };
            let expected = decode_base64(&written.value).filter(|value| value.len() == hash.length());
            let Some(expected) = expected else {
                reference.cause = Some(Cause::DigestValueMalformed);
                continue;
            };
            let fits = |bytes: &[u8]| hash.digest(bytes) == expected;
            if recipe.without.is_none() && tree.holds(recipe.apex.element(tree), element) {
                let left_out = Recipe { without: Some(element), ..recipe.clone() };
                let attempt = Attempt::by(Cause::EnvelopedTransformMissing, left_out);
                let fits = bytes_of(tree, recipe, &attempt, &budget).is_some_and(|bytes| fits(&bytes));
                reference.cause = Some(if fits { attempt.cause } else { Cause::CoversItself });
                continue;
            }
            let found = search(tree, recipe, &budget, fits);
            let (cause, places) = found.unwrap_or((Cause::ChangedAfterSigning, Vec::new()));
            reference.cause = Some(cause);
            reference.cause_places = places;
        }
        // Nothing is concluded from a failure here: another key is the usual reason.
        if signature.value == Value::Mismatch {
            diagnose_value(tree, signature, &budget, &checks);
        }
    }
}

/// Looks for what makes the SignatureValue fit one of the keys.
fn diagnose_value(tree: &Tree, signature: &mut Signature, budget: &Budget, checks: &Budget) {
    let (Some(recipe), Some(algorithm), Some(written)) =
        (&signature.recipe, signature.algorithm, &signature.signature_value)
    else {
        return;
    };
    let value = decode_base64(&written.value).unwrap_or_default();
    let Some(key) =
        signature.keys.iter().find_map(|tried| tried.key.as_ref().ok().filter(|key| key.fits(algorithm)))
    else {
        return;
    };
    let fits = |algorithm: SignatureAlgorithm, bytes: &[u8]| {
        if checks.left() == 0 {
            return false;
        }
        checks.spend(key.cost());
        key.check(algorithm, &algorithm.hash.digest(bytes), &value) == Checked::Match
    };
    let found = search(tree, recipe, budget, |bytes| fits(algorithm, bytes)).map(|(cause, _)| cause);
    if found.is_some() {
        signature.cause = found;
        return;
    }
    let unchanged = Attempt::of(Cause::ChangedAfterSigning, Undo::default());
    let Some(bytes) = bytes_of(tree, recipe, &unchanged, budget) else { return };
    if let Some(other) = others_of(algorithm).into_iter().find(|&other| fits(other, &bytes)) {
        signature.cause = Some(Cause::OtherAlgorithm(other));
        return;
    }
    let instead: Vec<(NodeId, String)> = signature
        .references
        .iter()
        .filter_map(|reference| match &reference.digest {
            Digest::Mismatch { computed } => {
                let holder = tree.element_named(reference.element, DSIG, "DigestValue")?;
                Some((holder, BASE64_STANDARD.encode(computed)))
            }
            Digest::Match | Digest::NotComputed(_) => None,
        })
        .take(INSTEAD_LIMIT)
        .collect();
    if instead.is_empty() {
        return;
    }
    let restored = Attempt::of(Cause::DigestValueChanged, Undo { instead, ..Undo::default() });
    if bytes_of(tree, recipe, &restored, budget).is_some_and(|bytes| fits(algorithm, &bytes)) {
        signature.cause = Some(Cause::DigestValueChanged);
        for reference in &mut signature.references {
            if matches!(reference.digest, Digest::Mismatch { .. }) {
                reference.cause = Some(Cause::DigestValueChanged);
                reference.cause_places.clear();
            }
        }
    }
}

/// What a key of the same kind may have signed by instead.
fn others_of(named: SignatureAlgorithm) -> Vec<SignatureAlgorithm> {
    let hashes = [Hash::Sha256, Hash::Sha1, Hash::Sha512, Hash::Sha384, Hash::Sha224];
    let by = |scheme| hashes.map(|hash| SignatureAlgorithm { scheme, hash });
    let mut others = match named.scheme {
        Scheme::Ecdsa => Vec::from(by(Scheme::Ecdsa)),
        Scheme::RsaPkcs1 | Scheme::RsaPss { .. } => Vec::from(by(Scheme::RsaPkcs1)),
    };
    if named.scheme != Scheme::Ecdsa {
        let salts = [named.hash.length(), 0, 20, 32, 48, 64];
        let salted = salts.map(|salt| SignatureAlgorithm { scheme: Scheme::RsaPss { salt }, ..named });
        others.extend(salted);
    }
    others.retain(|&other| other != named);
    others
}

/// One thing to undo.
struct Attempt<'t> {
    cause: Cause,
    undo: Undo,
    /// In scope above the apex, instead of what is.
    above: Option<Vec<(&'t str, &'t str)>>,
    /// Declared on the elements that use them, instead of where they are.
    where_used: Vec<&'t str>,
    recipe: Option<Recipe>,
}

impl<'t> Attempt<'t> {
    fn of(cause: Cause, undo: Undo) -> Attempt<'t> {
        Attempt { cause, undo, above: None, where_used: Vec::new(), recipe: None }
    }

    fn by(cause: Cause, recipe: Recipe) -> Attempt<'t> {
        Attempt { recipe: Some(recipe), ..Attempt::of(cause, Undo::default()) }
    }
}

/// The bytes with one thing undone; `None` once the budget is spent.
fn bytes_of(tree: &Tree, recipe: &Recipe, attempt: &Attempt<'_>, budget: &Budget) -> Option<Vec<u8>> {
    let namespaces = match &attempt.above {
        Some(above) => Namespaces::Above(above),
        None if attempt.where_used.is_empty() => Namespaces::Declared,
        None => Namespaces::WhereUsed(&attempt.where_used),
    };
    let recipe = attempt.recipe.as_ref().unwrap_or(recipe);
    recipe.bytes(tree, Encrypted::Ciphertext, namespaces, &attempt.undo, budget).ok()
}

/// The cause, and the values that it befell, or the Signatures that were put in.
fn search(
    tree: &Tree,
    recipe: &Recipe,
    budget: &Budget,
    fits: impl Fn(&[u8]) -> bool,
) -> Option<(Cause, Vec<Span>)> {
    let apex = recipe.apex.element(tree);
    let unchanged = Attempt::of(Cause::ChangedAfterSigning, Undo::default());
    let as_it_is = bytes_of(tree, recipe, &unchanged, budget)?;
    let attempts = spacing(tree, apex, recipe)
        .into_iter()
        .chain(values(tree, apex))
        .chain(printed_values())
        .chain(namespaces(tree, apex, recipe))
        .chain(methods(recipe))
        .chain(added_signatures(tree, apex, recipe))
        .chain(single_values(tree, apex));
    for attempt in attempts.take(ATTEMPT_LIMIT) {
        let bytes = bytes_of(tree, recipe, &attempt, budget)?;
        if bytes != as_it_is && fits(&bytes) {
            let mut places = attempt.undo.values(tree, apex);
            let added = attempt.recipe.iter().flat_map(|recipe| &recipe.also_without);
            places.extend(added.map(|&signature| tree.start_tag(signature)));
            return Some((attempt.cause, places));
        }
    }
    None
}

/// White space between elements, dropped or put back.
fn spacing(tree: &Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'static>> {
    let dropped =
        |inside_signatures| Undo { spacing: Spacing::Dropped { inside_signatures }, ..Undo::default() };
    let mut attempts = vec![
        Attempt::of(Cause::IndentationAdded, dropped(true)),
        Attempt::of(Cause::IndentationAdded, dropped(false)),
    ];
    let mixed = mixed(tree, apex);
    let depth = tree.ancestors(apex).count();
    let mut bases = vec![0];
    if depth > 0 {
        bases.push(depth);
    }
    let units = [
        Indent::Spaces(2),
        Indent::Spaces(4),
        Indent::Tab,
        Indent::None,
        Indent::Spaces(1),
        Indent::Spaces(3),
    ];
    for unit in units {
        for &base in &bases {
            for before_signature in [true, false] {
                for inside_signatures in [true, false] {
                    let spacing = Spacing::Indented {
                        unit,
                        base,
                        inside_signatures,
                        beside: recipe.without.filter(|_| before_signature),
                    };
                    let undo = Undo { spacing, mixed: Rc::clone(&mixed), ..Undo::default() };
                    attempts.push(Attempt::of(Cause::IndentationRemoved(unit), undo));
                }
            }
        }
    }
    attempts
}

/// Some printers put values on lines of their own as well, and break base64.
fn printed_values() -> Vec<Attempt<'static>> {
    let spacing = Spacing::Dropped { inside_signatures: true };
    [
        (ValueEdit::Trim, Scope::Leaves),
        (ValueEdit::Trim, Scope::OutsideSignatures),
        (ValueEdit::Unwrap, Scope::Signatures),
        (ValueEdit::LfToCrLf, Scope::Signatures),
    ]
    .into_iter()
    .map(|(edit, scope)| {
        Attempt::of(Cause::IndentationAdded, Undo { spacing, edit, scope, ..Undo::default() })
    })
    .collect()
}

/// Edits that befall all values of a document alike.
fn values(tree: &Tree, apex: NodeId) -> Vec<Attempt<'static>> {
    let mut attempts = Vec::new();
    let mut add = |cause: &Cause, edits: &[ValueEdit], scopes: &[Scope]| {
        for &edit in edits {
            for &scope in scopes {
                let undo = Undo { edit, scope, ..Undo::default() };
                attempts.push(Attempt::of(cause.clone(), undo));
            }
        }
    };
    use Scope::{All, Leaves, OutsideSignatures, Signatures};
    use ValueEdit::*;
    add(&Cause::EdgeSpaceAdded, &[Trim], &[OutsideSignatures, Leaves, Signatures]);
    add(&Cause::CarriageReturnsLost, &[LfToCrLf, LfToCr, DoubleLfToCrLf], &[Signatures, Leaves, All]);
    add(&Cause::CarriageReturnsAdded, &[CrLfToLf, WithoutCr], &[Signatures, Leaves, All]);
    let base64 = [Signatures, Scope::InSignatures("SignatureValue"), Scope::InSignatures("X509Certificate")];
    let rewraps = [(76, false, false), (76, true, false), (64, false, false), (64, true, false)]
        .into_iter()
        .chain([(76, false, true), (76, true, true), (64, false, true), (64, true, true)]);
    for (width, carriage_returns, ends) in rewraps {
        add(&Cause::Base64Rewrapped, &[Rewrap { width, carriage_returns, ends }], &base64);
    }
    add(&Cause::Base64Rewrapped, &[Unwrap], &base64);
    let is_ascii = tree.written(tree.span(apex)).is_ascii();
    let has_references = tree.written(tree.span(apex)).contains('&');
    if !is_ascii || has_references {
        add(&Cause::Utf8ReadAsLatin1, &[AsUtf8], &[All]);
        add(&Cause::SignedAsLatin1, &[AsLatin1, AsWindows1252], &[All]);
        add(&Cause::Composed, &[Decompose], &[All]);
        add(&Cause::Decomposed, &[Compose], &[All]);
    }
    if has_references {
        add(&Cause::EscapedTwice, &[Unescape], &[All]);
        add(&Cause::UnescapedOnce, &[Escape("&<>"), Escape("&<>\"'"), Escape("&<")], &[All]);
    } else {
        add(&Cause::UnescapedOnce, &[Escape("&<>\"'"), Escape("<>")], &[All]);
    }
    attempts
}

/// The same, of one value at a time.
fn single_values(tree: &Tree, apex: NodeId) -> Vec<Attempt<'static>> {
    use ValueEdit::{Append, Prepend, Surround, Trim, TrimEnd, TrimStart};
    let leaves: Vec<NodeId> = tree
        .descendants(apex)
        .filter(|&id| tree.kind(id) == NodeKind::Text)
        .filter(|&id| tree.parent(id).is_some_and(|parent| !tree.has_elements(parent)))
        .take(SINGLE_VALUE_LIMIT)
        .collect();
    let edits = [
        (Cause::EdgeSpaceAdded, Trim),
        (Cause::EdgeSpaceAdded, TrimEnd),
        (Cause::EdgeSpaceAdded, TrimStart),
        (Cause::EdgeSpaceRemoved, Append(" ")),
        (Cause::EdgeSpaceRemoved, Prepend(" ")),
        (Cause::EdgeSpaceRemoved, Append("\n")),
        (Cause::EdgeSpaceRemoved, Append("\t")),
        (Cause::EdgeSpaceRemoved, Append("\u{a0}")),
        (Cause::EdgeSpaceRemoved, Append("  ")),
        (Cause::EdgeSpaceRemoved, Surround(" ")),
        (Cause::EdgeSpaceRemoved, Surround("\n")),
    ];
    let mut attempts = Vec::new();
    for (cause, edit) in edits {
        for &leaf in &leaves {
            let undo = Undo { edit, scope: Scope::One(leaf), ..Undo::default() };
            attempts.push(Attempt::of(cause.clone(), undo));
        }
    }
    attempts
}

/// Declarations that come in from outside, or went. An exclusive method without PrefixList sees none.
fn namespaces<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'t>> {
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
const USUAL_PREFIXES: [(&str, &str); 11] = [
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

/// Signatures that were put in later: over an inner element, or a second one over the same.
fn added_signatures(tree: &Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'static>> {
    let others: Vec<NodeId> = tree
        .descendants(apex)
        .filter(|&id| tree.is(id, DSIG, "Signature") && Some(id) != recipe.without)
        .take(OTHER_SIGNATURE_LIMIT)
        .collect();
    let mut choices: Vec<Vec<NodeId>> = others.iter().map(|&other| vec![other]).collect();
    if others.len() > 1 {
        choices.push(others);
    }
    let left_out = |also_without| Recipe { also_without, ..recipe.clone() };
    choices.into_iter().map(|choice| Attempt::by(Cause::SignatureAdded, left_out(choice))).collect()
}

/// Another method than the one that is named.
fn methods(recipe: &Recipe) -> Vec<Attempt<'static>> {
    let Some((named, _)) = recipe.canonicalizations.first() else { return Vec::new() };
    let with = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = recipe.clone();
        change(&mut recipe);
        recipe
    };
    let mut attempts = Vec::new();
    let comments = |comments| with(&|recipe| recipe.canonicalizations[0].0.comments = comments);
    attempts.push(match named.comments {
        Comments::Kept => Attempt::by(Cause::CommentsAdded, comments(Comments::Dropped)),
        Comments::Dropped => Attempt::by(Cause::CommentsSigned, comments(Comments::Kept)),
    });
    for method in [Method::Exclusive10, Method::Inclusive10, Method::Inclusive11] {
        if method != named.method {
            let other = with(&|recipe| recipe.canonicalizations[0].0.method = method);
            attempts.push(Attempt::by(Cause::OtherCanonicalization(method), other));
        }
    }
    if recipe.canonicalizations.iter().any(|(_, prefixes)| !prefixes.is_empty()) {
        let other = with(&|recipe| recipe.canonicalizations.iter_mut().for_each(|(_, list)| list.clear()));
        attempts.push(Attempt::by(Cause::PrefixListIgnored, other));
    }
    attempts
}
