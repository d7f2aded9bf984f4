//! A policy tests a key that AWS does not have.

use crate::aws::claims;
use crate::citations::CONDITION_KEYS;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::each_condition;

pub static RULE: Rule = Rule {
    id: "policy-key-unknown",
    summary: "a policy tests a key that AWS does not have",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A key that there is none of is always absent: a plain condition on it never holds, a negated one or one that ends in IfExists always does. All keys of a condition are taken together.",
    remedy: Remedy { text: "test the key that is meant: saml:aud, saml:iss, saml:sub", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_KEYS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

const SAML_KEYS: [&str; 6] =
    ["saml:aud", "saml:iss", "saml:sub", "saml:sub_type", "saml:doc", "saml:namequalifier"];

fn check(case: &PolicyCase) -> Outcome {
    each_condition(case, |words, _, condition| {
        let lower = condition.key.value.to_lowercase();
        let of_saml = lower.split_once(':').is_some_and(|(prefix, _)| prefix.starts_with("saml"));
        let known =
            SAML_KEYS.contains(&lower.as_str()) || claims::all_keys().any(|(known, _)| known == lower);
        if !of_saml || known {
            return Vec::new();
        }
        let message = format!(
            "{words} tests {}, which is no condition key of AWS's: it is always absent",
            quoted(&condition.key.value)
        );
        vec![Finding::new(&RULE, condition.key.span, message).found(condition.key.value.clone())]
    })
}
