//! A filter that SCIM of IAM Identity Center does not take.

use crate::aws::known_errors::scim;
use crate::citations::SCIM_LIST_USERS;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "scim-filter-unsupported",
    summary: "a filter has an operator that Identity Center does not take",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Filters compare by eq, joined by and; no other operator is taken.",
    remedy: Remedy {
        text: "let the SCIM client match users and groups by userName eq, externalId eq or displayName eq, one attribute each",
        setting: None,
    },
    citations: &[SCIM_LIST_USERS],
    explains: &[&scim::INVALID_FILTER, &scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(address) = &case.call.address else { return Outcome::NotApplicable };
    let whole = match address.value.starts_with('/') {
        true => format!("https://scim.us-east-1.amazonaws.com{}", address.value),
        false => address.value.clone(),
    };
    let Some(filter) = Url::parse(&whole).and_then(|url| url.parameter("filter")) else {
        return Outcome::NotApplicable;
    };
    // What stands in quotes is a value.
    let outside: String = filter.split('"').step_by(2).collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let words: Vec<&str> = outside.split_whitespace().collect();
    let strange = ["ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le", "or", "not"];
    let found = words.iter().find(|word| strange.contains(word));
    let Some(operator) = found else { return Outcome::Clean };
    let message = format!("the filter {} has the operator {operator}", quoted(&filter));
    Finding::of_value(&RULE, address, message).expected("eq, joined by and").into()
}
