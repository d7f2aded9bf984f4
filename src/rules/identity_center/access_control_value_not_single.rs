//! An attribute for access control has not one plain value.

use crate::aws::attributes::access_control_key;
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "access-control-value-not-single",
    summary: "an AccessControl attribute has not one plain value",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Attributes for access control carry one value of text each; Identity Center refuses several values, a structured one, and the same key twice.",
    remedy: Remedy {
        text: "map each key once, from a field with one value",
        setting: Some(Setting::TagClaim),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let keyed = || {
        assertion.attributes.iter().filter_map(|attribute| {
            let name = attribute.name.as_ref()?;
            Some((attribute, name, access_control_key(&name.value)?))
        })
    };
    let mut findings = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (attribute, name, key) in keyed() {
        if let [_, second, ..] = attribute.values.as_slice() {
            let message = format!("the attribute for {} has {} values", quoted(key), attribute.values.len());
            findings.push(Finding::new(&RULE, second.tag, message).expected("1 value"));
        }
        if let Some(value) = attribute.values.iter().find(|value| value.has_elements) {
            let message = format!("the attribute for {} holds XML, not text", quoted(key));
            findings.push(Finding::new(&RULE, value.tag, message).expected("text"));
        }
        if seen.contains(&key) {
            let message = format!("the attribute for {} stands a second time", quoted(key));
            findings.push(Finding::of_value(&RULE, name, message).expected("each key once"));
        }
        seen.push(key);
    }
    if seen.is_empty() {
        return case.absent();
    }
    findings.into()
}
