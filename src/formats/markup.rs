//! Text in XML and HTML: nothing of the input is markup there.

use std::borrow::Cow;

use crate::report::visible;

/// A text for an element or a quoted attribute: markup escaped, what cannot be seen named.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'' | '\u{FFFE}' | '\u{FFFF}');
    let text = visible::plain(text);
    if !text.contains(special) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no way to write these two.
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_value_is_markup() {
        for (text, expected) in [
            ("plain", "plain"),
            ("</script><a b='c\">&", "&lt;/script&gt;&lt;a b=&#39;c&quot;&gt;&amp;"),
            ("]]>", "]]&gt;"),
            ("a\u{1b}\0b", "a&lt;U+001B&gt;&lt;U+0000&gt;b"),
            ("\u{FFFF}", "\u{FFFD}"),
        ] {
            assert_eq!(escaped(text), expected, "{text:?}");
        }
    }
}
