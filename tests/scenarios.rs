//! Calls for help whose answer depends on when somebody makes them, and so on no snapshot.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rule::{Need, Severity};
use support::fixture;

/// Scenario 13: yesterday's ticket, the base64 alone.
#[test]
fn yesterdays_value_is_judged_whole_and_its_age_is_told_as_age() {
    let text = fs::read_to_string(fixture("captures/people/redacted-account.xml")).unwrap();
    let value = STANDARD.encode(text.replace("XXXXXXXXXXXX", "123456789012"));
    let now = Instant::parse_rfc3339("2026-05-27T09:30:00Z").unwrap().instant;
    let input = input::read("-", value.as_bytes(), &ReadOptions::default());
    let report = diagnose(vec![input], &Options::at(now));
    let judgement = &report.messages[0].judged.as_ref().unwrap().judgement;
    let errors: Vec<&str> = judgement
        .findings
        .iter()
        .filter(|found| found.finding.severity == Severity::Error)
        .map(|found| found.finding.rule.id)
        .collect();
    assert_eq!(errors, ["role-session-name-malformed"]);
    let age = judgement.findings.iter().find(|found| found.finding.rule.id == "response-age").unwrap();
    assert_eq!(age.finding.severity, Severity::Note);
    let open: Vec<&str> = judgement
        .not_checked
        .iter()
        .filter(|(_, need)| *need == Need::TimeOfPost)
        .map(|(rule, _)| rule.id)
        .collect();
    assert!(open.contains(&"conditions-expired"), "{open:?}");
    assert_eq!(report.exit_code, 1);
}
