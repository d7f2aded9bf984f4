//! RoleSessionName is sent more than once.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::values::more_than_one;

pub static RULE: Rule = Rule {
    id: "role-session-name-repeated",
    summary: "there is more than one RoleSessionName",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents one RoleSessionName with one value. A field with several values, such as a list of \
        addresses, makes several of it.",
    remedy: Remedy {
        text: "send one RoleSessionName attribute with one value",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes: Vec<_> = case.attributes(ROLE_SESSION_NAME).collect();
    if attributes.is_empty() {
        return case.absent();
    }
    more_than_one(&RULE, &attributes, "RoleSessionName").into()
}
