//! The response has no status code.

use crate::aws::services;
use crate::citations::{SAML_CORE, SAML_FEDERATION};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "status-missing",
    summary: "the response has no StatusCode",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML Core requires a Status with a StatusCode in every Response. AWS does not document what it does without one.",
    remedy: Remedy {
        text: "send the Status that SAML Core requires; an identity provider that leaves it out is usually a home-made script or template",
        setting: None,
    },
    citations: &[SAML_CORE, SAML_FEDERATION],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // An Assertion without a Response has no place for one.
    let Some(tag) = case.response.tag else { return Outcome::NotApplicable };
    let (place, message) = match &case.response.status {
        None => (tag, "the Response has no Status"),
        Some(status) => match &status.code {
            None => (status.tag, "the Status has no StatusCode"),
            Some(code) if code.value.is_none() => (code.tag, "the StatusCode has no Value"),
            Some(_) => return Outcome::Clean,
        },
    };
    if case.truncated && case.assertion().is_none() {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    Finding::new(&RULE, place, message).into()
}
