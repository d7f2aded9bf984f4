//! The XML that the query APIs of AWS answer, as the tree that their JSON would be.

use std::ops::Range;

use super::{Document, Member, Node, Syntax, Unparsed, Value, Word};
use crate::source::traced::Traced;
use crate::source::{SourceId, Span};
use crate::xml::characters::{self, Place};
use crate::xml::{self, NodeId, Tree};

pub(super) fn read(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
    let written = String::from_utf8_lossy(&text.bytes);
    let start = written.len() - written.trim_start().len();
    let tree = match xml::parse(source, &written[start..]) {
        Ok(tree) => tree,
        Err(refused) => {
            let at = start + refused.offset;
            let captured = text.captured(at..at + 1);
            let span = Span { source, start: captured.start as u32, end: captured.end as u32 };
            return Err(Unparsed { span, what: refused.reason.to_string() });
        }
    };
    let reader = Reader { tree: &tree, source, text, start };
    let root = tree.root();
    // What a command prints is what stands in the result.
    let result = tree.elements(root).find(|&id| tree.local_name(id).ends_with("Result"));
    let name = Some(tree.local_name(root).to_owned());
    Ok(Document { syntax: Syntax::Xml, name, root: reader.node(result.unwrap_or(root)), flaws: Vec::new() })
}

struct Reader<'a> {
    tree: &'a Tree,
    source: SourceId,
    text: &'a Traced,
    /// Where the tree's text begins in the text.
    start: usize,
}

impl Reader<'_> {
    fn span(&self, span: Span) -> Span {
        self.written(span.range())
    }

    fn written(&self, range: Range<usize>) -> Span {
        let captured = self.text.captured(range.start + self.start..range.end + self.start);
        Span { source: self.source, start: captured.start as u32, end: captured.end as u32 }
    }

    fn node(&self, id: NodeId) -> Node {
        let tree = self.tree;
        let value = if !tree.has_elements(id) {
            let word = self.word(id);
            let span = word.span;
            return Node::new(Value::String(word), span);
        } else if tree.elements(id).all(|child| tree.local_name(child) == "member") {
            Value::Array(tree.elements(id).map(|child| self.node(child)).collect())
        } else {
            let members =
                tree.elements(id).map(|child| Member { key: self.name(child), value: self.node(child) });
            Value::Object(members.collect())
        };
        Node::new(value, self.span(tree.span(id)))
    }

    /// The local name as it stands in the start tag.
    fn name(&self, id: NodeId) -> Word {
        let tag = self.tree.start_tag(id);
        let prefix = self.tree.prefix(id);
        let before = 1 + if prefix.is_empty() { 0 } else { prefix.len() + 1 };
        let start = tag.start as usize + before + self.start;
        let name = self.text.slice(start..start + self.tree.local_name(id).len());
        let span = self.written(start - self.start..start - self.start + name.len());
        Word::new(self.source, span, name)
    }

    fn word(&self, id: NodeId) -> Word {
        let content = self.tree.content(id);
        let span = self.span(content.span);
        if content.value.is_empty() {
            return Word::new(self.source, span, Traced::default());
        }
        let range = content.span.start as usize + self.start..content.span.end as usize + self.start;
        let outer = self.text.slice(range);
        let written = String::from_utf8_lossy(&outer.bytes);
        let mut step = outer.step();
        for piece in characters::pieces(&written, Place::Content) {
            match piece.stands_for {
                None => step.copy(piece.written),
                Some(meant) => step.push(meant.encode_utf8(&mut [0; 4]).as_bytes(), piece.written),
            }
        }
        let text = step.finish();
        let whole = u64::from(span.start)..u64::from(span.end);
        // A comment or a CDATA section in it: no part of it is told apart.
        let text =
            if text.bytes == content.value.as_bytes() { text } else { Traced::opaque(content.value, whole) };
        Word::new(self.source, span, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources};

    #[test]
    fn an_answer_reads_as_its_json_would() {
        let text = "\n<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n <GetRoleResult><Role><Path>/</Path><Tags><member><Key>a&amp;b</Key></member></Tags></Role></GetRoleResult>\n <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetRoleResponse>";
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Evidence { name: "a".to_owned() }, text, None));
        let document = Document::of_source(source, text).unwrap();
        let role = document.root.member("Role").unwrap();
        assert_eq!(role.member("Path").unwrap().text(), Some("/"));
        let key = role.member("Tags").unwrap().elements()[0].member("Key").unwrap();
        assert_eq!(key.text(), Some("a&b"));
        assert_eq!(sources.text(key.word().unwrap().part(1..2)), "&amp;");
        assert_eq!(document.path(key.span), "/Role/Tags[1]/Key");
        assert_eq!(sources.text(document.root.members()[0].key.span), "Role");
    }
}
