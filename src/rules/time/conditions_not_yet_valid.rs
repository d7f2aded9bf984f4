//! AWS received the response before its Conditions begin.

use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE, STS_MEASURED};
use crate::clock::{ClockSource, Throughout};
use crate::identity_provider::Setting;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "conditions-not-yet-valid",
    summary: "the NotBefore of Conditions was still to come when AWS received the response",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "By SAML an assertion is not valid before NotBefore; usually the clock of the identity provider is ahead. AWS's pages do not speak of it, and STS, called with Conditions that began up to a day later, took them: it reads NotOnOrAfter alone. Whether the sign-in page reads NotBefore is not known; other receivers do.",
    remedy: Remedy {
        text: "synchronise the clock of the identity provider with a time server, or let its assertions begin a minute or two before they are issued",
        setting: Some(Setting::Lifetime),
    },
    citations: &[CREATE_SAML_PROVIDER, SAML_CORE, STS_MEASURED],
    follows: &["validity-window-empty", "clock-skew"],
    measured: Some(&measured::CONDITIONS_BEGIN_IN_240_S),
    check: Check::Message {
        services: services::WEB_PROFILE,
        needs: &[Need::Assertion, Need::TimeOfPost],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some((from, text)) = instants::conditions_from(case) else { return case.absent() };
    match case.clock.before(from) {
        Throughout::False => return Outcome::Clean,
        Throughout::Open => return Outcome::NotChecked(Need::TimeOfPost),
        Throughout::True => {}
    }
    let early = from.since(case.clock.latest);
    let received = match case.clock.source {
        ClockSource::Now => "now",
        ClockSource::Given | ClockSource::Captured => "when AWS received the response",
    };
    let message = format!("Conditions begin at {from}, {} after {}", in_words(early), case.clock.latest);
    let finding = Finding::of_value(&RULE, text, message)
        .note(format!("{} to go {received}", in_words(early)))
        .expected(format!("no later than {}", case.clock.latest));
    instants::with_whose_clock(finding, case).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, in_a_word, outcome};

    #[test]
    fn not_before_is_inclusive() {
        for (time, expected) in [
            ("11:57:31", "clean"),
            ("11:57:30.999999999", "warning"),
            ("11:52:31", "warning"),
            ("11:52:30.999", "warning"),
        ] {
            let given = Given::xml(GOOD).clock(Clock::given(at(time)));
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{time}");
        }
    }

    #[test]
    fn without_a_clock_only_a_beginning_in_the_future_is_found() {
        for (now, begins, expected) in [
            ("23:00:00", "11:57:31", "clean"),
            ("23:00:00", "11:59:00", "needs time-of-post"),
            ("11:58:30", "11:59:00", "warning"),
            ("11:58:30", "12:30:00", "warning"),
        ] {
            let clock = Clock::now(Some(at("11:58:01")), at(now));
            let given = Given::changed("11:57:31", begins).clock(clock);
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{now} {begins}");
        }
    }
}
