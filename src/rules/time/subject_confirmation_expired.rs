//! AWS received the response at or after the end of its SubjectConfirmationData.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, EXPIRY_OBSERVED, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "subject-confirmation-expired",
    summary: "the NotOnOrAfter of SubjectConfirmationData had passed when AWS received the response",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS enforces NotOnOrAfter of both Conditions and SubjectConfirmationData; the instant itself is already too late. The sentence was observed where an identity provider gave its assertions one minute, and STS answered it to a call.",
    remedy: Remedy {
        text: "sign in again and let the browser post the response at once; where that is too slow, lengthen the lifetime of assertions to five minutes; compare the clock of the identity provider with a time server",
        setting: Some(Setting::Lifetime),
    },
    citations: &[CREATE_SAML_PROVIDER, EXPIRY_OBSERVED, STS_MEASURED],
    explains: &[&sts::RESPONSE_EXPIRED],
    follows: &["conditions-expired", "redeemed-late"],
    measured: Some(&measured::CONFIRMATION_EXPIRED),
    who: Some(Who::User),
    check: Check::Message {
        services: services::WEB_PROFILE,
        needs: &[Need::Assertion, Need::TimeOfPost],
        check,
    },
};

fn check(case: &Case) -> Outcome {
    match instants::confirmed_until(case) {
        Some((until, text)) => instants::expired(&RULE, case, "SubjectConfirmationData ends", until, text),
        None => case.absent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, in_a_word, outcome};

    #[test]
    fn not_on_or_after_is_exclusive_and_the_longest_confirmation_counts() {
        let twice = "<saml:SubjectConfirmation><saml:SubjectConfirmationData NotOnOrAfter=\"2026-05-26T12:04:00Z\"/></saml:SubjectConfirmation></saml:Subject>";
        let two = GOOD.replace("</saml:Subject>", twice);
        for (xml, time, expected) in [
            (GOOD, "12:03:00.999", "clean"),
            (GOOD, "12:03:01", "error"),
            (two.as_str(), "12:03:59.999", "clean"),
            (two.as_str(), "12:04:00", "error"),
        ] {
            let given = Given::xml(xml).clock(Clock::given(at(time)));
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{time}");
        }
    }
}
