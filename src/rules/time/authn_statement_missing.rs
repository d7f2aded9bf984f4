//! The assertion does not say when and how the user authenticated.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_PROFILES, STS_MEASURED};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "authn-statement-missing",
    summary: "the Assertion has no AuthnStatement",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "SAML's browser profile requires an AuthnStatement, and AWS documents no requirement. STS, called without one, answered that the base64 is invalid: its words for whatever breaks the form that it demands. The sign-in page most likely does the same.",
    remedy: Remedy {
        text: "have the identity provider send an AuthnStatement, as every one does for a login in the browser; a token of WS-Trust, or an assertion that a program made, may lack it",
        setting: None,
    },
    citations: &[SAML_PROFILES, SAML_ASSERTIONS, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::AUTHN_STATEMENT_ABSENT),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    if !assertion.authn_statements.is_empty() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    Finding::new(&RULE, assertion.tag, "the Assertion has no AuthnStatement").into()
}
