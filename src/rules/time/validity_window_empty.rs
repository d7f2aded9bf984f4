//! The Conditions end before they begin.

use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "validity-window-empty",
    summary: "the NotOnOrAfter of Conditions is not later than their NotBefore",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "There is no instant at which such an assertion is valid. STS, called with one whose Conditions began after their end, took it while the end was to come: it does not read NotBefore. Once the end is past it is refused for that.",
    remedy: Remedy {
        text: "correct the lifetime of assertions: NotOnOrAfter has to lie some minutes after NotBefore",
        setting: Some(Setting::Lifetime),
    },
    citations: &[CREATE_SAML_PROVIDER, SAML_CORE, STS_MEASURED],
    explains: &[],
    follows: &["conditions-expired"],
    measured: Some(&measured::CONDITIONS_BEGIN_IN_360_S),
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let (Some((from, from_text)), Some((until, until_text))) =
        (instants::conditions_from(case), instants::conditions_until(case))
    else {
        return case.absent();
    };
    if from < until {
        return Outcome::Clean;
    }
    let message = if from == until {
        format!("Conditions begin and end at {until}")
    } else {
        format!("Conditions end at {until}, {} before they begin", in_words(from.since(until)))
    };
    Finding::of_value(&RULE, until_text, message)
        .expected(format!("later than {from}"))
        .related(from_text.span, "the beginning")
        .into()
}
