//! Encodings: from the bytes of a text to UTF-8 without byte order mark.

use super::traced::Traced;
use super::{DecodeProblem, EncodingConflict, Parsers, ReadAs, Stage};

/// A text in UTF-8.
#[derive(Debug)]
pub(super) struct Transcoded {
    pub text: Traced,
    /// [`Stage::Utf16`] or [`Stage::Iso8859_1`] where something had to be done.
    pub stage: Option<Stage>,
    pub conflict: Option<EncodingConflict>,
    /// UTF-16 that ends within a character.
    pub cut: bool,
}

/// Why the bytes are no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoText {
    pub at: usize,
    pub problem: DecodeProblem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    fn name(self) -> &'static str {
        match self {
            Order::Little => "UTF-16LE",
            Order::Big => "UTF-16BE",
        }
    }
}

/// Byte order of UTF-16, by its mark or by the zeros between the first ASCII characters.
pub(super) fn utf16_order(bytes: &[u8]) -> Option<Order> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some(Order::Little),
        [0xFE, 0xFF, ..] => Some(Order::Big),
        [0, a, 0, b, ..] if a.is_ascii() && *a != 0 && b.is_ascii() && *b != 0 => Some(Order::Big),
        [a, 0, b, 0, ..] if a.is_ascii() && *a != 0 && b.is_ascii() && *b != 0 => Some(Order::Little),
        _ => None,
    }
}

pub(super) fn without_byte_order_mark(value: Traced) -> Traced {
    match value.bytes.starts_with(b"\xEF\xBB\xBF") {
        true => value.slice(3..value.len()),
        false => value,
    }
}

/// UTF-16 to UTF-8; unpaired surrogates are refused, a byte order mark is left out.
pub(super) fn from_utf16(value: &Traced, order: Order) -> Result<(Traced, bool), NoText> {
    let bytes = &value.bytes;
    let unit = |at: usize| -> Option<u16> {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(match order {
            Order::Little => u16::from_le_bytes(pair),
            Order::Big => u16::from_be_bytes(pair),
        })
    };
    let mut step = value.step();
    let mut at = if unit(0) == Some(0xFEFF) { 2 } else { 0 };
    let mut ascii = Vec::new();
    let mut cut = !bytes.len().is_multiple_of(2);
    while let Some(first) = unit(at) {
        // Stretches of ASCII, most of any SAML, are taken over as one.
        ascii.clear();
        let start = at;
        while let Some(unit) = unit(at).filter(|&unit| unit < 0x80) {
            ascii.push(unit as u8);
            at += 2;
        }
        if !ascii.is_empty() {
            step.push_groups(&ascii, 1, start, 2);
            continue;
        }
        let (character, width) = match (first, unit(at + 2)) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                let code = 0x10000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(second) - 0xDC00);
                (char::from_u32(code), 4)
            }
            (0xD800..=0xDBFF, None) => {
                cut = true;
                break;
            }
            _ => (char::from_u32(u32::from(first)), 2),
        };
        let Some(character) = character else {
            return Err(NoText { at, problem: DecodeProblem::UnpairedSurrogate(first) });
        };
        step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at..at + width);
        at += width;
    }
    Ok((step.finish(), cut))
}

/// Whether the bytes are the signer's, or text that was decoded before it was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// Out of base64 or DEFLATE.
    Sent,
    Pasted,
}

/// The bytes of an XML document in UTF-8, read in the encoding it declares as a parser does.
pub(super) fn transcode(value: Traced, bytes: Bytes) -> Result<Transcoded, NoText> {
    if let Some(order) = utf16_order(&value.bytes) {
        let (text, cut) = from_utf16(&value, order)?;
        let conflict = declared_encoding(&text.bytes)
            .filter(|declared| !declared.to_ascii_uppercase().starts_with("UTF-16"))
            .map(|declared| {
                let actual = order.name();
                EncodingConflict { declared, actual, read: ReadAs::Actual, parsers: Parsers::Differ }
            });
        return Ok(Transcoded { text, stage: Some(Stage::Utf16), conflict, cut });
    }
    let text = without_byte_order_mark(value.clone());
    let marked = text.len() != value.len();
    let declared = declared_encoding(&text.bytes);
    let conflict = |actual: &'static str, read, parsers| {
        let declared = declared.clone().unwrap_or_else(|| "UTF-8".to_owned());
        Some(EncodingConflict { declared, actual, read, parsers })
    };
    let encoding = declared.as_deref().map_or(Encoding::Utf8, Encoding::named);
    let invalid = std::str::from_utf8(&text.bytes).err();
    let is_ascii = text.bytes.is_ascii();
    let plain = |text, conflict| Ok(Transcoded { text, stage: None, conflict, cut: false });
    match (encoding, invalid) {
        (Encoding::Utf8, None) => plain(text, None),
        (Encoding::Utf16 | Encoding::NoneKnown, None) => {
            plain(text, conflict("UTF-8", ReadAs::Actual, Parsers::Refuse))
        }
        (_, None) if is_ascii => plain(text, None),
        (Encoding::Ascii, None) => plain(text, conflict("UTF-8", ReadAs::Actual, Parsers::Refuse)),
        (Encoding::SingleByte(_), None) if bytes == Bytes::Pasted => {
            plain(text, conflict("UTF-8", ReadAs::Pasted, Parsers::Agree))
        }
        // Latin letters that happen to be valid UTF-8 do not occur in names and addresses. A parser
        // minds the declaration all the same, unless a byte order mark says better.
        (Encoding::SingleByte(set), None) if !marked => {
            let conflict = conflict("UTF-8", ReadAs::Declared, Parsers::Agree);
            let text = from_single_byte(&text, set);
            Ok(Transcoded { text, stage: Some(Stage::Iso8859_1), conflict, cut: false })
        }
        (Encoding::SingleByte(_) | Encoding::OverAscii, None) => {
            plain(text, conflict("UTF-8", ReadAs::Actual, Parsers::Differ))
        }
        // The last character was cut off.
        (Encoding::Utf8, Some(error)) if error.error_len().is_none() => {
            let text = text.slice(0..error.valid_up_to());
            Ok(Transcoded { text, stage: None, conflict: None, cut: true })
        }
        (Encoding::SingleByte(set), Some(_)) => {
            let text = from_single_byte(&text, set);
            Ok(Transcoded { text, stage: Some(Stage::Iso8859_1), conflict: None, cut: false })
        }
        (
            Encoding::Utf8 | Encoding::Ascii | Encoding::Utf16 | Encoding::OverAscii | Encoding::NoneKnown,
            Some(error),
        ) => {
            let high = text.bytes.iter().filter(|byte| !byte.is_ascii()).count();
            let control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
            let control = text.bytes.iter().filter(control).count();
            let at = error.valid_up_to();
            if control > 0 || high * 20 > text.len() {
                let byte = text.bytes.get(at).copied().unwrap_or_default();
                return Err(NoText { at, problem: DecodeProblem::NotUtf8(byte) });
            }
            let parsers = match encoding {
                Encoding::OverAscii => Parsers::Differ,
                Encoding::Utf8
                | Encoding::Ascii
                | Encoding::Utf16
                | Encoding::NoneKnown
                | Encoding::SingleByte(_) => Parsers::Refuse,
            };
            let conflict = conflict("windows-1252", ReadAs::Actual, parsers);
            let text = from_single_byte(&text, SingleByte::Windows1252);
            Ok(Transcoded { text, stage: Some(Stage::Iso8859_1), conflict, cut: false })
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16,
    SingleByte(SingleByte),
    /// Seven bits; parsers refuse any byte beyond.
    Ascii,
    /// Parsers know it, it is not read here, and ASCII is ASCII in it.
    OverAscii,
    /// No parser knows it, or in it the bytes `<?xml` are no `<?xml`: EBCDIC, UTF-32.
    NoneKnown,
}

/// Encodings in which each byte is a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SingleByte {
    Iso8859_1,
    Iso8859_15,
    Windows1252,
}

impl Encoding {
    fn named(name: &str) -> Encoding {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Encoding::Utf8,
            "us-ascii" | "ascii" | "iso646-us" | "ansi_x3.4-1968" => Encoding::Ascii,
            "utf-16" | "utf-16le" | "utf-16be" | "unicode" => Encoding::Utf16,
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" => {
                Encoding::SingleByte(SingleByte::Iso8859_1)
            }
            "iso-8859-15" | "iso8859-15" | "iso_8859-15" | "latin9" => {
                Encoding::SingleByte(SingleByte::Iso8859_15)
            }
            "windows-1252" | "cp1252" => Encoding::SingleByte(SingleByte::Windows1252),
            name if OVER_ASCII.iter().any(|family| name.starts_with(family)) => Encoding::OverAscii,
            _ => Encoding::NoneKnown,
        }
    }
}

/// How the names begin of the character sets that hold ASCII, among those that IANA lists and the parsers
/// of Java and libxml2 know.
const OVER_ASCII: &[&str] = &[
    "iso-8859-",
    "iso8859",
    "iso_8859",
    "latin",
    "l1",
    "l2",
    "windows-",
    "cp125",
    "cp437",
    "cp85",
    "cp86",
    "cp874",
    "cp932",
    "cp936",
    "cp94",
    "cp95",
    "ibm437",
    "ibm85",
    "ibm86",
    "ibm00858",
    "koi8",
    "shift_jis",
    "shift-jis",
    "sjis",
    "x-sjis",
    "ms_kanji",
    "ms932",
    "euc",
    "x-euc",
    "iso-2022-",
    "gb2312",
    "gb18030",
    "gbk",
    "big5",
    "ks_c_5601",
    "ksc5601",
    "tis-620",
    "tis620",
    "macintosh",
    "x-mac",
    "hz-gb",
];

/// The name in `encoding="..."` of the XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = super::characters::trim(bytes).start;
    let declaration = bytes[start..].strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let after = &declaration[memchr::memmem::find(declaration, b"encoding")? + "encoding".len()..];
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, rest) = after.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    let name = &rest[..memchr::memchr(quote, rest)?];
    name.iter().all(u8::is_ascii_graphic).then(|| String::from_utf8_lossy(name).into_owned())
}

impl SingleByte {
    /// A byte beyond ASCII. ISO-8859-1 is read as XML parsers do, with the controls of ISO 6429, and
    /// not as browsers do, which take it for windows-1252.
    fn character(self, byte: u8) -> char {
        const C1: [char; 32] = [
            '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
            '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
        ];
        match (self, byte) {
            (SingleByte::Windows1252, 0x80..=0x9F) => C1[usize::from(byte - 0x80)],
            (SingleByte::Iso8859_15, 0xA4) => '€',
            (SingleByte::Iso8859_15, 0xA6) => 'Š',
            (SingleByte::Iso8859_15, 0xA8) => 'š',
            (SingleByte::Iso8859_15, 0xB4) => 'Ž',
            (SingleByte::Iso8859_15, 0xB8) => 'ž',
            (SingleByte::Iso8859_15, 0xBC) => 'Œ',
            (SingleByte::Iso8859_15, 0xBD) => 'œ',
            (SingleByte::Iso8859_15, 0xBE) => 'Ÿ',
            (SingleByte::Iso8859_1 | SingleByte::Iso8859_15 | SingleByte::Windows1252, _) => char::from(byte),
        }
    }
}

fn from_single_byte(value: &Traced, set: SingleByte) -> Traced {
    let mut step = value.step();
    let mut at = 0;
    while at < value.len() {
        let plain = value.bytes[at..].iter().take_while(|byte| byte.is_ascii()).count();
        step.copy(at..at + plain);
        at += plain;
        // Other alphabets come in words; characters of one length are taken over as one.
        let Some(&first) = value.bytes.get(at) else { break };
        let length = set.character(first).len_utf8();
        let fits = |byte: &&u8| !byte.is_ascii() && set.character(**byte).len_utf8() == length;
        let stretch: String =
            value.bytes[at..].iter().take_while(fits).map(|&byte| set.character(byte)).collect();
        step.push_groups(stretch.as_bytes(), length, at, 1);
        at += stretch.len() / length;
    }
    step.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, order: Order) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| match order {
                Order::Little => unit.to_le_bytes(),
                Order::Big => unit.to_be_bytes(),
            })
            .collect()
    }

    #[test]
    fn every_encoding_becomes_utf_8_and_conflicts_are_told() {
        use Bytes::{Pasted, Sent};
        /// The stage, and what was declared, what the bytes are, how they were read.
        type Expected = (Option<Stage>, Option<(&'static str, &'static str, ReadAs)>);
        let xml = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?><a>é😀</a>");
        let latin = |encoding: &str| {
            let mut bytes = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><a>").into_bytes();
            bytes.extend(b"\xE9\x80x\xA4</a>");
            bytes
        };
        let marked = |encoding: &str| format!("\u{FEFF}{}", xml(encoding));
        let garbled = "Ã©ð\u{9f}\u{98}\u{80}</a>";
        let single = Some(Stage::Iso8859_1);
        let wide = Some(Stage::Utf16);
        let undeclared = b"<a>and many more letters, caf\xE9</a>".to_vec();
        let table: Vec<(Vec<u8>, Bytes, Expected, &str)> = vec![
            (xml("UTF-8").into_bytes(), Sent, (None, None), "é😀</a>"),
            (marked("utf-8").into_bytes(), Sent, (None, None), "é😀</a>"),
            (utf16(&xml("UTF-16"), Order::Little), Sent, (wide, None), "é😀</a>"),
            (utf16(&marked("UTF-16"), Order::Big), Sent, (wide, None), "é😀</a>"),
            (
                utf16(&xml("UTF-8"), Order::Big),
                Sent,
                (wide, Some(("UTF-8", "UTF-16BE", ReadAs::Actual))),
                "é😀</a>",
            ),
            (xml("utf-16").into_bytes(), Sent, (None, Some(("utf-16", "UTF-8", ReadAs::Actual))), "é😀</a>"),
            (
                xml("Shift_JIS").into_bytes(),
                Sent,
                (None, Some(("Shift_JIS", "UTF-8", ReadAs::Actual))),
                "é😀</a>",
            ),
            // The declaration is minded where the bytes are the signer's.
            (
                xml("ISO-8859-1").into_bytes(),
                Sent,
                (single, Some(("ISO-8859-1", "UTF-8", ReadAs::Declared))),
                garbled,
            ),
            (
                xml("windows-1252").into_bytes(),
                Sent,
                (single, Some(("windows-1252", "UTF-8", ReadAs::Declared))),
                "Ã©ðŸ˜€</a>",
            ),
            (
                xml("ISO-8859-1").into_bytes(),
                Pasted,
                (None, Some(("ISO-8859-1", "UTF-8", ReadAs::Pasted))),
                "é😀</a>",
            ),
            (
                marked("ISO-8859-1").into_bytes(),
                Sent,
                (None, Some(("ISO-8859-1", "UTF-8", ReadAs::Actual))),
                "é😀</a>",
            ),
            (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>e</a>".to_vec(), Sent, (None, None), "<a>e</a>"),
            (latin("ISO-8859-1"), Sent, (single, None), "é\u{80}x¤</a>"),
            (latin("ISO-8859-1"), Pasted, (single, None), "é\u{80}x¤</a>"),
            (latin("iso-8859-15"), Sent, (single, None), "é\u{80}x€</a>"),
            (latin("Windows-1252"), Sent, (single, None), "é€x¤</a>"),
            (undeclared, Sent, (single, Some(("UTF-8", "windows-1252", ReadAs::Actual))), "café</a>"),
        ];
        for (bytes, copied, (stage, conflict), ends) in table {
            let transcoded = transcode(Traced::plain(bytes, 0), copied).unwrap();
            let text = String::from_utf8(transcoded.text.bytes).unwrap();
            assert!(text.starts_with('<') && text.ends_with(ends), "{text}");
            assert_eq!(transcoded.stage, stage, "{text}");
            let found = transcoded.conflict.as_ref().map(|c| (c.declared.as_str(), c.actual, c.read));
            assert_eq!(found, conflict, "{text}");
        }
    }

    #[test]
    fn utf_16_leads_back_two_bytes_a_character() {
        let bytes = utf16("<é>", Order::Little);
        let (text, cut) = from_utf16(&Traced::plain(bytes, 0), Order::Little).unwrap();
        assert!(!cut);
        assert_eq!(text.captured(1..3), 2..4);
        assert_eq!(text.captured(3..4), 4..6);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let error = transcode(Traced::plain(&b"<\x01\xFF\xFE\x80"[..], 0), Bytes::Sent).unwrap_err();
        assert_eq!(error, NoText { at: 2, problem: DecodeProblem::NotUtf8(0xFF) });
    }
}
