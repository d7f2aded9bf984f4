//! A PrincipalTag attribute names no key.

use crate::aws::attributes::PRINCIPAL_TAG_PREFIX;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SESSION_TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::principal_tags::each_tag;

pub static RULE: Rule = Rule {
    id: "principal-tag-key-empty",
    summary: "a PrincipalTag has no key",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The key of the tag stands in the Name, after PrincipalTag: and without a space.",
    remedy: Remedy {
        text: "write the key of the tag after PrincipalTag: in the Name of the attribute",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, SAML_ASSERTIONS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_tag(case, |tag| {
        tag.key.trim().is_empty().then(|| {
            Finding::of_value(&RULE, tag.name, "no tag key follows PrincipalTag:")
                .expected(format!("{PRINCIPAL_TAG_PREFIX}KEY"))
        })
    })
}
