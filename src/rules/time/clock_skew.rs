//! The clocks of the identity provider, the browser and AWS are apart.

use jiff::SignedDuration;

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE};
use crate::clock::ClockSource;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants::{self, SAME};
use crate::rules::passage;

pub static RULE: Rule = Rule {
    id: "clock-skew",
    summary: "the clock of the identity provider, or of the browser, is not AWS's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS dates its answers, so a HAR shows its clock. A response that was issued after AWS had received it shows that the identity provider is ahead, and by how much at least; so does the Date of the identity provider's own answers, where the HAR holds them. The clock of the browser plays no part in the login; it only makes the times of the HAR wrong.",
    remedy: Remedy {
        text: "synchronise the clock with a time server: the identity provider's is a matter for its administrator, the browser's for its user",
        setting: None,
    },
    citations: &[CREATE_SAML_PROVIDER, SAML_CORE],
    follows: &["redeemed-late"],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Har], check },
    ..Rule::OF_MESSAGE
};

/// Under an IssueInstant that does not show it by itself.
const BY_DATE: &str = "by the Date of the answers of both";
const A_FIFTH: SignedDuration = SignedDuration::from_secs(60);

fn check(case: &Case) -> Outcome {
    let clock = case.clock;
    if clock.source == ClockSource::Given {
        return Outcome::NotApplicable;
    }
    if clock.date.is_none() {
        return Outcome::NotChecked(Need::Har);
    }
    let agreed = case.skew.max(SAME);
    let mut findings = Vec::new();
    let measured = passage::measured(case).and_then(|passage| passage.behind);
    if let Some((issued, text)) = instants::issued(case) {
        let by_issue = issued.since(clock.latest);
        // Of two lower bounds the greater one says more.
        let ahead = measured.map_or(by_issue, |behind| by_issue.max(-behind.most));
        let behind = measured.map_or(SignedDuration::ZERO, |behind| behind.least);
        let of_provider = |apart, side| {
            let message = format!(
                "the clock of the identity provider is at least {} {side} AWS's",
                passage::at_least(apart)
            );
            Finding::of_value(&RULE, text, message)
        };
        if by_issue > agreed {
            let finding = of_provider(ahead, "ahead of")
                .note(format!("AWS had received it by {}", clock.latest))
                .expected(format!("no later than {}", clock.latest));
            findings.push(finding);
        } else if ahead > agreed {
            findings.push(of_provider(ahead, "ahead of").note(BY_DATE));
        } else if behind > agreed {
            // It takes so much of the five minutes, and no more.
            let severity = if behind < A_FIFTH { Severity::Note } else { Severity::Warning };
            findings.push(of_provider(behind, "behind").note(BY_DATE).at_most(severity));
        }
    }
    if let Some(ahead) = clock.browser_ahead.filter(|ahead| ahead.abs() > agreed) {
        let (apart, side) = (in_words(ahead), if ahead.is_negative() { "behind" } else { "ahead of" });
        let message = format!("the clock of the browser is at least {apart} {side} AWS's");
        findings.push(Finding::new(&RULE, case.response.start(case.tree), message).at_most(Severity::Note));
    }
    findings.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{DeliveredBy, Delivery, ExchangeFacts, Stamped};
    use crate::clock::Clock;
    use crate::rules::test_case::{GOOD, Given, at, findings, in_a_word, outcome};

    #[test]
    fn a_har_measures_both_clocks_against_aws() {
        let browser = "note: the clock of the browser is at least ";
        let provider = "warning: the clock of the identity provider is at least ";
        for (started, date, expected) in [
            ("11:58:03Z", "11:58:03", vec![]),
            ("11:58:00.9Z", "11:58:00", vec![]),
            ("11:56:30Z", "11:56:30", vec![format!("{provider}1 min 31 s ahead of AWS's")]),
            ("12:00:00Z", "11:58:03", vec![format!("{browser}1 min 56 s ahead of AWS's")]),
            ("11:57:01Z", "11:58:03", vec![format!("{browser}1 min 1 s behind AWS's")]),
            (
                "11:58:00Z",
                "11:50:00",
                vec![
                    format!("{provider}8 min ahead of AWS's"),
                    format!("{browser}7 min 59 s ahead of AWS's"),
                ],
            ),
        ] {
            let facts = ExchangeFacts {
                stamped: Stamped {
                    started: Some(format!("2026-05-26T{started}")),
                    duration: Some(1_000.0),
                    date: Some(format!("Tue, 26 May 2026 {date} GMT")),
                },
                ..ExchangeFacts::default()
            };
            let given = Given::xml(GOOD).clock(Clock::captured(&facts).unwrap());
            let found: Vec<String> = findings(&RULE, &given)
                .iter()
                .map(|found| format!("{}: {}", found.severity.name(), found.message))
                .collect();
            assert_eq!(found, expected, "{started} {date}");
        }
        assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD))), "not applicable");
        let now = Given::xml(GOOD).clock(Clock::now(None, at("12:00:00")));
        assert_eq!(in_a_word(&outcome(&RULE, &now)), "needs har");
    }

    #[test]
    fn the_dates_of_the_identity_provider_measure_its_clock() {
        let provider = "the clock of the identity provider is at least ";
        for (page_date, expected) in [
            ("11:58:02", vec![]),
            ("11:57:52", vec![format!("note: {provider}8.5 s behind AWS's")]),
            ("11:50:00", vec![format!("warning: {provider}8 min behind AWS's")]),
            ("11:59:36", vec![format!("warning: {provider}1 min 32 s ahead of AWS's")]),
        ] {
            let stamped = |started: &str, date: &str| Stamped {
                started: Some(format!("2026-05-26T{started}Z")),
                duration: Some(500.0),
                date: Some(format!("Tue, 26 May 2026 {date} GMT")),
            };
            let facts =
                ExchangeFacts { stamped: stamped("11:58:03", "11:58:03"), ..ExchangeFacts::default() };
            let page = Delivery {
                entry: 0,
                host: "idp.example".to_owned(),
                by: DeliveredBy::LastPage,
                stamped: stamped("11:58:02", page_date),
            };
            let clock = Clock::captured(&facts).unwrap().delivered_by(Some(&page), &facts);
            let found: Vec<String> = findings(&RULE, &Given::xml(GOOD).clock(clock))
                .iter()
                .map(|found| format!("{}: {}", found.severity.name(), found.message))
                .collect();
            assert_eq!(found, expected, "{page_date}");
        }
    }
}
