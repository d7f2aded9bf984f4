//! JSON, YAML and the API's XML as one tree whose every part knows where it was written.

pub mod csv;
mod hcl;
mod json;
pub mod json_string;
pub(crate) mod json_tree;
pub mod properties;
pub mod table;
mod word;
mod xml;
mod yaml;

use std::fmt;
use std::ops::Range;

use crate::source::traced::Traced;
use crate::source::{SourceId, Span};

pub use word::Word;

/// A document read whole. It is tolerant: what its syntax does not allow stands among the flaws.
#[derive(Debug, Clone)]
pub struct Document {
    pub syntax: Syntax,
    /// Of the API's XML, the local name of the root element: `GetRoleResponse`; of a table, its title.
    pub name: Option<String>,
    pub root: Node,
    /// Where it breaks its syntax and was read all the same, in document order.
    pub flaws: Vec<(Span, Flaw)>,
}

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Json,
    Yaml,
    /// What the query APIs answer: `<GetRoleResponse><GetRoleResult>...`.
    Xml,
    /// What the AWS CLI prints with `--output text`: values between tabs.
    Text,
    /// Terraform's.
    Hcl,
    /// What it draws with `--output table`.
    Table,
}

/// What JSON does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The text ends inside the value.
    Ends,
    /// A comma with nothing behind it, or nothing before it.
    StrayComma,
    /// Two members or elements without a comma between.
    MissingComma,
    /// Deeper than anybody nests, and passed over.
    TooDeep,
    /// Dots where somebody left members or elements out.
    LeftOut,
}

/// A value and where it was written: of a string what stands between the quotes, of an object or an
/// array from bracket to bracket.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
    /// A tag of YAML's that says how to make a value of this one: `!Sub`, `!GetAtt`.
    pub tag: Option<String>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// In document order, keys that are there twice included.
    Object(Vec<Member>),
    Array(Vec<Node>),
    String(Word),
    /// As written: `3600`, `1.0e3`.
    Number(String),
    Bool(bool),
    Null,
    /// A value that is not written here: a template's expression, or what was too deep to read.
    Unknown,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub key: Word,
    pub value: Node,
}

/// A text that is not of the syntax it was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unparsed {
    pub span: Span,
    /// What is wrong there: `did not find expected ',' or ']'`.
    pub what: String,
}

impl fmt::Display for Unparsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Unparsed {}

impl Document {
    /// Reads a text by its first character: `{` and `[` begin JSON, `<` the API's XML, anything else
    /// is taken for YAML. The text's origins are offsets in the source, as those of a text inside
    /// another's string are.
    pub fn read(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
        match text.bytes.trim_ascii_start().first() {
            Some(b'{' | b'[') => Document::json(source, text),
            Some(b'<') => Document::xml(source, text),
            _ => Document::yaml(source, text),
        }
    }

    /// Reads a whole source, as [`read`](Self::read).
    pub fn of_source(source: SourceId, text: &str) -> Result<Document, Unparsed> {
        Document::read(source, &Traced::plain(text, 0))
    }

    pub fn json(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
        json::read(source, text)
    }

    /// The JSON whose first value was read already, its spans in the text that was read.
    pub(crate) fn of_json(source: SourceId, first: &json_tree::JsonTree<'_>) -> Document {
        json::of_tree(source, first)
    }

    /// The object or the array that starts at a byte of a text, and where it ends.
    pub fn json_at(source: SourceId, text: &Traced, start: usize) -> Option<(Document, usize)> {
        json::read_at(source, text, start)
    }

    /// The first document of a YAML stream.
    pub fn yaml(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
        yaml::read(source, text)
    }

    pub fn hcl(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
        hcl::read(source, text)
    }

    pub fn xml(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
        xml::read(source, text)
    }

    /// An object of values that stand in a text, without a syntax of its own.
    pub fn of_members(source: SourceId, text: &str, members: Vec<Member>) -> Document {
        let span = Span { source, start: 0, end: text.len() as u32 };
        Document {
            syntax: Syntax::Text,
            name: None,
            root: Node::new(Value::Object(members), span),
            flaws: Vec::new(),
        }
    }

    /// Puts a document that was read before its source was known into that source.
    pub fn placed(mut self, source: SourceId) -> Document {
        self.root.place(source);
        for (span, _) in &mut self.flaws {
            span.source = source;
        }
        self
    }

    /// Where it is no JSON, and was read all the same.
    pub fn flaw(&self) -> Option<Span> {
        (self.syntax == Syntax::Json).then(|| self.flaws.first().map(|(span, _)| *span))?
    }

    /// Where somebody left a part out.
    pub fn left_out(&self) -> Option<Span> {
        self.flaws.iter().find(|(_, flaw)| *flaw == Flaw::LeftOut).map(|(span, _)| *span)
    }

    /// Where the text ends before the document does.
    pub fn cut(&self) -> Option<Span> {
        self.flaws.iter().find(|(_, flaw)| *flaw == Flaw::Ends).map(|(span, _)| *span)
    }

    /// The path of the innermost value that holds a span: `/Statement[1]/Condition/StringEquals`.
    pub fn path(&self, span: Span) -> String {
        self.root.path(span)
    }
}

impl Member {
    /// A value that stands in a text as it is; its key is not written there.
    pub fn written(source: SourceId, key: &str, text: &str, range: Range<usize>) -> Member {
        let word = Word::written(source, text, range.clone());
        let span = word.span;
        let before = Span { end: span.start, ..span };
        let key = Word::new(source, before, Traced::opaque(key, range.start as u64..range.start as u64));
        Member { key, value: Node::new(Value::String(word), span) }
    }

    /// A value that a text tells as a whole, and that is written nowhere in it.
    pub fn implied(source: SourceId, key: &str, text: &str, value: &str) -> Member {
        let span = Span { source, start: 0, end: text.len() as u32 };
        let word = |value: &str| Word::named(span, value);
        Member { key: word(key), value: Node::new(Value::String(word(value)), span) }
    }
}

impl Node {
    /// An object that is put together of parts which stand elsewhere; its keys are written nowhere.
    pub fn object<'k>(span: Span, members: impl IntoIterator<Item = (&'k str, Node)>) -> Node {
        let member = |(key, value): (&str, Node)| Member { key: Word::named(value.span, key), value };
        Node::new(Value::Object(members.into_iter().map(member).collect()), span)
    }

    pub fn new(value: Value, span: Span) -> Node {
        Node { value, span, tag: None }
    }

    /// A member of an object; the first, where the key is there twice.
    pub fn member(&self, key: &str) -> Option<&Node> {
        self.members().iter().find(|member| member.key.value == key).map(|member| &member.value)
    }

    /// As [`member`](Self::member), step by step.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.member(key))
    }

    /// Whether it is an object with all of these keys.
    pub fn has(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.member(key).is_some())
    }

    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    pub fn elements(&self) -> &[Node] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The elements of an array, or the value itself: what many members of AWS's hold either way.
    pub fn one_or_more(&self) -> &[Node] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => std::slice::from_ref(self),
        }
    }

    pub fn word(&self) -> Option<&Word> {
        match &self.value {
            Value::String(word) => Some(word),
            _ => None,
        }
    }

    /// A string's value.
    pub fn text(&self) -> Option<&str> {
        self.word().map(|word| word.value.as_str())
    }

    /// A string or a number as it was written.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::String(word) => Some(&word.value),
            Value::Number(number) => Some(number),
            Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Null | Value::Unknown => None,
        }
    }

    /// Does something with every string of it, keys too.
    pub fn each_word(&mut self, change: &mut impl FnMut(&mut Word)) {
        match &mut self.value {
            Value::Object(members) => {
                for member in members {
                    change(&mut member.key);
                    member.value.each_word(change);
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| element.each_word(change)),
            Value::String(word) => change(word),
            Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
        }
    }

    /// Every member of a name: a block of HCL stands once for each time it is written, in JSON as a list.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Node> {
        let named = self.members().iter().filter(move |member| member.key.value == key);
        named.flat_map(|member| member.value.one_or_more())
    }

    /// What it is, with its article: `a list`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Object(_) => "an object",
            Value::Array(_) => "a list",
            Value::String(_) => "a string",
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Null => "null",
            Value::Unknown => "an expression",
        }
    }

    fn place(&mut self, source: SourceId) {
        self.span.source = source;
        match &mut self.value {
            Value::Object(members) => {
                for member in members {
                    member.key.span.source = source;
                    member.value.place(source);
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| element.place(source)),
            Value::String(word) => word.span.source = source,
            Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
        }
    }

    /// See [`Document::path`].
    pub fn path(&self, span: Span) -> String {
        let holds = |outer: Span| outer.start <= span.start && span.end <= outer.end;
        let mut path = String::new();
        let mut node = self;
        'down: loop {
            for member in node.members() {
                if holds(member.key.span) || holds(member.value.span) {
                    path.push('/');
                    path.push_str(&member.key.value);
                    node = &member.value;
                    continue 'down;
                }
            }
            for (index, element) in node.elements().iter().enumerate() {
                if holds(element.span) {
                    if path.is_empty() {
                        path.push('/');
                    }
                    path.push_str(&format!("[{}]", index + 1));
                    node = element;
                    continue 'down;
                }
            }
            return path;
        }
    }
}
