//! SourceIdentity is sent more than once.

use crate::aws::attributes::SOURCE_IDENTITY;
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::values::more_than_one;

pub static RULE: Rule = Rule {
    id: "source-identity-repeated",
    summary: "there is more than one SourceIdentity",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents one SourceIdentity with one value. Which of several it takes, and whether it takes \
        any, is not documented.",
    remedy: Remedy { text: "send one SourceIdentity attribute with one value", setting: None },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes: Vec<_> = case.attributes(SOURCE_IDENTITY).collect();
    if attributes.is_empty() {
        return case.absent();
    }
    more_than_one(&RULE, &attributes, "SourceIdentity").into()
}
