//! From any part of an error text, as pasted from a page, a terminal or a log, to the sentences it may be.
//!
//! Texts are compared word by word: case, quotes, dashes, line breaks, tags and punctuation do not
//! count. A sentence is found whole, or as the part of it that was left where the text was cut.

use std::ops::Range;

use self::patterns::{Candidate, Target, patterns};
use self::text::words;
use super::codes::{KnownCode, stem, with_code};
use super::foreign::{ForeignText, Origin};
use super::operations::{self, OtherOperation};
use super::sign_in::INVALID_SAML_RESPONSE;
use super::{KnownError, all, sts};
use crate::aws::services::evaluation_rank;

mod frame;
mod patterns;
mod text;
mod weight;

pub use frame::Frame;

/// What a text was found to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The best first.
    pub matches: Vec<Match>,
    /// Texts that are not AWS's answer to a SAML response, found whole.
    pub foreign: Vec<&'static ForeignText>,
    /// What the codes in the text mean by themselves.
    pub codes: Vec<&'static KnownCode>,
    /// The operation that the text names, where it is none of a SAML login: then it is no answer to one.
    pub other_operation: Option<OtherOperation>,
    /// What stood around the sentence.
    pub frame: Frame,
}

/// A sentence that the text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub error: &'static KnownError,
    pub how: How,
    /// The spelling that was found; the message where only the code was.
    pub spelling: &'static str,
}

/// How a sentence was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The whole sentence.
    Sentence,
    /// So many words of it, in a row.
    Part { words: usize, of: usize },
    /// The text has a code that AWS sends this sentence with, and no sentence.
    Code,
}

/// A sentence that somebody saw AWS answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub error: &'static KnownError,
    /// What stood beside it.
    pub request_id: Option<String>,
}

/// The sentences that stand whole in a text, each once. The page's own "Your request included an
/// invalid SAML response" is a heading where another stands beside it.
pub fn shown(text: &str) -> Vec<Shown> {
    let Recognised { matches, frame, .. } = recognise(text);
    let mut whole: Vec<&'static KnownError> =
        matches.into_iter().filter(|found| found.how == How::Sentence).map(|found| found.error).collect();
    if whole.len() > 1 {
        whole.retain(|error| error.id != INVALID_SAML_RESPONSE.id);
    }
    // Of several sentences nothing says which one it stood beside.
    let request_id = frame.request_id.filter(|_| whole.len() == 1);
    whole.into_iter().map(|error| Shown { error, request_id: request_id.clone() }).collect()
}

/// A page is not read beyond this many bytes.
const MOST_BYTES: usize = 1 << 20;

/// Finds the sentences that a text may be.
pub fn recognise(pasted: &str) -> Recognised {
    let pasted = &pasted[..crate::source::floor_char_boundary(pasted, MOST_BYTES)];
    let cleaned = text::clean(pasted);
    let (frame, framed) = frame::read(pasted, &cleaned);
    let codes: Vec<&str> = frame.codes().collect();
    if let Some(other) = operations::other(frame.operation.as_deref(), &codes) {
        return Recognised { other_operation: Some(other), frame, ..Recognised::default() };
    }
    let patterns = patterns();

    let mut found = patterns.sentences(&patterns.tokens(&words(&cleaned)));
    let foreign = settle_foreign(&mut found, &frame);
    if found.is_empty() && foreign.is_empty() {
        found = patterns.parts(&patterns.tokens(&words(&framed)));
    }
    let mut matches: Vec<Match> = Vec::new();
    for candidate in found {
        if let Target::Error(error) = candidate.pattern.target
            && !matches.iter().any(|known| known.error.id == error.id)
        {
            matches.push(Match { error, how: candidate.how, spelling: candidate.pattern.spelling });
        }
    }
    if matches.is_empty() && foreign.is_empty() && is_code_enough(&frame, words(&framed).len()) {
        matches = by_code(&frame);
    }
    let mut codes: Vec<&KnownCode> = Vec::new();
    for code in frame.codes() {
        codes.extend(with_code(code).filter(|known| !codes.contains(known)).collect::<Vec<_>>());
    }
    Recognised { matches, foreign, codes, other_operation: None, frame }
}

/// Whether a code tells anything without its sentence: every service of AWS's knows `AccessDenied`.
fn is_code_enough(frame: &Frame, word_count: usize) -> bool {
    let is_ours = |service: &str| {
        let ours = ["SecurityToken", "OpenIdDiscovery", "IdentityManagement", "Connect"];
        service.eq_ignore_ascii_case("sts") || ours.iter().any(|part| service.contains(part))
    };
    if frame.service.as_deref().is_some_and(|service| !is_ours(service)) {
        return false;
    }
    match frame.operation.as_deref() {
        Some(operation) => {
            operation.contains("SAML")
                || ["UpdateAssumeRolePolicy", "GetFederationToken"].contains(&operation)
        }
        None => {
            word_count <= 3
                || frame.codes().any(|code| {
                    let own = ["InvalidIdentityToken", "IDPRejectedClaim", "PackedPolicyTooLarge"];
                    code.starts_with("AuthSaml") || own.contains(&stem(code))
                })
        }
    }
}

/// Every sentence AWS sends with the codes of a text, in the order of evaluation; what only calls were ever
/// answered comes last.
fn by_code(frame: &Frame) -> Vec<Match> {
    let mut matches: Vec<Match> = all()
        .filter(|error| frame.codes().any(|code| answers_to(error, code)))
        .map(|error| Match { error, how: How::Code, spelling: error.message })
        .collect();
    matches.sort_by_key(|found| (sts::is_of_calls_only(found.error), evaluation_rank(found.error)));
    matches
}

/// Whether AWS sends a sentence with a code, whatever its suffix. The command line shows
/// `InvalidIdentityToken` where the page shows the code of the SAML service inside.
fn answers_to(error: &KnownError, code: &str) -> bool {
    error.code.is_some_and(|own| {
        stem(own).eq_ignore_ascii_case(stem(code))
            || (own.starts_with("AuthSaml") && stem(code).eq_ignore_ascii_case("InvalidIdentityToken"))
    })
}

/// Takes the foreign texts out of what was found, and what was only found inside them.
fn settle_foreign(found: &mut Vec<Candidate>, frame: &Frame) -> Vec<&'static ForeignText> {
    let mut foreign: Vec<(&'static ForeignText, Range<usize>)> = Vec::new();
    for candidate in found.iter() {
        let Target::Foreign(text) = candidate.pattern.target else { continue };
        // AWS's own parenthesis vouches for the sentence inside: the word before it is somebody's log.
        let is_vouched = text.origin == Origin::NotVerified && frame.is_from_aws();
        if !is_vouched && !foreign.iter().any(|(known, _)| std::ptr::eq(*known, text)) {
            foreign.push((text, candidate.at.clone()));
        }
    }
    found.retain(|candidate| match candidate.pattern.target {
        Target::Foreign(_) => false,
        Target::Error(_) => {
            !foreign.iter().any(|(_, at)| at.start <= candidate.at.start && candidate.at.end <= at.end)
        }
    });
    foreign.into_iter().map(|(text, _)| text).collect()
}

#[cfg(test)]
mod tests;
