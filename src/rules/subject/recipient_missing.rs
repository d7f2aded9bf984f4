//! The assertion does not say to which address it goes.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::recipients;
use crate::saml::SubjectConfirmationData;

pub static RULE: Rule = Rule {
    id: "recipient-missing",
    summary: "the SubjectConfirmationData has no Recipient",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS requires a Recipient and a NotOnOrAfter in SubjectConfirmationData. STS, called without a Recipient, answered that the base64 is invalid: its words for whatever breaks the form that it demands. In 2015 it was seen to name the two instead.",
    remedy: Remedy {
        text: "let the identity provider send the browser profile's SubjectConfirmationData: the sign-in URL as Recipient, and NotOnOrAfter a few minutes after the issue",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64, &sts::SUBJECT_CONFIRMATION_DATA_INCOMPLETE],
    measured: Some(&measured::RECIPIENT_ABSENT),
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let Some(data) = assertion.confirmation_data().next() else { return case.absent() };
    let has = |data: &SubjectConfirmationData| {
        data.recipient.as_ref().is_some_and(|text| !text.value.chars().all(is_blank))
    };
    if assertion.confirmation_data().any(has) {
        return Outcome::Clean;
    }
    if let Some(empty) = &data.recipient {
        return Finding::of_value(&RULE, empty, "the Recipient of SubjectConfirmationData is empty")
            .expected(recipients::fitting(case))
            .unmeasured()
            .into();
    }
    let message = match &data.not_on_or_after {
        Some(_) => "the SubjectConfirmationData has no Recipient",
        None => "the SubjectConfirmationData has neither a Recipient nor a NotOnOrAfter",
    };
    Finding::new(&RULE, data.tag, message).expected(recipients::fitting(case)).into()
}
