//! The sentences of AWS's that a text or a page says.

use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How, Match, Shown};
use crate::aws::known_errors::trust_policy;

/// What AWS said, by a text or a page that somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words, to be explained.
    pub text: String,
    /// The whole sentences among them that AWS answers a login with.
    pub shown: Vec<Shown>,
}

impl Said {
    /// What a text says, without the long runs of letters in it, which are values.
    pub(super) fn of(text: &str) -> Said {
        /// A longer word is a value.
        const LONGEST_WORD: usize = 100;
        /// Prose that is longer is read so far.
        const LONGEST: usize = 64 << 10;
        let mut words = String::new();
        for piece in text.split_inclusive(char::is_whitespace) {
            match piece.len() <= LONGEST_WORD {
                true => words.push_str(piece),
                false => words.push('\n'),
            }
            if words.len() > LONGEST {
                break;
            }
        }
        // What IAM says to a policy is no answer to a login.
        let mut shown = recognise::shown(&words);
        shown.retain(|one| !trust_policy::ALL.iter().any(|known| known.id == one.error.id));
        Said { text: words, shown }
    }
}

/// The error text that a text is, as somebody copied it from a page, a terminal or a log.
pub(super) fn error_text(text: &str) -> Option<ErrorText> {
    /// Prose that is longer may quote a sentence, but is none.
    const LONGEST: usize = 4096;
    if text.len() > LONGEST {
        return None;
    }
    let found = recognise::recognise(text);
    match found.matches.first() {
        Some(Match { error, how: How::Sentence, .. }) => Some(ErrorText::Sentence(error)),
        Some(Match { error, how: How::Part { .. } | How::Code, .. }) => Some(ErrorText::Like(error)),
        None => (!found.foreign.is_empty()).then_some(ErrorText::Foreign),
    }
}

/// The sentence of AWS's that a saved page shows.
pub(super) fn error_page(page: &str) -> Option<ErrorText> {
    /// AWS's error pages are some kilobytes long.
    const LONGEST: usize = 1 << 20;
    if page.len() > LONGEST {
        return None;
    }
    let found = recognise::recognise(page).matches;
    found.iter().find(|found| found.how == How::Sentence).map(|found| ErrorText::Sentence(found.error))
}

/// What an error text says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ErrorText {
    /// A sentence of AWS's, whole.
    Sentence(&'static KnownError),
    /// A part of it, or a code that it comes with.
    Like(&'static KnownError),
    /// Known, and not AWS's answer to a SAML response.
    Foreign,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_text_is_one_that_says_a_known_sentence() {
        let said = |text| match error_text(text) {
            Some(ErrorText::Sentence(error)) => format!("is {}", error.id),
            Some(ErrorText::Like(error)) => format!("like {}", error.id),
            Some(ErrorText::Foreign) => "foreign".to_owned(),
            None => "none".to_owned(),
        };
        for (text, expected) in [
            (
                "Response signature invalid (service: AWSSecurityTokenService; status code: 400)",
                "is response-signature-invalid",
            ),
            ("Not authorized to perform sts:AssumeRole\u{2026}", "like not-authorized-to-assume-role"),
            ("Hello, the SAML assertion of our new identity provider does not work, can you help?", "none"),
            ("RoleSessionName and SAMLResponse are two words", "none"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
