//! A value is longer than IAM Identity Center takes.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_PROVISIONING, SCIM_CREATE_USER};
use crate::document::{Node, Value};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::rules::scim_bodies::{body, lower};

pub static RULE: Rule = Rule {
    id: "scim-value-too-long",
    summary: "a value is longer than Identity Center takes",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A userName has at most 128 characters; other values were seen to end at 1,024.",
    remedy: Remedy { text: "shorten it at the identity provider, or map another field", setting: None },
    citations: &[SCIM_CREATE_USER, CENTER_PROVISIONING],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

const USER_NAME: usize = 128;
/// Identity Store API Reference: SensitiveStringType.
const OTHER: usize = 1_024;

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let mut findings = Vec::new();
    look(body.node, "", &mut findings);
    findings.into()
}

fn look(node: &Node, name: &str, findings: &mut Vec<Finding>) {
    match &node.value {
        Value::Object(members) => {
            members.iter().for_each(|member| look(&member.value, &member.key.value, findings));
        }
        Value::Array(elements) => elements.iter().for_each(|element| look(element, name, findings)),
        Value::String(word) => {
            let most = if lower(name) == "username" { USER_NAME } else { OTHER };
            let length = word.value.chars().count();
            if length > most {
                let message = format!("{} has {length} characters, and {most} are taken", quoted(name));
                let finding = Finding::new(&RULE, node.span, message);
                findings.push(if most == USER_NAME { finding } else { finding.likely() });
            }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
    }
}
