//! The value of a session tag is too long.

use crate::aws::attributes::TAG_VALUE_LENGTH;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::each_value;
use crate::rules::values::core_length;

pub static RULE: Rule = Rule {
    id: "principal-tag-value-too-long",
    summary: "the value of a PrincipalTag is longer than 256 characters",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS allows 256 characters in the value of a tag. Lists of groups joined into one value grow beyond it.",
    remedy: Remedy {
        text: "send a shorter value, such as one group instead of a joined list",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_value(case, |tag, text| {
        let length = core_length(&text.value);
        let most = *TAG_VALUE_LENGTH.end();
        let message = format!("the value of the tag {} has {length} characters", quoted(tag.key));
        (length > most).then(|| {
            Finding::of_value(&RULE, text, message)
                .note("too long")
                .expected(format!("at most {most} characters"))
        })
    })
}
