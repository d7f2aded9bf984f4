//! The response lives too short a time to be used.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, EXPIRY_OBSERVED};
use crate::identity_provider::Setting;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants::{self, REDEMPTION};
use jiff::SignedDuration;

pub static RULE: Rule = Rule {
    id: "validity-window-short",
    summary: "the response can be used for a minute or less after its issue",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Between the issue and the POST stand a page, a redirect and the user's network. With a lifetime of one minute logins were seen to fail with \"Response has expired\".",
    remedy: Remedy { text: "let assertions live five minutes", setting: Some(Setting::Lifetime) },
    citations: &[EXPIRY_OBSERVED, CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// The lifetime that logins were seen to fail with.
const SHORT: SignedDuration = SignedDuration::from_secs(60);

fn check(case: &Case) -> Outcome {
    let Some((issued, _)) = instants::issued(case) else { return case.absent() };
    let from = instants::conditions_from(case).map_or(issued, |(from, _)| from.max(issued));
    let ends = instants::conditions_until(case).into_iter().chain(instants::confirmed_until(case));
    let Some((until, text)) = ends.min_by_key(|(until, _)| *until) else { return case.absent() };
    let usable = until.since(from);
    // Nothing left of it is another matter: it is expired at once, or empty.
    if usable > SHORT || !usable.is_positive() {
        return Outcome::Clean;
    }
    let message = format!("the response can be used for {}, from {from} until {until}", in_words(usable));
    Finding::of_value(&RULE, text, message).expected(format!("{} or later", from.plus(REDEMPTION))).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{Given, in_a_word, outcome};

    #[test]
    fn a_minute_is_short_and_a_second_more_is_not() {
        for (end, expected) in [
            ("11:59:02", "clean"),
            ("11:59:01.000000001", "clean"),
            ("11:59:01", "warning"),
            ("11:58:01.5", "warning"),
            ("11:58:01", "clean"),
            ("11:50:00", "clean"),
        ] {
            let given = Given::changed("12:03:01", end);
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{end}");
        }
    }
}
