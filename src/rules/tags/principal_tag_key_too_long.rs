//! The key of a session tag is too long.

use crate::aws::attributes::TAG_KEY_LENGTH;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::each_tag;

pub static RULE: Rule = Rule {
    id: "principal-tag-key-too-long",
    summary: "the key of a PrincipalTag is longer than 128 characters",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS allows 128 characters in the key of a tag.",
    remedy: Remedy {
        text: "shorten the key that follows PrincipalTag: in the Name",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_tag(case, |tag| {
        let length = tag.key.chars().count();
        let most = *TAG_KEY_LENGTH.end();
        let message = format!("the tag key {} has {length} characters", quoted(tag.key));
        (length > most).then(|| {
            tag.key_finding(case, &RULE, message)
                .note("too long")
                .expected(format!("at most {most} characters"))
        })
    })
}
