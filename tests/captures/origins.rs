//! Whether the origin of a decoded text is where it stands in the capture, undone by other means.

use super::*;

/// Whether a stretch of the capture, undone by other means, holds the text and little else.
pub fn leads_back(bytes: &[u8], origin: &Range<u64>, text: &str) -> bool {
    let raw = slice(bytes, origin);
    if raw.len() > text.len() * 8 {
        return false;
    }
    let mut plain = raw;
    for _ in 0..3 {
        plain = plain
            .replace('^', "")
            .replace("\\x42", "B")
            .replace("\\u002b", "+")
            .replace("&#43;", "+")
            .replace("&#x2b;", "+");
        for (escape, character) in [
            ("%3A", ":"),
            ("%2F", "/"),
            ("%2B", "+"),
            ("%25", "%"),
            ("%3D", "="),
            ("%2f", "/"),
            ("%2b", "+"),
            ("%3d", "="),
            ("%0d", ""),
            ("%0a", ""),
        ] {
            plain = plain.replace(escape, character);
        }
    }
    if plain.contains(text) {
        return true;
    }
    let spaced = plain.replace(' ', "+");
    [plain, spaced].iter().any(|plain| {
        let characters =
            plain.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_'));
        let once: String = characters
            .map(|c| match c {
                '-' => '+',
                '_' => '/',
                c => c,
            })
            .collect();
        (0..4).any(|skip| {
            from_base64(&once, skip).is_some_and(|inner| {
                inner.contains(text)
                    || (0..4).any(|skip| from_base64(&inner, skip).is_some_and(|inner| inner.contains(text)))
            })
        })
    })
}

pub fn slice(bytes: &[u8], range: &Range<u64>) -> String {
    let range = range.start as usize..range.end as usize;
    String::from_utf8_lossy(&bytes[range]).replace('\0', "")
}

fn from_base64(text: &str, skip: usize) -> Option<String> {
    let text = text.get(skip..)?;
    let bytes = STANDARD_NO_PAD.decode(text.get(..text.len() / 4 * 4)?).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
