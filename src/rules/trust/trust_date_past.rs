//! A trust policy lets logins in until a day that has passed.

use crate::aws::policy::Value;
use crate::aws::policy::compare::date;
use crate::aws::policy::operator::{Base, Order};
use crate::citations::GLOBAL_CONDITION_KEYS;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::{each_condition, is_allow, is_key};

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
    let now = date::in_millis(case.now);
    let past = |value: &&Value| date::millis(&value.text).is_some_and(|millis| millis < now);
    each_condition(case, |words, statement, condition| {
        let until = matches!(
            condition.parsed.map(|operator| operator.base),
            Some(Base::Date(Order::Less | Order::LessOrEqual))
        );
        let of_time = is_key(condition, "aws:CurrentTime") || is_key(condition, "aws:EpochTime");
        let all_past = condition.values.iter().all(|value| past(&value));
        let Some(last) = condition.values.first() else { return Vec::new() };
        if !is_allow(statement) || !until || !of_time || !all_past {
            return Vec::new();
        }
        let message = format!("{words} lets logins in until {}, which has passed", quoted(&last.text));
        vec![Finding::new(&RULE, last.span, message).found(last.text.clone())]
    })
}
