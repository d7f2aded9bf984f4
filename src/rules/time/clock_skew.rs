//! The clocks of the identity provider, the browser and AWS are apart.

use crate::clock::ClockSource;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target};
use crate::rules::citations::{CREATE_SAML_PROVIDER, SAML_CORE};
use crate::rules::instants::{self, SAME};

pub static RULE: Rule = Rule {
    id: "clock-skew",
    summary: "the clock of the identity provider, or of the browser, is not AWS's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS dates its answers, so a HAR shows its clock. A response that was issued after AWS had received it shows that the identity provider is ahead, and by how much at least. The clock of the browser plays no part in the login; it only makes the times of the HAR wrong.",
    remedy: Remedy {
        text: "set the clock by a time server: the one of the identity provider is for its administrator to mend, the one of the browser for its user",
        setting: None,
    },
    citations: &[CREATE_SAML_PROVIDER, SAML_CORE],
    explains: &[],
    follows: &["conditions-not-yet-valid"],
    needs: &[Need::Har],
    targets: Target::IAM_SIGN_IN,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    let clock = case.clock;
    if clock.source == ClockSource::Given {
        return Outcome::NotApplicable;
    }
    if clock.date.is_none() {
        return Outcome::NotChecked(Need::Har);
    }
    let mut findings = Vec::new();
    if let Some((issued, text)) = instants::issued(case) {
        let ahead = issued.since(clock.latest);
        if ahead > SAME {
            let message =
                format!("the clock of the identity provider is at least {} ahead of AWS's", in_words(ahead));
            let finding = Finding::of_value(&RULE, text, message)
                .note(format!("AWS had received it by {}", clock.latest))
                .expected(format!("no later than {}", clock.latest));
            findings.push(finding);
        }
    }
    if let Some(ahead) = clock.browser_ahead.filter(|ahead| ahead.abs() > SAME) {
        let (apart, side) = (in_words(ahead), if ahead.is_negative() { "behind" } else { "ahead of" });
        let message = format!("the clock of the browser is at least {apart} {side} AWS's");
        findings.push(Finding::new(&RULE, case.response.start(case.tree), message).at_most(Severity::Note));
    }
    findings.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::ExchangeFacts;
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
                vec![format!("{provider}8 min ahead of AWS's"), format!("{browser}7 min 59 s ahead of AWS's")],
            ),
        ] {
            let facts = ExchangeFacts {
                started: Some(format!("2026-05-26T{started}")),
                duration: Some(1_000.0),
                date: Some(format!("Tue, 26 May 2026 {date} GMT")),
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
}
