//! The confirmation of the subject has a beginning.

use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "subject-confirmation-not-before",
    summary: "the SubjectConfirmationData has a NotBefore",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "SAML's browser profile forbids NotBefore in a bearer's SubjectConfirmationData, and AWS's requirements do not rely on it. The beginning belongs to Conditions.",
    remedy: Remedy {
        text: "nothing has to be changed for AWS; other service providers may refuse it",
        setting: None,
    },
    citations: &[SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED],
    measured: Some(&measured::CONFIRMATION_BEGINS_IN_A_DAY),
    who: None,
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let findings: Vec<Finding> = assertion
        .confirmation_data()
        .filter_map(|data| data.not_before.as_ref())
        .map(|text| {
            let message = format!("the SubjectConfirmationData has a NotBefore, {}", quoted(&text.value));
            Finding::of_value(&RULE, text, message)
        })
        .collect();
    findings.into()
}
