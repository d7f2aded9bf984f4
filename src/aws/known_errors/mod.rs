//! The sentences AWS answers a failing login with, as data.

use crate::knowledge::{Citation, Confidence};

/// One sentence of AWS's.
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
    /// `Certain` where AWS documents the sentence, `Likely` where people have reported it.
    pub confidence: Confidence,
    /// Causes that no captured file can decide, most likely first.
    pub causes: &'static [&'static str],
    /// What to look at or run next.
    pub next: &'static [&'static str],
    pub citations: &'static [Citation],
}

/// The order in which AWS is taken to check.
pub static EVALUATION_ORDER: &[&KnownError] = &[];

pub mod sign_in {
    use super::*;
    pub static INVALID_SAML_RESPONSE: KnownError = KnownError {
        id: "invalid-saml-response",
        message: "Your request included an invalid SAML response. To logout, click here.",
        aliases: &[],
        service: None,
        status: None,
        code: None,
        confidence: Confidence::Certain,
        causes: &[],
        next: &[],
        citations: &[],
    };
}
