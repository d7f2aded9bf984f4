//! One mishap undone: the canonical form that the document would have without it.

use std::borrow::Cow;
use std::rc::Rc;

use unicode_normalization::UnicodeNormalization as _;

use crate::signature::DSIG;
use crate::signature::cause::Indent;
use crate::source::Span;
use crate::xml::canonical::Edit;
use crate::xml::characters::reference as character_reference;
use crate::xml::{NodeId, NodeKind, Tree};

#[derive(Default)]
pub(super) struct Undo {
    pub spacing: Spacing,
    pub edit: ValueEdit,
    pub scope: Scope,
    /// Of [`mixed`]; for [`Spacing::Indented`] only.
    pub mixed: Rc<[NodeId]>,
    /// What each of these elements holds instead of its text.
    pub instead: Vec<(NodeId, String)>,
    /// Of each of these namespaces the prefix.
    pub prefixes: Vec<(String, String)>,
}

impl Undo {
    /// The texts that become others; none where all of them might.
    pub fn values(&self, tree: &Tree, apex: NodeId) -> Vec<Span> {
        if matches!(self.edit, ValueEdit::Nothing) {
            return Vec::new();
        }
        let is_changed = |id: NodeId| {
            let text = tree.characters(id);
            let parent = tree.parent(id);
            !parent.is_some_and(|parent| is_spacing(tree, parent, &text))
                && self.text(tree, id, text.clone()) != text
        };
        let texts = tree.descendants(apex).filter(|&id| is_text(tree, id));
        texts.filter(|&id| is_changed(id)).map(|id| tree.span(id)).collect()
    }
}

/// The elements under an apex that hold child elements among text, sorted: no printer indents them.
/// Found once for all attempts, since each asks it of every gap.
pub(super) fn mixed(tree: &Tree, apex: NodeId) -> Rc<[NodeId]> {
    let mut mixed: Vec<NodeId> = tree
        .descendants(apex)
        .filter(|&id| is_text(tree, id))
        .filter_map(|id| tree.parent(id).filter(|&parent| tree.has_elements(parent)).zip(Some(id)))
        .filter(|&(_, id)| !is_blank(&tree.characters(id)))
        .map(|(parent, _)| parent)
        .collect();
    mixed.sort_unstable();
    mixed.dedup();
    mixed.into()
}

/// What becomes of white space between elements.
#[derive(Default, Clone, Copy)]
pub(super) enum Spacing {
    #[default]
    AsItIs,
    Dropped {
        inside_signatures: bool,
    },
    Indented {
        unit: Indent,
        /// Depth of the apex in the document that was indented.
        base: usize,
        inside_signatures: bool,
        /// The Signature that is left out had its own line.
        beside: Option<NodeId>,
    },
    /// None but what a signer itself writes.
    AsSigned(Signer),
    /// What a printer put before and behind the white space that was there.
    Wrapped {
        unit: Indent,
    },
}

/// Software whose signatures have line ends of their own.
#[derive(Clone, Copy)]
pub(super) enum Signer {
    /// Java's Santuario: each element of a Signature on its own line.
    Santuario {
        /// In elements of these names the children follow without line ends.
        but_in: &'static [&'static str],
        /// Nor does one stand before the end tags of these.
        but_at_end_of: &'static [&'static str],
    },
    /// PHP's xmlseclibs, of SimpleSAMLphp and the toolkits of OneLogin: it fills in a template.
    Xmlseclibs,
}

impl Signer {
    fn gap(self, tree: &Tree, parent: NodeId, child: Option<NodeId>) -> &'static str {
        let parent_name = tree.local_name(parent);
        match self {
            Signer::Santuario { but_in, but_at_end_of } => {
                let stays = but_in.contains(&parent_name)
                    || child.is_none() && but_at_end_of.contains(&parent_name)
                    || !in_signature(tree, parent);
                if stays { "" } else { "\n" }
            }
            Signer::Xmlseclibs => match (parent_name, child.map(|child| tree.local_name(child))) {
                ("Signature", Some("SignedInfo")) => "\n  ",
                ("SignedInfo", Some("SignatureMethod")) => "\n    ",
                ("SignedInfo", Some("Reference")) => "\n  ",
                ("Signature", Some("KeyInfo")) => "\n",
                ("EncryptedData", Some("CipherData")) | ("CipherData", None) => "\n   ",
                ("CipherData", Some("CipherValue")) => "\n      ",
                ("EncryptedData", None) => "\n",
                _ => "",
            },
        }
    }
}

/// Which text an edit is for.
#[derive(Default, Clone, Copy)]
pub(super) enum Scope {
    /// All text, and attributes.
    #[default]
    All,
    /// Text of elements without child elements.
    Leaves,
    /// The same inside signatures: base64.
    Signatures,
    /// Text of elements of one name inside signatures.
    InSignatures(&'static str),
    /// Text of leaves outside signatures.
    OutsideSignatures,
    One(NodeId),
}

#[derive(Default, Clone, Copy)]
pub(super) enum ValueEdit {
    #[default]
    Nothing,
    Trim,
    TrimStart,
    TrimEnd,
    Append(&'static str),
    Prepend(&'static str),
    Surround(&'static str),
    LfToCrLf,
    LfToCr,
    DoubleLfToCrLf,
    CrLfToLf,
    WithoutCr,
    Unwrap,
    Rewrap {
        width: usize,
        carriage_returns: bool,
        /// The lines end where the text does, too.
        ends: bool,
    },
    AsUtf8,
    AsLatin1,
    AsWindows1252,
    Unescape,
    Escape(&'static str),
    Compose,
    Decompose,
}

const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

impl Edit for Undo {
    fn text<'a>(&'a self, tree: &'a Tree, node: NodeId, text: Cow<'a, str>) -> Cow<'a, str> {
        let Some(parent) = tree.parent(node) else { return text };
        if let Some((_, other)) = self.instead.iter().find(|(element, _)| *element == parent) {
            let is_first = tree.children(parent).find(|&child| is_text(tree, child)) == Some(node);
            return if is_first { Cow::Borrowed(other.as_str()) } else { Cow::Borrowed("") };
        }
        if let Spacing::Wrapped { unit } = self.spacing
            && is_spacing(tree, parent, &text)
        {
            return unwrapped(tree, parent, node, text, unit);
        }
        let keeps = match self.spacing {
            Spacing::AsItIs | Spacing::Wrapped { .. } => true,
            Spacing::AsSigned(_) => false,
            Spacing::Dropped { inside_signatures } | Spacing::Indented { inside_signatures, .. } => {
                !inside_signatures && in_signature(tree, parent)
            }
        };
        if !keeps && is_spacing(tree, parent, &text) {
            return Cow::Borrowed("");
        }
        let is_leaf = || !tree.has_elements(parent);
        let applies = match self.scope {
            Scope::All => true,
            Scope::Leaves => is_leaf(),
            Scope::Signatures => is_leaf() && in_signature(tree, parent),
            Scope::InSignatures(local) => tree.is(parent, DSIG, local),
            Scope::OutsideSignatures => is_leaf() && !in_signature(tree, parent),
            Scope::One(one) => one == node,
        };
        if applies { self.edit.apply(text) } else { text }
    }

    fn attribute<'a>(&'a self, value: Cow<'a, str>) -> Cow<'a, str> {
        match self.scope {
            Scope::All => self.edit.apply(value),
            Scope::Leaves
            | Scope::Signatures
            | Scope::InSignatures(_)
            | Scope::OutsideSignatures
            | Scope::One(_) => value,
        }
    }

    fn prefix<'a>(&'a self, prefix: &'a str, namespace: &str) -> &'a str {
        let renamed = self.prefixes.iter().find(|(of, _)| of == namespace);
        renamed.map_or(prefix, |(_, prefix)| prefix)
    }

    fn gap(&self, tree: &Tree, parent: NodeId, depth: usize, child: Option<NodeId>) -> Cow<'_, str> {
        if let Spacing::AsSigned(signer) = self.spacing {
            return Cow::Borrowed(signer.gap(tree, parent, child));
        }
        let Spacing::Indented { unit, base, inside_signatures, beside } = self.spacing else {
            return Cow::Borrowed("");
        };
        let is_mixed = self.mixed.binary_search(&parent).is_ok();
        if is_mixed || (!inside_signatures && in_signature(tree, parent)) {
            return Cow::Borrowed("");
        }
        let inner = line(unit, base + depth + 1);
        let here = if child.is_some() { inner.clone() } else { line(unit, base + depth) };
        let follows = |beside| tree.parent(beside) == Some(parent) && tree.next_element(beside) == child;
        if beside.is_some_and(follows) {
            return Cow::Owned(inner + &here);
        }
        Cow::Owned(here)
    }
}

/// A line end and the indentation behind it.
fn line(unit: Indent, depth: usize) -> String {
    match unit {
        Indent::Spaces(count) => format!("\n{}", " ".repeat(count * depth)),
        Indent::Tab => format!("\n{}", "\t".repeat(depth)),
        Indent::None => "\n".to_owned(),
    }
}

/// The white space that a printer wrote on a line of its own, as it does with any other node.
fn unwrapped<'a>(
    tree: &Tree,
    parent: NodeId,
    node: NodeId,
    text: Cow<'a, str>,
    unit: Indent,
) -> Cow<'a, str> {
    let depth = tree.ancestors(parent).count();
    let before = line(unit, depth + 1);
    let behind = if tree.next_element(node).is_some() { before.clone() } else { line(unit, depth) };
    if text == behind {
        return Cow::Borrowed("");
    }
    let inside = text.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(behind.as_str()));
    match inside {
        Some(inside) => Cow::Owned(inside.to_owned()),
        None => text,
    }
}

fn is_text(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), NodeKind::Text | NodeKind::CharacterData)
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(WHITE_SPACE).is_empty()
}

/// White space that stands beside elements, and not beside other text.
fn is_spacing(tree: &Tree, parent: NodeId, text: &str) -> bool {
    tree.has_elements(parent) && is_blank(text)
}

fn in_signature(tree: &Tree, id: NodeId) -> bool {
    std::iter::once(id).chain(tree.ancestors(id)).any(|id| tree.is(id, DSIG, "Signature"))
}

impl ValueEdit {
    fn apply(self, text: Cow<'_, str>) -> Cow<'_, str> {
        let edited = match self {
            ValueEdit::Nothing => return text,
            ValueEdit::Trim => text.trim().to_owned(),
            ValueEdit::TrimStart => text.trim_start().to_owned(),
            ValueEdit::TrimEnd => text.trim_end().to_owned(),
            ValueEdit::Append(what) => format!("{text}{what}"),
            ValueEdit::Prepend(what) => format!("{what}{text}"),
            ValueEdit::Surround(what) => format!("{what}{text}{what}"),
            ValueEdit::LfToCrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            ValueEdit::LfToCr => text.replace('\n', "\r"),
            ValueEdit::DoubleLfToCrLf => text.replace("\n\n", "\r\n"),
            ValueEdit::CrLfToLf => text.replace("\r\n", "\n"),
            ValueEdit::WithoutCr => text.replace('\r', ""),
            ValueEdit::Unwrap => text.replace(WHITE_SPACE, ""),
            ValueEdit::Rewrap { width, carriage_returns, ends } => {
                let compact = text.replace(WHITE_SPACE, "");
                if compact.len() <= width || !compact.is_ascii() {
                    return text;
                }
                let end = if carriage_returns { "\r\n" } else { "\n" };
                let lines: Vec<&str> = (0..compact.len())
                    .step_by(width)
                    .map(|start| &compact[start..compact.len().min(start + width)])
                    .collect();
                let body = lines.join(end);
                if ends { format!("{end}{body}{end}") } else { body }
            }
            ValueEdit::AsUtf8 => match as_utf8(&text) {
                Some(edited) => edited,
                None => return text,
            },
            ValueEdit::AsLatin1 => text.bytes().map(char::from).collect(),
            ValueEdit::AsWindows1252 => text.bytes().map(from_windows_1252).collect(),
            ValueEdit::Unescape => unescape(&text),
            ValueEdit::Escape(which) => text.chars().fold(String::new(), |mut escaped, c| {
                match c {
                    '&' if which.contains('&') => escaped.push_str("&amp;"),
                    '<' if which.contains('<') => escaped.push_str("&lt;"),
                    '>' if which.contains('>') => escaped.push_str("&gt;"),
                    '"' if which.contains('"') => escaped.push_str("&quot;"),
                    '\'' if which.contains('\'') => escaped.push_str("&apos;"),
                    other => escaped.push(other),
                }
                escaped
            }),
            ValueEdit::Compose => text.nfc().collect(),
            ValueEdit::Decompose => text.nfd().collect(),
        };
        Cow::Owned(edited)
    }
}

/// The text of whose UTF-8 bytes each became a character by itself.
fn as_utf8(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(to_byte).collect();
    String::from_utf8(bytes?).ok()
}

/// The byte of a character in ISO-8859-1, or in Windows-1252 where that differs.
fn to_byte(c: char) -> Option<u8> {
    if (c as u32) < 0x100 {
        return Some(c as u8);
    }
    WINDOWS_1252.iter().position(|&known| known == c).map(|index| 0x80 + index as u8)
}

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[(byte - 0x80) as usize],
        other => char::from(other),
    }
}

/// 0x80 to 0x9f of Windows-1252 as the WHATWG Encoding Standard has them.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match character_reference(rest) {
            Some((length, character)) => {
                plain.push(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}
