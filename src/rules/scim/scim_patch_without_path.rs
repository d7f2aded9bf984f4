//! An operation of a PATCH has no path, where Identity Center wants one.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_SCIM_LOGGING, SCIM_PATH_OBSERVED};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{Of, body, is_hidden, member, op, operations, path};
use crate::rules::values::enumerated;

pub static RULE: Rule = Rule {
    id: "scim-patch-without-path",
    summary: "an operation of a PATCH has no path",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Identity Center takes an operation without path only to add or replace one attribute: what removes needs a path, and so does each of several attributes.",
    remedy: Remedy {
        text: "give each operation a path at the SCIM client, or switch on its mode for AWS (authentik: compatibility mode AWS)",
        setting: None,
    },
    citations: &[CENTER_SCIM_LOGGING, SCIM_PATH_OBSERVED],
    explains: &[&scim::PATCH_OMITS_PATH, &scim::PATCH_WITHOUT_PATH],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let changes = operations(body.node);
    if changes.is_empty() {
        return Outcome::NotApplicable;
    }
    let of = match body.of {
        Of::GroupChange | Of::Group => " of a group",
        Of::UserChange | Of::User => " of a user",
        Of::Change => "",
    };
    let findings: Vec<Finding> = changes
        .iter()
        .filter(|operation| path(operation).is_none())
        .filter_map(|operation| {
            let value = member(operation, "value");
            let names: Vec<String> = value
                .map_or(&[][..], crate::document::Node::members)
                .iter()
                .map(|member| member.key.value.clone())
                .collect();
            let verb = op(operation);
            let message = match (verb.as_str(), names.len()) {
                ("remove", _) => format!("an operation of the PATCH{of} removes without a path"),
                (_, 2..) => format!(
                    "an operation of the PATCH{of} has no path and changes {}, more than one attribute",
                    enumerated(&names)
                ),
                _ if value.is_some_and(is_hidden) && case.call.failure.is_some() => format!(
                    "an operation of the PATCH{of} ({verb}) has no path; its value, which CloudTrail hides, changes more than one attribute"
                ),
                _ => return None,
            };
            let finding = Finding::new(&RULE, operation.span, message);
            Some(if value.is_some_and(is_hidden) { finding.likely() } else { finding })
        })
        .collect();
    findings.into()
}
