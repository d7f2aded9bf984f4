//! Text to tree, over quick-xml, with the well-formedness that quick-xml leaves to its user.
//!
//! quick-xml splits markup and checks that tags match. Everything else that XML 1.0 and Namespaces
//! in XML 1.0 demand is checked here: names, characters, references, one root, declarations,
//! prefixes, duplicate attributes. A document type declaration is refused: SAML has no use for
//! one, attacks have.

mod refusal;
mod scope;
mod syntax;

use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use self::refusal::{Fault, Parsed, of_reader, shown, syntax};
use self::scope::{Once, Scope};
use self::syntax::{QName, check_attribute_value, check_name, check_reference, is_xml_declaration};
use super::characters::is_xml_character;
use super::strings::Symbol;
use super::{
    Attribute, Declaration, Element, Kind, Name, Node, NodeId, Tree, XML_NAMESPACE, XMLNS_NAMESPACE,
};
use crate::source::{SourceId, Span};

pub use self::refusal::{NotWellFormed, Reason};

/// Elements may stand this deep in each other. SAML needs about fifteen; canonical XML recurses.
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

/// Parses a decrypted plaintext into the tree, as children of `parent` and with the namespaces in
/// scope there. Returns the elements that were added.
pub fn parse_in_context(
    tree: &mut Tree,
    parent: NodeId,
    source: SourceId,
    text: &str,
) -> Result<Vec<NodeId>, NotWellFormed> {
    let nodes = tree.nodes.len();
    let before = (tree.elements.len(), tree.attributes.len(), tree.declarations.len());
    tree.texts.push((source, text.into()));
    tree.numbers.take();
    let last = tree.node(parent).last_child;
    let mut parser = Parser::new(tree, source, text, Some(parent));
    if let Err(fault) = parser.run() {
        // Half a plaintext must not stay in the tree.
        tree.nodes.truncate(nodes);
        tree.elements.truncate(before.0);
        tree.attributes.truncate(before.1);
        tree.declarations.truncate(before.2);
        tree.texts.pop();
        tree.nodes[parent.index()].last_child = last;
        match last {
            Some(last) => tree.nodes[last.index()].next_sibling = None,
            None => tree.nodes[parent.index()].first_child = None,
        }
        let has_elements = tree.elements(parent).next().is_some();
        if let Some(element) = tree.element_mut(parent) {
            element.has_elements = has_elements;
        }
        return Err(NotWellFormed { offset: fault.offset, reason: fault.reason, partial: None });
    }
    let added = match last {
        Some(last) => tree.node(last).next_sibling,
        None => tree.node(parent).first_child,
    };
    let siblings = std::iter::successors(added, |&id| tree.node(id).next_sibling);
    Ok(siblings.filter(|&id| tree.element(id).is_some()).collect())
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

/// An attribute or namespace declaration as it stands on a tag.
#[derive(Clone)]
struct Written<'s> {
    name: QName<'s>,
    value: Range<usize>,
}

impl<'s> Written<'s> {
    /// The prefix it declares; empty for the default namespace.
    fn declares(&self) -> Option<&'s str> {
        match (self.name.prefix, self.name.local) {
            ("", "xmlns") => Some(""),
            ("xmlns", prefix) => Some(prefix),
            _ => None,
        }
    }

    /// From the name to the closing quote.
    fn range(&self) -> Range<usize> {
        self.name.start..self.value.end + 1
    }
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

    fn refuse_outside(&self, range: &Range<usize>, what: &str) -> Parsed {
        if self.open.is_empty() && self.context.is_none() {
            return Err(syntax(range.start, format!("{what} stands outside the root element")));
        }
        Ok(())
    }

    fn characters(&mut self, range: Range<usize>) -> Parsed {
        let written = &self.text[range.clone()];
        if self.open.is_empty() && self.context.is_none() {
            let Some(at) = written.find(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n')) else {
                return Ok(());
            };
            return Err(syntax(range.start + at, "text stands outside the root element"));
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
            return Err(syntax(range.start, "an XML declaration stands elsewhere than at the start"));
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
            return Err(syntax(range.start, "an XML declaration stands elsewhere than at the start"));
        }
        if !is_xml_declaration(&self.text[range.clone()]) {
            return Err(syntax(range.start, "the XML declaration is malformed"));
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Parsed {
        if self.base_depth + self.open.len() >= DEPTH_LIMIT {
            return Err(Fault { offset: range.start, reason: Reason::TooDeep });
        }
        if self.open.is_empty() && self.context.is_none() && self.tree.root.is_some() {
            return Err(syntax(range.start, "there is a second root element"));
        }
        let name = QName::read(tag.name().0, range.start + 1)?;
        let mut written = std::mem::take(&mut self.written);
        written.clear();
        let read = self.read_attributes(tag, name, &mut written);
        let added = read.and_then(|()| self.add_element(name, &written, range));
        self.written = written;
        added
    }

    /// What stands on a tag behind its name.
    fn read_attributes(
        &self,
        tag: &BytesStart<'_>,
        name: QName<'_>,
        written: &mut Vec<Written<'s>>,
    ) -> Parsed {
        let mut previous_end = name.start + name.written.len();
        let malformed = |at: usize, why: &str| {
            syntax(at, format!("an attribute of {} is malformed{why}", shown(name.written)))
        };
        let mut attributes = tag.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|error| malformed(previous_end, &format!(": {error}")))?;
            let std::borrow::Cow::Borrowed(value) = attribute.value else {
                return Err(malformed(previous_end, ""));
            };
            let (key_start, value_start) = (at_text(self.text, attribute.key.0), at_text(self.text, value));
            if key_start == previous_end {
                return Err(syntax(key_start, "no white space stands before an attribute"));
            }
            let key = &self.text[key_start..key_start + attribute.key.0.len()];
            let name = QName::read(key, key_start)?;
            let value = value_start..value_start + value.len();
            check_attribute_value(&self.text[value.clone()], value_start)?;
            previous_end = value.end + 1;
            written.push(Written { name, value });
        }
        Ok(())
    }

    fn add_element(&mut self, name: QName<'_>, written: &[Written<'s>], range: Range<usize>) -> Parsed {
        let mark = self.scope.mark();
        let first_declaration = self.tree.declarations.len() as u32;
        self.prefixes.clear();
        for one in written {
            let Some(prefix) = one.declares() else { continue };
            let (prefix, namespace) = self.declare(prefix, one.value.clone())?;
            if !self.prefixes.insert(prefix) {
                return Err(twice(one, "", name));
            }
            self.scope.declare(prefix, namespace);
            let span = self.span(one.range());
            self.tree.declarations.push(Declaration { prefix, namespace, span });
        }
        let first_attribute = self.tree.attributes.len() as u32;
        self.names.clear();
        for one in written.iter().filter(|one| one.declares().is_none()) {
            let resolved = self.resolve(one.name, NameOf::Attribute)?;
            if !self.names.insert((resolved.namespace, resolved.local)) {
                return Err(twice(one, "the attribute ", name));
            }
            let (span, value_span) = (self.span(one.range()), self.span(one.value.clone()));
            self.tree.attributes.push(Attribute { name: resolved, span, value_span });
        }
        let name = self.resolve(name, NameOf::Element)?;
        let element = Element {
            name,
            start_tag_end: range.end as u32,
            attributes: (first_attribute, self.tree.attributes.len() as u32),
            declarations: (first_declaration, self.tree.declarations.len() as u32),
            has_elements: false,
        };
        let kind = Kind::Element(self.tree.elements.len() as u32);
        self.tree.elements.push(element);
        let node = self.add(kind, range);
        self.tree.root.get_or_insert(node);
        self.open.push(Open { node, mark });
        Ok(())
    }

    fn declare(&mut self, prefix: &str, value: Range<usize>) -> Result<(Symbol, Symbol), Fault> {
        let offset = value.start;
        let namespace = super::characters::attribute_value(&self.text[value]);
        let forbidden = match prefix {
            "xmlns" => true,
            "xml" => namespace != XML_NAMESPACE,
            _ => {
                namespace == XML_NAMESPACE
                    || namespace == XMLNS_NAMESPACE
                    || (namespace.is_empty() && !prefix.is_empty())
            }
        };
        if forbidden {
            let (prefix, namespace) = (shown(prefix), shown(&namespace));
            return Err(syntax(offset, format!("the prefix {prefix:?} may not stand for {namespace:?}")));
        }
        Ok((self.tree.strings.intern(prefix), self.tree.strings.intern(&namespace)))
    }

    fn resolve(&mut self, name: QName<'_>, of: NameOf) -> Result<Name, Fault> {
        let QName { written, prefix, local, start } = name;
        if prefix == "xmlns" {
            return Err(syntax(start, format!("the prefix of {} is reserved", shown(written))));
        }
        let prefix_symbol = self.tree.strings.intern(prefix);
        let namespace = match of {
            NameOf::Attribute if prefix.is_empty() => Symbol::EMPTY,
            NameOf::Attribute | NameOf::Element => match self.scope.namespace(prefix_symbol) {
                Some(namespace) => namespace,
                None => {
                    let (prefix, name) = (shown(prefix), shown(written));
                    return Err(syntax(start, format!("the prefix {prefix:?} of {name} is not declared")));
                }
            },
        };
        let local = self.tree.strings.intern(local);
        Ok(Name { prefix: prefix_symbol, local, namespace })
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

#[derive(Clone, Copy)]
enum NameOf {
    Element,
    Attribute,
}

fn twice(one: &Written<'_>, what: &str, on: QName<'_>) -> Fault {
    let (name, on) = (shown(one.name.written), shown(on.written));
    syntax(one.name.start, format!("{what}{name} stands twice on {on}"))
}

/// Where a part borrowed from a text stands in it: quick-xml gives slices, not offsets.
fn at_text(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

#[cfg(test)]
mod tests;
