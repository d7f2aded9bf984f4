//! The NameID does not say what kind of name it is.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "name-id-format-missing",
    summary: "the NameID has no Format",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "SAML lets the Format out, and AWS's pages list eight without saying that one must be there. STS, called without, answered that the base64 is invalid: its words for whatever breaks the form that it demands. Any Format suffices, even one that nobody knows. Whether the sign-in page demands it, too, was not measured.",
    remedy: Remedy {
        text: "choose a format for the NameID, such as urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        setting: Some(Setting::NameId),
    },
    citations: &[STS_MEASURED, SAML_ASSERTIONS],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::NAME_ID_FORMAT_ABSENT),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    if name_id.format.is_some() {
        return Outcome::Clean;
    }
    Finding::new(&RULE, name_id.tag, "the NameID has no Format")
        .expected("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent, or another")
        .into()
}
