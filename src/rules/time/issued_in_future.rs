//! The response was issued after AWS received it.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE};
use crate::clock::ClockSource;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::instants::{self, SAME};

pub static RULE: Rule = Rule {
    id: "issued-in-future",
    summary: "the IssueInstant is later than the moment AWS received the response",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "No response can be posted before it is issued, so one of the two clocks is wrong; as a rule it is the one of the identity provider. How far ahead AWS lets it be is not documented; NotBefore decides first.",
    remedy: Remedy {
        text: "synchronise the clock of the identity provider with a time server; with a time given by hand, check that time",
        setting: None,
    },
    citations: &[CREATE_SAML_PROVIDER, SAML_CORE],
    follows: &["conditions-not-yet-valid"],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let clock = case.clock;
    // Against AWS's own clock it is measured: rule clock-skew.
    if clock.date.is_some() {
        return Outcome::NotApplicable;
    }
    let Some((issued, text)) = instants::issued(case) else { return case.absent() };
    let ahead = issued.since(clock.latest);
    if ahead <= SAME {
        return Outcome::Clean;
    }
    let by = match clock.source {
        ClockSource::Given => "the time that was given",
        ClockSource::Captured => "the POST by the browser's clock",
        ClockSource::Now => "now",
    };
    let message = format!("the response was issued at {issued}, {} after {by}", in_words(ahead));
    let finding = Finding::of_value(&RULE, text, message).expected(format!("no later than {}", clock.latest));
    instants::with_whose_clock(finding, case).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, in_a_word, outcome};

    #[test]
    fn clocks_that_agree_to_the_second_agree() {
        for (time, expected) in [
            ("11:58:01", "clean"),
            ("11:58:00", "clean"),
            ("11:57:59.999", "warning"),
            ("11:00:00", "warning"),
        ] {
            let given = Given::xml(GOOD).clock(Clock::given(at(time)));
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{time}");
            let now = Clock::now(Some(at("11:58:01")), at(time));
            assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD).clock(now))), expected, "now {time}");
        }
    }
}
