//! Characters that copying leaves in a text and nobody sees.

use crate::invisible::comes_with_copying;

/// The character at a byte where it is one that takes up no room or looks like a blank: zero-width
/// and bidirectional marks, soft hyphens, blanks other than U+0020. With its length in UTF-8.
pub(super) fn invisible_at(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let lead = *bytes.get(at)?;
    if !matches!(lead, 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF) {
        return None;
    }
    let length = if lead < 0xE0 { 2 } else { 3 };
    let character = std::str::from_utf8(bytes.get(at..at + length)?).ok()?.chars().next()?;
    comes_with_copying(character).then_some((character, length))
}

/// As `U+200B`.
pub(super) fn code_point(character: char) -> String {
    format!("U+{:04X}", character as u32)
}

/// The range without white space and invisible characters at its ends.
pub(super) fn trim(bytes: &[u8]) -> std::ops::Range<usize> {
    let mut start = 0;
    while start < bytes.len() {
        if bytes[start].is_ascii_whitespace() {
            start += 1;
        } else if let Some((_, length)) = invisible_at(bytes, start) {
            start += length;
        } else {
            break;
        }
    }
    let mut end = bytes.len();
    while end > start {
        if bytes[end - 1].is_ascii_whitespace() {
            end -= 1;
            continue;
        }
        let hidden = [2, 3].into_iter().find(|&length| {
            end >= start + length
                && invisible_at(bytes, end - length).is_some_and(|(_, found)| found == length)
        });
        match hidden {
            Some(length) => end -= length,
            None => break,
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_lose_what_nobody_sees() {
        for (text, expected) in [
            ("  ab \r\n", "ab"),
            ("\u{FEFF}\u{200B}ab\u{A0}\u{200B} ", "ab"),
            ("é\u{AD}", "é"),
            ("\u{2060}", ""),
            ("", ""),
        ] {
            assert_eq!(&text[trim(text.as_bytes())], expected, "{text:?}");
        }
    }
}
