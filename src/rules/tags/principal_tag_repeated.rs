//! A session tag is sent more than once.

use std::collections::BTreeMap;

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SESSION_TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::tags;
use crate::rules::values::more_than_one;
use crate::saml::Attribute;

pub static RULE: Rule = Rule {
    id: "principal-tag-repeated",
    summary: "a PrincipalTag has more than one value",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents one attribute for each tag, with one value. A field with several values, such as the groups of a user, makes several.",
    remedy: Remedy { text: "send one value for each tag", setting: Some(Setting::TagClaim) },
    citations: &[SESSION_TAGS, SAML_ASSERTIONS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let mut by_key: BTreeMap<&str, Vec<&Attribute>> = BTreeMap::new();
    for tag in tags(case) {
        by_key.entry(tag.key).or_default().push(tag.attribute);
    }
    if by_key.is_empty() {
        return case.absent();
    }
    let findings = by_key.iter().filter_map(|(key, attributes)| {
        more_than_one(&RULE, attributes, &format!("the tag {}", quoted(key)))
    });
    findings.collect::<Vec<_>>().into()
}
