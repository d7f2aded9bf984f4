//! An operation of a PATCH that SCIM of IAM Identity Center does not take.

use crate::aws::known_errors::scim;
use crate::citations::{SCIM_PATCH_GROUP, SCIM_PATCH_USER};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::rules::scim_bodies::{Of, body, lower, member, op, operations, path};

pub static RULE: Rule = Rule {
    id: "scim-patch-unsupported",
    summary: "an operation of a PATCH is none that Identity Center takes",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Of a group displayName, externalId and members can be changed, members one by one: all of them cannot be replaced or removed at once. Of a user userName and active cannot be removed. Filters in a path compare by eq alone.",
    remedy: Remedy {
        text: "let the SCIM client add and remove members one by one, with paths such as members[value eq \"ID\"]",
        setting: None,
    },
    citations: &[SCIM_PATCH_GROUP, SCIM_PATCH_USER],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

const OPERATORS: [&str; 9] = [" ne ", " co ", " sw ", " ew ", " gt ", " ge ", " lt ", " le ", " or "];

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let changes = operations(body.node);
    if changes.is_empty() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = changes
        .iter()
        .filter_map(|operation| {
            let (verb, path) = (op(operation), path(operation).unwrap_or_default());
            let message = fault(body.of, &verb, path, member(operation, "value").is_some())?;
            let place = member(operation, if message.contains("operation") { "op" } else { "path" });
            Some(Finding::new(&RULE, place.map_or(operation.span, |node| node.span), message))
        })
        .collect();
    findings.into()
}

fn fault(of: Of, verb: &str, path: &str, has_value: bool) -> Option<String> {
    let lower_path = lower(path);
    let first = lower_path.split(['.', '[']).next().unwrap_or_default();
    let shown = quoted(path);
    if !["add", "replace", "remove"].contains(&verb) {
        return Some(format!("the operation {} is none of add, replace and remove", quoted(verb)));
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| lower_path.contains(*operator)) {
        return Some(
            format!("the path {shown} compares by{operator}and only eq is taken").replace("  ", " "),
        );
    }
    match of {
        Of::GroupChange if lower_path == "members" && verb == "replace" => {
            Some("all members are replaced at once: path \"members\"".to_owned())
        }
        Of::GroupChange if lower_path == "members" && verb == "remove" && !has_value => {
            Some("all members are removed at once: path \"members\"".to_owned())
        }
        Of::GroupChange
            if !first.is_empty() && !["members", "displayname", "externalid"].contains(&first) =>
        {
            Some(format!("the path {shown} is none of displayName, externalId and members"))
        }
        Of::UserChange if verb == "remove" && ["username", "active"].contains(&lower_path.as_str()) => {
            Some(format!("{shown} of a user cannot be removed"))
        }
        Of::User | Of::Group | Of::UserChange | Of::GroupChange | Of::Change => None,
    }
}
