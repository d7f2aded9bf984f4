//! An XML document as one tree whose every part knows where it was written.
//!
//! The tree is what the rules read and what the signature covers. It keeps what was written
//! (prefixes, order, white space, comments), since canonical XML and a faithful report need it.

pub mod canonical;
pub mod characters;
pub mod parse;
mod place;
mod strings;

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use self::strings::{Strings, Symbol};
use crate::source::{SourceId, Span};

pub use parse::{Graft, NotWellFormed, parse, parse_in_context, parse_shared};

/// The `xml` prefix's namespace (Namespaces in XML 1.0, section 3).
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The `xmlns` prefix's namespace.
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(
    /// From 1: with four links in each node, a link that may be absent must take no more room.
    NonZeroU32,
);

impl NodeId {
    fn nth(index: usize) -> NodeId {
        NodeId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A name as written, with the namespace it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Name {
    prefix: Symbol,
    local: Symbol,
    namespace: Symbol,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    span: Span,
    parent: Option<NodeId>,
    next_sibling: Option<NodeId>,
    first_child: Option<NodeId>,
    last_child: Option<NodeId>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// The index of its [`Element`]: most nodes of a large document are text.
    Element(u32),
    Text {
        verbatim: bool,
    },
    CharacterData,
    Comment,
    ProcessingInstruction,
}

#[derive(Debug)]
struct Element {
    name: Name,
    start_tag_end: u32,
    attributes: (u32, u32),
    declarations: (u32, u32),
    has_elements: bool,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    Element,
    /// Character data, entity references included; one node between two tags, comments, CDATA sections.
    Text,
    /// A CDATA section.
    CharacterData,
    Comment,
    ProcessingInstruction,
}

/// An attribute that is no namespace declaration.
#[derive(Debug)]
pub struct Attribute {
    name: Name,
    /// `Name="value"`.
    pub span: Span,
    /// What stands between the quotes.
    pub value_span: Span,
}

/// `xmlns="..."` or `xmlns:prefix="..."` as it stands on an element.
#[derive(Debug)]
pub struct Declaration {
    prefix: Symbol,
    namespace: Symbol,
    pub span: Span,
}

/// The character content of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Entities resolved, line ends normalised, comments left out.
    pub value: String,
    /// From the first to the last character written; the start tag where there is none.
    pub span: Span,
    /// Comments and processing instructions within it: readers differ on what stands around them.
    pub seams: Vec<Span>,
    /// Child elements stand among the text.
    pub has_elements: bool,
}

/// How the text of an element is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Values {
    #[default]
    AsTheyStand,
    /// Without the white space at their ends, which somebody put in. Canonical XML keeps it.
    Trimmed,
}

/// A document, and the plaintexts that were decrypted into it.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
    declarations: Vec<Declaration>,
    strings: Strings,
    texts: Vec<(SourceId, Arc<str>)>,
    values: Values,
    root: Option<NodeId>,
    declared_version: Option<Span>,
    /// See [`Tree::number`](place).
    numbers: OnceLock<Vec<u32>>,
}

impl Tree {
    /// The root element.
    pub fn root(&self) -> NodeId {
        self.root.expect("xml::parse returns a tree only with its root element")
    }

    /// What stands beside the root element before and after it: comments and processing instructions.
    pub fn top_level(&self) -> impl Iterator<Item = NodeId> {
        let first = (!self.nodes.is_empty()).then_some(NodeId::nth(0));
        std::iter::successors(first, |&id| self.node(id).next_sibling)
    }

    pub fn kind(&self, id: NodeId) -> NodeKind {
        match self.node(id).kind {
            Kind::Element(_) => NodeKind::Element,
            Kind::Text { .. } => NodeKind::Text,
            Kind::CharacterData => NodeKind::CharacterData,
            Kind::Comment => NodeKind::Comment,
            Kind::ProcessingInstruction => NodeKind::ProcessingInstruction,
        }
    }

    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |&id| self.parent(id))
    }

    /// Whether a node is another one, or stands in it.
    pub fn holds(&self, outer: NodeId, inner: NodeId) -> bool {
        outer == inner || self.ancestors(inner).any(|above| above == outer)
    }

    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.node(id).first_child, |&id| self.node(id).next_sibling)
    }

    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        self.children(id).filter(|&child| self.kind(child) == NodeKind::Element)
    }

    /// Whether an element has child elements.
    pub fn has_elements(&self, id: NodeId) -> bool {
        self.element(id).is_some_and(|element| element.has_elements)
    }

    /// The next sibling that is an element.
    pub fn next_element(&self, id: NodeId) -> Option<NodeId> {
        std::iter::successors(self.node(id).next_sibling, |&id| self.node(id).next_sibling)
            .find(|&id| self.element(id).is_some())
    }

    /// Child elements of one name.
    pub fn elements_named<'a>(
        &'a self,
        id: NodeId,
        namespace: &'a str,
        local: &'a str,
    ) -> impl Iterator<Item = NodeId> + 'a {
        self.elements(id).filter(move |&child| self.is(child, namespace, local))
    }

    pub fn element_named(&self, id: NodeId, namespace: &str, local: &str) -> Option<NodeId> {
        self.elements_named(id, namespace, local).next()
    }

    /// A node and everything under it, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let current = next?;
            next = self.node(current).first_child.or_else(|| {
                let mut at = current;
                loop {
                    if at == id {
                        return None;
                    }
                    if let Some(sibling) = self.node(at).next_sibling {
                        return Some(sibling);
                    }
                    at = self.node(at).parent?;
                }
            });
            Some(current)
        })
    }

    /// Local name of an element; empty for any other node.
    pub fn local_name(&self, id: NodeId) -> &str {
        self.element(id).map_or("", |element| self.strings.get(element.name.local))
    }

    /// Prefix of an element as written; empty where it has none.
    pub fn prefix(&self, id: NodeId) -> &str {
        self.element(id).map_or("", |element| self.strings.get(element.name.prefix))
    }

    /// Namespace of an element; empty where it is in none.
    pub fn namespace(&self, id: NodeId) -> &str {
        self.element(id).map_or("", |element| self.strings.get(element.name.namespace))
    }

    pub fn is(&self, id: NodeId, namespace: &str, local: &str) -> bool {
        self.local_name(id) == local && self.namespace(id) == namespace
    }

    /// From the first byte of the node to the one after its last, end tag included.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// The start tag of an element; the whole of any other node.
    pub fn start_tag(&self, id: NodeId) -> Span {
        let span = self.node(id).span;
        match self.element(id) {
            Some(element) => Span { end: element.start_tag_end, ..span },
            None => span,
        }
    }

    pub fn attributes(&self, id: NodeId) -> &[Attribute] {
        self.element(id).map_or(&[], |element| {
            &self.attributes[element.attributes.0 as usize..element.attributes.1 as usize]
        })
    }

    /// The namespace declarations that stand on an element itself.
    pub fn declarations(&self, id: NodeId) -> &[Declaration] {
        self.element(id).map_or(&[], |element| {
            &self.declarations[element.declarations.0 as usize..element.declarations.1 as usize]
        })
    }

    /// An attribute without namespace.
    pub fn attribute(&self, id: NodeId, local: &str) -> Option<&Attribute> {
        self.attributes(id).iter().find(|a| {
            self.strings.get(a.name.local) == local && self.strings.get(a.name.namespace).is_empty()
        })
    }

    /// The normalised value of an attribute without namespace.
    pub fn attribute_value(&self, id: NodeId, local: &str) -> Option<Cow<'_, str>> {
        self.attribute(id, local).map(|attribute| self.value(attribute))
    }

    pub fn attribute_local_name(&self, attribute: &Attribute) -> &str {
        self.strings.get(attribute.name.local)
    }

    pub fn attribute_prefix(&self, attribute: &Attribute) -> &str {
        self.strings.get(attribute.name.prefix)
    }

    pub fn attribute_namespace(&self, attribute: &Attribute) -> &str {
        self.strings.get(attribute.name.namespace)
    }

    /// Value of an attribute, entities resolved and white space normalised (XML 1.0, section 3.3.3).
    pub fn value(&self, attribute: &Attribute) -> Cow<'_, str> {
        characters::attribute_value(self.written(attribute.value_span))
    }

    pub fn declared_prefix(&self, declaration: &Declaration) -> &str {
        self.strings.get(declaration.prefix)
    }

    pub fn declared_namespace(&self, declaration: &Declaration) -> &str {
        self.strings.get(declaration.namespace)
    }

    /// The namespace a prefix stands for at an element; `None` where it is not bound.
    pub fn lookup_namespace(&self, id: NodeId, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(XML_NAMESPACE);
        }
        std::iter::once(id)
            .chain(self.ancestors(id))
            .find_map(|element| {
                let declaration =
                    self.declarations(element).iter().find(|d| self.strings.get(d.prefix) == prefix)?;
                Some(self.strings.get(declaration.namespace))
            })
            .or((prefix.is_empty()).then_some(""))
    }

    /// Characters of a text or CDATA node; what stands inside a comment; empty for an element.
    pub fn characters(&self, id: NodeId) -> Cow<'_, str> {
        let node = self.node(id);
        let written = self.written(node.span);
        match node.kind {
            Kind::Element(_) => Cow::Borrowed(""),
            Kind::Text { verbatim: true } => Cow::Borrowed(written),
            Kind::Text { verbatim: false } => characters::text_value(written),
            Kind::CharacterData => {
                characters::line_ends(&written["<![CDATA[".len()..written.len() - "]]>".len()])
            }
            Kind::Comment => characters::line_ends(&written["<!--".len()..written.len() - "-->".len()]),
            Kind::ProcessingInstruction => {
                characters::line_ends(&written["<?".len()..written.len() - "?>".len()])
            }
        }
    }

    /// The text an element holds itself, joined round comments and CDATA sections.
    pub fn content(&self, id: NodeId) -> Content {
        let mut content = Content {
            value: String::new(),
            span: self.start_tag(id),
            seams: Vec::new(),
            has_elements: false,
        };
        let mut written: Option<Span> = None;
        for child in self.children(id) {
            let span = self.span(child);
            match self.kind(child) {
                NodeKind::Element => content.has_elements = true,
                NodeKind::Text | NodeKind::CharacterData => {
                    content.value.push_str(&self.characters(child));
                    written = Some(written.map_or(span, |before| before.to(span)));
                }
                NodeKind::Comment | NodeKind::ProcessingInstruction => content.seams.push(span),
            }
        }
        if let Some(span) = written {
            content.span = span;
            match self.values {
                Values::AsTheyStand => {}
                Values::Trimmed => self.trim(&mut content),
            }
        }
        content
    }

    /// From now on, texts are read so.
    pub fn read_values(&mut self, values: Values) {
        self.values = values;
    }

    fn trim(&self, content: &mut Content) {
        const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
        let written = self.written(content.span);
        let start = written.len() - written.trim_start_matches(WHITE_SPACE).len();
        let end = written.trim_end_matches(WHITE_SPACE).len();
        // What is escaped (`&#32;`) nobody put in to lay the text out.
        if start < end {
            content.span = content.span.part(start..end);
            content.value = content.value.trim_matches(WHITE_SPACE).to_owned();
        }
    }

    /// What the XML declaration says of the version, if there is one: the text between the quotes.
    pub fn declared_version(&self) -> Option<Span> {
        self.declared_version
    }

    /// What was written at a span of this tree.
    pub fn written(&self, span: Span) -> &str {
        let text = self.texts.iter().find(|(id, _)| *id == span.source);
        text.and_then(|(_, text)| text.get(span.range())).unwrap_or("")
    }

    /// The source of the document itself, not of what was decrypted into it.
    pub fn source(&self) -> SourceId {
        self.texts[0].0
    }

    /// Whether a node was decrypted into the element it stands in, which was received without it.
    pub fn is_decrypted(&self, id: NodeId) -> bool {
        self.parent(id).is_some_and(|parent| self.span(parent).source != self.span(id).source)
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    fn element(&self, id: NodeId) -> Option<&Element> {
        match self.node(id).kind {
            Kind::Element(index) => Some(&self.elements[index as usize]),
            Kind::Text { .. } | Kind::CharacterData | Kind::Comment | Kind::ProcessingInstruction => None,
        }
    }

    fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match self.node(id).kind {
            Kind::Element(index) => Some(&mut self.elements[index as usize]),
            Kind::Text { .. } | Kind::CharacterData | Kind::Comment | Kind::ProcessingInstruction => None,
        }
    }
}
