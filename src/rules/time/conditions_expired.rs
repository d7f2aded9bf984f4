//! AWS received the response at or after the end of its Conditions.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, EXPIRY_OBSERVED, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "conditions-expired",
    summary: "the NotOnOrAfter of Conditions had passed when AWS received the response",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS enforces NotOnOrAfter of both Conditions and SubjectConfirmationData; the instant itself is already too late. The sentence was observed where an identity provider gave its assertions one minute, and STS answered it to a call a minute late.",
    remedy: Remedy {
        text: "sign in again and let the browser post the response at once; where that is too slow, lengthen the lifetime of assertions to five minutes; compare the clock of the identity provider with a time server",
        setting: Some(Setting::Lifetime),
    },
    citations: &[CREATE_SAML_PROVIDER, EXPIRY_OBSERVED, STS_MEASURED],
    explains: &[&sts::RESPONSE_EXPIRED],
    follows: &["redeemed-late"],
    measured: Some(&measured::CONDITIONS_EXPIRED),
    who: Some(Who::User),
    check: Check::Message {
        services: services::WEB_PROFILE,
        needs: &[Need::Assertion, Need::TimeOfPost],
        check,
    },
};

fn check(case: &Case) -> Outcome {
    match instants::conditions_until(case) {
        Some((until, text)) => instants::expired(&RULE, case, "Conditions end", until, text),
        None => case.absent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, findings, in_a_word, outcome};

    #[test]
    fn not_on_or_after_is_exclusive() {
        for (time, expected) in
            [("12:03:00.999999999", "clean"), ("12:03:01", "error"), ("12:03:01.000000001", "error")]
        {
            let given = Given::xml(GOOD).clock(Clock::given(at(time)));
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{time}");
        }
    }

    #[test]
    fn five_minutes_from_the_boundary_the_refusal_is_certain() {
        for (time, expected) in [
            ("12:03:01", Confidence::Likely),
            ("12:08:01", Confidence::Likely),
            ("12:08:01.001", Confidence::Certain),
        ] {
            let given = Given::xml(GOOD).clock(Clock::given(at(time)));
            assert_eq!(findings(&RULE, &given)[0].confidence, expected, "{time}");
        }
    }

    #[test]
    fn what_was_issued_yesterday_is_not_called_expired() {
        let clock = Clock::now(Some(at("11:58:01")), at("23:00:00"));
        let given = Given::xml(GOOD).clock(clock.clone());
        assert_eq!(in_a_word(&outcome(&RULE, &given)), "needs time-of-post");
        let given = Given::changed("12:03:01", "11:58:01").clock(clock);
        assert_eq!(in_a_word(&outcome(&RULE, &given)), "error", "it had expired when it was issued");
        let Outcome::Found(found) = outcome(&RULE, &given) else { panic!("it was found just now") };
        let message = &found[0].message;
        assert!(message.ends_with("received the response at that very instant at the earliest"), "{message}");
    }
}
