//! A transitive tag key is not a tag of this response.

use std::collections::HashMap;

use crate::aws::attributes::TRANSITIVE_TAG_KEYS;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SESSION_TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::tags;
use crate::rules::values::{core, texts};

pub static RULE: Rule = Rule {
    id: "transitive-tag-key-unknown",
    summary: "TransitiveTagKeys names a key that no PrincipalTag of the response has",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Each of the TransitiveTagKeys must be the key of a tag that is passed. What AWS makes of another is not documented.",
    remedy: Remedy {
        text: "send a PrincipalTag of that key, or take the key out of TransitiveTagKeys",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, SAML_ASSERTIONS],
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::PrivateKey],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let texts = match texts(case, TRANSITIVE_TAG_KEYS) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let keys: HashMap<String, &str> = tags(case).map(|tag| (tag.key.to_lowercase(), tag.key)).collect();
    let mut findings = Vec::new();
    for text in texts {
        let key = &text.value[core(&text.value)];
        let finding = match keys.get(&key.to_lowercase()) {
            Some(&known) if known == key => continue,
            Some(&known) => {
                let message = format!(
                    "the transitive tag key {} differs in case from the tag {}",
                    quoted(key),
                    quoted(known)
                );
                Finding::of_value(&RULE, text, message).expected(known)
            }
            None => {
                let message = format!("the transitive tag key {} is not a tag of this response", quoted(key));
                Finding::of_value(&RULE, text, message).expected("the key of a PrincipalTag of this response")
            }
        };
        findings.push(finding);
    }
    match findings.is_empty() {
        false if case.truncated || hides_a_name(case) => Outcome::NotChecked(Need::WholeCapture),
        false if case.has_sealed_attributes() => Outcome::NotChecked(Need::PrivateKey),
        _ => findings.into(),
    }
}

/// The name of an attribute was crossed out, which may be the tag's.
fn hides_a_name(case: &Case) -> bool {
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    attributes
        .iter()
        .filter_map(|attribute| attribute.name.as_ref())
        .any(|name| case.handling.explains(name.span))
}
