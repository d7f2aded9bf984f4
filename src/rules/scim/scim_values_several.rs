//! An attribute with more values than one.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_ENTRA, CENTER_TROUBLESHOOTING};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{body, lower, member, operations, path};

pub static RULE: Rule = Rule {
    id: "scim-values-several",
    summary: "an attribute of a user has more values than one",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Identity Center takes one mail address, one postal address and one telephone number of a user.",
    remedy: Remedy {
        text: "map one value only, the primary one; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[CENTER_TROUBLESHOOTING, CENTER_ENTRA],
    explains: &[&scim::TOO_MANY_VALUES, &scim::SINGLE_ITEM_ONLY],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

const SINGLE: [&str; 3] = ["emails", "addresses", "phoneNumbers"];

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case) else { return Outcome::NotApplicable };
    let of_body = SINGLE.iter().filter_map(|name| Some((*name, member(body.node, name)?)));
    let of_changes = operations(body.node).iter().flat_map(|operation| {
        let value = member(operation, "value");
        let whole = path(operation)
            .and_then(|path| SINGLE.iter().find(|name| lower(name) == lower(path)))
            .and_then(|name| Some((*name, value?)));
        let inside = SINGLE.iter().filter_map(move |name| Some((*name, member(value?, name)?)));
        whole.into_iter().chain(inside)
    });
    let findings: Vec<Finding> = of_body
        .chain(of_changes)
        .filter(|(_, list)| list.elements().len() > 1)
        .map(|(name, list)| {
            let count = list.elements().len();
            Finding::new(
                &RULE,
                list.elements()[1].span,
                format!("{name} has {count} values, and one is taken"),
            )
        })
        .collect();
    findings.into()
}
