//! YAML: what `aws --output yaml` prints, and the templates people write.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use super::{Document, Member, Node, Syntax, Unparsed, Value, Word};
use crate::source::traced::Traced;
use crate::source::{SourceId, Span};

/// More nodes than this come of no file that people write, but of aliases of aliases.
const MOST_NODES: usize = 200_000;

/// Deeper values are passed over.
const DEPTH: usize = 100;

pub(super) fn read(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
    let mut written = String::from_utf8_lossy(&text.bytes);
    if written.len() != text.len() {
        // Offsets must hold.
        written = text.bytes.iter().map(|&byte| if byte.is_ascii() { byte as char } else { '?' }).collect();
    }
    let parser = Parser::new_from_str(&written);
    let mut reader =
        Reader { source, text, written: &written, parser, anchors: HashMap::new(), left: MOST_NODES };
    loop {
        match reader.next()? {
            None | Some((Event::StreamEnd | Event::DocumentEnd, _)) => {
                return Err(reader.unparsed(0..0, "there is nothing in it"));
            }
            Some((Event::StreamStart | Event::DocumentStart(..), _)) => {}
            Some((event, span)) => {
                let root = reader.node(event, span, 0)?;
                return Ok(Document { syntax: Syntax::Yaml, name: None, root, flaws: Vec::new() });
            }
        }
    }
}

struct Reader<'a> {
    source: SourceId,
    text: &'a Traced,
    written: &'a str,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    left: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Range<usize>)>, Unparsed> {
        match self.parser.next() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, bytes(span)))),
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                Err(self.unparsed(at..at, error.info()))
            }
        }
    }

    fn unparsed(&self, range: Range<usize>, what: impl Into<String>) -> Unparsed {
        Unparsed { span: self.span(range), what: what.into() }
    }

    fn span(&self, range: Range<usize>) -> Span {
        let written = self.text.captured(range);
        Span { source: self.source, start: written.start as u32, end: written.end as u32 }
    }

    /// The value that begins with this event.
    fn node(&mut self, event: Event<'a>, range: Range<usize>, depth: usize) -> Result<Node, Unparsed> {
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return Err(self.unparsed(range, "there are too many values in it")),
        };
        let too_deep = depth >= DEPTH;
        let (anchor, node) = match event {
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                self.left = self.left.saturating_sub(node.as_ref().map_or(0, size));
                return Ok(node.unwrap_or_else(|| Node::new(Value::Unknown, self.span(range))));
            }
            Event::Scalar(value, style, anchor, tag) => {
                let tag = tag.map(|tag| tag.suffix().to_owned());
                (anchor, Node { tag, ..self.scalar(&value, style, range) })
            }
            Event::SequenceStart(_, anchor, tag) => {
                let mut elements = Vec::new();
                let end = loop {
                    match self.next()? {
                        None => break range.end,
                        Some((Event::SequenceEnd, end)) => break end.end,
                        Some((event, range)) => elements.push(self.node(event, range, depth + 1)?),
                    }
                };
                let value = if too_deep { Value::Unknown } else { Value::Array(elements) };
                (anchor, self.collection(value, range.start, end, tag.map(|tag| tag.suffix().to_owned())))
            }
            Event::MappingStart(_, anchor, tag) => {
                let mut members = Vec::new();
                let end = loop {
                    match self.next()? {
                        None => break range.end,
                        Some((Event::MappingEnd, end)) => break end.end,
                        Some((event, range)) => {
                            let key = self.node(event, range, depth + 1)?;
                            let Some((event, range)) = self.next()? else { break key.span.end as usize };
                            let value = self.node(event, range, depth + 1)?;
                            members.extend(self.key(key).map(|key| Member { key, value }));
                        }
                    }
                };
                let value = if too_deep { Value::Unknown } else { Value::Object(members) };
                (anchor, self.collection(value, range.start, end, tag.map(|tag| tag.suffix().to_owned())))
            }
            _ => (0, Node::new(Value::Unknown, self.span(range))),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// A mapping or a sequence; a block's end is where the next thing begins, so blanks are left out.
    fn collection(&self, value: Value, start: usize, end: usize, tag: Option<String>) -> Node {
        let written = self.written.get(start..end).unwrap_or_default();
        let span = self.span(start..start + written.trim_end().len());
        Node { value, span, tag }
    }

    /// A key as a string; one that is a list or a mapping is none of ours.
    fn key(&self, key: Node) -> Option<Word> {
        match key.value {
            Value::String(word) => Some(word),
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                let range = key.span.range();
                Some(Word::new(self.source, key.span, self.text.slice(range)))
            }
            Value::Object(_) | Value::Array(_) | Value::Unknown => None,
        }
    }

    fn scalar(&self, value: &str, style: ScalarStyle, range: Range<usize>) -> Node {
        let written = self.written.get(range.clone()).unwrap_or_default();
        let inner = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if written.len() >= 2 => {
                range.start + 1..range.end - 1
            }
            // The range of a block begins with its text, behind the header and the indentation.
            ScalarStyle::Literal | ScalarStyle::Folded => {
                range.start..range.start + written.trim_end_matches(['\n', '\r', ' ']).len()
            }
            _ => range.clone(),
        };
        let span = self.span(inner.clone());
        if style == ScalarStyle::Plain
            && let Some(value) = plain(value)
        {
            return Node::new(value, span);
        }
        let whole = u64::from(span.start)..u64::from(span.end);
        let text = self.align(value, style, inner).unwrap_or_else(|| Traced::opaque(value, whole));
        Node::new(Value::String(Word::new(self.source, span, text)), span)
    }

    /// Leads each character of a value back to where it was written, by what the style does to text
    /// (YAML 1.2, sections 5.7, 6.5, 7.3 and 8.1); `None` where that does not come out.
    fn align(&self, value: &str, style: ScalarStyle, inner: Range<usize>) -> Option<Traced> {
        let written = self.written.get(inner.clone())?;
        let outer = self.text.slice(inner);
        let mut step = outer.step();
        let (mut at, mut meant) = (0, 0);
        while meant < value.len() {
            let rest = &written[at..];
            if rest.is_empty() && value[meant..].bytes().all(|byte| byte == b'\n') {
                // The last end of a block's line.
                step.push(&value.as_bytes()[meant..], at..at);
                break;
            }
            let next = value[meant..].chars().next()?;
            if style == ScalarStyle::DoubleQuoted && rest.starts_with('\\') {
                let length = escape(rest)?;
                if rest[1..].starts_with(['\n', '\r']) {
                    // Joins two lines.
                    at += length;
                    continue;
                }
                step.push(next.encode_utf8(&mut [0; 4]).as_bytes(), at..at + length);
                at += length;
                meant += next.len_utf8();
                continue;
            }
            if style == ScalarStyle::SingleQuoted && rest.starts_with("''") {
                step.push(b"'", at..at + 2);
                at += 2;
                meant += 1;
                continue;
            }
            // A stretch without an end of line, an escape or a quote is itself.
            let same = common(rest, &value[meant..], style);
            if same > 0 {
                step.copy(at..at + same);
                at += same;
                meant += same;
                continue;
            }
            // An end of line with the blanks round it: a blank, or as many ends of line.
            let folded = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if !rest[..folded].contains('\n') {
                return None;
            }
            let made = value[meant..].len() - value[meant..].trim_start_matches([' ', '\n']).len();
            let made = match style {
                // What follows the indentation belongs to the text.
                ScalarStyle::Literal | ScalarStyle::Folded => {
                    let lines = value[meant..].len() - value[meant..].trim_start_matches('\n').len();
                    lines.max(1).min(made)
                }
                _ => made,
            };
            if made == 0 {
                return None;
            }
            let kept = value[meant + made..].len() - value[meant + made..].trim_start_matches(' ').len();
            let end = at + folded - kept.min(folded - 1);
            step.push(&value.as_bytes()[meant..meant + made], at..end);
            at = end;
            meant += made;
        }
        let text = step.finish();
        (text.bytes == value.as_bytes()).then_some(text)
    }
}

/// How many bytes both begin with, up to what the style gives a meaning.
fn common(written: &str, value: &str, style: ScalarStyle) -> usize {
    let special = |byte: u8| match style {
        ScalarStyle::DoubleQuoted => matches!(byte, b'\\' | b'\n' | b'\r'),
        ScalarStyle::SingleQuoted => matches!(byte, b'\'' | b'\n' | b'\r'),
        _ => matches!(byte, b'\n' | b'\r'),
    };
    let same = written.bytes().zip(value.bytes()).take_while(|&(a, b)| a == b && !special(a)).count();
    // Blanks before an end of line are folded with it.
    let line = &written[..crate::source::floor_char_boundary(written, same)];
    let after = written[line.len()..].trim_start_matches([' ', '\t', '\r']);
    let ends = after.starts_with('\n') && !matches!(style, ScalarStyle::Literal);
    if ends && !line.trim_end_matches([' ', '\t']).is_empty() {
        return line.trim_end_matches([' ', '\t']).len();
    }
    line.len()
}

/// The length of the escape that a text begins with.
fn escape(text: &str) -> Option<usize> {
    let character = text[1..].chars().next()?;
    Some(match character {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        '\n' | '\r' => {
            let rest = &text[1..];
            1 + rest.len() - rest.trim_start_matches(['\r', '\n', ' ', '\t']).len()
        }
        other => 1 + other.len_utf8(),
    })
}

fn bytes(span: YamlSpan) -> Range<usize> {
    let offset = |marker: granit_parser::Marker| marker.byte_offset().unwrap_or(0);
    let start = offset(span.start);
    start..offset(span.end).max(start)
}

/// What a plain scalar is, if it is no string (YAML 1.2, section 10.3.2).
fn plain(value: &str) -> Option<Value> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && value.parse::<f64>().is_ok();
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => is_number.then(|| Value::Number(value.to_owned())),
    }
}

fn size(node: &Node) -> usize {
    1 + node.elements().iter().map(size).sum::<usize>()
        + node.members().iter().map(|member| size(&member.value)).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources};

    fn read_all(text: &str) -> (Sources, Document) {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Evidence { name: "a".to_owned() }, text, None));
        let document = Document::of_source(source, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        (sources, document)
    }

    #[test]
    fn what_the_command_line_prints_is_read() {
        let (sources, document) = read_all(
            "Role:\n  Arn: arn:aws:iam::123456789012:role/Admin\n  AssumeRolePolicyDocument:\n    Statement:\n    - Action: sts:AssumeRoleWithSAML\n      Condition:\n        StringEquals:\n          SAML:aud: https://signin.aws.amazon.com/saml\n      Effect: Allow\n    Version: '2012-10-17'\n  MaxSessionDuration: 3600\n  CreateDate: '2026-11-21T21:14:01+00:00'\n",
        );
        let role = document.root.member("Role").unwrap();
        assert_eq!(role.member("MaxSessionDuration").unwrap().scalar(), Some("3600"));
        let statements = role.at(&["AssumeRolePolicyDocument", "Statement"]).unwrap();
        let written = sources.text(statements.span);
        assert!(written.starts_with("Action") && written.ends_with("Allow"), "{written}");
        let aud = statements.elements()[0].at(&["Condition", "StringEquals", "SAML:aud"]).unwrap();
        assert_eq!(sources.text(aud.span), "https://signin.aws.amazon.com/saml");
        assert_eq!(sources.text(aud.word().unwrap().part(8..14)), "signin");
        assert_eq!(
            document.path(aud.span),
            "/Role/AssumeRolePolicyDocument/Statement[1]/Condition/StringEquals/SAML:aud"
        );
        assert_eq!(
            sources.text(role.at(&["AssumeRolePolicyDocument", "Version"]).unwrap().span),
            "2012-10-17"
        );
    }

    #[test]
    fn a_part_of_every_scalar_leads_back() {
        for (text, value, part, written) in [
            ("a: \"x\\u0041b\\\n  c\"", "xAbc", 1..2, "\\u0041"),
            ("a: \"x\\u0041b\\\n  c\"", "xAbc", 3..4, "c"),
            ("a: 'it''s\n  two'", "it's two", 2..3, "''"),
            ("a: 'it''s\n  two'", "it's two", 5..8, "two"),
            ("a: one\n  two\n\n  three", "one two\nthree", 8..13, "three"),
            ("a: |\n  {\n    \"b\": 1\n  }\n", "{\n  \"b\": 1\n}\n", 5..6, "b"),
            ("a: >-\n  one\n  two\n", "one two", 4..7, "two"),
            ("a: é b", "é b", 3..4, "b"),
        ] {
            let (sources, document) = read_all(text);
            let word = document.root.member("a").unwrap().word().unwrap();
            assert_eq!(word.value, value, "{text}");
            assert_eq!(sources.text(word.part(part)), written, "{text}");
        }
    }

    #[test]
    fn a_policy_in_a_block_of_a_template_leads_back() {
        let (sources, document) =
            read_all("policy: |\n  {\"Statement\": [\n    {\"Effect\": \"Allow\"}]}\nother: !Sub '${A}'\n");
        let word = document.root.member("policy").unwrap().word().unwrap();
        let inner = Document::read(word.span.source, &word.traced()).unwrap();
        let effect = inner.root.member("Statement").unwrap().elements()[0].member("Effect").unwrap();
        assert_eq!(sources.text(effect.span), "Allow");
        assert_eq!(document.root.member("other").unwrap().tag.as_deref(), Some("Sub"));
    }

    #[test]
    fn bad_yaml_ends_in_an_error_and_not_otherwise() {
        let sources = Sources::default();
        let deep = format!("a: {}", "[".repeat(100_000));
        let laughs: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned())
            .chain((1..10).map(|n| {
                let before = format!("*a{}", n - 1);
                format!("a{n}: &a{n} [{}]\n", [before.as_str(); 10].join(", "))
            }))
            .collect();
        for text in ["", "a: [1", "a: \"x", "\t- a: b\n b", "%", "a: *none", &deep, &laughs] {
            let source = sources.add(Source::new(SourceKind::Message, text, None));
            let read = Document::yaml(source, &Traced::plain(text, 0));
            assert!(read.is_err(), "{:?}", &text[..text.len().min(30)]);
        }
    }
}
