//! What may have befallen a document, in the order in which it is tried to undo it.

mod namespaces;
mod prefixes;

use std::rc::Rc;

use self::namespaces::namespaces;
use self::prefixes::prefixes;
use super::undo::{Scope, Signer, Spacing, Undo, ValueEdit, mixed};
use crate::signature::DSIG;
use crate::signature::cause::{Cause, Indent};
use crate::signature::transforms::Recipe;
use crate::xml::canonical::{Comments, EncryptedAs, Method};
use crate::xml::{NodeId, NodeKind, Tree};

/// Attempts for one digest.
const ATTEMPT_LIMIT: usize = 1_200;
/// Signatures that are tried as put in later.
const OTHER_SIGNATURE_LIMIT: usize = 4;
/// Values that are tried one at a time.
const SINGLE_VALUE_LIMIT: usize = 60;

/// One thing to undo.
pub(super) struct Attempt<'t> {
    pub cause: Cause,
    pub undo: Undo,
    /// In scope above the apex, instead of what is.
    pub above: Option<Vec<(&'t str, &'t str)>>,
    /// Declared on the elements that use them, instead of where they are.
    pub where_used: Vec<&'t str>,
    pub recipe: Option<Recipe>,
}

impl<'t> Attempt<'t> {
    pub fn of(cause: Cause, undo: Undo) -> Attempt<'t> {
        Attempt { cause, undo, above: None, where_used: Vec::new(), recipe: None }
    }

    pub fn by(cause: Cause, recipe: Recipe) -> Attempt<'t> {
        Attempt { recipe: Some(recipe), ..Attempt::of(cause, Undo::default()) }
    }
}

/// Every attempt that is worth its time, the likeliest first.
pub(super) fn all<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> impl Iterator<Item = Attempt<'t>> {
    spacing(tree, apex, recipe)
        .into_iter()
        .chain(values(tree, apex))
        .chain(printed_values())
        .chain(own_lines(tree, apex))
        .chain(namespaces(tree, apex, recipe))
        .chain(encrypted_later(tree, apex, recipe))
        .chain(methods(recipe))
        .chain(added_signatures(tree, apex, recipe))
        .chain(prefixes(tree, apex, recipe))
        .chain(single_values(tree, apex))
        .take(ATTEMPT_LIMIT)
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

/// Of a document that had line ends of its own: those that its signer writes, and whatever white space a
/// printer put on a line of its own.
fn own_lines(tree: &Tree, apex: NodeId) -> Vec<Attempt<'static>> {
    let is_gap = |id: NodeId| {
        let parent = tree.parent(id).filter(|&parent| tree.has_elements(parent));
        tree.kind(id) == NodeKind::Text && parent.is_some() && tree.characters(id).trim().is_empty()
    };
    let cause = match tree.descendants(apex).any(is_gap) {
        true => Cause::IndentationAdded,
        false => Cause::IndentationRemoved(Indent::None),
    };
    let mut attempts = Vec::new();
    let methods = &["CanonicalizationMethod", "Transform"][..];
    let key_info = &["CanonicalizationMethod", "Transform", "KeyInfo", "X509Data"][..];
    let signers = [&[][..], methods, key_info].into_iter().flat_map(|but_in| {
        [&[][..], &["Signature"]].map(|but_at_end_of| Signer::Santuario { but_in, but_at_end_of })
    });
    for signer in signers.chain([Signer::Xmlseclibs]) {
        let spacing = Spacing::AsSigned(signer);
        attempts.push(Attempt::of(cause.clone(), Undo { spacing, ..Undo::default() }));
        let (edit, scope) = (ValueEdit::Trim, Scope::OutsideSignatures);
        attempts.push(Attempt::of(cause.clone(), Undo { spacing, edit, scope, ..Undo::default() }));
    }
    for unit in [Indent::Spaces(2), Indent::Spaces(4), Indent::Tab] {
        let undo = Undo { spacing: Spacing::Wrapped { unit }, ..Undo::default() };
        attempts.push(Attempt::of(Cause::IndentationAdded, undo));
    }
    attempts
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

/// The plaintexts in the place of what was encrypted.
fn encrypted_later(tree: &Tree, apex: NodeId, recipe: &Recipe) -> Option<Attempt<'static>> {
    let source = tree.span(apex).source;
    let holds_plaintext = tree.descendants(apex).any(|id| tree.span(id).source != source);
    let recipe = Recipe { encrypted: EncryptedAs::Plaintext, ..recipe.clone() };
    holds_plaintext.then(|| Attempt::by(Cause::EncryptedAfterSigning, recipe))
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
