//! SessionDuration is sent more than once.

use crate::aws::attributes::SESSION_DURATION;
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::values::more_than_one;

pub static RULE: Rule = Rule {
    id: "session-duration-repeated",
    summary: "there is more than one SessionDuration",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents one SessionDuration with one value; two groups that each set it make two. Which of \
        them it takes, and whether it takes any, is not documented.",
    remedy: Remedy {
        text: "send one SessionDuration attribute with one value",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes: Vec<_> = case.attributes(SESSION_DURATION).collect();
    if attributes.is_empty() {
        return case.absent();
    }
    more_than_one(&RULE, &attributes, "SessionDuration").into()
}
