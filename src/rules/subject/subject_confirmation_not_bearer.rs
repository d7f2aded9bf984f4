//! The subject is confirmed in another way than by bearing the assertion.

use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "subject-confirmation-not-bearer",
    summary: "the Method of the SubjectConfirmation is not bearer",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS requires the Method urn:oasis:names:tc:SAML:2.0:cm:bearer. What it answers to another one is not published.",
    remedy: Remedy { text: "set the subject confirmation to bearer", setting: None },
    citations: &[SAML_ASSERTIONS, SAML_PROFILES],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let Some(first) = assertion.confirmations().next() else { return case.absent() };
    let mut methods = assertion.confirmations().filter_map(|confirmation| confirmation.method.as_ref());
    if methods.any(|method| method.value == BEARER) {
        return Outcome::Clean;
    }
    match &first.method {
        Some(method) => {
            let message = format!("the Method of the SubjectConfirmation is {}", quoted(&method.value));
            Finding::of_value(&RULE, method, message).expected(BEARER).into()
        }
        None => {
            Finding::new(&RULE, first.tag, "the SubjectConfirmation has no Method").expected(BEARER).into()
        }
    }
}
