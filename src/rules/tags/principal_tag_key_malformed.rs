//! The key of a session tag has characters that AWS does not allow.

use crate::aws::attributes::is_tag_character;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::each_tag;
use crate::rules::values::{first_name, listed, misfits};

pub static RULE: Rule = Rule {
    id: "principal-tag-key-malformed",
    summary: "the key of a PrincipalTag has characters that a tag cannot have",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS allows letters, numbers and spaces of any script and _ . : / = + - @ in a tag.",
    remedy: Remedy {
        text: "choose a key of letters, numbers, spaces and _ . : / = + - @",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_tag(case, |tag| {
        let offending = misfits(tag.key, is_tag_character);
        let message = format!("the tag key {} has {}", quoted(tag.key), listed(tag.key, &offending));
        (!offending.is_empty()).then(|| {
            tag.key_finding(case, &RULE, message)
                .note(first_name(tag.key, &offending))
                .marks(tag.key_marks(case, &offending))
                .expected("letters, numbers, spaces and _ . : / = + - @")
        })
    })
}
