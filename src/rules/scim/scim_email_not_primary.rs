//! The mail address of a user is not marked as the primary one.

use crate::aws::known_errors::scim;
use crate::citations::SCIM_CREATE_USER;
use crate::document::Value;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{Of, body, member, tells_absence};

pub static RULE: Rule = Rule {
    id: "scim-email-not-primary",
    summary: "the mail address of a user is not marked as the primary one",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The mail address that is sent has to be marked as primary.",
    remedy: Remedy {
        text: "send primary: true with the mail address; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[SCIM_CREATE_USER],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case).filter(|body| body.of == Of::User) else { return Outcome::NotApplicable };
    let Some(emails) = member(body.node, "emails").filter(|emails| !emails.elements().is_empty()) else {
        return Outcome::NotApplicable;
    };
    if !tells_absence(case) {
        return Outcome::NotApplicable;
    }
    let is_primary = |value: &Value| match value {
        Value::Bool(primary) => *primary,
        Value::String(word) => {
            word.value.eq_ignore_ascii_case("true") || word.value.starts_with("HIDDEN_DUE_TO")
        }
        Value::Object(_) | Value::Array(_) | Value::Number(_) | Value::Null | Value::Unknown => false,
    };
    let primary =
        |entry: &crate::document::Node| member(entry, "primary").is_some_and(|node| is_primary(&node.value));
    if emails.elements().iter().any(primary) {
        return Outcome::Clean;
    }
    Finding::new(&RULE, emails.elements()[0].span, "no mail address is marked as primary")
        .expected("\"primary\": true")
        .into()
}
