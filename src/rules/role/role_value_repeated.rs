//! The same pair of a role and a provider is sent more than once.

use std::collections::HashMap;

use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::RoleValues;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "role-value-repeated",
    summary: "two Role values are the same pair",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "A pair that is sent twice is mostly made from two groups that lead to one role. It lengthens the \
        response and nothing else is known to come of it.",
    remedy: Remedy {
        text: "see which two groups or assignments of the user lead to this role",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let mut seen: HashMap<(&str, &str), (usize, Span)> = HashMap::new();
    let mut findings = Vec::new();
    for (value, pair) in values.pairs() {
        let text = &value.value.text;
        let key = (&text.value[pair.role_at.clone()], &text.value[pair.provider_at.clone()]);
        match seen.get(&key) {
            Some(&(index, first)) => {
                let message = format!("{} is the same pair as value {index}", value.name());
                findings.push(Finding::of_value(&RULE, text, message).related(first, "the first"));
            }
            None => {
                seen.insert(key, (value.index, text.span));
            }
        }
    }
    findings.into()
}
