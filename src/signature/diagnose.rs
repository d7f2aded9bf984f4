//! Why a digest differs: what befell the document between signing and capture, undone.
//!
//! Each known mishap is undone in the canonical form, and the digest taken again. A cause is named
//! only where that gives back the signed digest, so that it is a proof and no guess. Line ends,
//! quotes, character references and the order of attributes break no signature and are no causes.

mod attempts;
mod undo;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use self::attempts::Attempt;
use self::undo::Undo;
use super::budget::{Budget, KEY_OPERATIONS};
use super::cause::Cause;
use super::transforms::Recipe;
use super::{
    Checked, DSIG, Digest, Hash, KeyOrigin, Reference, Scheme, Signature, SignatureAlgorithm, TriedKey, Value,
};
use crate::certificate::decode_base64;
use crate::source::Span;
use crate::xml::canonical::Namespaces;
use crate::xml::{NodeId, Tree};

/// Bytes of canonical XML that the search for causes may take in one document.
const DIAGNOSE_BUDGET: usize = 64 << 20;
/// Digests that are put into one SignedInfo instead of the written ones: one is usual.
const INSTEAD_LIMIT: usize = 16;

/// Looks for the cause of every digest that differs, and of every SignatureValue that differs
/// although its own certificate is at hand. Fills in `cause`, and where it befell a value.
pub fn diagnose(tree: &Tree, signatures: &mut [Signature]) {
    let budget = Budget::new(DIAGNOSE_BUDGET);
    // What verifying has left of it: some thousand tries with RSA-2048.
    let checks = Budget::new(KEY_OPERATIONS.saturating_sub(signatures.iter().map(spent).sum()));
    for signature in signatures {
        for reference in &mut signature.references {
            if let Some((cause, places)) = cause_of(tree, signature.element, reference, &budget) {
                reference.cause = Some(cause);
                reference.cause_places = places;
            }
        }
        // Nothing is concluded from a failure here: another key is the usual reason.
        if signature.value == Value::Mismatch {
            diagnose_value(tree, signature, &budget, &checks);
        }
        let is_spacing =
            |cause: &Cause| matches!(cause, Cause::IndentationAdded | Cause::IndentationRemoved(_));
        // What befell the SignedInfo, as its key proves, befell the rest of the document as well.
        if signature.cause.as_ref().is_some_and(is_spacing) {
            for reference in &mut signature.references {
                if reference.cause == Some(Cause::ChangedAfterSigning) {
                    reference.cause = Some(Cause::LaidOutAnew);
                }
            }
        }
    }
}

/// What was spent on keys when the signature was verified.
fn spent(signature: &Signature) -> usize {
    let Some(algorithm) = signature.algorithm else { return 0 };
    let checked = signature.keys.iter().filter(|key| key.checked.is_some());
    checked.filter_map(|key| key.key.as_ref().ok()).map(|key| key.cost(algorithm)).sum()
}

/// Why a digest differs, and the places that befell; `None` where it does not differ.
fn cause_of(
    tree: &Tree,
    signature: NodeId,
    reference: &Reference,
    budget: &Budget,
) -> Option<(Cause, Vec<Span>)> {
    let (Digest::Mismatch { .. }, Some(recipe), Some(hash), Some(written)) =
        (&reference.digest, &reference.recipe, reference.hash, &reference.digest_value)
    else {
        return None;
    };
    let expected = decode_base64(&written.value).filter(|value| value.len() == hash.length());
    let Some(expected) = expected else { return Some((Cause::DigestValueMalformed, Vec::new())) };
    let fits = |bytes: &[u8]| hash.digest(bytes) == expected;
    if recipe.without.is_none() && tree.holds(recipe.apex.element(tree), signature) {
        let left_out = Recipe { without: Some(signature), ..recipe.clone() };
        let attempt = Attempt::by(Cause::EnvelopedTransformMissing, left_out);
        let fits = bytes_of(tree, recipe, &attempt, budget).is_some_and(|bytes| fits(&bytes));
        return Some((if fits { attempt.cause } else { Cause::CoversItself }, Vec::new()));
    }
    search(tree, recipe, budget, fits).or(Some((Cause::ChangedAfterSigning, Vec::new())))
}

/// Looks for what makes the SignatureValue fit one of the keys.
fn diagnose_value(tree: &Tree, signature: &mut Signature, budget: &Budget, checks: &Budget) {
    let (Some(recipe), Some(algorithm), Some(written)) =
        (&signature.recipe, signature.algorithm, &signature.signature_value)
    else {
        return;
    };
    let value = decode_base64(&written.value).unwrap_or_default();
    let usable = |tried: &&TriedKey| tried.key.as_ref().is_ok_and(|key| key.fits(algorithm));
    let is_known = |tried: &&TriedKey| matches!(tried.origin, KeyOrigin::Metadata | KeyOrigin::Provider);
    let known = signature.keys.iter().filter(usable).find(is_known);
    let Some(tried) = known.or_else(|| signature.keys.iter().find(usable)) else { return };
    let Ok(key) = &tried.key else { return };
    let origin = tried.origin;
    let fits = |algorithm: SignatureAlgorithm, bytes: &[u8]| {
        checks.allows(key.cost(algorithm))
            && key.check(algorithm, &algorithm.hash.digest(bytes), &value) == Checked::Match
    };
    let found = search(tree, recipe, budget, |bytes| fits(algorithm, bytes)).map(|(cause, _)| cause);
    if found.is_some() {
        signature.cause = found;
        signature.restored_by = Some(origin);
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

/// The bytes with one thing undone; `None` once the budget is spent.
fn bytes_of(tree: &Tree, recipe: &Recipe, attempt: &Attempt<'_>, budget: &Budget) -> Option<Vec<u8>> {
    let namespaces = match &attempt.above {
        Some(above) => Namespaces::Above(above),
        None if attempt.where_used.is_empty() => Namespaces::Declared,
        None => Namespaces::WhereUsed(&attempt.where_used),
    };
    let recipe = attempt.recipe.as_ref().unwrap_or(recipe);
    recipe.bytes(tree, namespaces, &attempt.undo, budget).ok()
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
    for attempt in attempts::all(tree, apex, recipe) {
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
