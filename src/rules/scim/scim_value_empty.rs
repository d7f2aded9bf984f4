//! An attribute is sent with an empty string.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_OKTA, CENTER_TROUBLESHOOTING};
use crate::document::{Node, Value};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::rules::scim_bodies::{Of, body, lower};

pub static RULE: Rule = Rule {
    id: "scim-value-empty",
    summary: "an attribute is sent with an empty string",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center takes null for what is not there, and no empty string; an empty manager is refused by name.",
    remedy: Remedy {
        text: "send nothing, or null, where the field is empty; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[CENTER_TROUBLESHOOTING, CENTER_OKTA],
    explains: &[&scim::NAME_EMPTY, &scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let mut findings = Vec::new();
    look(body.node, "", body.of, &mut findings);
    findings.into()
}

fn look(node: &Node, path: &str, of: Of, findings: &mut Vec<Finding>) {
    match &node.value {
        Value::Object(members) => {
            for member in members {
                let key = &member.key.value;
                // The four names have a rule of their own.
                let is_name = of == Of::User
                    && ["username", "displayname", "name.givenname", "name.familyname"]
                        .contains(&lower(&join(path, key)).as_str());
                if !is_name {
                    look(&member.value, &join(path, key), of, findings);
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| look(element, path, of, findings)),
        Value::String(word) if word.value.is_empty() => {
            let message = format!("{} is an empty string", quoted(path));
            findings.push(Finding::new(&RULE, node.span, message));
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
