//! From characters as written to characters as meant: references, line ends, white space.

use std::borrow::Cow;
use std::ops::Range;

/// One step through written text: a range of it, and the character it stands for where that is
/// not simply itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub written: Range<usize>,
    pub stands_for: Option<char>,
}

/// Where the text stands; it decides what line ends and tabs become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Between tags: CR LF and CR become LF (XML 1.0, section 2.11).
    Content,
    /// In an attribute: every white space character becomes a space (section 3.3.3).
    Attribute,
    /// In a CDATA section: line ends as between tags, and no references (section 2.7).
    Section,
}

/// Splits written text into verbatim stretches and things that stand for one other character.
/// References that XML does not know are left as they are.
pub fn pieces(written: &str, place: Place) -> impl Iterator<Item = Piece> + '_ {
    let bytes = written.as_bytes();
    let special = move |byte: u8| match place {
        Place::Content => matches!(byte, b'&' | b'\r'),
        Place::Attribute => matches!(byte, b'&' | b'\r' | b'\n' | b'\t'),
        Place::Section => byte == b'\r',
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        match bytes[at] {
            b'&' if place != Place::Section => {
                if let Some((length, character)) = reference(&written[at..]) {
                    at += length;
                    return Some(Piece { written: start..at, stands_for: Some(character) });
                }
                at += 1;
            }
            b'\r' => {
                at += if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                let stands_for = if place == Place::Attribute { ' ' } else { '\n' };
                return Some(Piece { written: start..at, stands_for: Some(stands_for) });
            }
            b'\n' | b'\t' if place == Place::Attribute => {
                at += 1;
                return Some(Piece { written: start..at, stands_for: Some(' ') });
            }
            _ => at += 1,
        }
        while at < bytes.len() && !special(bytes[at]) {
            at += 1;
        }
        Some(Piece { written: start..at, stands_for: None })
    })
}

/// Text between tags as it is meant.
pub fn text_value(written: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'\r', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    assemble(written, Place::Content)
}

/// The value of an attribute as it is meant, given what stands between the quotes.
pub fn attribute_value(written: &str) -> Cow<'_, str> {
    if !written.bytes().any(|byte| matches!(byte, b'&' | b'\r' | b'\n' | b'\t')) {
        return Cow::Borrowed(written);
    }
    assemble(written, Place::Attribute)
}

/// CR LF and CR as LF, nothing else changed: CDATA sections, comments.
pub fn line_ends(written: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    Cow::Owned(written.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The written range that a range of the value came from.
pub fn locate(written: &str, place: Place, value: Range<usize>) -> Range<usize> {
    let end = written.len();
    locate_all(written, place, &[value]).pop().unwrap_or(end..end)
}

/// The written ranges that ranges of the value came from. These stand in order and do not overlap.
/// Between tags, comments and processing instructions are no part of the value, nor is what encloses
/// a CDATA section.
pub fn locate_all(written: &str, place: Place, values: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found: Vec<Option<Range<usize>>> = vec![None; values.len()];
    let (mut meant, mut open) = (0, 0);
    for (offset, segment, place) in segments(written, place) {
        for piece in pieces(segment, place) {
            let Some(next) = values.get(open) else { break };
            let length = piece.stands_for.map_or(piece.written.len(), char::len_utf8);
            let end = meant + length;
            if next.start < end {
                let here =
                    values.iter().zip(&mut found).skip(open).take_while(|(value, _)| value.start < end);
                for (value, found) in here {
                    let overlap = value.start.max(meant)..value.end.min(end);
                    if overlap.is_empty() {
                        continue;
                    }
                    let start = offset + piece.written.start;
                    let part = match piece.stands_for {
                        Some(_) => start..offset + piece.written.end,
                        None => start + overlap.start - meant..start + overlap.end - meant,
                    };
                    *found = Some(found.as_ref().map_or(part.start, |before| before.start)..part.end);
                }
            }
            meant = end;
            open += values[open..].iter().take_while(|value| value.end <= meant).count();
        }
    }
    found.into_iter().map(|range| range.unwrap_or(written.len()..written.len())).collect()
}

/// The stretches of written text that make up its value, and where each begins.
fn segments(written: &str, place: Place) -> impl Iterator<Item = (usize, &str, Place)> {
    const MARKUP: [(&str, &str); 4] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<", ">")];
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let rest = written.get(at..).filter(|rest| !rest.is_empty())?;
        let markup = MARKUP.iter().find(|(open, _)| place == Place::Content && rest.starts_with(open));
        let Some((open, close)) = markup else {
            let next = if place == Place::Content { memchr::memchr(b'<', rest.as_bytes()) } else { None };
            at += next.unwrap_or(rest.len());
            return Some((start, &written[start..at], place));
        };
        let inside = &rest[open.len()..];
        let length = inside.find(close);
        at += open.len() + length.map_or(inside.len(), |length| length + close.len());
        let value = if close.starts_with(']') { &inside[..length.unwrap_or(inside.len())] } else { "" };
        Some((start + open.len(), value, Place::Section))
    })
}

fn assemble(written: &str, place: Place) -> Cow<'_, str> {
    let mut value = String::with_capacity(written.len());
    for piece in pieces(written, place) {
        match piece.stands_for {
            Some(character) => value.push(character),
            None => value.push_str(&written[piece.written]),
        }
    }
    Cow::Owned(value)
}

/// A predefined entity or a character reference at the start of a text: its length and meaning.
pub fn reference(text: &str) -> Option<(usize, char)> {
    // The longest that XML allows is &#x10FFFF; leading zeros aside.
    let end = text.as_bytes().iter().take(64).position(|&byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix('x') {
                Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                    u32::from_str_radix(hex, 16).ok()?
                }
                None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
                _ => return None,
            };
            char::from_u32(number).filter(|&character| is_xml_character(character))?
        }
    };
    Some((end + 1, character))
}

/// Char of XML 1.0, production 2.
pub fn is_xml_character(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_the_writer_meant() {
        for (written, text, attribute) in [
            ("a&amp;b", "a&b", "a&b"),
            ("a\r\nb\rc\td", "a\nb\nc\td", "a b c d"),
            ("&#13;&#x0A;", "\r\n", "\r\n"),
            ("&unknown;&#xZ;&#0;", "&unknown;&#xZ;&#0;", "&unknown;&#xZ;&#0;"),
            ("é&lt;é", "é<é", "é<é"),
        ] {
            assert_eq!(text_value(written), text, "{written:?} between tags");
            assert_eq!(attribute_value(written), attribute, "{written:?} in an attribute");
        }
    }

    #[test]
    fn a_place_in_the_value_leads_to_what_was_written() {
        let written = "x&amp;y\r\nz";
        let value = text_value(written);
        for (meant, expected) in [("&", "&amp;"), ("\n", "\r\n"), ("&y", "&amp;y"), ("z", "z")] {
            let at = value.find(meant).unwrap();
            let range = locate(written, Place::Content, at..at + meant.len());
            assert_eq!(&written[range], expected, "{meant:?}");
        }
    }

    #[test]
    fn what_is_no_part_of_the_value_is_stepped_over() {
        let written = "Ja<!-- < & --><![CDATA[ne & D]]>o&#101;<?x <y?> \r\n<![CDATA[]]>z";
        let value = "Jane & Doe \nz";
        for (meant, expected) in [
            ("Ja", "Ja"),
            ("&", "&"),
            ("D", "D"),
            ("n", "n"),
            ("aneX", ""),
            ("oe", "o&#101;"),
            ("\n", "\r\n"),
            ("z", "z"),
            ("an", "a<!-- < & --><![CDATA[n"),
        ] {
            let at = value.find(meant).map_or(99..100, |at| at..at + meant.len());
            let range = locate(written, Place::Content, at);
            assert_eq!(&written[range], expected, "{meant:?}");
        }
        let both = locate_all(written, Place::Content, &[0..1, 4..5, 12..13]);
        assert_eq!(both.into_iter().map(|range| &written[range]).collect::<Vec<_>>(), ["J", " ", "z"]);
    }
}
