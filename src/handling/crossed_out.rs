//! Values that somebody crossed out, in whatever spelling and place.

use super::reads;
use crate::invisible::quoted;
use crate::marks::{in_base64, in_comment, in_edited, in_value};
use crate::signature::{Digest, Signature, SignatureVerdict};
use crate::source::Span;
use crate::xml::{NodeId, NodeKind, Tree};

/// More than these tell nobody anything new.
const MOST: usize = 200;

/// A value that somebody crossed out, or a place where something was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossedOut {
    /// The value of the attribute, or the element from its start tag to its end tag; `None` where only
    /// parts of the element were taken out.
    pub whole: Option<Span>,
    /// The start tag of the element that it stands in.
    pub holder: Span,
    /// What stands there instead.
    pub mark: String,
    /// As a person calls it: `Issuer`, `RoleSessionName`, `the ID of the Assertion`.
    pub name: String,
    /// AWS reads it to decide.
    pub is_read: bool,
}

impl CrossedOut {
    pub(super) fn shown(&self) -> String {
        quoted(&self.mark)
    }
}

/// Every crossed-out value under a message, but what a signature covers whose digest fits: there the
/// identity provider wrote it so.
pub(super) fn find(tree: &Tree, message: NodeId, signatures: &[Signature]) -> Vec<CrossedOut> {
    let mut found = Vec::new();
    let edited = is_edited(signatures);
    let signed = signed(tree, signatures);
    let in_value = |value: &str| in_value(value).or_else(|| in_edited(value).filter(|_| edited));
    for element in std::iter::once(message).chain(tree.descendants(message)) {
        if tree.kind(element) != NodeKind::Element || is_signed_so(tree, element, &signed) {
            continue;
        }
        for attribute in tree.attributes(element) {
            if let Some(mark) = in_value(&tree.value(attribute)) {
                let local = tree.attribute_local_name(attribute);
                found.push((element, Some(attribute.value_span), mark, Some(local.to_owned())));
            }
        }
        let whole = if tree.has_elements(element) { None } else { Some(tree.span(element)) };
        let mark = match whole {
            Some(_) => of_leaf(tree, element, in_value),
            None => among_elements(tree, element),
        };
        if let Some(mark) = mark {
            found.push((element, whole, mark, None));
        }
        if found.len() >= MOST {
            break;
        }
    }
    // What an Attribute is nobody knows whose Name is hidden: it may be any that is missed.
    let nameless = found.iter().filter(|(.., name)| name.as_deref() == Some("Name"));
    let holders: Vec<_> = nameless
        .filter_map(|(element, _, mark, _)| Some((tree.parent(*element)?, None, mark.clone(), None)))
        .collect();
    found.extend(holders);
    found
        .into_iter()
        .map(|(element, whole, mark, attribute)| CrossedOut {
            whole,
            holder: tree.start_tag(element),
            mark,
            name: reads::name(tree, element, attribute.as_deref()),
            is_read: reads::is_read(tree, message, element, attribute.as_deref()),
        })
        .collect()
}

/// What a signature covers whose digest fits, with the signature where it covers not itself; and one that is
/// good, in which nothing was crossed out then.
fn signed(tree: &Tree, signatures: &[Signature]) -> Vec<(NodeId, Option<NodeId>)> {
    let of = |signature: &Signature| -> Vec<(NodeId, Option<NodeId>)> {
        let fitting = signature.references.iter().filter(|reference| reference.digest == Digest::Match);
        let mut signed: Vec<_> = fitting
            .filter_map(|reference| Some((reference.target(tree)?, Some(signature.element))))
            .collect();
        if signature.verdict == SignatureVerdict::Valid {
            signed.push((signature.element, None));
        }
        signed
    };
    signatures.iter().flat_map(of).collect()
}

fn is_signed_so(tree: &Tree, element: NodeId, signed: &[(NodeId, Option<NodeId>)]) -> bool {
    signed.iter().any(|&(target, but)| {
        tree.holds(target, element) && !but.is_some_and(|signature| tree.holds(signature, element))
    })
}

/// What stands in an element without child elements instead of its value.
fn of_leaf(tree: &Tree, element: NodeId, in_value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let content = tree.content(element);
    let first_comment = content.seams.first().map(|&span| comment(tree, span));
    if content.value.trim().is_empty() {
        return first_comment.map(|text| format!("<!--{text}-->"));
    }
    if !is_base64(tree, element) {
        return in_value(&content.value);
    }
    let seen = in_base64(&content.value);
    // A comment that splits a digest is an attack, whatever it says.
    let splits = ["DigestValue", "SignatureValue"].contains(&tree.local_name(element));
    seen.or(first_comment.filter(|text| !splits && in_comment(text)).map(|text| format!("<!--{text}-->")))
}

/// What stands among child elements instead of one.
fn among_elements(tree: &Tree, element: NodeId) -> Option<String> {
    tree.children(element).find_map(|child| match tree.kind(child) {
        NodeKind::Element | NodeKind::ProcessingInstruction => None,
        NodeKind::Text | NodeKind::CharacterData => {
            let text = tree.characters(child);
            let text = text.trim();
            (!text.is_empty() && (in_comment(text) || in_value(text).is_some())).then(|| text.to_owned())
        }
        NodeKind::Comment => {
            let text = comment(tree, tree.span(child));
            in_comment(text).then(|| format!("<!--{text}-->"))
        }
    })
}

fn comment(tree: &Tree, span: Span) -> &str {
    let written = tree.written(span);
    written.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).unwrap_or(written)
}

fn is_base64(tree: &Tree, element: NodeId) -> bool {
    const HELD: [&str; 7] = [
        "DigestValue",
        "SignatureValue",
        "X509Certificate",
        "Modulus",
        "Exponent",
        "PublicKey",
        "CipherValue",
    ];
    HELD.contains(&tree.local_name(element))
}

/// Whether a digest shows that the copy is not what was signed.
fn is_edited(signatures: &[Signature]) -> bool {
    let references = signatures.iter().flat_map(|signature| &signature.references);
    references.into_iter().any(|reference| matches!(reference.digest, Digest::Mismatch { .. }))
}
