//! Texts, and places in them.
//!
//! Everything that is judged is a text with spans: the decoded XML of a message, the plaintext of
//! an encrypted assertion, a file of evidence. Only [`Sources`] turns a [`Span`] into the text it
//! covers or into a line and a column.

pub mod traced;

use std::sync::{Arc, OnceLock, RwLock};

use traced::Origins;

/// Names one text of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

impl SourceId {
    /// Of a text that belongs to no run yet.
    pub const NONE: SourceId = SourceId(u32::MAX);
}

/// Half-open range of bytes of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// A part of this span, given as bytes from its start; kept inside it.
    pub fn part(self, range: std::ops::Range<usize>) -> Span {
        let length = (self.end - self.start) as usize;
        let start = range.start.min(length);
        let end = range.end.clamp(start, length);
        Span { source: self.source, start: self.start + start as u32, end: self.start + end as u32 }
    }

    /// The smallest span that holds both; both stand in one source.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.source, other.source, "spans of two sources cannot be joined");
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// A value with entities resolved, and the span of what was written.
pub type Text = Spanned<String>;

/// Line and column, both from 1; columns count code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// What a text is, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// The decoded XML of a message.
    Message,
    /// The plaintext of an encrypted element: `EncryptedAssertion[1]`.
    Decrypted { element: String },
    /// A file of evidence, by its name.
    Evidence { name: String },
}

/// One text with what is needed to speak about places in it.
#[derive(Debug)]
pub struct Source {
    pub kind: SourceKind,
    pub text: Arc<str>,
    /// Where each byte came from in the captured file; `None` where the text is no capture.
    pub origins: Option<Origins>,
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    pub fn new(kind: SourceKind, text: impl Into<Arc<str>>, origins: Option<Origins>) -> Source {
        Source { kind, text: text.into(), origins, line_starts: OnceLock::new() }
    }

    /// Line and column of a byte. Lines end at LF, at CR LF and at a lone CR.
    pub fn position(&self, offset: usize) -> Position {
        let starts = self.line_starts.get_or_init(|| line_starts(&self.text));
        let offset = floor_char_boundary(&self.text, offset);
        let line = starts.partition_point(|&start| start as usize <= offset);
        let start = starts[line - 1] as usize;
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }

    /// The text a span covers, cut back to whole characters.
    pub fn slice(&self, span: Span) -> &str {
        let start = floor_char_boundary(&self.text, span.start as usize);
        let end = floor_char_boundary(&self.text, span.end as usize).max(start);
        &self.text[start..end]
    }

    /// The captured bytes a span came from.
    pub fn captured(&self, span: Span) -> Option<std::ops::Range<u64>> {
        self.origins.as_ref().map(|origins| origins.of(span.range()))
    }
}

/// All texts of a run. Shared between the threads that judge several inputs at once.
#[derive(Debug, Default)]
pub struct Sources {
    list: RwLock<Vec<Arc<Source>>>,
}

impl Sources {
    pub fn add(&self, source: Source) -> SourceId {
        // A panic elsewhere while the lock was held leaves a list that is still whole.
        let mut list = self.list.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        list.push(Arc::new(source));
        SourceId((list.len() - 1) as u32)
    }

    pub fn get(&self, id: SourceId) -> Arc<Source> {
        let list = self.list.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        Arc::clone(&list[id.0 as usize])
    }

    /// The same texts, to which others can be added that these do not see.
    pub fn shared(&self) -> Sources {
        let list = self.list.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        Sources { list: RwLock::new(list.clone()) }
    }

    pub fn text(&self, span: Span) -> String {
        self.get(span.source).slice(span).to_owned()
    }

    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).position(span.start as usize)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
            continue;
        }
        starts.push(at as u32 + 1);
    }
    starts
}

/// The nearest character boundary at or before a byte.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_of_every_ending_and_columns_in_code_points() {
        let source = Source::new(SourceKind::Message, "a\r\nbé\rc\nd", None);
        let at = |needle: char| {
            let position = source.position(source.text.find(needle).unwrap());
            (position.line, position.column)
        };
        for (needle, expected) in [('a', (1, 1)), ('b', (2, 1)), ('é', (2, 2)), ('c', (3, 1)), ('d', (4, 1))]
        {
            assert_eq!(at(needle), expected, "{needle}");
        }
    }

    #[test]
    fn a_slice_never_cuts_a_character() {
        let sources = Sources::default();
        let id = sources.add(Source::new(SourceKind::Message, "é", None));
        assert_eq!(sources.text(Span { source: id, start: 1, end: 9 }), "é");
    }
}
