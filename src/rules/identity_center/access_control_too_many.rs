//! More attributes for access control than Identity Center takes.

use crate::aws::attributes::access_control_key;
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "access-control-too-many",
    summary: "there are more than 50 AccessControl attributes",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center takes at most 50 attributes for access control in an assertion.",
    remedy: Remedy {
        text: "send the keys that permission sets and policies use, at most 50",
        setting: Some(Setting::TagClaim),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// IAM Identity Center User Guide, "Troubleshooting".
const MOST: usize = 50;

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let names = assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref());
    let keyed: Vec<_> = names.filter(|name| access_control_key(&name.value).is_some()).collect();
    if keyed.is_empty() {
        return case.absent();
    }
    keyed
        .get(MOST)
        .map(|name| {
            let message = format!(
                "there are {} AccessControl attributes, {} the 51st",
                keyed.len(),
                quoted(&name.value)
            );
            Finding::of_value(&RULE, name, message).expected("at most 50").found(keyed.len().to_string())
        })
        .into()
}
