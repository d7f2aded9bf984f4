//! The one table of characters nobody sees, by class, and values written so that they can be seen.

/// What a character is that a reader does not see, or not as what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Obeyed, not drawn.
    Control,
    /// A tab, or an end of line of ASCII's and Unicode's controls.
    LineEnd,
    /// U+0020: seen between words, not at their ends.
    Space,
    /// Any other blank.
    Blank,
    /// U+2028 and U+2029.
    Separator,
    /// The soft hyphen.
    Hyphen,
    /// Without width: marks of words and of direction, the byte order mark.
    Mark,
    /// Isolates of direction, and format characters that Unicode deprecates.
    Isolate,
    /// The Mongolian vowel separator, white space until Unicode 6.3.
    VowelSeparator,
    /// Fillers, variation selectors, tags: what scripts and emoji are made of.
    Filler,
}

/// The class of a character; `None` where it is one to be seen.
pub fn class(character: char) -> Option<Class> {
    // Nearly all there are.
    if character.is_ascii_graphic() {
        return None;
    }
    Some(match character {
        '\t'..='\r' | '\u{85}' => Class::LineEnd,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Class::Control,
        ' ' => Class::Space,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            Class::Blank
        }
        '\u{2028}' | '\u{2029}' => Class::Separator,
        '\u{AD}' => Class::Hyphen,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
            Class::Mark
        }
        '\u{2065}'..='\u{206F}' => Class::Isolate,
        '\u{180E}' => Class::VowelSeparator,
        '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Class::Filler,
        _ => return None,
    })
}

impl Class {
    /// Whether a report names such a character or draws a sign in its place: all but the space.
    fn is_drawn(self) -> bool {
        self != Class::Space
    }

    /// Whether copying brings it into a value that cannot hold it; ASCII's white space is told apart
    /// from these.
    fn comes_with_copying(self) -> bool {
        match self {
            Class::Blank
            | Class::Separator
            | Class::Hyphen
            | Class::Mark
            | Class::Isolate
            | Class::VowelSeparator => true,
            Class::Control | Class::LineEnd | Class::Space | Class::Filler => false,
        }
    }

    /// Whether two values that differ only in it were meant to be one.
    fn is_blank(self) -> bool {
        match self {
            Class::LineEnd | Class::Space | Class::Blank | Class::Separator | Class::Hyphen | Class::Mark => {
                true
            }
            Class::Control | Class::Isolate | Class::VowelSeparator | Class::Filler => false,
        }
    }

    /// Whether a name out of the input may not hold it: it would act on the terminal.
    fn acts(self) -> bool {
        match self {
            Class::Control | Class::LineEnd | Class::Separator | Class::Mark | Class::Isolate => true,
            Class::Space | Class::Blank | Class::Hyphen | Class::VowelSeparator | Class::Filler => false,
        }
    }
}

/// Characters that a reader cannot see or that change how others are drawn; the space is not one.
pub fn is_invisible(character: char) -> bool {
    class(character).is_some_and(Class::is_drawn)
}

/// Characters that copying leaves in a text: they take up no room or look like a blank. No ASCII.
pub fn comes_with_copying(character: char) -> bool {
    class(character).is_some_and(Class::comes_with_copying)
}

/// White space, and what looks like it or like nothing: two values that differ in it alone look alike.
pub fn is_blank(character: char) -> bool {
    class(character).is_some_and(Class::is_blank)
}

/// Characters that move a cursor or turn a line round.
pub fn acts_on_terminal(character: char) -> bool {
    class(character).is_some_and(Class::acts)
}

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
    fn where_the_uses_differ_there_is_a_reason() {
        for (character, drawn, copied, blank, acts, why) in [
            ('\u{1b}', true, false, false, true, "a control is no blank, and no copy adds one"),
            ('\n', true, false, true, true, "ASCII's white space is left out of base64 without a word"),
            (' ', false, false, true, false, "seen between words, and safe anywhere"),
            ('\u{a0}', true, true, true, false, "drawn as a blank: harmless in a name"),
            ('\u{2028}', true, true, true, true, "an end of line to some terminals"),
            ('\u{ad}', true, true, true, false, "drawn as nothing or as a hyphen: harmless in a name"),
            ('\u{200b}', true, true, true, true, "changes what a name seems to be"),
            ('\u{202e}', true, true, true, true, "turns the line round"),
            ('\u{2067}', true, true, false, true, "turns the line round; nobody types it for a blank"),
            ('\u{180e}', true, true, false, false, "a blank to old programs alone"),
            ('\u{fe0f}', true, false, false, false, "part of what is written: an emoji, a script"),
            ('e', false, false, false, false, "seen"),
        ] {
            let is = (
                is_invisible(character),
                comes_with_copying(character),
                is_blank(character),
                acts_on_terminal(character),
            );
            assert_eq!(is, (drawn, copied, blank, acts), "{:04X}: {why}", character as u32);
        }
    }

    #[test]
    fn what_unicode_calls_white_space_or_a_control_has_a_class() {
        for character in '\0'..=char::MAX {
            assert!(!character.is_control() || acts_on_terminal(character), "{:04X}", character as u32);
            assert!(!character.is_whitespace() || is_blank(character), "{:04X}", character as u32);
        }
    }

    #[test]
    fn quoted_values_show_what_cannot_be_seen_and_are_cut() {
        assert_eq!(quoted("Jane Doe"), "\"Jane Doe\"");
        assert_eq!(quoted("a\u{a0}b\u{1b}[31m\u{202e}"), "\"a<U+00A0>b<U+001B>[31m<U+202E>\"");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 163);
    }
}
