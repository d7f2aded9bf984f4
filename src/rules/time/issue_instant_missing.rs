//! The assertion does not say when it was issued.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, FIVE_MINUTES_OBSERVED, SAML_CORE};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "issue-instant-missing",
    summary: "the Assertion has no IssueInstant",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML Core requires an IssueInstant, and AWS counts its five minutes from the issue. What it does without one is not documented.",
    remedy: Remedy { text: "send the IssueInstant that SAML Core requires", setting: None },
    citations: &[SAML_CORE, FIVE_MINUTES_OBSERVED, CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    if assertion.issue_instant.is_some() {
        return Outcome::Clean;
    }
    Finding::new(&RULE, assertion.tag, "the Assertion has no IssueInstant").into()
}
