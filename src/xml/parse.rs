//! Text to tree, over quick-xml, with the well-formedness that quick-xml leaves to its user.
//!
//! quick-xml splits markup and checks that tags match. Everything else that XML 1.0 and Namespaces
//! in XML 1.0 demand is checked here: names, characters, references, one root, declarations,
//! prefixes, duplicate attributes. A document type declaration is refused: SAML has no use for
//! one, attacks have.

mod refusal;
mod scope;
mod syntax;
mod tag;

use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use self::refusal::{Fault, Parsed, fault, of_reader, shown, syntax};
use self::scope::{Once, Scope};
use self::syntax::{check_name, check_reference, is_xml_declaration};
use self::tag::Written;
use super::characters::is_xml_character;
use super::strings::Symbol;
use super::{Kind, Node, NodeId, Tree, XML_NAMESPACE};
use crate::source::{SourceId, Span};

pub use self::refusal::{NotWellFormed, Reason};

/// Elements may stand this deep in each other. SAML needs about fifteen.
pub const DEPTH_LIMIT: usize = 1_000;

/// Parses a document. The text has no byte order mark.
pub fn parse(source: SourceId, text: &str) -> Result<Tree, NotWellFormed> {
    parse_shared(source, text.into())
}

/// As [`parse`]; the tree holds the text itself and no copy of it.
pub fn parse_shared(source: SourceId, text: Arc<str>) -> Result<Tree, NotWellFormed> {
    let mut tree = Tree::default();
    tree.texts.push((source, Arc::clone(&text)));
    let mut parser = Parser::new(&mut tree, source, &text, None);
    match parser.run() {
        Ok(()) => Ok(tree),
        Err(fault) => {
            let partial = matches!(fault.reason, Reason::EndsEarly { .. }) && parser.tree.root.is_some();
            if partial {
                parser.close_all();
            }
            Err(NotWellFormed {
                offset: fault.offset,
                reason: fault.reason,
                partial: partial.then(|| Box::new(tree)),
            })
        }
    }
}

/// What was parsed into a tree later, at the end of an element.
#[derive(Debug)]
pub struct Graft {
    /// The elements among it, in order.
    pub elements: Vec<NodeId>,
    before: Before,
}

/// A tree before something was added under `parent`.
#[derive(Debug)]
struct Before {
    parent: NodeId,
    last: Option<NodeId>,
    nodes: usize,
    elements: usize,
    attributes: usize,
    declarations: usize,
}

impl Tree {
    /// Takes out again what was put in last.
    pub fn take_back(&mut self, graft: Graft) {
        self.restore(&graft.before);
    }

    fn restore(&mut self, before: &Before) {
        let Before { parent, last, .. } = *before;
        self.nodes.truncate(before.nodes);
        self.elements.truncate(before.elements);
        self.attributes.truncate(before.attributes);
        self.declarations.truncate(before.declarations);
        self.texts.pop();
        self.numbers.take();
        self.nodes[parent.index()].last_child = last;
        match last {
            Some(last) => self.nodes[last.index()].next_sibling = None,
            None => self.nodes[parent.index()].first_child = None,
        }
        let has_elements = self.elements(parent).next().is_some();
        if let Some(element) = self.element_mut(parent) {
            element.has_elements = has_elements;
        }
    }
}

/// Parses a decrypted plaintext into the tree, as children of `parent` and with the namespaces in
/// scope there.
pub fn parse_in_context(
    tree: &mut Tree,
    parent: NodeId,
    source: SourceId,
    text: &str,
) -> Result<Graft, NotWellFormed> {
    let before = Before {
        parent,
        last: tree.node(parent).last_child,
        nodes: tree.nodes.len(),
        elements: tree.elements.len(),
        attributes: tree.attributes.len(),
        declarations: tree.declarations.len(),
    };
    tree.texts.push((source, text.into()));
    tree.numbers.take();
    let mut parser = Parser::new(tree, source, text, Some(parent));
    if let Err(fault) = parser.run() {
        // Half a plaintext must not stay in the tree.
        tree.restore(&before);
        return Err(NotWellFormed { offset: fault.offset, reason: fault.reason, partial: None });
    }
    let added = match before.last {
        Some(last) => tree.node(last).next_sibling,
        None => tree.node(parent).first_child,
    };
    let siblings = std::iter::successors(added, |&id| tree.node(id).next_sibling);
    let elements = siblings.filter(|&id| tree.element(id).is_some()).collect();
    Ok(Graft { elements, before })
}

struct Parser<'t, 's> {
    tree: &'t mut Tree,
    source: SourceId,
    text: &'s str,
    context: Option<NodeId>,
    open: Vec<Open>,
    last_top: Option<NodeId>,
    scope: Scope,
    base_depth: usize,
    /// What the tag at hand holds. Kept from tag to tag, so that none of a million allocates.
    written: Vec<Written<'s>>,
    prefixes: Once<Symbol>,
    names: Once<(Symbol, Symbol)>,
}

/// An element whose end tag is still to come.
struct Open {
    node: NodeId,
    /// Where its namespaces begin in the scope.
    mark: usize,
}

impl<'t, 's> Parser<'t, 's> {
    fn new(tree: &'t mut Tree, source: SourceId, text: &'s str, context: Option<NodeId>) -> Self {
        let xml = tree.strings.intern("xml");
        let xml_namespace = tree.strings.intern(XML_NAMESPACE);
        let mut scope = Scope::default();
        scope.declare(Symbol::EMPTY, Symbol::EMPTY);
        scope.declare(xml, xml_namespace);
        let mut base_depth = 0;
        if let Some(parent) = context {
            let mut line: Vec<NodeId> = std::iter::once(parent).chain(tree.ancestors(parent)).collect();
            base_depth = line.len();
            line.reverse();
            for id in line {
                for declaration in tree.declarations(id) {
                    scope.declare(declaration.prefix, declaration.namespace);
                }
            }
        }
        Parser {
            tree,
            source,
            text,
            context,
            open: Vec::new(),
            last_top: None,
            scope,
            base_depth,
            written: Vec::new(),
            prefixes: Once::new(),
            names: Once::new(),
        }
    }

    fn run(&mut self) -> Parsed {
        if self.text.len() >= u32::MAX as usize {
            return Err(syntax(0, "the text is larger than 4 GB"));
        }
        self.refuse_forbidden_characters()?;
        let text = self.text;
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_comments = true;
        config.allow_dangling_amp = false;
        config.check_end_names = true;
        loop {
            let start = reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let open = self.open.last().map(|open| self.tree.local_name(open.node));
                    let at = reader.error_position() as usize;
                    return Err(of_reader(&error, text, open, start, at));
                }
            };
            let range = start..reader.buffer_position() as usize;
            match event {
                Event::Start(tag) => self.start(&tag, range)?,
                Event::Empty(tag) => {
                    let end = range.end;
                    self.start(&tag, range)?;
                    self.end(end);
                }
                Event::End(_) => self.end(range.end),
                Event::Text(_) => self.characters(range)?,
                Event::GeneralRef(_) => self.entity(range)?,
                Event::CData(_) => {
                    self.refuse_outside(&range, "a CDATA section")?;
                    self.add(Kind::CharacterData, range);
                }
                Event::Comment(_) => {
                    self.add(Kind::Comment, range);
                }
                Event::PI(_) => self.processing_instruction(range)?,
                Event::Decl(_) => self.declaration(range)?,
                Event::DocType(_) => return Err(Fault { offset: start, reason: Reason::DocumentType }),
                Event::Eof => return self.finish(),
            }
        }
    }

    fn finish(&mut self) -> Parsed {
        if let Some(open) = self.open.last() {
            let open = shown(self.tree.local_name(open.node)).into_owned();
            return Err(Fault { offset: self.text.len(), reason: Reason::EndsEarly { open } });
        }
        if self.context.is_none() && self.tree.root.is_none() {
            return Err(Fault { offset: self.text.len(), reason: Reason::NoElement });
        }
        Ok(())
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.end(self.text.len());
        }
    }

    fn refuse_forbidden_characters(&self) -> Parsed {
        let bytes = self.text.as_bytes();
        // The reader would pass over it, and every place behind it were told three bytes too early.
        if self.text.starts_with('\u{feff}') {
            return Err(syntax(0, "a byte order mark (U+FEFF) stands before the document a second time"));
        }
        let control = bytes.iter().position(|&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
        // U+FFFE and U+FFFF are the only others that a Rust string can hold.
        let noncharacter = memchr::memmem::find(bytes, b"\xEF\xBF\xBE")
            .into_iter()
            .chain(memchr::memmem::find(bytes, b"\xEF\xBF\xBF"))
            .min();
        let Some(at) = control.into_iter().chain(noncharacter).min() else { return Ok(()) };
        let character = self.text[at..].chars().next().unwrap_or_default();
        debug_assert!(!is_xml_character(character));
        Err(syntax(at, format!("the character U+{:04X} is not allowed in XML", character as u32)))
    }

    fn refuse_outside(&self, range: &Range<usize>, what: &'static str) -> Parsed {
        if self.open.is_empty() && self.context.is_none() {
            return Err(fault(range.start, Reason::OutsideRoot(what)));
        }
        Ok(())
    }

    fn characters(&mut self, range: Range<usize>) -> Parsed {
        let written = &self.text[range.clone()];
        if self.open.is_empty() && self.context.is_none() {
            let Some(at) = written.find(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n')) else {
                return Ok(());
            };
            return Err(fault(range.start + at, Reason::OutsideRoot("text")));
        }
        if let Some(at) = memchr::memmem::find(written.as_bytes(), b"]]>") {
            return Err(syntax(range.start + at, "\"]]>\" stands in text"));
        }
        let verbatim = memchr::memchr(b'\r', written.as_bytes()).is_none();
        self.add_text(range, verbatim);
        Ok(())
    }

    fn entity(&mut self, range: Range<usize>) -> Parsed {
        self.refuse_outside(&range, "an entity reference")?;
        check_reference(&self.text[range.clone()], range.start)?;
        self.add_text(range, false);
        Ok(())
    }

    fn add_text(&mut self, range: Range<usize>, piece_verbatim: bool) {
        if let Some(last) = self.last_child() {
            let node = &mut self.tree.nodes[last.index()];
            let touches = node.span.end as usize == range.start && node.span.source == self.source;
            if let (Kind::Text { verbatim }, true) = (&mut node.kind, touches) {
                *verbatim &= piece_verbatim;
                node.span.end = range.end as u32;
                return;
            }
        }
        self.add(Kind::Text { verbatim: piece_verbatim }, range);
    }

    fn processing_instruction(&mut self, range: Range<usize>) -> Parsed {
        let inside = &self.text[range.start + 2..range.end - 2];
        let target = inside.split([' ', '\t', '\r', '\n']).next().unwrap_or("");
        if target.eq_ignore_ascii_case("xml") {
            return Err(fault(range.start, Reason::DeclarationNotFirst));
        }
        check_name(target, range.start + 2)?;
        if target.contains(':') {
            return Err(syntax(range.start + 2, format!("a colon stands in the name {:?}", shown(target))));
        }
        self.add(Kind::ProcessingInstruction, range);
        Ok(())
    }

    fn declaration(&mut self, range: Range<usize>) -> Parsed {
        if range.start != 0 || self.context.is_some() {
            return Err(fault(range.start, Reason::DeclarationNotFirst));
        }
        let written = &self.text[range.clone()];
        if !is_xml_declaration(written) {
            return Err(syntax(range.start, "the XML declaration is malformed"));
        }
        // The first that is quoted, of a declaration that is well-formed.
        let quote = written.find(['"', '\'']).map(|at| at + 1);
        let version = quote.and_then(|start| Some(start..start + written[start..].find(['"', '\''])?));
        self.tree.declared_version = version.map(|version| self.span(version));
        Ok(())
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        self.tree.nodes[open.node.index()].span.end = end as u32;
        self.scope.back(open.mark);
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, start: range.start as u32, end: range.end as u32 }
    }

    fn parent(&self) -> Option<NodeId> {
        self.open.last().map(|open| open.node).or(self.context)
    }

    fn last_child(&self) -> Option<NodeId> {
        match self.parent() {
            Some(parent) => self.tree.node(parent).last_child,
            None => self.last_top,
        }
    }

    fn add(&mut self, kind: Kind, range: Range<usize>) -> NodeId {
        let id = NodeId::nth(self.tree.nodes.len());
        let parent = self.parent();
        if let Some(last) = self.last_child() {
            self.tree.nodes[last.index()].next_sibling = Some(id);
        }
        match parent {
            Some(parent) => {
                let node = &mut self.tree.nodes[parent.index()];
                node.first_child.get_or_insert(id);
                node.last_child = Some(id);
                if let (Some(parent), Kind::Element(_)) = (self.tree.element_mut(parent), kind) {
                    parent.has_elements = true;
                }
            }
            None => self.last_top = Some(id),
        }
        let span = self.span(range);
        self.tree.nodes.push(Node {
            kind,
            span,
            parent,
            next_sibling: None,
            first_child: None,
            last_child: None,
        });
        id
    }
}

#[cfg(test)]
mod tests;
