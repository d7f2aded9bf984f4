//! The sentences of AWS's that a text or a page says.

use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How, Match, Shown};
use crate::aws::known_errors::{connect, identity_center, sign_in, sts};

/// What AWS said, by a text or a page that somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words, to be explained.
    pub text: String,
    /// The whole sentences among them that AWS answers a login with.
    pub shown: Vec<Shown>,
    /// Those that stand in the middle of prose, which may deny them, ask for them or tell of the past.
    pub mentioned: Vec<Shown>,
}

impl Said {
    /// Without the words they stand in.
    pub(super) fn sentences_only(&self) -> Said {
        Said { text: String::new(), shown: self.shown.clone(), mentioned: self.mentioned.clone() }
    }

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
        // What IAM says to an upload, SCIM to a provider and a client to itself is no answer to a login.
        let answers = [sign_in::ALL, sts::ALL, connect::ALL, identity_center::ALL];
        let mut found = recognise::shown(&words);
        found
            .retain(|one| answers.iter().any(|speaker| speaker.iter().any(|known| known.id == one.error.id)));
        let (shown, mentioned) = found.into_iter().partition(|one| stands_plain(&words, one));
        Said { text: words, shown, mentioned }
    }
}

/// Whether a sentence stands as a page or a program shows it: in a line that says hardly anything else, or
/// with AWS's parenthesis or code. A doubt in the same line outweighs both.
fn stands_plain(text: &str, sentence: &Shown) -> bool {
    /// Words that may introduce it: `the page says:`.
    const FEW: usize = 6;
    const DOUBT: [&str; 20] = [
        "not",
        "no",
        "never",
        "was",
        "were",
        "had",
        "last",
        "yesterday",
        "if",
        "why",
        "resolved",
        "solved",
        "fixed",
        "closed",
        "done",
        "old",
        "earlier",
        "previous",
        "previously",
        "former",
    ];
    let is_it = |text: &&str| recognise::shown(text).iter().any(|one| one.error.id == sentence.error.id);
    // Where it is wrapped no line holds it, but a paragraph does.
    let Some(held) = text.lines().find(is_it).or_else(|| text.split("\n\n").find(is_it)) else {
        return false;
    };
    let words = |text: &str| -> Vec<String> {
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
    };
    let longest = sentence.error.spellings().map(words).max_by_key(Vec::len).unwrap_or_default();
    let written = words(held);
    // Some sentences have such a word themselves.
    let count = |words: &[String], word: &str| words.iter().filter(|other| other.as_str() == word).count();
    let is_doubt =
        |word: &String| DOUBT.contains(&word.as_str()) && count(&written, word) > count(&longest, word);
    if written.iter().any(is_doubt) || held.trim_end().ends_with('?') {
        return false;
    }
    written.len() <= longest.len() + FEW || recognise::recognise(text).frame.is_from_aws()
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
        Some(Match { error, how: How::Part { .. }, .. }) => Some(ErrorText::Like(error)),
        Some(Match { error, how: How::Code, .. }) => {
            found.codes.first().map(|known| known.code).or(error.code).map(ErrorText::Code)
        }
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
    /// A part of it.
    Like(&'static KnownError),
    /// A code that some come with.
    Code(&'static str),
    /// Known, and not AWS's answer to a SAML response.
    Foreign,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_decides_where_it_stands_as_a_page_shows_it() {
        for (text, shown, mentioned) in [
            ("The page says: Response signature invalid", 1, 0),
            ("Response signature\ninvalid", 1, 0),
            ("Users do NOT see \"Not authorized to perform sts:AssumeRoleWithSAML\"", 0, 1),
            ("Not authorized to perform sts:AssumeRoleWithSAML", 1, 0),
            ("Resolved: Response has expired", 0, 1),
            ("[x] done: Response signature invalid", 0, 1),
            ("Old error: Response signature invalid", 0, 1),
            (
                "we see Response signature invalid (Service: AWSSecurityTokenService; Status Code: 400; Error Code: InvalidIdentityToken)",
                1,
                0,
            ),
            ("We do NOT get \"Response signature invalid\" any more, the login works now", 0, 1),
            ("We do NOT get \"Response signature invalid\" (InvalidIdentityToken) any more", 0, 1),
            ("It is not \"Response signature\ninvalid\" that we see", 0, 1),
            ("Last week it was \"Response signature invalid\"", 0, 1),
            ("Could it be \"Response signature invalid\"?", 0, 1),
            // IAM's answer to an upload.
            ("Could not parse metadata.", 0, 0),
        ] {
            let said = Said::of(text);
            assert_eq!((said.shown.len(), said.mentioned.len()), (shown, mentioned), "{text}");
        }
    }

    #[test]
    fn an_error_text_is_one_that_says_a_known_sentence() {
        let said = |text| match error_text(text) {
            Some(ErrorText::Sentence(error)) => format!("is {}", error.id),
            Some(ErrorText::Like(error)) => format!("like {}", error.id),
            Some(ErrorText::Code(code)) => format!("code {code}"),
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
            ("AuthSamlInvalidSamlResponseException", "code AuthSamlInvalidSamlResponseException"),
            ("InvalidIdentityToken", "code InvalidIdentityToken"),
            ("RoleSessionName and SAMLResponse are two words", "none"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
