//! JSON, trailing commas and a cut end allowed.

use std::ops::Range;

use super::json_tree::{self, Node as Raw};
use super::{Document, Flaw, Member, Node, Syntax, Unparsed, Value, Word};
use crate::source::traced::Traced;
use crate::source::{SourceId, Span};

pub(super) fn read(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
    let Some(first) = json_tree::JsonTree::parse(text, 0) else {
        let span = Reader { source, text }.span(0..text.len().min(1));
        return Err(Unparsed { span, what: "this is no JSON".to_owned() });
    };
    Ok(of_tree(source, &first))
}

/// The document whose first value was read already.
pub(super) fn of_tree(source: SourceId, first: &json_tree::JsonTree<'_>) -> Document {
    let text = first.text;
    let reader = Reader { source, text };
    let mut flaws = reader.flaws(first);
    let mut root = reader.node(first, &first.root);
    // JSON lines: a log has an object on each.
    let mut end = first.end;
    let mut lines = Vec::new();
    while let Some(next) = json_tree::JsonTree::parse(text, end).filter(|next| next.end > end) {
        flaws.extend(reader.flaws(&next));
        lines.push(reader.node(&next, &next.root));
        end = next.end;
    }
    if !lines.is_empty() {
        lines.insert(0, root);
        root = Node::new(Value::Array(lines), reader.span(0..end));
    }
    Document { syntax: Syntax::Json, name: None, root, flaws }
}

/// The object or the array that starts at a byte of a text, alone.
pub(super) fn read_at(source: SourceId, text: &Traced, start: usize) -> Option<(Document, usize)> {
    let reader = Reader { source, text };
    let raw = json_tree::JsonTree::parse(text, start)?;
    let root = reader.node(&raw, &raw.root);
    Some((Document { syntax: Syntax::Json, name: None, root, flaws: reader.flaws(&raw) }, raw.end))
}

struct Reader<'a> {
    source: SourceId,
    text: &'a Traced,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        let written = self.text.captured(range);
        Span { source: self.source, start: written.start as u32, end: written.end as u32 }
    }

    fn flaws(&self, raw: &json_tree::JsonTree<'_>) -> Vec<(Span, Flaw)> {
        raw.flaws.iter().map(|(range, flaw)| (self.span(range.clone()), *flaw)).collect()
    }

    fn node(&self, document: &json_tree::JsonTree<'_>, raw: &Raw) -> Node {
        let (value, range) = match raw {
            Raw::Object(members, range) => {
                let members = members.iter().map(|(key, value)| Member {
                    key: self.word(document, &Raw::String(key.clone()), key),
                    value: self.node(document, value),
                });
                (Value::Object(members.collect()), range)
            }
            Raw::Array(elements, range) => {
                (Value::Array(elements.iter().map(|element| self.node(document, element)).collect()), range)
            }
            Raw::String(range) => (Value::String(self.word(document, raw, range)), range),
            Raw::Bare(range) => (bare(&self.text.bytes[range.clone()]), range),
        };
        Node::new(value, self.span(range.clone()))
    }

    fn word(&self, document: &json_tree::JsonTree<'_>, raw: &Raw, range: &Range<usize>) -> Word {
        Word::new(self.source, self.span(range.clone()), document.string(raw).unwrap_or_default())
    }
}

fn bare(written: &[u8]) -> Value {
    match written {
        b"true" => Value::Bool(true),
        b"false" => Value::Bool(false),
        b"null" => Value::Null,
        [b'-' | b'0'..=b'9', ..] => Value::Number(String::from_utf8_lossy(written).into_owned()),
        _ => Value::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources};

    fn read_all(text: &str) -> (Sources, Document) {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Evidence { name: "a.json".to_owned() }, text, None));
        let document = Document::of_source(source, text).unwrap();
        (sources, document)
    }

    #[test]
    fn keys_and_values_stand_where_they_were_written() {
        let (sources, document) = read_all(
            r#"{"Version": "2012-10-17", "Statement": [{"Sid": "a\u0062\"c", "n": 1.50, "Sid": null}]}"#,
        );
        let statement = &document.root.member("Statement").unwrap().elements()[0];
        let sid = statement.member("Sid").unwrap().word().unwrap();
        assert_eq!(sid.value, "ab\"c");
        assert_eq!(sources.text(sid.span), r#"a\u0062\"c"#);
        assert_eq!(sources.text(sid.part(1..2)), r"\u0062");
        assert_eq!(sources.text(sid.part(2..4)), r#"\"c"#);
        assert_eq!(statement.member("n").unwrap().scalar(), Some("1.50"));
        let keys: Vec<_> = statement.members().iter().map(|member| sources.text(member.key.span)).collect();
        assert_eq!(keys, ["Sid", "n", "Sid"], "a key that is there twice stays twice");
        assert_eq!(document.path(sid.part(1..2)), "/Statement[1]/Sid");
        assert!(
            sources.text(statement.span).starts_with("{\"Sid\"")
                && sources.text(statement.span).ends_with('}')
        );
        assert_eq!(document.flaws, []);
    }

    #[test]
    fn a_document_in_a_string_of_another_leads_back_to_the_file() {
        let (sources, document) =
            read_all(r#"{"policy": "{\"Statement\": [{\"Effect\": \"Al\\u006cow\"}]}"}"#);
        let outer = document.root.member("policy").unwrap();
        let inner = Document::read(outer.span.source, &outer.word().unwrap().traced()).unwrap();
        let effect = inner.root.member("Statement").unwrap().elements()[0].member("Effect").unwrap();
        assert_eq!(effect.text(), Some("Allow"));
        assert_eq!(sources.text(effect.span), r"Al\\u006cow");
        assert_eq!(sources.text(effect.word().unwrap().part(2..3)), r"\\u006c");
    }

    #[test]
    fn what_json_does_not_allow_is_noted() {
        for (text, expected) in [
            (r#"{"a": 1,}"#, vec![Flaw::StrayComma]),
            (r#"{"a": [1 2]}"#, vec![Flaw::MissingComma]),
            (r#"{"a": [1"#, vec![Flaw::Ends]),
            (r#"{"a": "x"#, vec![Flaw::Ends]),
            (r#"{"a": [1, 2]}"#, vec![]),
        ] {
            let (_, document) = read_all(text);
            let flaws: Vec<_> = document.flaws.iter().map(|(_, flaw)| *flaw).collect();
            assert_eq!(flaws, expected, "{text}");
        }
    }
}
