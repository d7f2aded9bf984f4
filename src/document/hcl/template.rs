//! Templates: strings in quotation marks and heredocs, with what is not known in them.

use std::ops::Range;

use super::Reader;
use crate::document::{Node, Value, Word};
use crate::source::traced::Step;

impl Reader<'_> {
    /// A quoted template; `None` where it ends on no line.
    pub(super) fn string(&mut self) -> Option<Word> {
        let start = self.at + 1;
        let mut at = start;
        let mut step = self.text.step();
        let mut unknown = Vec::new();
        let mut made = 0;
        loop {
            match *self.bytes.get(at)? {
                b'"' => break,
                b'\n' => return None,
                b'\\' => {
                    let (character, length) = escape(&self.bytes[at..]);
                    let mut buffer = [0; 4];
                    let bytes = character.encode_utf8(&mut buffer).as_bytes();
                    step.push(bytes, at..at + length);
                    made += bytes.len();
                    at += length;
                }
                _ => (at, made) = self.piece(at, made, &mut step, &mut unknown),
            }
        }
        self.at = at + 1;
        let mut word = Word::new(self.source, self.span(start..at), step.finish());
        word.unknown = unknown;
        Some(word)
    }

    /// One character of a template, or a sequence of it.
    fn piece(
        &self,
        at: usize,
        made: usize,
        step: &mut Step<'_>,
        unknown: &mut Vec<Range<usize>>,
    ) -> (usize, usize) {
        let rest = &self.bytes[at..];
        if rest.starts_with(b"$${") || rest.starts_with(b"%%{") {
            step.push(&rest[1..3], at..at + 3);
            return (at + 3, made + 2);
        }
        if rest.starts_with(b"${") || rest.starts_with(b"%{") {
            let length = sequence(rest);
            step.copy(at..at + length);
            unknown.push(made..made + length);
            return (at + length, made + length);
        }
        step.copy(at..at + 1);
        (at + 1, made + 1)
    }

    /// `<<EOT` and `<<-EOT`, up to the line with the same word.
    pub(super) fn heredoc(&mut self) -> Option<Node> {
        let begin = self.at;
        self.at += 2;
        let flush = self.peek() == Some(b'-');
        self.at += usize::from(flush);
        let word = self.at;
        self.line();
        let marker = self.bytes[word..self.at].trim_ascii();
        if marker.is_empty() || self.at >= self.bytes.len() {
            self.at = begin;
            return None;
        }
        let start = self.at + 1;
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut at = start;
        let end = loop {
            if at >= self.bytes.len() {
                self.ends();
                break at;
            }
            let end = memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |end| at + end + 1);
            if self.bytes[at..end].trim_ascii() == marker {
                // What follows the word may close a call: `EOT)`.
                self.at = at + self.bytes[at..end].len() - self.bytes[at..end].trim_ascii_start().len()
                    + marker.len();
                break at;
            }
            lines.push(at..end);
            at = end;
        };
        self.at = self.at.max(end);
        let indent_of = |line: &Range<usize>| {
            let line = &self.bytes[line.clone()];
            (!line.trim_ascii().is_empty())
                .then(|| line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count())
        };
        let indent = if flush { lines.iter().filter_map(indent_of).min().unwrap_or(0) } else { 0 };
        let mut step = self.text.step();
        let (mut unknown, mut made) = (Vec::new(), 0);
        for line in &lines {
            let mut at = line.start + indent.min(line.len().saturating_sub(1));
            while at < line.end {
                (at, made) = self.piece(at, made, &mut step, &mut unknown);
            }
        }
        let mut value = Word::new(self.source, self.span(start..end), step.finish());
        value.unknown = unknown;
        let span = value.span;
        Some(Node::new(Value::String(value), span))
    }
}

/// The length of `${...}`, brackets and strings in it balanced.
fn sequence(bytes: &[u8]) -> usize {
    let (mut open, mut at, mut quoted) = (0usize, 1, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'\n' => return at,
            b'{' if !quoted => open += 1,
            b'}' if !quoted => {
                open -= 1;
                if open == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The character that an escape stands for, and its length.
fn escape(bytes: &[u8]) -> (char, usize) {
    let code = |digits: usize| {
        let text = std::str::from_utf8(bytes.get(2..2 + digits)?).ok()?;
        char::from_u32(u32::from_str_radix(text, 16).ok()?)
    };
    match bytes.get(1) {
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => code(4).map_or(('\\', 1), |character| (character, 6)),
        Some(b'U') => code(8).map_or(('\\', 1), |character| (character, 10)),
        Some(&byte @ (b'"' | b'\\')) => (char::from(byte), 2),
        _ => ('\\', 1),
    }
}
