//! The assertion is encrypted, which IAM Identity Center does not take.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "encrypted-for-identity-center",
    summary: "the assertion is encrypted, which IAM Identity Center does not accept",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM Identity Center does not decrypt assertions; Shibboleth encrypts unless it is told not to.",
    remedy: Remedy {
        text: "switch the encryption of assertions off for this application",
        setting: Some(Setting::Encryption),
    },
    citations: &[CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let encrypted = case.response.encrypted_assertions.first();
    encrypted
        .map(|element| {
            Finding::new(&RULE, element.tag, "the assertion is encrypted")
                .expected("an Assertion that is not encrypted")
        })
        .into()
}
