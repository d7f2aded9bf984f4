//! How characters of the input are drawn, so that none of them acts on the terminal.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

pub use crate::invisible::is_invisible;

/// Columns a character takes on a terminal.
pub fn width(character: char) -> usize {
    if character.is_ascii() {
        1
    } else if is_combining_mark(character) {
        0
    } else if is_wide(character) {
        2
    } else {
        1
    }
}

/// Columns a text takes on a terminal.
pub fn text_width(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text with what cannot be seen named: `<U+200B>`. Line feeds too; a line is ended by the report.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut drawn = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_invisible(character) {
            push_code_point(&mut drawn, character);
        } else {
            drawn.push(character);
        }
    }
    Cow::Owned(drawn)
}

/// [`plain`], and no longer than so many characters.
pub fn clipped(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        None => plain(text),
        Some((cut, _)) => Cow::Owned(format!("{}…", plain(&text[..cut]))),
    }
}

/// Where in a snippet a character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Beside what is pointed at.
    Around,
    /// In a value that is pointed at: its spaces count.
    Value,
}

/// Draws one character of a snippet and returns the columns it takes.
///
/// Controls have symbols of their own, what has none is named `<U+200B>`.
pub fn draw(character: char, spot: Spot, drawn: &mut String) -> usize {
    let symbol = match character {
        ' ' if spot == Spot::Value => '·',
        '\t' => '→',
        '\n' => '↵',
        '\u{7F}' => '\u{2421}',
        // The block Control Pictures holds them in the same order.
        '\0'..='\u{1F}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}'),
        // What stands for another is named where it is itself in the text.
        _ if is_invisible(character) || is_symbol(character, spot) => {
            let before = drawn.len();
            push_code_point(drawn, character);
            return drawn.len() - before;
        }
        _ => character,
    };
    drawn.push(symbol);
    width(symbol)
}

/// Whether [`draw`] draws this in the place of another character.
fn is_symbol(character: char, spot: Spot) -> bool {
    match character {
        '·' => spot == Spot::Value,
        '→' | '↵' | '\u{2400}'..='\u{2421}' => true,
        _ => false,
    }
}

pub(super) fn push_code_point(drawn: &mut String, character: char) {
    use std::fmt::Write as _;
    // Writing to a String cannot fail.
    let _ = write!(drawn, "<U+{:04X}>", character as u32);
}

/// East Asian Wide and Fullwidth (Unicode Standard Annex 11), by block, and pictographs.
fn is_wide(character: char) -> bool {
    matches!(character as u32,
        0x1100..=0x115E | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_names_what_cannot_be_seen() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a b", "a b"),
            ("a\nb", "a<U+000A>b"),
            ("\u{1b}[31m", "<U+001B>[31m"),
            ("a\u{202e}b", "a<U+202E>b"),
            ("\u{9b}31m", "<U+009B>31m"),
            ("e\u{301}", "e\u{301}"),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
        assert_eq!(clipped("abcdef", 3), "abc…");
        assert_eq!(clipped("abc", 3), "abc");
    }

    #[test]
    fn snippets_have_a_symbol_for_every_control() {
        for (character, expected, columns) in [
            ('a', "a", 1),
            (' ', "·", 1),
            ('\t', "→", 1),
            ('\n', "↵", 1),
            ('\r', "␍", 1),
            ('\0', "␀", 1),
            ('\u{1b}', "␛", 1),
            ('\u{7f}', "␡", 1),
            ('\u{85}', "<U+0085>", 8),
            ('\u{a0}', "<U+00A0>", 8),
            ('\u{200b}', "<U+200B>", 8),
            ('\u{202e}', "<U+202E>", 8),
            ('\u{e0041}', "<U+E0041>", 9),
            ('漢', "漢", 2),
            ('·', "<U+00B7>", 8),
            ('→', "<U+2192>", 8),
            ('␍', "<U+240D>", 8),
        ] {
            let mut drawn = String::new();
            assert_eq!(draw(character, Spot::Value, &mut drawn), columns, "{character:?}");
            assert_eq!(drawn, expected, "{character:?}");
        }
        let mut drawn = String::new();
        draw(' ', Spot::Around, &mut drawn);
        assert_eq!(drawn, " ");
    }
}
