//! There are more PrincipalTag attributes than AWS takes.

use crate::aws::attributes::PRINCIPAL_TAGS;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{QUOTAS, SESSION_TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::principal_tags::{Tag, tags};

pub static RULE: Rule = Rule {
    id: "principal-tag-count",
    summary: "there are more than 50 PrincipalTag attributes",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS takes at most 50 session tags.",
    remedy: Remedy { text: "send at most 50 PrincipalTag attributes", setting: Some(Setting::TagClaim) },
    citations: &[SESSION_TAGS, QUOTAS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let tags: Vec<Tag> = tags(case).collect();
    match tags.get(PRINCIPAL_TAGS) {
        Some(first_too_many) => {
            let message = format!("there are {} PrincipalTag attributes", tags.len());
            Finding::of_value(&RULE, first_too_many.name, message)
                .note(format!("number {}", PRINCIPAL_TAGS + 1))
                .expected(format!("at most {PRINCIPAL_TAGS}"))
                .into()
        }
        None if tags.is_empty() || case.truncated => case.absent(),
        None => Outcome::Clean,
    }
}
