//! JSON strings whose decoded bytes know where they stood in the file.

use std::ops::Range;

use crate::source::traced::Traced;

/// The inside of a JSON string as it was written, not decoded yet: most strings of a capture are
/// looked at and dropped, and decoding one costs several times its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    raw: Vec<u8>,
    start: u64,
    units: Units,
    whole: bool,
}

/// What the file was written in; [`Quoted`] holds UTF-8 either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    Utf8,
    Utf16,
}

impl Units {
    /// Bytes of an ASCII character.
    pub(crate) fn width(self) -> u64 {
        match self {
            Units::Utf8 => 1,
            Units::Utf16 => 2,
        }
    }
}

/// A decoded JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unescaped {
    pub text: Traced,
    /// Captured bytes of `\uD800` to `\uDFFF` without the other half; U+FFFD stands for each.
    pub lone_surrogates: Vec<Range<u64>>,
}

impl Quoted {
    /// What stood between the quotes, and the offset in the file of its first byte.
    pub fn new(raw: impl Into<Vec<u8>>, start: u64) -> Quoted {
        Quoted { raw: raw.into(), start, units: Units::Utf8, whole: true }
    }

    pub(crate) fn with_units(mut self, units: Units) -> Quoted {
        self.units = units;
        self
    }

    pub(crate) fn cut_off(mut self) -> Quoted {
        self.whole = false;
        self
    }

    /// As written, escapes and all.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Whether the closing quote was there; not so at the end of a file that was cut off.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The bytes of the file between the quotes.
    pub fn captured(&self) -> Range<u64> {
        self.start..self.start + captured_length(&self.raw, self.units)
    }

    /// Whether it decodes to just this.
    pub fn is(&self, text: &str) -> bool {
        if memchr::memchr(b'\\', &self.raw).is_none() {
            return self.raw == text.as_bytes();
        }
        // An escape writes a byte in six at most, a character outside the basic plane in twelve.
        self.raw.len() <= text.len() * 6 && self.decode().text.bytes == text.as_bytes()
    }

    /// Without escapes, every byte with its origin. Invalid UTF-8 stays as it is.
    pub fn decode(&self) -> Unescaped {
        unescape(&self.traced())
    }

    /// Without escapes and origins, invalid UTF-8 replaced.
    pub fn to_text(&self) -> String {
        to_text(&self.raw)
    }

    fn traced(&self) -> Traced {
        match self.units {
            Units::Utf8 => Traced::plain(&*self.raw, self.start),
            Units::Utf16 => {
                let length = captured_length(&self.raw, Units::Utf16) as usize;
                let file = Traced::plain(vec![0; length], self.start);
                let mut step = file.step();
                let mut at = 0;
                for character in String::from_utf8_lossy(&self.raw).chars() {
                    let next = at + character.len_utf16() * 2;
                    step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at..next);
                    at = next;
                }
                step.finish()
            }
        }
    }
}

/// The inside of a JSON string without escapes, invalid UTF-8 replaced.
pub(crate) fn to_text(raw: &[u8]) -> String {
    let mut text = Vec::with_capacity(raw.len());
    for piece in pieces(raw) {
        match piece {
            Piece::Plain(range) => text.extend_from_slice(&raw[range]),
            Piece::Escape(character, _) => {
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Piece::LoneSurrogate(_) => text.extend_from_slice(REPLACEMENT.as_bytes()),
        }
    }
    String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// How many bytes of the file a piece of its UTF-8 stands for. In UTF-16 a character of four UTF-8
/// bytes takes four, any other two; so does an unpaired surrogate, for which U+FFFD stands.
pub(crate) fn captured_length(utf8: &[u8], units: Units) -> u64 {
    match units {
        Units::Utf8 => utf8.len() as u64,
        Units::Utf16 => utf8
            .iter()
            .map(|&byte| match byte {
                0x80..=0xBF => 0,
                0xF0..=0xFF => 4,
                _ => 2,
            })
            .sum(),
    }
}

/// Undoes the escapes of the inside of a JSON string. What is no escape of JSON (`\x41`, `\u00`)
/// stays as it was written.
pub fn unescape(raw: &Traced) -> Unescaped {
    let mut step = raw.step();
    let mut lone_surrogates = Vec::new();
    for piece in pieces(&raw.bytes) {
        match piece {
            Piece::Plain(range) => step.copy(range),
            Piece::Escape(character, range) => {
                step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), range);
            }
            Piece::LoneSurrogate(range) => {
                lone_surrogates.push(raw.captured(range.clone()));
                step.push(REPLACEMENT.as_bytes(), range);
            }
        }
    }
    Unescaped { text: step.finish(), lone_surrogates }
}

const REPLACEMENT: &str = "\u{fffd}";

/// A part of the inside of a JSON string.
enum Piece {
    Plain(Range<usize>),
    Escape(char, Range<usize>),
    LoneSurrogate(Range<usize>),
}

fn pieces(raw: &[u8]) -> impl Iterator<Item = Piece> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let (piece, length) = match memchr::memchr(b'\\', rest) {
            Some(0) => match escape(rest) {
                Escaped::Character(character, length) => {
                    (Piece::Escape(character, start..start + length), length)
                }
                Escaped::LoneSurrogate => (Piece::LoneSurrogate(start..start + 6), 6),
                Escaped::None => (Piece::Plain(start..start + 1), 1),
            },
            Some(plain) => (Piece::Plain(start..start + plain), plain),
            None => (Piece::Plain(start..raw.len()), rest.len()),
        };
        at += length;
        Some(piece)
    })
}

/// What the escape at the start of these bytes stands for.
fn escape(bytes: &[u8]) -> Escaped {
    let character = match bytes.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(&byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
        Some(b'u') => return unicode(bytes),
        Some(_) | None => return Escaped::None,
    };
    Escaped::Character(character, 2)
}

/// A character and the length of its escape.
enum Escaped {
    Character(char, usize),
    LoneSurrogate,
    None,
}

/// What `\uXXXX` at the start of these bytes is, alone or with the low surrogate after it.
fn unicode(bytes: &[u8]) -> Escaped {
    let Some(first) = unit(bytes) else { return Escaped::None };
    if let Some(character) = char::from_u32(first) {
        return Escaped::Character(character, 6);
    }
    match unit(&bytes[6..]) {
        Some(second) if first < 0xDC00 && (0xDC00..0xE000).contains(&second) => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            char::from_u32(code).map_or(Escaped::LoneSurrogate, |character| Escaped::Character(character, 12))
        }
        _ => Escaped::LoneSurrogate,
    }
}

/// The number in a leading `\uXXXX`.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_and_what_is_none_stays() {
        for (raw, expected) in [
            (r"plain", "plain"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u0053AMLResponse\u003d", "SAMLResponse="),
            (r"\uD83D\uDE00!", "😀!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\x41 \u00 \u12", r"\x41 \u00 \u12"),
            (r"\u+123", r"\u+123"),
            ("end\\", "end\\"),
        ] {
            assert_eq!(Quoted::new(raw, 0).to_text(), expected, "{raw}");
        }
    }

    #[test]
    fn origins_lead_back_to_the_escape() {
        let decoded = Quoted::new(&br"a\u0053\ud83d\ude00z"[..], 100).decode();
        assert_eq!(decoded.text.bytes, "aS😀z".as_bytes());
        for (part, expected) in [(0..1, 100..101), (1..2, 101..107), (2..6, 107..119), (6..7, 119..120)] {
            assert_eq!(decoded.text.captured(part.clone()), expected, "{part:?}");
        }
        let lone = Quoted::new(&br"ab\udc00"[..], 7).decode();
        assert_eq!(lone.lone_surrogates.first(), Some(&(9..15)));
    }

    #[test]
    fn origins_in_utf_16_count_its_bytes() {
        let quoted = Quoted::new("aé\u{1F600}\\u0041", 10).with_units(Units::Utf16);
        assert_eq!(quoted.captured(), 10..10 + 2 + 2 + 4 + 12);
        let text = quoted.decode().text;
        assert_eq!(text.bytes, "aé😀A".as_bytes());
        for (part, expected) in [(0..1, 10..12), (1..3, 12..14), (3..7, 14..18), (7..8, 18..30)] {
            assert_eq!(text.captured(part.clone()), expected, "{part:?}");
        }
    }

    #[test]
    fn a_name_is_recognised_in_any_spelling() {
        for (raw, expected) in
            [("SAMLResponse", true), (r"\u0053AMLResponse", true), ("SAMLResponse2", false), ("", false)]
        {
            assert_eq!(Quoted::new(raw, 0).is("SAMLResponse"), expected, "{raw}");
        }
    }
}
