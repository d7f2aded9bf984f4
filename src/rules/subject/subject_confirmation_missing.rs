//! The subject is not confirmed.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "subject-confirmation-missing",
    summary: "the assertion has no SubjectConfirmation with its SubjectConfirmationData",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS requires one SubjectConfirmation whose SubjectConfirmationData has a Recipient and a NotOnOrAfter. STS, called without one of the two, answered that the base64 is invalid, its words for whatever breaks the form that it demands; so it most likely does without both. WS-Trust tokens that were passed off as SAML responses were refused for lack of it.",
    remedy: Remedy {
        text: "send the bearer SubjectConfirmation that SAML's browser profile requires; a token of WS-Trust is not what the sign-in takes",
        setting: None,
    },
    citations: &[SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64, &sts::SUBJECT_CONFIRMATION_DATA_INCOMPLETE],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    // An Assertion without Subject is rule name-id-missing's matter.
    let Some(subject) = &assertion.subject else { return case.absent() };
    if assertion.confirmation_data().next().is_some() {
        return Outcome::Clean;
    }
    if case.truncated && assertion.conditions.is_none() {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    match subject.confirmations.first() {
        None => Finding::new(&RULE, subject.tag, "the Subject has no SubjectConfirmation").into(),
        Some(confirmation) => {
            Finding::new(&RULE, confirmation.tag, "the SubjectConfirmation has no SubjectConfirmationData")
                .into()
        }
    }
}
