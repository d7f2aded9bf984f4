//! AWS received the response more than five minutes after its issue.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, FIVE_MINUTES_OBSERVED};
use crate::clock::Throughout;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::instants::{self, REDEMPTION};
use crate::rules::passage;

pub static RULE: Rule = Rule {
    id: "redeemed-late",
    summary: "the response reached AWS more than five minutes after its IssueInstant",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS takes an assertion for five minutes after its IssueInstant, even where its NotOnOrAfter is later. People saw this after leaving the role picker open and after replaying an old capture; a clock of the identity provider that is behind has the same effect.",
    remedy: Remedy {
        text: "sign in again and let the browser post the response at once; if that was done, compare the clock of the identity provider with a time server: a clock that is behind makes every response old",
        setting: None,
    },
    citations: &[FIVE_MINUTES_OBSERVED, CREATE_SAML_PROVIDER],
    explains: &[&sts::NOT_REDEEMED_IN_TIME],
    who: Some(Who::User),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::TimeOfPost],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some((issued, text)) = instants::issued(case) else { return case.absent() };
    match case.clock.after(issued.plus(REDEMPTION)) {
        Throughout::False => return Outcome::Clean,
        Throughout::Open => return Outcome::NotChecked(Need::TimeOfPost),
        Throughout::True => {}
    }
    let age = in_words(case.clock.earliest.since(issued));
    let least = if case.clock.moment().is_some() { "" } else { "at least " };
    let delay = passage::measured(case).and_then(|passage| passage::delay(passage, issued));
    let message = match &delay {
        Some(delay) => {
            format!("{}; so it reached AWS {least}{age} after its IssueInstant {issued}", delay.words)
        }
        None => format!("AWS received the response {least}{age} after its IssueInstant {issued}"),
    };
    let finding = Finding::of_value(&RULE, text, message)
        .note(format!("{least}{age} old"))
        .expected(format!("no earlier than {}", case.clock.earliest.plus(-REDEMPTION)));
    match delay {
        Some(delay) => finding.remedy(delay.remedy).who(delay.who).into(),
        None => finding.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, findings, in_a_word, outcome};

    #[test]
    fn five_minutes_to_the_instant_are_in_time() {
        for (time, expected) in [
            ("11:58:01", "clean"),
            ("12:03:01", "clean"),
            ("12:03:01.000000001", "error"),
            ("12:05:13", "error"),
        ] {
            let given = Given::xml(GOOD).clock(Clock::given(at(time)));
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{time}");
        }
    }

    #[test]
    fn the_age_is_said_as_surely_as_it_is_known() {
        let now = Clock::now(Some(at("11:58:01")), at("23:00:00"));
        assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD).clock(now))), "needs time-of-post");
        let mut interval = Clock::given(at("12:05:13"));
        interval.latest = at("12:05:15");
        for (clock, expected) in [
            (Clock::given(at("12:05:13")), "AWS received the response 7 min 12 s after"),
            (interval, "AWS received the response at least 7 min 12 s after"),
        ] {
            let found = findings(&RULE, &Given::xml(GOOD).clock(clock));
            assert!(found[0].message.starts_with(expected), "{}", found[0].message);
        }
    }
}
