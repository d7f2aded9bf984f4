//! More membership changes in one request than IAM Identity Center takes.

use crate::aws::known_errors::scim;
use crate::citations::{SCIM_CREATE_GROUP, SCIM_PATCH_GROUP};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{body, lower, member, operations, path};

pub static RULE: Rule = Rule {
    id: "scim-members-too-many",
    summary: "a request changes more members of a group than Identity Center takes at once",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A request creates or changes at most 100 memberships. The answer is the general sentence and does not name the limit.",
    remedy: Remedy { text: "let the SCIM client send them in portions of 100", setting: None },
    citations: &[SCIM_PATCH_GROUP, SCIM_CREATE_GROUP],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

/// SCIM Implementation Developer Guide, CreateGroup and PatchGroup.
const MOST: usize = 100;

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let own = member(body.node, "members").map_or(0, |members| members.elements().len());
    let of_change = |operation: &crate::document::Node| {
        let value = member(operation, "value");
        match path(operation).map(lower) {
            Some(path) if path == "members" => value.map_or(1, |value| value.one_or_more().len()),
            Some(path) if path.starts_with("members[") => 1,
            Some(_) => 0,
            None => value.and_then(|value| member(value, "members")).map_or(0, |list| list.elements().len()),
        }
    };
    let count = own + operations(body.node).iter().map(of_change).sum::<usize>();
    if count == 0 {
        return Outcome::NotApplicable;
    }
    if count <= MOST {
        return Outcome::Clean;
    }
    let first = operations(body.node).iter().find(|operation| of_change(operation) > 0);
    let place = first
        .and_then(|operation| member(operation, "path").or(Some(operation)))
        .or(member(body.node, "members"))
        .unwrap_or(body.node);
    let message = format!("{count} membership changes in one request: Identity Center takes at most {MOST}");
    Finding::new(&RULE, place.span, message).found(count.to_string()).expected(MOST.to_string()).into()
}
