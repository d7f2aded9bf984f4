//! The assertion says neither for whom nor for how long it is.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_PROFILES, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "conditions-missing",
    summary: "the Assertion has no Conditions",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "SAML's browser profile requires Conditions with an AudienceRestriction, and AWS documents that it enforces their NotOnOrAfter and the audience in them; it does not say what becomes of an assertion without any. STS, called with one, answered that the base64 is invalid: its words for whatever breaks the form that it demands.",
    remedy: Remedy {
        text: "have the identity provider send Conditions: a NotOnOrAfter some minutes after the issue, and the Audience urn:amazon:webservices",
        setting: Some(Setting::Audience),
    },
    citations: &[STS_MEASURED, CREATE_SAML_PROVIDER, SAML_PROFILES],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::CONDITIONS_ABSENT),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    if assertion.conditions.is_some() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    Finding::new(&RULE, assertion.tag, "the Assertion has no Conditions").into()
}
