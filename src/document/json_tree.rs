//! JSON as a tree of places: strings stay where they are until somebody wants one.
//!
//! For captures and evidence that are no HAR. Takes what programs and people write: trailing commas,
//! control characters in strings, a file cut off.

use std::ops::Range;

use super::{Flaw, json_string as json};
use crate::source::traced::Traced;

/// Deeper values are passed over.
const DEPTH: usize = 100;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Members, and from brace to brace.
    Object(Vec<(Range<usize>, Node)>, Range<usize>),
    /// Elements, and from bracket to bracket.
    Array(Vec<Node>, Range<usize>),
    /// What stands between the quotes.
    String(Range<usize>),
    /// A number, `true`, `false`, `null`.
    Bare(Range<usize>),
}

/// A JSON text and its tree.
#[derive(Debug)]
pub(crate) struct JsonTree<'a> {
    pub text: &'a Traced,
    pub root: Node,
    /// Byte behind the root.
    pub end: usize,
    /// Where it is no JSON, and was read all the same.
    pub flaws: Vec<(Range<usize>, Flaw)>,
}

impl<'a> JsonTree<'a> {
    /// Reads the object or array that starts at a byte; `None` if that is none.
    pub fn parse(text: &'a Traced, start: usize) -> Option<JsonTree<'a>> {
        let mut parser = Parser { bytes: &text.bytes, at: start, flaws: Vec::new() };
        parser.blanks();
        if !matches!(parser.peek(), Some(b'{' | b'[')) {
            return None;
        }
        let root = parser.value(0)?;
        Some(JsonTree { text, root, end: parser.at, flaws: parser.flaws })
    }

    /// The same tree over the same bytes, which lead back elsewhere.
    pub fn over<'b>(self, text: &'b Traced) -> JsonTree<'b> {
        JsonTree { text, root: self.root, end: self.end, flaws: self.flaws }
    }

    /// A string, escapes undone.
    pub fn string(&self, node: &Node) -> Option<Traced> {
        let Node::String(range) = node else { return None };
        let raw = self.text.slice(range.clone());
        Some(if memchr::memchr(b'\\', &raw.bytes).is_some() { json::unescape(&raw).text } else { raw })
    }

    /// A string or number as text.
    pub fn words(&self, node: &Node) -> Option<String> {
        match node {
            Node::String(_) => {
                self.string(node).map(|text| String::from_utf8_lossy(&text.bytes).into_owned())
            }
            Node::Bare(range) => {
                let bare = &self.text.bytes[range.clone()];
                (bare != b"null").then(|| String::from_utf8_lossy(bare).into_owned())
            }
            Node::Object(..) | Node::Array(..) => None,
        }
    }

    pub fn key(&self, range: &Range<usize>) -> &str {
        std::str::from_utf8(&self.text.bytes[range.clone()]).unwrap_or("")
    }

    /// A member of an object.
    pub fn member<'n>(&self, node: &'n Node, name: &str) -> Option<&'n Node> {
        let Node::Object(members, _) = node else { return None };
        members.iter().find(|(key, _)| self.key(key) == name).map(|(_, value)| value)
    }

    pub fn has(&self, node: &Node, names: &[&str]) -> bool {
        names.iter().all(|name| self.member(node, name).is_some())
    }
}

impl Node {
    pub fn elements(&self) -> &[Node] {
        match self {
            Node::Array(elements, _) => elements,
            _ => &[],
        }
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    flaws: Vec<(Range<usize>, Flaw)>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// `None` where what stands here is no JSON; a cut is none of that.
    fn value(&mut self, depth: usize) -> Option<Node> {
        self.blanks();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Some(Node::String(self.string())),
            Some(byte) if byte.is_ascii_alphanumeric() || byte == b'-' => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                {
                    self.at += 1;
                }
                Some(Node::Bare(start..self.at))
            }
            Some(_) => None,
            None => {
                self.ends();
                Some(Node::Bare(self.at..self.at))
            }
        }
    }

    /// Notes once that the text ends here.
    fn ends(&mut self) {
        if !matches!(self.flaws.last(), Some((_, Flaw::Ends))) {
            self.flaws.push((self.at..self.at, Flaw::Ends));
        }
    }

    fn object(&mut self, depth: usize) -> Option<Node> {
        if depth >= DEPTH {
            return self.pass_over();
        }
        let start = self.at;
        self.at += 1;
        let mut members = Vec::new();
        let mut comma = Comma::None;
        loop {
            self.blanks();
            match self.peek() {
                Some(b'}') => {
                    self.no_comma_before(&comma);
                    self.at += 1;
                    return Some(Node::Object(members, start..self.at));
                }
                Some(b',') => comma = self.comma(comma),
                Some(b'"') => {
                    self.comma_before(&comma);
                    let key = self.string();
                    self.blanks();
                    match self.peek() {
                        Some(b':') => self.at += 1,
                        Some(_) => return None,
                        None => {}
                    }
                    let value = self.value(depth + 1)?;
                    members.push((key, value));
                    comma = Comma::Wanted;
                }
                Some(_) if self.left_out() => comma = Comma::None,
                Some(_) => return None,
                None => {
                    self.ends();
                    return Some(Node::Object(members, start..self.at));
                }
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Node> {
        if depth >= DEPTH {
            return self.pass_over();
        }
        let start = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        let mut comma = Comma::None;
        loop {
            self.blanks();
            match self.peek() {
                Some(b']') => {
                    self.no_comma_before(&comma);
                    self.at += 1;
                    return Some(Node::Array(elements, start..self.at));
                }
                Some(b',') => comma = self.comma(comma),
                Some(_) if self.left_out() => comma = Comma::None,
                Some(_) => {
                    self.comma_before(&comma);
                    elements.push(self.value(depth + 1)?);
                    comma = Comma::Wanted;
                }
                None => {
                    self.ends();
                    return Some(Node::Array(elements, start..self.at));
                }
            }
        }
    }

    /// Passes the dots by that stand for what was left out, with the comma behind them.
    fn left_out(&mut self) -> bool {
        const SIGNS: [&str; 6] = ["[...]", "[\u{2026}]", "(...)", "<...>", "...", "\u{2026}"];
        let rest = &self.bytes[self.at..];
        let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes())) else { return false };
        let start = self.at;
        self.at += sign.len();
        while self.peek() == Some(b'.') {
            self.at += 1;
        }
        self.flaws.push((start..self.at, Flaw::LeftOut));
        self.blanks();
        if self.peek() == Some(b',') {
            self.at += 1;
        }
        true
    }

    fn comma(&mut self, before: Comma) -> Comma {
        let here = self.at..self.at + 1;
        self.at += 1;
        if before != Comma::Wanted {
            self.flaws.push((here.clone(), Flaw::StrayComma));
        }
        Comma::At(here)
    }

    fn comma_before(&mut self, comma: &Comma) {
        if *comma == Comma::Wanted {
            self.flaws.push((self.at..self.at, Flaw::MissingComma));
        }
    }

    fn no_comma_before(&mut self, comma: &Comma) {
        if let Comma::At(range) = comma {
            self.flaws.push((range.clone(), Flaw::StrayComma));
        }
    }

    fn string(&mut self) -> Range<usize> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            match memchr::memchr2(b'"', b'\\', self.bytes.get(at..).unwrap_or_default()) {
                Some(found) if self.bytes[at + found] == b'"' => {
                    self.at = at + found + 1;
                    return start..at + found;
                }
                Some(found) => at += found + 2,
                None => {
                    self.at = self.bytes.len();
                    self.ends();
                    return start.min(self.at)..self.at;
                }
            }
        }
    }

    /// Leaves out a value, however deep.
    fn pass_over(&mut self) -> Option<Node> {
        let start = self.at;
        self.flaws.push((start..start + 1, Flaw::TooDeep));
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(Node::Bare(start..self.at));
            }
        }
        Some(Node::Bare(start..self.at))
    }
}

/// What stands before the place a parser is at.
#[derive(PartialEq, Eq)]
enum Comma {
    /// The opening bracket.
    None,
    /// A member or an element.
    Wanted,
    At(Range<usize>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_and_people_write_is_read() {
        for text in
            [r#"{"a": [1, "b\"c", {"d": null},], }"#, r#"{"a": [1, "b\"c", {"d": "#, r#"{"a": [1, "b\"c"#]
        {
            let traced = Traced::plain(text, 7);
            let document = JsonTree::parse(&traced, 0).unwrap();
            let list = document.member(&document.root, "a").unwrap();
            let string = document.string(&list.elements()[1]).unwrap();
            assert_eq!(string.bytes, b"b\"c", "{text}");
            assert_eq!(string.captured(1..2), 19..21, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_and_prose_is_no_json() {
        let deep = Traced::plain("[".repeat(100_000), 0);
        assert!(JsonTree::parse(&deep, 0).is_some());
        for text in ["[12:00] error", "{a: 1}", "{%", ""] {
            assert!(JsonTree::parse(&Traced::plain(text, 0), 0).is_none(), "{text}");
        }
    }
}
