//! A JSON tokenizer that skims: almost all of a HAR is strings nobody will look at.
//!
//! It is lenient on purpose. Commas and colons count as white space, brackets inside what is
//! skipped are only counted, and strings are taken as they are, so a capture that a browser wrote
//! badly is still read.

use std::io::Read;

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

enum Skimmed {
    /// The container ended after so many bytes.
    Closed(usize),
    /// All of it was read, and the end is not in a string.
    Outside(usize),
    /// All of it was read but a backslash that may stand before a quote, and the end is in a string.
    InString(usize),
}

/// Reads text that is outside a string at its start, until as many brackets were closed as `depth`.
fn skim(text: &[u8], depth: &mut u64) -> Skimmed {
    let mut at = 0;
    loop {
        let Some(word) = text[at..].first_chunk() else {
            // The last bytes of the buffer, one by one.
            let Some(&byte) = text.get(at) else { return Skimmed::Outside(at) };
            at += 1;
            match byte {
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => {
                    *depth -= 1;
                    if *depth == 0 {
                        return Skimmed::Closed(at);
                    }
                }
                b'"' => {
                    let (length, ended) = string_end(&text[at..]);
                    at += length;
                    if !ended {
                        return Skimmed::InString(at);
                    }
                    at += 1;
                }
                _ => {}
            }
            continue;
        };
        let word = u64::from_le_bytes(*word);
        let quotes = equal(word, b'"');
        // `[`, `]`, `{`, `}` and nothing else that can stand outside a string.
        let mut brackets = equal(word | repeat(0x26), 0x7F);
        if quotes != 0 {
            brackets &= (quotes & quotes.wrapping_neg()) - 1;
        }
        while brackets != 0 {
            let bracket = at + brackets.trailing_zeros() as usize / 8;
            match text[bracket] {
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => {
                    *depth -= 1;
                    if *depth == 0 {
                        return Skimmed::Closed(bracket + 1);
                    }
                }
                _ => {}
            }
            brackets &= brackets - 1;
        }
        if quotes == 0 {
            at += 8;
            continue;
        }
        at += quotes.trailing_zeros() as usize / 8 + 1;
        let (length, ended) = string_end(&text[at..]);
        at += length;
        if !ended {
            return Skimmed::InString(at);
        }
        at += 1;
    }
}

/// Where the closing quote is, and true; or how much of the text surely belongs to the string, and
/// false. The text begins inside a string, not after a backslash.
#[inline]
fn string_end(text: &[u8]) -> (usize, bool) {
    // Most strings are short.
    let mut at = 0;
    while at < 32
        && let Some(word) = text[at..].first_chunk()
    {
        let quotes = equal(u64::from_le_bytes(*word), b'"');
        if let Some(quote) = closing(text, at, quotes) {
            return (quote, true);
        }
        at += 8;
    }
    long_string_end(text, at)
}

/// Without a quote in it, as pictures are, a string is passed at the pace of memory. One with a quote
/// is a script or a page and has a quote every few words, almost all of them escaped.
fn long_string_end(text: &[u8], from: usize) -> (usize, bool) {
    let unclosed = || (text.len() - backslashes_before(text) % 2, false);
    let Some(next) = memchr::memchr(b'"', &text[from..]) else { return unclosed() };
    let mut at = from + next;
    if !is_escaped(text, at) {
        return (at, true);
    }
    at += 1;
    while let Some(block) = text.get(at..at + BLOCK) {
        if may_close(block, &text[at - 1..], &text[at - 2..]) {
            for quote in memchr::memchr_iter(b'"', block) {
                if !is_escaped(text, at + quote) {
                    return (at + quote, true);
                }
            }
        }
        at += BLOCK;
    }
    let close = memchr::memchr_iter(b'"', &text[at..]).find(|&quote| !is_escaped(text, at + quote));
    close.map_or_else(unclosed, |quote| (at + quote, true))
}

/// Few enough to stay in registers, enough to pay for the test at their end.
const BLOCK: usize = 64;

/// Whether a quote stands in the block that is not surely escaped: one with a single backslash
/// before it is. The other two texts begin one and two bytes before the block.
#[inline]
fn may_close(block: &[u8], before: &[u8], before_that: &[u8]) -> bool {
    let triples = block[..BLOCK].iter().zip(&before[..BLOCK]).zip(&before_that[..BLOCK]);
    let open = |((&byte, &before), &before_that): ((&u8, &u8), &u8)| {
        (byte == b'"') & !((before == b'\\') & (before_that != b'\\'))
    };
    triples.fold(0, |any, triple| any | u8::from(open(triple))) != 0
}

/// The first of these quotes of the word at `at` that is not escaped.
#[inline]
fn closing(text: &[u8], at: usize, mut quotes: u64) -> Option<usize> {
    while quotes != 0 {
        let quote = at + quotes.trailing_zeros() as usize / 8;
        if !is_escaped(text, quote) {
            return Some(quote);
        }
        quotes &= quotes - 1;
    }
    None
}

/// Whether an odd number of backslashes stands before a byte.
#[inline]
fn is_escaped(text: &[u8], at: usize) -> bool {
    at > 0 && text[at - 1] == b'\\' && !backslashes_before(&text[..at]).is_multiple_of(2)
}

#[inline]
fn backslashes_before(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&byte| byte == b'\\').count()
}

/// The high bit of every byte of the word that is this byte.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    let low = repeat(0x7F);
    let difference = word ^ repeat(byte);
    !(((difference & low) + low) | difference | low)
}

const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a few bytes that matter, at every place in a block.
    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = move |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % limit as u64) as usize
        };
        (0..20_000).map(move |round| {
            let alphabet: &[u8] = match round % 4 {
                0 => b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\\",
                1 => b"aaa\\\\\\\"",
                2 => b"a\\",
                _ => b"{}[]\"\\ :,a",
            };
            let mut text: Vec<u8> = (0..random(300)).map(|_| alphabet[random(alphabet.len())]).collect();
            if round % 8 < 4 {
                // Nothing but escaped quotes for long, then an end.
                let quotes = br#"word\" "#.repeat(random(30));
                let at = random(text.len() + 1);
                text.splice(at..at, quotes);
            }
            text
        })
    }

    fn slow_string_end(text: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'"' => return (at, true),
                b'\\' if at + 1 == text.len() => return (at, false),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        (text.len(), false)
    }

    fn slow_skip(text: &[u8]) -> Option<usize> {
        let (mut at, mut depth) = (0, 1);
        while at < text.len() {
            match text[at] {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => match slow_string_end(&text[at + 1..]) {
                    (length, true) => at += length + 1,
                    (_, false) => return None,
                },
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    #[test]
    fn the_end_of_a_string_is_where_a_slow_reader_finds_it() {
        for text in texts() {
            assert_eq!(string_end(&text), slow_string_end(&text), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn the_end_of_an_object_is_where_a_slow_reader_finds_it() {
        for text in texts() {
            let mut scanner = Scanner::new(text.as_slice());
            let skipped = scanner.skip(Kind::Object).ok().map(|()| scanner.window().offset() as usize);
            assert_eq!(skipped, slow_skip(&text), "{}", text.escape_ascii());
        }
    }
}
