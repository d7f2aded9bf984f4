//! Encodings: from the bytes of a text to UTF-8 without byte order mark.

use super::traced::Traced;
use super::{EncodingConflict, Stage};

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
    pub problem: String,
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
            return Err(NoText { at, problem: format!("unpaired UTF-16 surrogate 0x{first:04X}") });
        };
        step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at..at + width);
        at += width;
    }
    Ok((step.finish(), cut))
}

/// The bytes of an XML document in UTF-8. What its declaration says is compared with what it is.
pub(super) fn transcode(value: Traced) -> Result<Transcoded, NoText> {
    if let Some(order) = utf16_order(&value.bytes) {
        let (text, cut) = from_utf16(&value, order)?;
        let conflict = declared_encoding(&text.bytes)
            .filter(|declared| !declared.to_ascii_uppercase().starts_with("UTF-16"))
            .map(|declared| EncodingConflict { declared, actual: order.name() });
        return Ok(Transcoded { text, stage: Some(Stage::Utf16), conflict, cut });
    }
    let text = without_byte_order_mark(value);
    let declared = declared_encoding(&text.bytes);
    let conflict = |actual: &'static str| {
        let declared = declared.clone().unwrap_or_else(|| "UTF-8".to_owned());
        Some(EncodingConflict { declared, actual })
    };
    let encoding = declared.as_deref().map_or(Encoding::Utf8, Encoding::named);
    let invalid = std::str::from_utf8(&text.bytes).err();
    let plain = |text, conflict| Ok(Transcoded { text, stage: None, conflict, cut: false });
    match (encoding, invalid) {
        (Encoding::Utf8, None) => plain(text, None),
        (Encoding::Utf16, None) => plain(text, conflict("UTF-8")),
        (_, None) if text.bytes.is_ascii() => plain(text, None),
        // Latin letters that happen to be valid UTF-8 do not occur in names and addresses.
        (_, None) => plain(text, conflict("UTF-8")),
        // The last character was cut off.
        (Encoding::Utf8, Some(error)) if error.error_len().is_none() => {
            let text = text.slice(0..error.valid_up_to());
            Ok(Transcoded { text, stage: None, conflict: None, cut: true })
        }
        (Encoding::SingleByte, Some(_)) => {
            let text = from_windows_1252(&text);
            Ok(Transcoded { text, stage: Some(Stage::Iso8859_1), conflict: None, cut: false })
        }
        (_, Some(error)) => {
            let high = text.bytes.iter().filter(|byte| !byte.is_ascii()).count();
            let control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
            let control = text.bytes.iter().filter(control).count();
            let at = error.valid_up_to();
            if control > 0 || high * 20 > text.len() {
                let byte = text.bytes.get(at).copied().unwrap_or_default();
                return Err(NoText { at, problem: format!("the byte 0x{byte:02X} is no UTF-8") });
            }
            let conflict = conflict("windows-1252");
            let text = from_windows_1252(&text);
            Ok(Transcoded { text, stage: Some(Stage::Iso8859_1), conflict, cut: false })
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16,
    SingleByte,
    Other,
}

impl Encoding {
    fn named(name: &str) -> Encoding {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Encoding::Utf8,
            "utf-16" | "utf-16le" | "utf-16be" | "unicode" => Encoding::Utf16,
            "iso-8859-1" | "iso8859-1" | "latin1" | "iso-8859-15" | "windows-1252" | "cp1252" => {
                Encoding::SingleByte
            }
            _ => Encoding::Other,
        }
    }
}

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

/// Each byte a character, as every browser reads ISO-8859-1 (WHATWG Encoding).
fn from_windows_1252(value: &Traced) -> Traced {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let mut step = value.step();
    let mut at = 0;
    while at < value.len() {
        let plain = value.bytes[at..].iter().take_while(|byte| byte.is_ascii()).count();
        step.copy(at..at + plain);
        at += plain;
        if let Some(&byte) = value.bytes.get(at) {
            let character = match byte {
                0x80..=0x9F => C1[usize::from(byte - 0x80)],
                _ => char::from(byte),
            };
            step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at..at + 1);
            at += 1;
        }
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
        let xml = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?><a>é😀</a>");
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9\x80</a>".to_vec();
        for (bytes, stage, declared, actual, ends) in [
            (xml("UTF-8").into_bytes(), None, None, None, "é😀</a>"),
            (format!("\u{FEFF}{}", xml("utf-8")).into_bytes(), None, None, None, "é😀</a>"),
            (utf16(&xml("UTF-16"), Order::Little), Some(Stage::Utf16), None, None, "é😀</a>"),
            (
                utf16(&format!("\u{FEFF}{}", xml("UTF-16")), Order::Big),
                Some(Stage::Utf16),
                None,
                None,
                "é😀</a>",
            ),
            (
                utf16(&xml("UTF-8"), Order::Big),
                Some(Stage::Utf16),
                Some("UTF-8"),
                Some("UTF-16BE"),
                "é😀</a>",
            ),
            (xml("utf-16").into_bytes(), None, Some("utf-16"), Some("UTF-8"), "é😀</a>"),
            (xml("ISO-8859-1").into_bytes(), None, Some("ISO-8859-1"), Some("UTF-8"), "é😀</a>"),
            (latin, Some(Stage::Iso8859_1), None, None, "é€</a>"),
            (
                b"<a>and many more letters, caf\xE9</a>".to_vec(),
                Some(Stage::Iso8859_1),
                Some("UTF-8"),
                Some("windows-1252"),
                "café</a>",
            ),
        ] {
            let transcoded = transcode(Traced::plain(bytes.clone(), 0)).unwrap();
            let text = String::from_utf8(transcoded.text.bytes).unwrap();
            assert!(text.starts_with('<') && text.ends_with(ends), "{text}");
            assert_eq!(transcoded.stage, stage, "{text}");
            let conflict = transcoded.conflict.as_ref();
            assert_eq!(conflict.map(|c| c.declared.as_str()), declared, "{text}");
            assert_eq!(conflict.map(|c| c.actual), actual, "{text}");
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
        let error = transcode(Traced::plain(&b"<\x01\xFF\xFE\x80"[..], 0)).unwrap_err();
        assert_eq!(error, NoText { at: 2, problem: "the byte 0xFF is no UTF-8".to_owned() });
    }
}
