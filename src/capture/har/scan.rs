//! A JSON tokenizer that skims: almost all of a HAR is strings nobody will look at.
//!
//! It is lenient on purpose. Commas and colons count as white space, brackets inside what is
//! skipped are only counted, and strings are taken as they are, so a capture that a browser wrote
//! badly is still read.

use std::io::Read;

use super::skim::{Skimmed, skim, string_end};
use super::window::Window;
use crate::capture::json;

/// Why a token could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The file is at its end, or could not be read on.
    End,
    /// Something else stood there than JSON allows.
    Unexpected { found: u8, expected: &'static str },
}

/// What a value begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Object,
    Array,
    String,
    /// A number, `true`, `false`, `null`, or anything else without quotes and brackets.
    Bare,
}

/// The inside of a string, copied out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    Whole,
    /// Longer than asked for; what was copied was dropped again.
    TooLong,
}

#[derive(Debug)]
pub struct Scanner<R> {
    window: Window<R>,
    key: Vec<u8>,
}

/// Longer keys than this are none of ours.
const KEY_LIMIT: usize = 256;

impl<R: Read> Scanner<R> {
    pub fn new(reader: R) -> Scanner<R> {
        Scanner { window: Window::new(reader), key: Vec::new() }
    }

    pub fn window(&mut self) -> &mut Window<R> {
        &mut self.window
    }

    /// The next byte that is no white space, comma or colon; not consumed.
    pub fn peek(&mut self) -> Result<u8, Stop> {
        loop {
            let rest = self.window.rest();
            let blank =
                rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':'));
            if let Some(blank) = blank {
                let byte = rest[blank];
                self.window.consume(blank);
                return Ok(byte);
            }
            let length = rest.len();
            self.window.consume(length);
            if !self.window.more() {
                return Err(Stop::End);
            }
        }
    }

    /// What the value here begins with. Brackets and the opening quote are consumed.
    pub fn value(&mut self) -> Result<Kind, Stop> {
        let kind = match self.peek()? {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            found @ (b'}' | b']') => return Err(Stop::Unexpected { found, expected: "a value" }),
            _ => return Ok(Kind::Bare),
        };
        self.window.consume(1);
        Ok(kind)
    }

    /// The next element of an array; `None` at its end, which is consumed.
    pub fn element(&mut self) -> Result<Option<Kind>, Stop> {
        match self.peek()? {
            b']' => {
                self.window.consume(1);
                Ok(None)
            }
            found @ b'}' => Err(Stop::Unexpected { found, expected: "a value or ]" }),
            _ => self.value().map(Some),
        }
    }

    /// The next key of an object, unescaped, and what its value begins with; `None` at the end of
    /// the object, which is consumed. Keys too long to be of interest are empty.
    pub fn member(&mut self) -> Result<Option<(&[u8], Kind)>, Stop> {
        match self.peek()? {
            b'"' => self.window.consume(1),
            b'}' => {
                self.window.consume(1);
                return Ok(None);
            }
            found => return Err(Stop::Unexpected { found, expected: "a key or }" }),
        }
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        let copied = self.copy_string(&mut key, KEY_LIMIT);
        if copied.is_ok() && key.contains(&b'\\') {
            key = json::to_text(&key).into_bytes();
        }
        self.key = key;
        copied?;
        let kind = self.value()?;
        Ok(Some((&self.key, kind)))
    }

    /// Skips the rest of a value that [`Scanner::value`] announced.
    pub fn skip(&mut self, kind: Kind) -> Result<(), Stop> {
        match kind {
            Kind::Object | Kind::Array => self.skip_container(),
            Kind::String => self.skip_string(),
            Kind::Bare => self.bare(&mut [0; 0]).map(|_| ()),
        }
    }

    /// Copies the rest of a string, escapes as they stand. At the end of the file what was there
    /// of it has been copied.
    pub fn copy_string(&mut self, into: &mut Vec<u8>, limit: usize) -> Result<Copied, Stop> {
        let mut copied = Copied::Whole;
        loop {
            let rest = self.window.rest();
            let (length, ended) = string_end(rest);
            let text = &rest[..length];
            if copied == Copied::Whole {
                if into.len() + length <= limit {
                    into.extend_from_slice(text);
                } else {
                    copied = Copied::TooLong;
                    into.clear();
                }
            }
            self.window.consume(length);
            if ended {
                self.window.consume(1);
                return Ok(copied);
            }
            if !self.window.more() {
                return Err(Stop::End);
            }
        }
    }

    /// Reads a bare value into a buffer, as much as fits, and gives its length there.
    pub fn bare(&mut self, into: &mut [u8]) -> Result<usize, Stop> {
        let mut length = 0;
        loop {
            let rest = self.window.rest();
            let end = rest.iter().position(|byte| {
                matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
            });
            let text = &rest[..end.unwrap_or(rest.len())];
            let fits = text.len().min(into.len() - length);
            into[length..length + fits].copy_from_slice(&text[..fits]);
            length += fits;
            let consumed = text.len();
            self.window.consume(consumed);
            if end.is_some() {
                return Ok(length);
            }
            if !self.window.more() {
                return Err(Stop::End);
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), Stop> {
        loop {
            let (length, ended) = string_end(self.window.rest());
            self.window.consume(length);
            if ended {
                self.window.consume(1);
                return Ok(());
            }
            if !self.window.more() {
                return Err(Stop::End);
            }
        }
    }

    /// Skips to the end of an object or array whose opening bracket is consumed.
    fn skip_container(&mut self) -> Result<(), Stop> {
        let mut depth = 1_u64;
        loop {
            match skim(self.window.rest(), &mut depth) {
                Skimmed::Closed(length) => {
                    self.window.consume(length);
                    return Ok(());
                }
                Skimmed::Outside(length) => self.window.consume(length),
                Skimmed::InString(length) => {
                    self.window.consume(length);
                    if self.window.more() {
                        self.skip_string()?;
                        continue;
                    }
                }
            }
            if !self.window.more() {
                return Err(Stop::End);
            }
        }
    }
}
