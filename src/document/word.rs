//! A string of a document, each part of which leads back to where it was written.

use std::ops::Range;

use crate::source::traced::{Origins, Traced};
use crate::source::{SourceId, Span, Text};

/// A string with escapes undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub value: String,
    /// What stands between the quotes.
    pub span: Span,
    /// Bytes of the value that stand for something that is not written here: crossed out, or a
    /// template's expression. The readers of evidence find them.
    pub unknown: Vec<Range<usize>>,
    origins: Origins,
}

impl Word {
    /// A string by its bytes, whose origins are offsets in the source. What is no UTF-8 becomes U+FFFD.
    pub(super) fn new(source: SourceId, span: Span, text: Traced) -> Word {
        debug_assert_eq!(source, span.source, "a word stands in one source");
        let (bytes, origins) = text.into_parts();
        match String::from_utf8(bytes) {
            Ok(value) => Word { value, span, unknown: Vec::new(), origins },
            Err(error) => {
                let value = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let range = u64::from(span.start)..u64::from(span.end);
                let (_, origins) = Traced::opaque(value.as_bytes(), range).into_parts();
                Word { value, span, unknown: Vec::new(), origins }
            }
        }
    }

    /// A string that is written nowhere, with the place that it stands for.
    pub fn named(span: Span, value: &str) -> Word {
        let range = u64::from(span.start)..u64::from(span.end);
        Word::new(span.source, span, Traced::opaque(value, range))
    }

    /// Strings one after the other, as a template joins them; each part keeps its place.
    pub fn joined<'a>(span: Span, parts: impl IntoIterator<Item = &'a Word>) -> Word {
        let mut text = Traced::default();
        let mut unknown = Vec::new();
        for part in parts {
            let start = text.len();
            unknown.extend(part.unknown.iter().map(|range| range.start + start..range.end + start));
            text.append(&part.traced());
        }
        let mut word = Word::new(span.source, span, text);
        word.unknown = unknown;
        word
    }

    /// A string that stands in a text as it is.
    pub fn written(source: SourceId, text: &str, range: Range<usize>) -> Word {
        let span = Span { source, start: range.start as u32, end: range.end as u32 };
        Word::new(source, span, Traced::plain(&text[range.clone()], range.start as u64))
    }

    /// A part of the string.
    pub fn slice(&self, range: Range<usize>) -> Word {
        let text = self.traced().slice(range.clone());
        let mut word = Word::new(self.span.source, self.part(range.clone()), text);
        let inside = |hole: &Range<usize>| {
            let start = hole.start.max(range.start);
            let end = hole.end.min(range.end);
            (start < end).then(|| start - range.start..end - range.start)
        };
        word.unknown = self.unknown.iter().filter_map(inside).collect();
        word
    }

    /// The string without a range of its bytes.
    pub fn without(&self, range: Range<usize>) -> Word {
        let whole = self.traced();
        let mut text = whole.slice(0..range.start);
        text.append(&whole.slice(range.end..whole.len()));
        let length = range.len();
        let moved = |at: usize| if at >= range.end { at - length } else { at.min(range.start) };
        let mut word = Word::new(self.span.source, self.span, text);
        word.unknown = self.unknown.iter().map(|range| moved(range.start)..moved(range.end)).collect();
        word
    }

    /// A value that an expression makes, shown as that expression.
    pub fn expression(span: Span, shown: &str) -> Word {
        let mut word = Word::named(span, shown);
        word.unknown.push(0..word.value.len());
        word
    }

    /// Where a range of bytes of the value was written.
    pub fn part(&self, range: Range<usize>) -> Span {
        if range.start >= self.value.len() {
            return Span { start: self.span.end, ..self.span };
        }
        let written = self.origins.of(range.start..range.end.min(self.value.len()));
        Span { source: self.span.source, start: written.start as u32, end: written.end as u32 }
    }

    /// The value, to be read as a document of its own: its spans lead to where the string stands.
    pub fn traced(&self) -> Traced {
        Traced::from_parts(self.value.as_bytes(), self.origins.clone())
    }

    pub fn to_text(&self) -> Text {
        Text { value: self.value.clone(), span: self.span }
    }

    /// Whether all of it is written here.
    pub fn is_known(&self) -> bool {
        self.unknown.is_empty()
    }
}
