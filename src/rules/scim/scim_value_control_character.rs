//! A value holds a control character.

use crate::aws::known_errors::scim;
use crate::citations::SCIM_CONTROL_OBSERVED;
use crate::document::{Node, Value};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, character_name, quoted};
use crate::rules::scim_bodies::body;

pub static RULE: Rule = Rule {
    id: "scim-value-control-character",
    summary: "a value holds a control character",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center takes letters, marks, signs, numbers, punctuation, tabs and line ends. Control characters in the profiles of single users were seen to be refused with the general sentence; nobody sees them.",
    remedy: Remedy {
        text: "take the character out of the user's profile at the identity provider",
        setting: None,
    },
    citations: &[SCIM_CONTROL_OBSERVED],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

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
            let strange = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
            let Some((at, c)) = word.value.char_indices().find(|&(_, c)| strange(c)) else { return };
            let message = format!("{} holds {}", quoted(name), character_name(c));
            let mark = word.part(at..at + c.len_utf8());
            findings.push(Finding::new(&RULE, node.span, message).marks([mark]));
        }
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
    }
}
