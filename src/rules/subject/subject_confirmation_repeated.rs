//! The subject is confirmed more than once.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "subject-confirmation-repeated",
    summary: "more than one SubjectConfirmation has SubjectConfirmationData",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS documents exactly one SubjectConfirmation with SubjectConfirmationData, where SAML allows several. STS, called with the same one twice, answered that the base64 is invalid: its words for whatever breaks the form that it demands.",
    remedy: Remedy {
        text: "send one SubjectConfirmation, with the sign-in URL that the response is posted to as its Recipient",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::CONFIRMATION_REPEATED),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let complete: Vec<_> =
        assertion.confirmations().filter(|confirmation| confirmation.data.is_some()).collect();
    let [first, second, ..] = complete.as_slice() else { return Outcome::Clean };
    let message = format!("{} SubjectConfirmations have SubjectConfirmationData", complete.len());
    Finding::new(&RULE, second.tag, message)
        .expected("1")
        .found(complete.len().to_string())
        .related(first.tag, "the first")
        .into()
}
