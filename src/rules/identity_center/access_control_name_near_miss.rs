//! An attribute is named almost as those that IAM Identity Center takes for access control.

use crate::aws::attributes::PRINCIPAL_TAG_PREFIX;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "access-control-name-near-miss",
    summary: "an attribute is named almost as one for access control in IAM Identity Center",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Identity Center takes an attribute for access control by its name, https://aws.amazon.com/SAML/Attributes/AccessControl: and a key, case included. By another name it is passed over, and the session has no such tag. PrincipalTag: is what the IAM sign-in reads.",
    remedy: Remedy {
        text: "name the attribute https://aws.amazon.com/SAML/Attributes/AccessControl:KEY",
        setting: Some(Setting::TagClaim),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/AccessControl:";

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let names = assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref());
    names.filter_map(near).collect::<Vec<_>>().into()
}

fn near(name: &Text) -> Option<Finding> {
    let value = name.value.trim();
    if value.starts_with(PREFIX) {
        return None;
    }
    let key = if let Some(key) = value.strip_prefix(PRINCIPAL_TAG_PREFIX) {
        key
    } else {
        let at = value.to_ascii_lowercase().find("accesscontrol")? + "accesscontrol".len();
        value.get(at..)?.trim_start_matches([':', '/', '.', '-', '_'])
    };
    if key.is_empty() {
        return None;
    }
    let message =
        format!("the attribute is named {}, which Identity Center does not read", quoted(&name.value));
    Some(Finding::of_value(&RULE, name, message).expected(format!("{PREFIX}{key}")))
}
