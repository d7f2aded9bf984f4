//! Two session tags have keys that differ only in case.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::{Tag, tags};

pub static RULE: Rule = Rule {
    id: "principal-tag-keys-collide",
    summary: "the keys of two PrincipalTag attributes differ only in case",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS does not tell tag keys apart by case alone: Department and department are one key.",
    remedy: Remedy {
        text: "send one of the two tags, or give one another key",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let mut seen: HashMap<String, Tag> = HashMap::new();
    let mut findings = Vec::new();
    let mut any = false;
    for tag in tags(case) {
        any = true;
        match seen.entry(tag.key.to_lowercase()) {
            // The same key once more is `principal-tag-repeated`.
            Entry::Occupied(first) if first.get().key == tag.key => {}
            Entry::Occupied(first) => {
                let message = format!(
                    "the tag keys {} and {} differ only in case",
                    quoted(first.get().key),
                    quoted(tag.key)
                );
                let finding =
                    tag.key_finding(case, &RULE, message).related(first.get().name.span, "the first");
                findings.push(finding.expected("keys that differ in more than case"));
            }
            Entry::Vacant(place) => {
                place.insert(tag);
            }
        }
    }
    match (any, findings.is_empty()) {
        (_, false) => findings.into(),
        (true, true) if !case.truncated => Outcome::Clean,
        _ => case.absent(),
    }
}
