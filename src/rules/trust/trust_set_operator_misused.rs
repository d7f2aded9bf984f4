//! A set operator that is missing, or that lets in what is not there.

use crate::aws::claims::{self, Many};
use crate::aws::policy::operator::{Base, SetOperator};
use crate::aws::policy::{Condition, Statement};
use crate::citations::{CONDITION_OPERATORS, SET_OPERATORS};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{each_condition, is_allow, is_key};

pub static RULE: Rule = Rule {
    id: "trust-set-operator-misused",
    summary: "a set operator that is missing, or that lets in what is not there",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A key with several values is compared by ForAnyValue or ForAllValues; without one the condition never holds. ForAllValues holds where the key is absent, so in an Allow it needs a Null condition beside it; over a key with one value it lets in logins without the key.",
    remedy: Remedy { text: "use ForAnyValue, or add Null with false for the key", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_OPERATORS, SET_OPERATORS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    each_condition(case, |words, statement, condition| {
        let found = misuse(words, statement, condition).map(|(message, severity)| {
            let finding = Finding::new(&RULE, condition.operator.span, message);
            finding.at_most(severity).found(condition.operator.value.clone())
        });
        found.into_iter().collect()
    })
}

/// What is wrong with the set operator of a condition, or with its having none.
fn misuse(words: &str, statement: &Statement, condition: &Condition) -> Option<(String, Severity)> {
    let operator = condition.parsed?;
    let (key, named) = (&condition.key.value, &condition.operator.value);
    if operator.base == Base::Null {
        let comes_to = match operator.set? {
            SetOperator::ForAllValues => "always true",
            SetOperator::ForAnyValue => "never true",
        };
        return Some((format!("{words} tests {key} under {named}, which is {comes_to}"), Severity::Warning));
    }
    let null = statement
        .conditions
        .iter()
        .any(|other| is_key(other, key) && other.parsed.is_some_and(|operator| operator.base == Base::Null));
    Some(match (operator.set, many(key)) {
        (None, Some(Many::Several)) => (
            format!(
                "{words} compares {key}, which has several values, under {named}: that never holds once the key is there"
            ),
            Severity::Warning,
        ),
        (Some(SetOperator::ForAllValues), Some(Many::One)) if is_allow(statement) => (
            format!(
                "{words} compares {key}, which has one value, under {named}: that holds where the key is absent, too"
            ),
            Severity::Warning,
        ),
        (Some(SetOperator::ForAllValues), _) if is_allow(statement) && !null => (
            format!(
                "{words} compares {key} under {named}, which holds where the key is absent, and no Null condition asks for it"
            ),
            Severity::Warning,
        ),
        (Some(SetOperator::ForAnyValue), Some(Many::One)) => (
            format!("{words} compares {key}, which has one value, under {named}: no set operator is needed"),
            Severity::Note,
        ),
        _ => return None,
    })
}

/// How many values a key of this call has.
fn many(key: &str) -> Option<Many> {
    let lower = key.to_lowercase();
    match lower.as_str() {
        "aws:tagkeys" | "sts:transitivetagkeys" => Some(Many::Several),
        "saml:aud"
        | "saml:iss"
        | "saml:sub"
        | "saml:sub_type"
        | "saml:doc"
        | "saml:namequalifier"
        | "sts:rolesessionname"
        | "sts:sourceidentity" => Some(Many::One),
        // Two pages call this one differently.
        "saml:cn" | "saml:commonname" => None,
        _ => claims::all_keys().find(|(known, _)| *known == lower).map(|(_, many)| many),
    }
}
