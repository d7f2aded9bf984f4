//! The mark that stands where redaction took something out, so that nobody judges what stands there.

/// In words.
pub const WORDS: &str = "removed by redaction";

/// In base64, for the places whose form that is.
pub const BASE64: &str = "cmVtb3ZlZCBieSByZWRhY3Rpb24=";

/// Whether a text is the mark, white space aside.
pub fn is_mark(text: &str) -> bool {
    let written = || text.chars().filter(|c| !c.is_ascii_whitespace());
    written().eq(BASE64.chars()) || written().eq(WORDS.chars().filter(|c| !c.is_ascii_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_known_in_both_forms() {
        use base64::Engine as _;
        let decoded = base64::engine::general_purpose::STANDARD.decode(BASE64).unwrap();
        assert_eq!(decoded, WORDS.as_bytes());
        for (text, expected) in [
            (BASE64, true),
            (WORDS, true),
            ("\n cmVtb3ZlZCBieSBy\r\nZWRhY3Rpb24= ", true),
            ("", false),
            ("AAAA", false),
        ] {
            assert_eq!(is_mark(text), expected, "{text:?}");
        }
    }
}
