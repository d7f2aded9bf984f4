//! The value of a session tag has characters that AWS does not allow.

use crate::aws::attributes::is_tag_character;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::each_value;
use crate::rules::values::{first_name, listed, marks, misfits};

pub static RULE: Rule = Rule {
    id: "principal-tag-value-malformed",
    summary: "the value of a PrincipalTag has characters that a tag cannot have",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS allows letters, numbers and spaces of any script and _ . : / = + - @ in a tag. Lists joined with commas or semicolons break it.",
    remedy: Remedy {
        text: "send a value of letters, numbers, spaces and _ . : / = + - @ alone",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_value(case, |tag, text| {
        let offending = misfits(&text.value, is_tag_character);
        let message = format!(
            "the value {} of the tag {} has {}",
            quoted(&text.value),
            quoted(tag.key),
            listed(&text.value, &offending)
        );
        (!offending.is_empty()).then(|| {
            Finding::of_value(&RULE, text, message)
                .note(first_name(&text.value, &offending))
                .marks(marks(case, text, &offending))
                .expected("letters, numbers, spaces and _ . : / = + - @")
        })
    })
}
