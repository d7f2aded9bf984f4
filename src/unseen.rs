//! Characters that cannot be seen, and values written so that they can.

/// A value as a message shows it: in double quotes, what cannot be seen named, long ones cut.
///
/// Control, bidirectional, zero-width and non-breaking characters and line ends become `<U+200B>`;
/// nothing in the result can move a cursor or reorder a line.
pub fn quoted(value: &str) -> String {
    const LONGEST: usize = 160;
    let mut shown = String::from("\"");
    for (count, character) in value.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        if is_invisible(character) {
            shown.push_str(&format!("<U+{:04X}>", character as u32));
        } else {
            shown.push(character);
        }
    }
    shown.push('"');
    shown
}

/// Characters that a reader cannot see or that change how others are drawn; the space is not one.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{A0}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{17B4}'
            | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}'
            | '\u{205F}'..='\u{206F}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The name of a character as a message gives it: `U+0020 SPACE`.
pub fn character_name(character: char) -> String {
    let name = match character {
        '\t' => "TAB",
        '\n' => "LINE FEED",
        '\r' => "CARRIAGE RETURN",
        ' ' => "SPACE",
        '\u{A0}' => "NO-BREAK SPACE",
        '\u{AD}' => "SOFT HYPHEN",
        '\u{2007}' => "FIGURE SPACE",
        '\u{2009}' => "THIN SPACE",
        '\u{200B}' => "ZERO WIDTH SPACE",
        '\u{200C}' => "ZERO WIDTH NON-JOINER",
        '\u{200D}' => "ZERO WIDTH JOINER",
        '\u{200E}' => "LEFT-TO-RIGHT MARK",
        '\u{200F}' => "RIGHT-TO-LEFT MARK",
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202C}' => "POP DIRECTIONAL FORMATTING",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{202F}' => "NARROW NO-BREAK SPACE",
        '\u{2060}' => "WORD JOINER",
        '\u{3000}' => "IDEOGRAPHIC SPACE",
        '\u{FEFF}' => "ZERO WIDTH NO-BREAK SPACE",
        _ if is_invisible(character) => return format!("U+{:04X}", character as u32),
        _ => return format!("\"{character}\" (U+{:04X})", character as u32),
    };
    format!("U+{:04X} {name}", character as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_values_show_what_cannot_be_seen_and_are_cut() {
        assert_eq!(quoted("Jane Doe"), "\"Jane Doe\"");
        assert_eq!(quoted("a\u{a0}b\u{1b}[31m\u{202e}"), "\"a<U+00A0>b<U+001B>[31m<U+202E>\"");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 163);
    }
}
