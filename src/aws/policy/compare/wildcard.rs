//! Patterns with `*` and `?`, matched in time linear in the pattern for each star.

/// A pattern over UTF-16 units, which is what `?` counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Unit(u16),
    /// `?`
    One,
    /// `*`, and what is not known.
    Run,
}

/// Whether `*` and `?` of a text are wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wildcards {
    Live,
    Literal,
}

impl Pattern {
    pub fn empty() -> Pattern {
        Pattern { tokens: Vec::new() }
    }

    /// A pattern as it is written.
    pub fn plain(text: &str) -> Pattern {
        let mut pattern = Pattern::empty();
        pattern.push(text, Wildcards::Live);
        pattern
    }

    pub fn push(&mut self, text: &str, wildcards: Wildcards) {
        for unit in text.encode_utf16() {
            match (unit, wildcards) {
                (0x2A, Wildcards::Live) => self.push_run(),
                (0x3F, Wildcards::Live) => self.tokens.push(Token::One),
                _ => self.tokens.push(Token::Unit(unit)),
            }
        }
    }

    /// Any text.
    pub fn push_run(&mut self) {
        if self.tokens.last() != Some(&Token::Run) {
            self.tokens.push(Token::Run);
        }
    }

    /// Whether it fits whatever text there is.
    pub fn fits_everything(&self) -> bool {
        self.tokens == [Token::Run]
    }

    /// Without backtracking further than to the last star.
    pub fn fits(&self, text: &str) -> bool {
        let units: Vec<u16> = text.encode_utf16().collect();
        let (mut at, mut token) = (0, 0);
        let mut last_run: Option<(usize, usize)> = None;
        while at < units.len() {
            match self.tokens.get(token) {
                Some(Token::Run) => {
                    last_run = Some((token, at));
                    token += 1;
                }
                Some(Token::One) => {
                    at += 1;
                    token += 1;
                }
                Some(&Token::Unit(unit)) if unit == units[at] => {
                    at += 1;
                    token += 1;
                }
                Some(Token::Unit(_)) | None => {
                    let Some((run, from)) = last_run else { return false };
                    last_run = Some((run, from + 1));
                    at = from + 1;
                    token = run + 1;
                }
            }
        }
        self.tokens[token..].iter().all(|token| *token == Token::Run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_run_and_question_marks_for_one_unit() {
        for (pattern, text, fits) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("?*", "a", true),
            ("https://*.signin.aws.amazon.com/saml", "https://signin.aws.amazon.com/saml", false),
            ("https://*signin.aws.amazon.com/saml*", "https://signin.aws.amazon.com/saml/acs/S", true),
            ("a*b*c", "abcbc", true),
            ("a*b*c", "abcb", false),
            ("*a", "aaa", true),
            ("a[b]", "ab", false),
            ("A", "a", false),
            ("?", "\u{10400}", false),
            ("??", "\u{10400}", true),
            ("?", "\u{e9}", true),
        ] {
            assert_eq!(Pattern::plain(pattern).fits(text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_star_of_a_literal_text_is_a_star() {
        let mut pattern = Pattern::empty();
        pattern.push("a*", Wildcards::Literal);
        assert!(pattern.fits("a*"));
        assert!(!pattern.fits("ab"));
    }
}
