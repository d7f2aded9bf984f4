//! The confirmation of the subject does not end.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::saml::SubjectConfirmationData;

pub static RULE: Rule = Rule {
    id: "subject-confirmation-not-on-or-after-missing",
    summary: "the SubjectConfirmationData has no NotOnOrAfter",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS requires a Recipient and a NotOnOrAfter in SubjectConfirmationData. STS, called without NotOnOrAfter, answered that the base64 is invalid: its words for whatever breaks the form that it demands. In 2015 it was seen to name the two instead.",
    remedy: Remedy {
        text: "let the identity provider send the browser profile's SubjectConfirmationData: the sign-in URL as Recipient, and NotOnOrAfter a few minutes after the issue",
        setting: Some(Setting::Lifetime),
    },
    citations: &[SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64, &sts::SUBJECT_CONFIRMATION_DATA_INCOMPLETE],
    follows: &["recipient-missing"],
    measured: Some(&measured::CONFIRMATION_END_ABSENT),
    who: Some(Who::IdentityProviderAdmin),
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let Some(data) = assertion.confirmation_data().next() else { return case.absent() };
    let has = |data: &SubjectConfirmationData| {
        data.not_on_or_after.as_ref().is_some_and(|text| !text.value.chars().all(is_blank))
    };
    if assertion.confirmation_data().any(has) {
        return Outcome::Clean;
    }
    if let Some(empty) = &data.not_on_or_after {
        return Finding::of_value(&RULE, empty, "the NotOnOrAfter of SubjectConfirmationData is empty")
            .unmeasured()
            .into();
    }
    Finding::new(&RULE, data.tag, "the SubjectConfirmationData has no NotOnOrAfter").into()
}
