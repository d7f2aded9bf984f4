//! Base64 that lost every `+` on the way, put back where the XML shows that one is missing.
//!
//! In base64 of ASCII a `+` can only be the fourth character of a group, and stands for a `>` or a `~`
//! there: anywhere else it sets the highest bit of a byte. Behind a lost one all bits are shifted by six,
//! so that what follows is soon no XML. Each group is read as it stands; where that comes to nothing, the
//! last group that can have lost its `+` is read with one.

use super::traced::Traced;
use crate::source::{Source, SourceKind, Sources};
use crate::xml;

/// A response that AWS takes has 100,000 characters.
const LONGEST: usize = 1 << 20;
/// Groups that are read for each that there is, wrong ways included.
const EFFORT: usize = 16;
/// Ways that come to an end and are parsed.
const ENDS: usize = 8;

/// The value with every `+` in its place, and how many were put back; `None` where it lacks none, or
/// where what is left is not ASCII enough to tell.
pub(super) fn put_back(value: &Traced) -> Option<(Traced, usize)> {
    let bytes = &value.bytes;
    if bytes.len() > LONGEST {
        return None;
    }
    let mut places: Vec<usize> = Vec::with_capacity(bytes.len());
    let mut sextets: Vec<u8> = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'A'..=b'Z' => sextets.push(byte - b'A'),
            b'a'..=b'z' => sextets.push(byte - b'a' + 26),
            b'0'..=b'9' => sextets.push(byte - b'0' + 52),
            b'/' => sextets.push(63),
            b'\r' | b'\n' | b'=' => continue,
            // With a "+", or what stands for one, they are not lost.
            _ => return None,
        }
        places.push(at);
    }
    let missing = missing(&sextets)?;
    let mut step = value.step();
    let mut copied = 0;
    for &index in &missing {
        let at = places.get(index).copied().unwrap_or_else(|| bytes.trim_ascii_end().len());
        step.copy(copied..at);
        step.push(b"+", at..at);
        copied = at;
    }
    step.copy(copied..bytes.len());
    Some((step.finish(), missing.len()))
}

/// Before which sextets one is missing, so that the whole is a document.
fn missing(sextets: &[u8]) -> Option<Vec<usize>> {
    let mut text: Vec<u8> = Vec::with_capacity(sextets.len() / 4 * 3 + 3);
    let mut missing: Vec<usize> = Vec::new();
    // Where a group may be read with a "+" instead: its first sextet, and what was known there.
    let mut other_ways: Vec<(usize, Reader, usize, usize)> = Vec::new();
    let (mut at, mut reader) = (0, Reader::default());
    let mut ends = 0;
    for _ in 0..sextets.len().saturating_mul(EFFORT) {
        let group = &sextets[at..];
        if group.is_empty() && reader.is_between() {
            if is_document(&text) {
                return (!missing.is_empty()).then_some(missing);
            }
            ends += 1;
            if ends == ENDS {
                return None;
            }
        }
        let with_plus = match *group {
            [a, b, c, ..] => reader.with_plus(three(a, b, c, 62)),
            _ => None,
        };
        let as_it_is = match *group {
            [a, b, c, d, ..] => Some((three(a, b, c, d), 4)),
            [a, b, c] => Some((three(a, b, c, 0), 3)),
            [a, b] => Some((three(a, b, 0, 0), 2)),
            _ => None,
        };
        let as_it_is =
            as_it_is.and_then(|(read, width)| Some((read, width, reader.through(&read[..width - 1])?)));
        if as_it_is.is_some() && with_plus.is_some() {
            other_ways.push((at, reader, text.len(), missing.len()));
        }
        if let Some((read, width, next)) = as_it_is {
            text.extend_from_slice(&read[..width - 1]);
            (at, reader) = (at + width, next);
        } else if let Some((read, next)) = with_plus {
            text.extend_from_slice(&read);
            missing.push(at + 3);
            (at, reader) = (at + 3, next);
        } else {
            let (group, before, length, count) = other_ways.pop()?;
            text.truncate(length);
            missing.truncate(count);
            let read = three(sextets[group], sextets[group + 1], sextets[group + 2], 62);
            reader = before.with_plus(read)?.1;
            text.extend_from_slice(&read);
            missing.push(group + 3);
            at = group + 3;
        }
    }
    None
}

fn three(a: u8, b: u8, c: u8, d: u8) -> [u8; 3] {
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn is_document(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let source = Sources::default().add(Source::new(SourceKind::Message, "", None));
    xml::parse(source, text.trim_ascii_end()).is_ok()
}

/// What may follow in a document, as far as a glance tells.
#[derive(Clone, Copy, Default)]
struct Reader {
    place: Place,
    /// Bytes that a character still needs.
    continues: u8,
    last: u8,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    Tag,
    Quoted(u8),
}

impl Reader {
    fn is_between(self) -> bool {
        self.place == Place::Text && self.continues == 0
    }

    fn through(self, bytes: &[u8]) -> Option<Reader> {
        bytes.iter().try_fold(self, |reader, &byte| reader.next(byte))
    }

    /// Through a group whose `+` was lost: the end of a tag, or the `~` of a path. Where either stands in
    /// a value it is more likely that another character was lost.
    fn with_plus(self, group: [u8; 3]) -> Option<([u8; 3], Reader)> {
        let [first, second, third] = group;
        let before = self.through(&[first, second])?;
        let fits = match third {
            b'>' => before.place == Place::Tag,
            b'~' => before.last == b'/',
            _ => false,
        };
        fits.then(|| before.next(third)).flatten().map(|next| (group, next))
    }

    fn next(self, byte: u8) -> Option<Reader> {
        let next = self.place_behind(byte)?;
        Some(Reader { last: byte, ..next })
    }

    fn place_behind(self, byte: u8) -> Option<Reader> {
        let at = |place| Some(Reader { place, ..self });
        if self.continues > 0 {
            let continues = self.continues - 1;
            return matches!(byte, 0x80..=0xbf).then_some(Reader { continues, ..self });
        }
        let begins = match byte {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => 0,
        };
        if begins > 0 {
            return (self.place != Place::Tag).then_some(Reader { continues: begins, ..self });
        }
        if !matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~') {
            return None;
        }
        match (self.place, byte) {
            (Place::Text, b'<') => at(Place::Tag),
            (Place::Text, _) => Some(self),
            (Place::Tag, b'>') => at(Place::Text),
            (Place::Tag, b'"' | b'\'') => at(Place::Quoted(byte)),
            (Place::Tag, byte) => {
                let fits = byte.is_ascii_alphanumeric()
                    || byte.is_ascii_whitespace()
                    || b":_-.=/?![]".contains(&byte);
                fits.then_some(self)
            }
            (Place::Quoted(quote), byte) if byte == quote => at(Place::Tag),
            (Place::Quoted(_), b'<') => None,
            (Place::Quoted(_), _) => Some(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    fn restored(value: &str) -> Option<(String, usize)> {
        let (value, count) = put_back(&Traced::plain(value, 0))?;
        Some((String::from_utf8(value.bytes).unwrap(), count))
    }

    #[test]
    fn each_plus_is_put_back_where_the_document_needs_it() {
        for document in [
            "<a><bc>/~j/~k/~lm/~</bc></a>",
            "<ab>\n<c d=\"e\">text of some length</c><?p q?>\n<longer of='it'>z\u{e9}</longer></ab>\n",
            "<ab c='https://idp.example/~jane/saml'><d/><ee/><fff/><gggg/><hhhhh/></ab>",
        ] {
            for shift in ["", " ", "  "] {
                let document = document.replacen('<', &format!("{shift}<"), 2);
                let sent = BASE64_STANDARD.encode(&document);
                let lost = sent.replace('+', "");
                let expected = (lost != sent).then(|| (sent.clone(), sent.len() - lost.len()));
                assert_eq!(restored(&lost), expected, "{document}");
                assert_eq!(restored(&sent), None, "{document}");
            }
        }
    }

    #[test]
    fn what_is_no_document_even_so_stays_as_it_is() {
        for value in ["", "P", "PGE", "PGE+PC9hPg==", "PGFiY2Q=", "QUJD REVG"] {
            assert_eq!(restored(value), None, "{value}");
        }
        // However many ways there are, not all are tried.
        let ways = format!("{}!", "Ij4j".repeat(100_000));
        assert_eq!(restored(&ways.replace('!', "")), None);
    }
}
