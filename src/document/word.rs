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
