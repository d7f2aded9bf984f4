//! The response was looked at some time after it was issued.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, FIVE_MINUTES_OBSERVED};
use crate::clock::ClockSource;
use crate::instant::{Instant, in_words};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::instants;
use crate::validity::Validity;

pub static RULE: Rule = Rule {
    id: "response-age",
    summary: "the age of the response, and until when AWS would have taken it",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "An assertion lives for minutes and is diagnosed hours later. Nothing in it says when it was posted, so its age now is not a fault.",
    remedy: Remedy {
        text: "to judge the times of the response as AWS did, give the moment of the POST: --at 2026-05-26T11:58:03Z, or --at issued+5s",
        setting: None,
    },
    citations: &[CREATE_SAML_PROVIDER, FIVE_MINUTES_OBSERVED],
    who: Some(Who::User),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.clock.source != ClockSource::Now {
        return Outcome::NotApplicable;
    }
    let now = case.clock.latest;
    let Some((issued, text)) = instants::issued(case).filter(|(issued, _)| *issued <= now) else {
        return Outcome::NotApplicable;
    };
    let window = Validity::of(case.response).map_or_else(String::new, |validity| window(now, validity));
    let message = format!("the response was issued {} ago{window}", in_words(now.since(issued)));
    Finding::of_value(&RULE, text, message).into()
}

/// When AWS would take the response: inside its own window, and five minutes from its issue.
fn window(now: Instant, validity: Validity) -> String {
    let Validity { issued, not_before: from, not_on_or_after: end } = validity;
    let redeemable = validity.redeemable();
    // The five minutes are inclusive, NotOnOrAfter is not.
    let (until, word) = match end.filter(|end| *end <= redeemable) {
        Some(end) if from.is_some() => (end, "until just before"),
        Some(end) => (end, "before"),
        None => (redeemable, "until"),
    };
    if from.is_some_and(|from| from >= until) || until < issued {
        return "; there was no moment at which AWS would have taken it".to_owned();
    }
    let from = from.map_or(String::new(), |from| format!(" from {from}"));
    let would = if now < until { "would take" } else { "would have taken" };
    format!("; AWS {would} it{from} {word} {until}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, findings, in_a_word, outcome};

    #[test]
    fn the_age_and_the_window_are_said_where_no_clock_is_known() {
        for (xml, now, expected) in [
            (
                GOOD.to_owned(),
                "23:58:01",
                "the response was issued 12 h ago; AWS would have taken it from 2026-05-26T11:57:31Z until just before 2026-05-26T12:03:01Z",
            ),
            (
                GOOD.to_owned(),
                "11:58:11",
                "the response was issued 10 s ago; AWS would take it from 2026-05-26T11:57:31Z until just before 2026-05-26T12:03:01Z",
            ),
            (
                GOOD.replace("12:03:01", "13:00:00"),
                "12:58:01",
                "the response was issued 1 h ago; AWS would have taken it from 2026-05-26T11:57:31Z until 2026-05-26T12:03:01Z",
            ),
            (
                GOOD.replace("12:03:01", "11:50:00"),
                "12:58:01",
                "the response was issued 1 h ago; there was no moment at which AWS would have taken it",
            ),
        ] {
            let clock = Clock::now(Some(at("11:58:01")), at(now));
            let found = findings(&RULE, &Given::xml(&xml).clock(clock));
            assert_eq!(found[0].message, expected, "{now}");
        }
        assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD))), "not applicable");
    }
}
