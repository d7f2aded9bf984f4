//! Attributes and their values (SAML Core 2.0, section 2.7.3.1).

use super::{ASSERTION, attribute};
use crate::source::{Span, Text};
use crate::xml::{NodeId, Tree};

/// `saml:Attribute`.
#[derive(Debug, Clone)]
pub struct Attribute {
    pub tag: Span,
    pub name: Option<Text>,
    pub name_format: Option<Text>,
    pub friendly_name: Option<Text>,
    pub values: Vec<AttributeValue>,
}

/// `saml:AttributeValue`.
#[derive(Debug, Clone)]
pub struct AttributeValue {
    pub tag: Span,
    /// Untrimmed; empty where the element is, with the span of its start tag.
    pub text: Text,
    /// `xsi:nil="true"` was said.
    pub nil: bool,
    /// Elements stand in the value: it is structured XML, not text.
    pub has_elements: bool,
    /// Comments inside the value.
    pub seams: Vec<Span>,
}

impl Attribute {
    pub(super) fn read(tree: &Tree, node: NodeId) -> Attribute {
        Attribute {
            tag: tree.start_tag(node),
            name: attribute(tree, node, "Name"),
            name_format: attribute(tree, node, "NameFormat"),
            friendly_name: attribute(tree, node, "FriendlyName"),
            values: tree
                .elements_named(node, ASSERTION, "AttributeValue")
                .map(|value| AttributeValue::read(tree, value))
                .collect(),
        }
    }

    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|written| written.value == name)
    }
}

impl AttributeValue {
    fn read(tree: &Tree, node: NodeId) -> AttributeValue {
        let content = tree.content(node);
        let nil = tree
            .attributes(node)
            .iter()
            .any(|a| tree.attribute_local_name(a) == "nil" && matches!(&*tree.value(a), "true" | "1"));
        AttributeValue {
            tag: tree.start_tag(node),
            text: Text { value: content.value, span: content.span },
            nil,
            has_elements: content.has_elements,
            seams: content.seams,
        }
    }
}
