//! White space that a viewer or an editor put into the XML it showed.

use crate::signature::DSIG;
use crate::signature::{Cause, Digest, Signature};
use crate::xml::{NodeId, NodeKind, Tree};

/// How the white space in a copy came there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Nothing shows that it was added.
    #[default]
    AsSent,
    /// It was added: with it left out the digests fit.
    Restored,
    /// It looks added, and no digest proves it.
    Unproven,
}

/// How the white space of a copy that somebody else decoded came there.
pub(super) fn of(tree: &Tree, message: NodeId, signatures: &[Signature], whole: bool) -> Layout {
    let mut failing = signatures.iter().filter(|signature| !holds(signature)).peekable();
    if failing.peek().is_some() && failing.all(is_laid_out_anew) {
        return Layout::Restored;
    }
    let values = padded_values(tree, message, signatures);
    // Where other values are not padded alike, no formatter did it.
    if values.padded >= 3 && values.plain == 0 && values.signed_so == 0 {
        return Layout::Unproven;
    }
    let differs = |signature: &Signature| {
        signature.references.iter().any(|reference| reference.cause == Some(Cause::ChangedAfterSigning))
    };
    let is_shown = |signature: &Signature| {
        signature.references.iter().any(|reference| reference.cause == Some(Cause::LaidOutAnew))
    };
    if whole && signatures.iter().any(is_shown) {
        return Layout::Unproven;
    }
    // A formatter may do more than its white space shows: split tags, sort attributes.
    if whole && is_indented(tree, message) && signatures.iter().any(differs) {
        return Layout::Unproven;
    }
    Layout::AsSent
}

fn holds(signature: &Signature) -> bool {
    let fits = signature.references.iter().all(|reference| reference.digest == Digest::Match);
    fits && signature.cause.is_none()
}

fn is_laid_out_anew(signature: &Signature) -> bool {
    let by_reference = signature.references.iter().filter_map(|reference| reference.cause.as_ref());
    let differing = signature
        .references
        .iter()
        .filter(|reference| reference.digest != Digest::Match)
        .all(|reference| reference.cause.is_some());
    let mut causes = by_reference.chain(&signature.cause).peekable();
    differing && causes.peek().is_some() && causes.all(Cause::is_added_space)
}

/// Values by whether they stand on lines of their own.
#[derive(Default)]
struct Values {
    padded: usize,
    plain: usize,
    /// Padded, and a signature whose digest fits covers it.
    signed_so: usize,
}

fn padded_values(tree: &Tree, message: NodeId, signatures: &[Signature]) -> Values {
    let mut values = Values::default();
    let fitting: Vec<NodeId> = signatures
        .iter()
        .flat_map(|signature| &signature.references)
        .filter(|reference| reference.digest == Digest::Match)
        .filter_map(|reference| reference.target(tree))
        .collect();
    let in_signature = |id: NodeId| tree.ancestors(id).any(|outer| tree.is(outer, DSIG, "Signature"));
    for element in tree.descendants(message).filter(|&id| tree.kind(id) == NodeKind::Element) {
        if tree.has_elements(element) || in_signature(element) {
            continue;
        }
        let value = tree.content(element).value;
        if value.trim().is_empty() {
            continue;
        }
        let lines = |end: &str| end.contains('\n');
        let start = &value[..value.len() - value.trim_start().len()];
        let end = &value[value.trim_end().len()..];
        if !lines(start) || !lines(end) {
            values.plain += 1;
        } else if fitting.iter().any(|&target| tree.holds(target, element)) {
            values.signed_so += 1;
        } else {
            values.padded += 1;
        }
    }
    values
}

/// Whether the children of the message stand on lines of their own, further in than it.
fn is_indented(tree: &Tree, message: NodeId) -> bool {
    let blank = |child: NodeId| {
        let text = tree.characters(child);
        text.trim().is_empty() && text.contains('\n') && !text.ends_with('\n')
    };
    let gaps = tree
        .children(message)
        .filter(|&child| matches!(tree.kind(child), NodeKind::Text) && blank(child))
        .count();
    gaps >= tree.elements(message).count().max(1)
}
