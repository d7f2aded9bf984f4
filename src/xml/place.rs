//! Where in the document something stands: the path of an element, and the element at a place.

use std::fmt::Write as _;

use super::strings::Symbol;
use super::{Kind, NodeId, Tree};
use crate::source::{SourceId, Span};

impl Tree {
    /// Where the element stands as a report writes it: `/Response/Assertion/Attribute[4]`, counted
    /// from `from` down, local names only.
    pub fn path(&self, from: NodeId, id: NodeId) -> String {
        let mut line: Vec<NodeId> = Vec::new();
        let mut at = Some(id);
        while let Some(node) = at {
            line.push(node);
            if node == from {
                break;
            }
            at = self.parent(node);
        }
        let mut path = String::new();
        for &node in line.iter().rev() {
            path.push('/');
            path.push_str(self.local_name(node));
            if node == from {
                continue;
            }
            if let Some(number) = self.number(node) {
                // Writing to a String cannot fail.
                let _ = write!(path, "[{number}]");
            }
        }
        path
    }

    /// Which one an element is of its siblings with the same local name, from 1; `None` where it is the
    /// only one. All are counted at once: each might be asked for, and each has all the others beside it.
    fn number(&self, id: NodeId) -> Option<u32> {
        let Kind::Element(index) = self.node(id).kind else { return None };
        let numbers = self.numbers.get_or_init(|| self.count_siblings());
        Some(numbers[index as usize]).filter(|&number| number > 0)
    }

    /// By the index of the element; 0 for an only one.
    fn count_siblings(&self) -> Vec<u32> {
        let mut numbers = vec![0; self.elements.len()];
        let mut children: Vec<(Symbol, u32)> = Vec::new();
        for parent in (0..self.nodes.len()).map(NodeId::nth).filter(|&id| self.has_elements(id)) {
            children.clear();
            children.extend(self.children(parent).filter_map(|child| match self.node(child).kind {
                Kind::Element(index) => Some((self.elements[index as usize].name.local, index)),
                Kind::Text { .. } | Kind::CharacterData | Kind::Comment | Kind::ProcessingInstruction => None,
            }));
            children.sort_by_key(|(local, _)| *local);
            for same in children.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
                for (&(_, index), number) in same.iter().zip(1..) {
                    numbers[index as usize] = number;
                }
            }
        }
        numbers
    }

    /// The path of the element or attribute that a span stands in.
    pub fn path_at(&self, from: NodeId, span: Span) -> String {
        let id = self.element_at(from, span);
        let mut path = self.path(from, id);
        if let Some(attribute) = self.attributes(id).iter().find(|a| encloses(a.span, span)) {
            path.push_str("/@");
            path.push_str(self.attribute_local_name(attribute));
        }
        path
    }

    /// The innermost element under `from` that a span stands in.
    pub fn element_at(&self, from: NodeId, span: Span) -> NodeId {
        let mut at = from;
        'down: loop {
            for child in self.elements(at) {
                let inside = encloses(self.span(child), span)
                    || (self.span(child).source != span.source && self.holds_source(child, span.source));
                if inside {
                    at = child;
                    continue 'down;
                }
            }
            return at;
        }
    }

    fn holds_source(&self, id: NodeId, source: SourceId) -> bool {
        self.descendants(id).any(|node| self.span(node).source == source)
    }
}

fn encloses(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}
