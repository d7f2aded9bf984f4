//! The assertion does not say when and how the user authenticated.

use crate::aws::services;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::citations::{SAML_ASSERTIONS, SAML_PROFILES};

pub static RULE: Rule = Rule {
    id: "authn-statement-missing",
    summary: "the Assertion has no AuthnStatement",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "SAML's browser profile requires an AuthnStatement. AWS documents no requirement; it reads SessionNotOnOrAfter from it where it is there.",
    remedy: Remedy {
        text: "nothing has to be changed for AWS; other service providers want an AuthnStatement",
        setting: None,
    },
    citations: &[SAML_PROFILES, SAML_ASSERTIONS],
    who: None,
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
