//! A trust policy lets logins in until a day that has passed.

use crate::aws::policy::compare::date;
use crate::aws::policy::operator::{Base, Order};
use crate::citations::GLOBAL_CONDITION_KEYS;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::{about_saml, is_allow, is_key};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-date-past",
    summary: "a trust policy lets logins in until a day that has passed",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A condition that compares aws:CurrentTime with a date stops to hold on that date.",
    remedy: Remedy { text: "move the date, or take the condition out", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[GLOBAL_CONDITION_KEYS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let statements = about_saml(case);
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    let now = date::in_millis(case.now);
    let mut findings = Vec::new();
    for (index, statement) in statements.into_iter().filter(|(_, statement)| is_allow(statement)) {
        for condition in &statement.conditions {
            let until = matches!(
                condition.parsed.map(|operator| operator.base),
                Some(Base::Date(Order::Less | Order::LessOrEqual))
            );
            if !until || !(is_key(condition, "aws:CurrentTime") || is_key(condition, "aws:EpochTime")) {
                continue;
            }
            let past = |text: &str| date::millis(text).is_some_and(|millis| millis < now);
            if let Some(last) = condition.values.iter().find(|value| past(&value.text))
                && condition.values.iter().all(|value| past(&value.text))
            {
                let words = statement_words(case.policy, index);
                let message =
                    format!("{words} lets logins in until {}, which has passed", quoted(&last.text));
                findings.push(Finding::new(&RULE, last.span, message).found(last.text.clone()));
            }
        }
    }
    findings.into()
}
