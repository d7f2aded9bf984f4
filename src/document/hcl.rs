//! HCL: Terraform's files, its plans, and what `terraform state show` prints.
//!
//! A block is an object under its type and its labels, as in Terraform's JSON; one that is there twice
//! stays twice. What an expression would yield is not known here.

mod template;

use std::ops::Range;

use super::{Document, Flaw, Member, Node, Syntax, Unparsed, Value, Word};
use crate::source::traced::Traced;
use crate::source::{SourceId, Span};

/// Deeper values are passed over.
const DEPTH: usize = 60;

pub(super) fn read(source: SourceId, text: &Traced) -> Result<Document, Unparsed> {
    let mut reader = Reader { source, text, bytes: &text.bytes, at: 0, flaws: Vec::new() };
    let members = reader.body(0);
    let span = reader.span(0..text.len());
    if members.is_empty() {
        return Err(Unparsed { span, what: "there is no block and no argument in it".to_owned() });
    }
    let flaws = std::mem::take(&mut reader.flaws);
    Ok(Document { syntax: Syntax::Hcl, name: None, root: Node::new(Value::Object(members), span), flaws })
}

struct Reader<'a> {
    source: SourceId,
    text: &'a Traced,
    bytes: &'a [u8],
    at: usize,
    flaws: Vec<(Span, Flaw)>,
}

/// What a plan says of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Stays,
    Goes,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        let written = self.text.captured(range);
        Span { source: self.source, start: written.start as u32, end: written.end as u32 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(text.as_bytes())
    }

    /// White space and comments; line ends too.
    fn blanks(&mut self) {
        loop {
            self.blanks_in_line();
            match self.peek() {
                Some(b'\n' | b'\r') => self.at += 1,
                Some(b'#') => self.line(),
                Some(b'/') if self.starts_with("//") => self.line(),
                Some(b'/') if self.starts_with("/*") => {
                    let end = memchr::memmem::find(&self.bytes[self.at..], b"*/");
                    self.at = end.map_or(self.bytes.len(), |end| self.at + end + 2);
                }
                _ => return,
            }
        }
    }

    fn blanks_in_line(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// To the end of the line.
    fn line(&mut self) {
        let end = memchr::memchr(b'\n', &self.bytes[self.at..]);
        self.at = end.map_or(self.bytes.len(), |end| self.at + end);
    }

    /// The signs that a plan puts before what it adds, changes and takes away.
    fn marker(&mut self) -> Marker {
        let start = self.at;
        while matches!(self.peek(), Some(b'+' | b'-' | b'~' | b'/' | b'<' | b'=' | b'>' | b'!')) {
            self.at += 1;
        }
        let sign = &self.bytes[start..self.at];
        if sign.is_empty() {
            return Marker::Stays;
        }
        if !matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at = start;
            return Marker::Stays;
        }
        self.blanks_in_line();
        if sign == b"-" { Marker::Goes } else { Marker::Stays }
    }

    /// Arguments and blocks up to the brace that closes them, or the end.
    fn body(&mut self, depth: usize) -> Vec<Member> {
        let mut members = Vec::new();
        loop {
            self.blanks();
            let Some(first) = self.peek() else {
                if depth > 0 {
                    self.ends();
                }
                return members;
            };
            if first == b'}' {
                self.at += 1;
                if depth > 0 {
                    return members;
                }
                continue;
            }
            let start = self.at;
            let marker = self.marker();
            let member = self.member(depth);
            match member {
                Some(member) if marker == Marker::Stays => members.push(member),
                Some(_) => {}
                // No HCL: prose, a line of a log.
                None => {
                    self.at = self.at.max(start + 1);
                    self.line();
                }
            }
        }
    }

    fn ends(&mut self) {
        let end = self.span(self.bytes.len()..self.bytes.len());
        if self.flaws.is_empty() {
            self.flaws.push((end, Flaw::Ends));
        }
    }

    fn member(&mut self, depth: usize) -> Option<Member> {
        let key = self.name()?;
        self.blanks_in_line();
        if self.peek() == Some(b'=') && self.bytes.get(self.at + 1) != Some(&b'=') {
            self.at += 1;
            let value = self.changed(depth)?;
            return Some(Member { key, value });
        }
        let start = self.at;
        let mut labels = Vec::new();
        while self.peek() != Some(b'{') {
            labels.push(self.name()?);
            self.blanks_in_line();
            if labels.len() > 8 {
                return None;
            }
        }
        if depth >= DEPTH {
            self.balanced();
            return Some(Member { key, value: Node::new(Value::Unknown, self.span(start..self.at)) });
        }
        let open = self.at;
        self.at += 1;
        let members = self.body(depth + 1);
        let mut value = Node::new(Value::Object(members), self.span(open..self.at));
        for label in labels.into_iter().rev() {
            let span = Span { start: label.span.start, ..value.span };
            value = Node::new(Value::Object(vec![Member { key: label, value }]), span);
        }
        Some(Member { key, value })
    }

    /// An identifier or a string, as a key or a label.
    fn name(&mut self) -> Option<Word> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        let start = self.at;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80;
        while self.peek().is_some_and(fits) {
            self.at += 1;
        }
        let range = start..self.at;
        (!range.is_empty()).then(|| Word::new(self.source, self.span(range.clone()), self.text.slice(range)))
    }

    /// An expression, and of `"old" -> "new"` the new one.
    fn changed(&mut self, depth: usize) -> Option<Node> {
        let value = self.expression(depth)?;
        self.blanks_in_line();
        if self.starts_with("->") {
            self.at += 2;
            return self.expression(depth);
        }
        Some(value)
    }

    fn expression(&mut self, depth: usize) -> Option<Node> {
        self.blanks_in_line();
        let start = self.at;
        let node = self.operand(depth)?;
        self.blanks_in_line();
        let goes_on = match self.peek() {
            Some(b'.' | b'[' | b'?' | b'+' | b'*' | b'%' | b'<' | b'>' | b'&' | b'|') => true,
            Some(b'=' | b'!') => self.bytes.get(self.at + 1) == Some(&b'='),
            Some(b'-') => self.bytes.get(self.at + 1) != Some(&b'>'),
            Some(b'/') => !self.starts_with("//") && !self.starts_with("/*"),
            _ => false,
        };
        if goes_on {
            self.rest_of_expression();
            return Some(Node::new(Value::Unknown, self.span(start..self.at)));
        }
        Some(node)
    }

    fn operand(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        let unknown = |reader: &Self| Node::new(Value::Unknown, reader.span(start..reader.at));
        match self.peek()? {
            b'"' => {
                let word = self.string()?;
                let span = word.span;
                Some(Node::new(Value::String(word), span))
            }
            b'<' if self.starts_with("<<") => self.heredoc(),
            b'[' | b'{' if depth >= DEPTH => {
                self.balanced();
                Some(unknown(self))
            }
            b'[' => {
                self.at += 1;
                self.list(start, depth)
            }
            b'{' => {
                self.at += 1;
                self.object(start, depth)
            }
            b'(' => {
                self.balanced();
                Some(unknown(self))
            }
            b'0'..=b'9' | b'-' => {
                self.at += 1;
                while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'.') {
                    self.at += 1;
                }
                let number = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
                Some(Node::new(Value::Number(number), self.span(start..self.at)))
            }
            b'!' => {
                self.rest_of_expression();
                Some(unknown(self))
            }
            _ => {
                let name = self.name()?;
                match name.value.as_str() {
                    "true" => return Some(Node::new(Value::Bool(true), name.span)),
                    "false" => return Some(Node::new(Value::Bool(false), name.span)),
                    "null" => return Some(Node::new(Value::Null, name.span)),
                    _ => {}
                }
                if self.peek() != Some(b'(') {
                    return Some(unknown(self));
                }
                if name.value != "jsonencode" || depth >= DEPTH {
                    self.balanced();
                    return Some(unknown(self));
                }
                self.at += 1;
                self.blanks();
                self.marker();
                let value = self.changed(depth + 1);
                self.blanks();
                if self.peek() == Some(b')') {
                    self.at += 1;
                }
                let value = value?;
                Some(Node { tag: Some(name.value), ..value })
            }
        }
    }

    fn list(&mut self, start: usize, depth: usize) -> Option<Node> {
        let mut elements = Vec::new();
        let known = self.up_to(b']', start, |reader, marker| {
            let element = reader.changed(depth + 1);
            let is_one = element.is_some();
            elements.extend(element.filter(|_| marker == Marker::Stays));
            is_one
        });
        let value = if known { Value::Array(elements) } else { Value::Unknown };
        Some(Node::new(value, self.span(start..self.at)))
    }

    fn object(&mut self, start: usize, depth: usize) -> Option<Node> {
        let mut members = Vec::new();
        let known = self.up_to(b'}', start, |reader, marker| {
            let member = reader.pair(depth);
            let is_one = member.is_some();
            if !is_one {
                reader.line();
            }
            members.extend(member.filter(|_| marker == Marker::Stays));
            is_one
        });
        let value = if known { Value::Object(members) } else { Value::Unknown };
        Some(Node::new(value, self.span(start..self.at)))
    }

    /// Reads one thing after the other up to the bracket that closes, or the end; `false` where a `for`
    /// makes them, so that they are not known.
    fn up_to(&mut self, close: u8, start: usize, mut one: impl FnMut(&mut Self, Marker) -> bool) -> bool {
        loop {
            self.blanks();
            match self.peek() {
                None => {
                    self.ends();
                    return true;
                }
                Some(byte) if byte == close => {
                    self.at += 1;
                    return true;
                }
                Some(b',') => self.at += 1,
                Some(_) if self.starts_with("for ") => {
                    self.at = start;
                    self.balanced();
                    return false;
                }
                Some(_) => {
                    let before = self.at;
                    let marker = self.marker();
                    if !one(self, marker) {
                        self.at = self.at.max(before + 1);
                    }
                }
            }
        }
    }

    fn pair(&mut self, depth: usize) -> Option<Member> {
        let start = self.at;
        let key = if self.peek() == Some(b'(') {
            self.balanced();
            let range = start..self.at;
            let mut key = Word::new(self.source, self.span(range.clone()), self.text.slice(range));
            key.unknown.push(0..key.value.len());
            key
        } else {
            self.name()?
        };
        self.blanks_in_line();
        if !matches!(self.peek(), Some(b'=' | b':')) {
            return None;
        }
        self.at += 1;
        let value = self.changed(depth + 1)?;
        Some(Member { key, value })
    }

    /// To the end of an expression: of its line, or what closes the brackets that it stands in.
    fn rest_of_expression(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b',' | b')' | b']' | b'}' | b'#' => return,
                b'(' | b'[' | b'{' => self.balanced(),
                b'"' => {
                    if self.string().is_none() {
                        return;
                    }
                }
                b'-' if self.starts_with("->") => return,
                _ => self.at += 1,
            }
        }
    }

    /// From an opening bracket past the one that closes it.
    fn balanced(&mut self) {
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        self.at += 1;
                        return;
                    }
                }
                b'"' => {
                    if self.string().is_none() {
                        self.at = self.bytes.len();
                    }
                    continue;
                }
                b'#' => {
                    self.line();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.ends();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Document {
        read(SourceId::NONE, &Traced::plain(text, 0)).unwrap_or_else(|error| panic!("{error} {text}"))
    }

    #[test]
    fn blocks_arguments_and_templates_are_read_with_their_places() {
        let text = "# a comment\ndata \"aws_iam_policy_document\" \"trust\" {\n  statement {\n    actions = [\"sts:AssumeRoleWithSAML\", var.other] // one more\n    principals {\n      type        = \"Federated\"\n      identifiers = [\"arn:aws:iam::${var.account}:saml-provider/Okta\"]\n    }\n  }\n  statement { effect = \"Deny\" }\n}\n";
        let document = read_all(text);
        let body = document.root.at(&["data", "aws_iam_policy_document", "trust"]).unwrap();
        let statements: Vec<&Member> =
            body.members().iter().filter(|member| member.key.value == "statement").collect();
        assert_eq!(statements.len(), 2);
        let actions = statements[0].value.member("actions").unwrap().elements();
        assert_eq!(&text[actions[0].span.range()], "sts:AssumeRoleWithSAML");
        assert_eq!((&actions[1].value, &text[actions[1].span.range()]), (&Value::Unknown, "var.other"));
        let identifiers = statements[0].value.at(&["principals", "identifiers"]).unwrap().elements();
        let word = identifiers[0].word().unwrap();
        assert_eq!(&word.value[word.unknown[0].clone()], "${var.account}");
        assert_eq!(&text[word.part(word.value.len() - 4..word.value.len()).range()], "Okta");
    }

    #[test]
    fn jsonencode_heredocs_and_plans_are_read() {
        for (text, path, expected) in [
            (
                "resource \"aws_iam_role\" \"a\" {\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{ Action = \"sts:AssumeRoleWithSAML\" }]\n  })\n}\n",
                &["assume_role_policy", "Version"][..],
                "2012-10-17",
            ),
            (
                "resource \"aws_iam_role\" \"a\" {\n  policy = <<-EOT\n    {\n      \"a\": \"$${aws:username}\"\n    }\n    EOT\n  name = \"x\"\n}\n",
                &["policy"],
                "{\n  \"a\": \"${aws:username}\"\n}\n",
            ),
            (
                "  # aws_iam_role.a will be updated\n  ~ resource \"aws_iam_role\" \"a\" {\n      ~ assume_role_policy = jsonencode(\n          ~ {\n              ~ Statement = [\n                  - {\n                      - Action = \"old\"\n                    },\n                  + {\n                      + Action = \"new\"\n                    },\n                ]\n            }\n        )\n        name = \"x\"\n      ~ path = \"/a/\" -> \"/b/\"\n      + arn = (known after apply)\n    }\n",
                &["path"],
                "/b/",
            ),
        ] {
            let document = read_all(text);
            let role = document.root.at(&["resource", "aws_iam_role", "a"]).unwrap();
            assert_eq!(role.at(path).unwrap().text(), Some(expected), "{text}");
            if let Some(list) = role.at(&["assume_role_policy", "Statement"]) {
                assert_eq!(list.elements().len(), 1, "{text}");
            }
            assert_eq!(document.flaws, [], "{text}");
        }
    }

    #[test]
    fn nothing_of_it_hangs_or_panics() {
        for text in [
            "a = \"",
            "a = <<",
            "a {",
            "a = [",
            "}",
            "a = (((",
            "a = ${",
            "= = =",
            &"a {".repeat(10_000),
            &"a = [".repeat(10_000),
        ] {
            let _ = read(SourceId::NONE, &Traced::plain(text, 0));
        }
        assert!(read(SourceId::NONE, &Traced::plain("Hello there.\nThis is no HCL.", 0)).is_err());
    }
}
