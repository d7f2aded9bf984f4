//! Text to tree, over quick-xml, with the well-formedness that quick-xml leaves to its user.
//!
//! quick-xml splits markup and checks that tags match. Everything else that XML 1.0 and Namespaces
//! in XML 1.0 demand is checked here: names, characters, references, one root, declarations,
//! prefixes, duplicate attributes. A document type declaration is refused: SAML has no use for
//! one, attacks have.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::characters::{is_xml_character, reference};
use super::{
    Attribute, Declaration, Element, Kind, Name, Node, NodeId, Symbol, Tree, XML_NAMESPACE, XMLNS_NAMESPACE,
};
use crate::source::{SourceId, Span};

/// Elements may stand this deep in each other. SAML needs about fifteen; canonical XML recurses.
pub const DEPTH_LIMIT: usize = 1_000;

/// Why a text is no XML document that can be judged.
#[derive(Debug)]
pub struct NotWellFormed {
    /// Byte of the text where it goes wrong.
    pub offset: usize,
    pub reason: Reason,
    /// Where the text only ends too early: the tree of what there is, open elements closed.
    pub partial: Option<Box<Tree>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// `<!DOCTYPE ...>`.
    DocumentType,
    /// More than [`DEPTH_LIMIT`] elements in each other.
    TooDeep,
    /// The text ends inside an element or a tag; the name is the innermost open element's.
    EndsEarly { open: String },
    /// There is no element at all.
    NoElement,
    /// Anything else, in words.
    Syntax(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::DocumentType => {
                write!(f, "there is a document type declaration (DOCTYPE), which SAML has no use for")
            }
            Reason::TooDeep => write!(f, "elements stand more than {DEPTH_LIMIT} deep in each other"),
            Reason::EndsEarly { open } if open.is_empty() => write!(f, "the text ends inside a tag"),
            Reason::EndsEarly { open } => write!(f, "the text ends inside the element {open}"),
            Reason::NoElement => write!(f, "there is no element"),
            Reason::Syntax(what) => f.write_str(what),
        }
    }
}

/// Parses a document. The text has no byte order mark.
pub fn parse(source: SourceId, text: &str) -> Result<Tree, NotWellFormed> {
    let mut tree = Tree::default();
    tree.texts.push((source, text.into()));
    let mut parser = Parser::new(&mut tree, source, text, None);
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
    let before = (tree.nodes.len(), tree.attributes.len(), tree.declarations.len());
    tree.texts.push((source, text.into()));
    let last = tree.node(parent).last_child;
    let mut parser = Parser::new(tree, source, text, Some(parent));
    if let Err(fault) = parser.run() {
        // Half a plaintext must not stay in the tree.
        tree.nodes.truncate(before.0);
        tree.attributes.truncate(before.1);
        tree.declarations.truncate(before.2);
        tree.texts.pop();
        tree.nodes[parent.0 as usize].last_child = last;
        match last {
            Some(last) => tree.nodes[last.0 as usize].next_sibling = None,
            None => tree.nodes[parent.0 as usize].first_child = None,
        }
        let has_elements = tree.elements(parent).next().is_some();
        if let Kind::Element(element) = &mut tree.nodes[parent.0 as usize].kind {
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

struct Fault {
    offset: usize,
    reason: Reason,
}

type Parsed = Result<(), Fault>;

fn syntax(offset: usize, what: impl Into<String>) -> Fault {
    Fault { offset, reason: Reason::Syntax(what.into()) }
}

struct Parser<'t, 's> {
    tree: &'t mut Tree,
    source: SourceId,
    text: &'s str,
    context: Option<NodeId>,
    open: Vec<Open>,
    last_top: Option<NodeId>,
    scope: HashMap<Symbol, Vec<Symbol>>,
    base_depth: usize,
    empty: Symbol,
}

/// An element whose end tag is still to come.
struct Open {
    node: NodeId,
    declared: Vec<Symbol>,
}

impl<'t, 's> Parser<'t, 's> {
    fn new(tree: &'t mut Tree, source: SourceId, text: &'s str, context: Option<NodeId>) -> Self {
        let empty = tree.strings.intern("");
        let xml = tree.strings.intern("xml");
        let xml_namespace = tree.strings.intern(XML_NAMESPACE);
        let mut scope: HashMap<Symbol, Vec<Symbol>> = HashMap::new();
        scope.insert(empty, vec![empty]);
        scope.insert(xml, vec![xml_namespace]);
        let mut base_depth = 0;
        if let Some(parent) = context {
            let mut line: Vec<NodeId> = std::iter::once(parent).chain(tree.ancestors(parent)).collect();
            base_depth = line.len();
            line.reverse();
            for id in line {
                for declaration in tree.declarations(id) {
                    scope.entry(declaration.prefix).or_default().push(declaration.namespace);
                }
            }
        }
        Parser { tree, source, text, context, open: Vec::new(), last_top: None, scope, base_depth, empty }
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
                Err(error) => return Err(self.reader_fault(&error, start, reader.error_position() as usize)),
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
                Event::Comment(_) => self.add(Kind::Comment, range),
                Event::PI(_) => self.processing_instruction(range)?,
                Event::Decl(_) => self.declaration(range)?,
                Event::DocType(_) => return Err(Fault { offset: start, reason: Reason::DocumentType }),
                Event::Eof => return self.finish(),
            }
        }
    }

    fn finish(&mut self) -> Parsed {
        if let Some(open) = self.open.last() {
            let open = self.tree.local_name(open.node).to_owned();
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

    fn reader_fault(&self, error: &quick_xml::Error, start: usize, at: usize) -> Fault {
        use quick_xml::errors::{IllFormedError, SyntaxError};
        let open = self.open.last().map(|open| self.tree.local_name(open.node).to_owned());
        match error {
            quick_xml::Error::Syntax(SyntaxError::UnclosedDoctype) => {
                Fault { offset: start, reason: Reason::DocumentType }
            }
            quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                // "<!", "<!-", "<![CDA": a mark that the end of the text cut.
                let rest = &self.text[start..];
                if ["<!--", "<![CDATA["].iter().any(|mark| mark.starts_with(rest)) {
                    return Fault {
                        offset: self.text.len(),
                        reason: Reason::EndsEarly { open: open.unwrap_or_default() },
                    };
                }
                syntax(start, "\"<!\" starts neither a comment nor a CDATA section")
            }
            quick_xml::Error::Syntax(_) => Fault {
                offset: self.text.len(),
                reason: Reason::EndsEarly { open: open.unwrap_or_default() },
            },
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                syntax(start, format!("</{found}> ends the element {expected}"))
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                syntax(start, format!("</{name}> ends an element that was not opened"))
            }
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                let cut = !self.text[start..].contains(['<', ' ', '\n']);
                match open {
                    Some(open) if cut && self.text.len() - start < 12 => {
                        Fault { offset: self.text.len(), reason: Reason::EndsEarly { open } }
                    }
                    _ => syntax(start, "an \"&\" is not the start of an entity reference"),
                }
            }
            quick_xml::Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
                syntax(at.max(start), "a comment holds \"--\"")
            }
            other => syntax(at.max(start).min(self.text.len()), other.to_string()),
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
            let node = &mut self.tree.nodes[last.0 as usize];
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
            return Err(syntax(range.start + 2, format!("a colon stands in the name {target:?}")));
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
        let name = tag.name().0;
        let name_start = range.start + 1;
        check_name(name, name_start)?;

        let mut written: Vec<(&str, Range<usize>)> = Vec::new();
        let mut previous_end = name_start + name.len();
        let mut attributes = tag.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|error| {
                syntax(previous_end, format!("an attribute of {name} is malformed: {error}"))
            })?;
            let std::borrow::Cow::Borrowed(value) = attribute.value else {
                return Err(syntax(previous_end, format!("an attribute of {name} is malformed")));
            };
            let (key_start, value_start) = (at_text(self.text, attribute.key.0), at_text(self.text, value));
            if key_start == previous_end {
                return Err(syntax(key_start, "no white space stands before an attribute"));
            }
            let key = &self.text[key_start..key_start + attribute.key.0.len()];
            check_name(key, key_start)?;
            let value_range = value_start..value_start + value.len();
            check_attribute_value(&self.text[value_range.clone()], value_start)?;
            previous_end = value_range.end + 1;
            written.push((key, value_range));
        }

        let first_declaration = self.tree.declarations.len() as u32;
        let mut declared = Vec::new();
        let mut declared_once = HashSet::new();
        for (key, value) in &written {
            let prefix = match key.split_once(':') {
                None if *key == "xmlns" => "",
                Some(("xmlns", prefix)) => prefix,
                _ => continue,
            };
            let (prefix, namespace) = self.declare(prefix, value.clone())?;
            let key_start = at_text(self.text, key);
            if !declared_once.insert(prefix) {
                return Err(syntax(key_start, format!("{key} stands twice on {name}")));
            }
            declared.push(prefix);
            self.scope.entry(prefix).or_default().push(namespace);
            let span = self.span(key_start..value.end + 1);
            self.tree.declarations.push(Declaration { prefix, namespace, span });
        }
        let first_attribute = self.tree.attributes.len() as u32;
        let mut seen: HashSet<(Symbol, Symbol)> = HashSet::new();
        for (key, value) in &written {
            if *key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let key_start = at_text(self.text, key);
            let resolved = self.resolve(key, key_start, NameOf::Attribute)?;
            if written.len() > 1 && !seen.insert((resolved.namespace, resolved.local)) {
                return Err(syntax(key_start, format!("the attribute {key} stands twice on {name}")));
            }
            let attribute = Attribute {
                name: resolved,
                span: self.span(key_start..value.end + 1),
                value_span: self.span(value.clone()),
            };
            self.tree.attributes.push(attribute);
        }
        let resolved = self.resolve(name, name_start, NameOf::Element)?;
        let element = Element {
            name: resolved,
            start_tag_end: range.end as u32,
            attributes: (first_attribute, self.tree.attributes.len() as u32),
            declarations: (first_declaration, self.tree.declarations.len() as u32),
            has_elements: false,
        };
        let id = NodeId(self.tree.nodes.len() as u32);
        self.add(Kind::Element(element), range);
        if self.tree.root.is_none() {
            self.tree.root = Some(id);
        }
        self.open.push(Open { node: id, declared });
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
            return Err(syntax(offset, format!("the prefix {prefix:?} may not stand for {namespace:?}")));
        }
        Ok((self.tree.strings.intern(prefix), self.tree.strings.intern(&namespace)))
    }

    fn resolve(&mut self, name: &str, offset: usize, of: NameOf) -> Result<Name, Fault> {
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => {
                if prefix.is_empty() || local.is_empty() || local.contains(':') {
                    return Err(syntax(offset, format!("{name} is no qualified name")));
                }
                if !local.starts_with(is_name_start) {
                    return Err(syntax(offset, format!("{name} is no qualified name")));
                }
                (prefix, local)
            }
            None => ("", name),
        };
        if prefix == "xmlns" {
            return Err(syntax(offset, format!("the prefix of {name} is reserved")));
        }
        let prefix_symbol = self.tree.strings.intern(prefix);
        let namespace = match of {
            NameOf::Attribute if prefix.is_empty() => self.empty,
            _ => match self.scope.get(&prefix_symbol).and_then(|stack| stack.last()) {
                Some(&namespace) => namespace,
                None => {
                    return Err(syntax(offset, format!("the prefix {prefix:?} of {name} is not declared")));
                }
            },
        };
        let local = self.tree.strings.intern(local);
        Ok(Name { prefix: prefix_symbol, local, namespace })
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        self.tree.nodes[open.node.0 as usize].span.end = end as u32;
        for prefix in open.declared {
            if let Some(stack) = self.scope.get_mut(&prefix) {
                stack.pop();
            }
        }
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

    fn add(&mut self, kind: Kind, range: Range<usize>) {
        let id = NodeId(self.tree.nodes.len() as u32);
        let parent = self.parent();
        if let Some(last) = self.last_child() {
            self.tree.nodes[last.0 as usize].next_sibling = Some(id);
        }
        match parent {
            Some(parent) => {
                let parent = &mut self.tree.nodes[parent.0 as usize];
                parent.first_child.get_or_insert(id);
                parent.last_child = Some(id);
                if let (Kind::Element(parent), Kind::Element(_)) = (&mut parent.kind, &kind) {
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
    }
}

#[derive(Clone, Copy)]
enum NameOf {
    Element,
    Attribute,
}

/// Where a part borrowed from a text stands in it: quick-xml gives slices, not offsets.
fn at_text(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

fn check_reference(written: &str, offset: usize) -> Parsed {
    match reference(written) {
        Some(_) => Ok(()),
        None => {
            let name: String = written.chars().take(24).collect();
            Err(syntax(offset, format!("the reference {name} stands for no character of XML")))
        }
    }
}

fn check_attribute_value(value: &str, offset: usize) -> Parsed {
    for at in memchr::memchr2_iter(b'&', b'<', value.as_bytes()) {
        if value.as_bytes()[at] == b'<' {
            return Err(syntax(offset + at, "a \"<\" stands in the value of an attribute"));
        }
        if reference(&value[at..]).is_none() {
            return Err(syntax(
                offset + at,
                "an \"&\" in the value of an attribute is not the start of a known reference",
            ));
        }
    }
    Ok(())
}

fn check_name(name: &str, offset: usize) -> Parsed {
    let mut characters = name.chars();
    let good = characters.next().is_some_and(is_name_start) && characters.all(is_name_character);
    if good && name.matches(':').count() <= 1 {
        return Ok(());
    }
    let shown: String = name.chars().take(40).collect();
    Err(syntax(offset, format!("{shown:?} is no name")))
}

/// NameStartChar of XML 1.0, production 4.
pub fn is_name_start(c: char) -> bool {
    matches!(c, ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// NameChar of XML 1.0, production 4a.
pub fn is_name_character(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// XMLDecl of XML 1.0, production 23.
fn is_xml_declaration(written: &str) -> bool {
    let Some(rest) = written.strip_prefix("<?xml").and_then(|rest| rest.strip_suffix("?>")) else {
        return false;
    };
    let Some((version, rest)) = pseudo_attribute(rest, "version") else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !version.strip_prefix("1.").is_some_and(digits) {
        return false;
    }
    let rest = match pseudo_attribute(rest, "encoding") {
        Some((name, rest)) => {
            let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
            if !good {
                return false;
            }
            rest
        }
        None => rest,
    };
    let rest = match pseudo_attribute(rest, "standalone") {
        Some(("yes" | "no", rest)) => rest,
        Some(_) => return false,
        None => rest,
    };
    rest.trim_matches(WHITE_SPACE).is_empty()
}

const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

fn pseudo_attribute<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let trimmed = text.trim_start_matches(WHITE_SPACE);
    if trimmed.len() == text.len() {
        return None;
    }
    let rest = trimmed.strip_prefix(name)?.trim_start_matches(WHITE_SPACE);
    let rest = rest.strip_prefix('=')?.trim_start_matches(WHITE_SPACE);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources};
    use crate::xml::NodeKind;

    fn id() -> SourceId {
        Sources::default().add(Source::new(SourceKind::Message, "", None))
    }

    #[test]
    fn ill_formed_texts_are_refused_where_they_go_wrong() {
        for (text, at) in [
            ("", ""),
            ("x", "x"),
            ("<a/>x", "x"),
            ("<a/><b/>", "<b/>"),
            ("<a>", ""),
            ("<a", ""),
            ("<a></b>", "</b>"),
            ("</a>", "</a>"),
            ("<a b='1' b='2'/>", "b='2'"),
            ("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "q:b"),
            ("<a b='1'c='2'/>", "c='2'"),
            ("<a b='<'/>", "<'/>"),
            ("<a b='&nope;'/>", "&nope;"),
            ("<a>&nope;</a>", "&nope;"),
            ("<a>&#0;</a>", "&#0;"),
            ("<a>a & b</a>", "& b"),
            ("<a>]]></a>", "]]>"),
            ("<a>\u{1}</a>", "\u{1}"),
            ("<a>\u{FFFE}</a>", "\u{FFFE}"),
            ("<p:a/>", "p:a"),
            ("<a p:b=''/>", "p:b"),
            ("<a xmlns:xml='u'/>", "u'"),
            ("<a xmlns:p=''/>", "'/>"),
            ("<a xmlns:p='u' xmlns:p='v'/>", "xmlns:p='v'"),
            ("<xmlns:a/>", "xmlns:a"),
            ("<a:b:c xmlns:a='u'/>", "a:b:c"),
            ("<1/>", "1/>"),
            ("<a 1='2'/>", "1='2'"),
            (" <?xml version='1.0'?><a/>", "<?xml"),
            ("<?xml version='2.0'?><a/>", "<?xml"),
            ("<?xml encoding='UTF-8'?><a/>", "<?xml"),
            ("<a/><?xml version='1.0'?>", "<?xml"),
            ("<a><?XML x?></a>", "<?XML"),
            ("<a><!-- -- --></a>", ""),
            ("<![CDATA[x]]><a/>", "<![CDATA["),
            ("&lt;<a/>", "&lt;"),
        ] {
            let refused = match parse(id(), text) {
                Ok(_) => panic!("{text:?} was accepted"),
                Err(refused) => refused,
            };
            assert!(text[refused.offset..].starts_with(at), "{text:?}: {refused:?}");
        }
    }

    #[test]
    fn a_document_type_is_refused_as_such() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<!DOCTYPE a [",
            "<a><!DOCTYPE b></a>",
        ] {
            let refused = parse(id(), text).unwrap_err();
            assert_eq!(refused.reason, Reason::DocumentType, "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(parse(id(), &nested(DEPTH_LIMIT)).is_ok());
        assert_eq!(parse(id(), &nested(DEPTH_LIMIT + 1)).unwrap_err().reason, Reason::TooDeep);
        assert_eq!(parse(id(), &"<a>".repeat(100_000)).unwrap_err().reason, Reason::TooDeep);
    }

    #[test]
    fn many_attributes_are_no_burden() {
        let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
        let tree = parse(id(), &format!("<a{attributes}/>")).unwrap();
        assert_eq!(tree.attributes(tree.root()).len(), 200_000);
        let declarations: String = (0..50_000).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
        let tree = parse(id(), &format!("<a{declarations}/>")).unwrap();
        assert_eq!(tree.declarations(tree.root()).len(), 50_000);
    }

    #[test]
    fn every_part_knows_what_was_written() {
        let text = "<?xml version='1.0'?><!--before--><p:a xmlns:p = \"urn:x\" b = 'c&amp;d'>x&lt;y<![CDATA[<z>]]><!--seam-->w<p:e/></p:a>";
        let tree = parse(id(), text).unwrap();
        let root = tree.root();
        assert_eq!((tree.prefix(root), tree.local_name(root), tree.namespace(root)), ("p", "a", "urn:x"));
        assert_eq!(tree.written(tree.start_tag(root)), "<p:a xmlns:p = \"urn:x\" b = 'c&amp;d'>");
        let attribute = tree.attribute(root, "b").unwrap();
        assert_eq!(tree.written(attribute.span), "b = 'c&amp;d'");
        assert_eq!(tree.written(attribute.value_span), "c&amp;d");
        assert_eq!(tree.value(attribute), "c&d");
        assert_eq!(tree.written(tree.declarations(root)[0].span), "xmlns:p = \"urn:x\"");
        let content = tree.content(root);
        assert_eq!(content.value, "x<y<z>w");
        assert_eq!(tree.written(content.span), "x&lt;y<![CDATA[<z>]]><!--seam-->w");
        assert_eq!(content.seams.iter().map(|&seam| tree.written(seam)).collect::<Vec<_>>(), ["<!--seam-->"]);
        assert!(content.has_elements);
        assert_eq!(
            tree.top_level().map(|id| tree.kind(id)).collect::<Vec<_>>(),
            [NodeKind::Comment, NodeKind::Element]
        );
        let child = tree.elements(root).next().unwrap();
        assert_eq!(tree.written(tree.span(child)), "<p:e/>");
        assert_eq!(tree.path_at(root, tree.span(child)), "/a/e");
        assert_eq!(tree.path_at(root, attribute.value_span), "/a/@b");
    }

    #[test]
    fn paths_count_only_where_there_is_more_than_one() {
        let text = "<a><b/><c/><b><d>x</d></b></a>";
        let tree = parse(id(), text).unwrap();
        let at = text.find('x').unwrap() as u32;
        let span = Span { source: tree.source(), start: at, end: at + 1 };
        assert_eq!(tree.path_at(tree.root(), span), "/a/b[2]/d");
    }

    #[test]
    fn a_text_that_only_ends_early_still_gives_its_tree() {
        for text in [
            "<a><b>x</b><c>y",
            "<a><b>x</b><c",
            "<a><b>x</b><c d='",
            "<a><b>x</b><!-- y",
            "<a><b>x</b><![CDATA[y",
            "<a><b>x</b></",
        ] {
            let refused = parse(id(), text).unwrap_err();
            assert!(matches!(refused.reason, Reason::EndsEarly { .. }), "{text:?}: {:?}", refused.reason);
            let tree = refused.partial.unwrap();
            let b = tree.elements(tree.root()).next().unwrap();
            assert_eq!(tree.content(b).value, "x", "{text:?}");
        }
    }

    #[test]
    fn a_plaintext_hangs_in_the_tree_with_the_namespaces_of_its_place() {
        let sources = Sources::default();
        let outer = "<a xmlns:p='urn:x'><b/></a>";
        let first = sources.add(Source::new(SourceKind::Message, outer, None));
        let inner =
            sources.add(Source::new(SourceKind::Decrypted { element: "b".into() }, "<p:c>x</p:c>", None));
        let mut tree = parse(first, outer).unwrap();
        let b = tree.elements(tree.root()).next().unwrap();
        let added = parse_in_context(&mut tree, b, inner, "<p:c>x</p:c>").unwrap();
        assert_eq!(tree.namespace(added[0]), "urn:x");
        let content = tree.content(added[0]);
        assert_eq!(content.span.source, inner);
        assert_eq!(tree.path_at(tree.root(), content.span), "/a/b/c");
        for refused in ["<q:c/>", "<c>", "<c/><d>&nope;</d>"] {
            assert!(parse_in_context(&mut tree, b, inner, refused).is_err());
            assert_eq!(tree.descendants(b).count(), 3, "b, c and its text, after {refused}");
        }
    }
}
