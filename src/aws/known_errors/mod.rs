//! The sentences AWS answers a failing login with, as data.

use crate::knowledge::{Citation, Confidence};

pub mod client_tools;
pub mod codes;
pub mod connect;
pub mod foreign;
pub mod iam;
pub mod identity_center;
pub mod operations;
pub mod recognise;
pub mod scim;
pub mod services;
pub mod sign_in;
pub mod sts;
pub mod trust_policy;

/// One sentence of AWS's, or of a tool that stands before AWS.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownError {
    /// Kebab case; stable, part of the JSON contract.
    pub id: &'static str,
    /// As AWS spells it, without the parenthesis of service, status and request; `{}` where a part varies.
    pub message: &'static str,
    /// Other spellings that were seen or documented; `{}` where a part varies.
    pub aliases: &'static [&'static str],
    /// The service in AWS's parenthesis.
    pub service: Option<&'static str>,
    /// HTTP status.
    pub status: Option<u16>,
    pub code: Option<&'static str>,
    /// `Certain` where AWS documents the sentence or it was measured, `Likely` where people have reported it.
    pub confidence: Confidence,
    /// What to look at first; empty where it is the first of the causes.
    pub look_first: &'static str,
    /// Causes that no captured file can decide, most likely first.
    pub causes: &'static [&'static str],
    /// What to look at or run next.
    pub next: &'static [&'static str],
    pub citations: &'static [Citation],
}

impl KnownError {
    /// The sentence as a person reads it: `…` where a part varies.
    pub fn shown(&self) -> std::borrow::Cow<'static, str> {
        match self.message.contains("{}") {
            true => self.message.replace("{}", "…").into(),
            false => self.message.into(),
        }
    }
}

/// What a sentence does not say of itself.
const EMPTY: KnownError = KnownError {
    id: "",
    message: "",
    aliases: &[],
    service: None,
    status: None,
    code: None,
    confidence: Confidence::Likely,
    look_first: "",
    causes: &[],
    next: &[],
    citations: &[],
};

/// The catalogue, a list a speaker.
pub static BY_SPEAKER: &[&[&KnownError]] = &[
    sign_in::ALL,
    sts::ALL,
    iam::ALL,
    trust_policy::ALL,
    connect::ALL,
    identity_center::ALL,
    scim::ALL,
    services::ALL,
    client_tools::ALL,
];

/// Every sentence of the catalogue, in its order.
pub fn all() -> impl Iterator<Item = &'static KnownError> {
    BY_SPEAKER.iter().flat_map(|speaker| speaker.iter().copied())
}

/// The sentence with this id.
pub fn known_error(id: &str) -> Option<&'static KnownError> {
    all().find(|known| known.id == id)
}

impl KnownError {
    /// The sentence is a tool's own, and AWS never saw the request.
    pub fn is_client_tool(&self) -> bool {
        client_tools::ALL.iter().any(|known| known.id == self.id)
    }

    /// Every spelling, AWS's own first.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.message).chain(self.aliases.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_sentence_has_an_id_of_its_own_and_a_public_source() {
        let mut ids = HashSet::new();
        for known in all() {
            let is_kebab = known.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(is_kebab && !known.id.is_empty(), "{:?}", known.id);
            assert!(ids.insert(known.id), "{} twice", known.id);
            assert!(!known.message.is_empty(), "{}", known.id);
            assert!(!known.citations.is_empty(), "{}", known.id);
            for citation in known.citations {
                assert!(citation.url.starts_with("https://"), "{}: {}", known.id, citation.url);
            }
        }
    }

    #[test]
    fn no_spelling_belongs_to_two_sentences() {
        let mut spellings = HashSet::new();
        for known in all() {
            for spelling in known.spellings() {
                assert!(spellings.insert(spelling.to_lowercase()), "{spelling}");
            }
        }
    }

    #[test]
    fn every_static_of_a_file_is_in_its_list() {
        for (source, list) in [
            (include_str!("sign_in.rs"), sign_in::ALL),
            (include_str!("sts.rs"), sts::ALL),
            (include_str!("iam.rs"), iam::ALL),
            (include_str!("trust_policy.rs"), trust_policy::ALL),
            (include_str!("connect.rs"), connect::ALL),
            (include_str!("identity_center.rs"), identity_center::ALL),
            (include_str!("scim.rs"), scim::ALL),
            (include_str!("client_tools.rs"), client_tools::ALL),
        ] {
            assert_eq!(source.matches(": KnownError = KnownError {").count(), list.len());
        }
    }
}
