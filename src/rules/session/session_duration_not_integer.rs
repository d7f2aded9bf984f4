//! The SessionDuration is no whole number of seconds.

use crate::aws::attributes::SESSION_DURATION;
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::session_duration;
use crate::rules::values::{is_cut, is_legible};

pub static RULE: Rule = Rule {
    id: "session-duration-not-integer",
    summary: "the SessionDuration is not a whole number",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents SessionDuration as a whole number of seconds from 900 to 43200: no unit, no fraction, no \
        separators. What it answers to anything else is not published.",
    remedy: Remedy {
        text: "send the number of seconds in digits alone, such as 3600, or leave the attribute out",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.attributes(SESSION_DURATION).next().is_none() {
        return case.absent();
    }
    let mut findings: Vec<Finding> = case
        .attributes(SESSION_DURATION)
        .filter(|attribute| attribute.values.is_empty() && !is_cut(case, attribute.tag))
        .map(|attribute| {
            Finding::new(&RULE, attribute.tag, "the SessionDuration attribute has no AttributeValue")
        })
        .collect();
    for value in case.values(SESSION_DURATION).filter(|value| !is_cut(case, value.tag)) {
        if is_legible(value) && session_duration::parse(&value.text.value).is_some() {
            continue;
        }
        let message = match (value.has_elements, is_legible(value)) {
            (true, _) => "the SessionDuration holds XML elements, not text".to_owned(),
            (false, false) => "the SessionDuration is empty".to_owned(),
            (false, true) => {
                format!("the SessionDuration {} is not a whole number", quoted(&value.text.value))
            }
        };
        findings.push(Finding::of_value(&RULE, &value.text, message));
    }
    let findings = findings.into_iter().map(|finding| finding.expected("900 to 43200 seconds, in digits"));
    findings.collect::<Vec<_>>().into()
}
