//! The elements of a decoded text, flat and in order, as far as a reader wants to see them.

use std::sync::Arc;

use super::visible::clipped;
use crate::source::{SourceId, Span};
use crate::xml::{NodeId, NodeKind, Tree, parse};

/// Longer values (signatures, certificates, ciphertexts) are cut; nobody reads them.
const LONGEST_VALUE: usize = 160;
/// What is left of those.
const CUT_VALUE: usize = 48;
/// Elements that are shown; a document may have a hundred thousand.
const MOST_ELEMENTS: usize = 4_000;

/// A text that findings stand in.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// As places name it: `message`, `decrypted EncryptedAssertion[1]`.
    pub source: String,
    pub text: Arc<str>,
}

/// An element with what stands in it directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// From 0.
    pub depth: usize,
    /// With its prefix, as it is written.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Its text, trimmed and cut; `None` where it is blank.
    pub text: Option<String>,
    /// Half-open bytes of the document.
    pub span: [u32; 2],
}

impl SourceText {
    /// Its elements in document order, and how many more there are; none where it is not well-formed.
    pub fn outline(&self) -> (Vec<Element>, usize) {
        let Ok(tree) = parse::parse_shared(SourceId::NONE, Arc::clone(&self.text)) else {
            return (Vec::new(), 0);
        };
        let mut elements = Vec::new();
        let mut more = 0;
        let mut open = vec![(tree.root(), 0)];
        while let Some((id, depth)) = open.pop() {
            if elements.len() < MOST_ELEMENTS {
                elements.push(Element::of(&tree, id, depth));
            } else {
                more += 1;
            }
            let children: Vec<NodeId> = tree.elements(id).collect();
            open.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        }
        (elements, more)
    }
}

impl Element {
    fn of(tree: &Tree, id: NodeId, depth: usize) -> Element {
        let named = |prefix: &str, local: &str| match prefix {
            "" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        };
        let attributes = tree.attributes(id).iter().map(|attribute| {
            let name = named(tree.attribute_prefix(attribute), tree.attribute_local_name(attribute));
            (name, shown(&tree.value(attribute)))
        });
        let text: String = tree
            .children(id)
            .filter(|&child| tree.kind(child) == NodeKind::Text)
            .map(|child| tree.characters(child).into_owned())
            .collect();
        let text = text.trim();
        let Span { start, end, .. } = tree.span(id);
        Element {
            depth,
            name: named(tree.prefix(id), tree.local_name(id)),
            attributes: attributes.collect(),
            text: (!text.is_empty()).then(|| shown(text)),
            span: [start, end],
        }
    }
}

/// A value as it is shown: whole, or its beginning.
fn shown(value: &str) -> String {
    let longest = if value.chars().nth(LONGEST_VALUE).is_some() { CUT_VALUE } else { LONGEST_VALUE };
    clipped(value, longest).into_owned()
}
