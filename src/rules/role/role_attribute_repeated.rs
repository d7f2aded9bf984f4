//! The Role attribute is sent more than once.

use crate::aws::attributes::ROLE;
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "role-attribute-repeated",
    summary: "several attributes are named https://aws.amazon.com/SAML/Attributes/Role",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents one Role attribute with one AttributeValue for each role. What it makes of a \
        second attribute is not documented, and tools that read the response differ.",
    remedy: Remedy {
        text: "send one Role attribute with one AttributeValue for each pair",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let mut attributes = case.attributes(ROLE);
    let Some(first) = attributes.next() else { return case.absent() };
    let rest: Vec<_> = attributes.collect();
    let Some(second) = rest.first() else { return Outcome::Clean };
    Finding::new(&RULE, second.tag, format!("the Role attribute is sent {} times", rest.len() + 1))
        .note("the second")
        .related(first.tag, "the first")
        .expected("one Role attribute with a value for each pair")
        .into()
}
