//! Calls for help whose answer depends on when somebody makes them, and so on no snapshot.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rule::{Need, Severity};
use serde_json::Value;
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

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saml-doctor")).args(arguments).current_dir(fixture("")).output().unwrap()
}

/// Scenario 21: works for Ann, fails for Bob.
#[test]
fn the_difference_that_decides_comes_first_and_ids_and_times_are_folded() {
    let output = run(&["diff", "captures/pair/ann.har", "captures/pair/bob.har", "--format", "json"]);
    let diff: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = diff["differences"].as_array().unwrap();
    assert_eq!(
        (rows[0]["what"].as_str(), &rows[0]["rules"][0]),
        (Some("RoleSessionName"), &Value::from("role-session-name-malformed"))
    );
    assert_eq!(
        (&diff["good"]["verdict"], &diff["bad"]["verdict"]),
        (&Value::from("accepted"), &Value::from("refused"))
    );
    let ignored = rows.iter().skip_while(|row| row["read_by_aws"] == true);
    assert!(ignored.clone().all(|row| row["read_by_aws"] == false), "what AWS ignores stands last");
    assert!(ignored.count() > 0);
    let told = rows.iter().map(|row| row["what"].as_str().unwrap()).collect::<Vec<_>>().join(" ");
    for folded in ["ID of", "IssueInstant", "SignatureValue", "DigestValue"] {
        assert!(!told.contains(folded), "{told}");
    }
    assert!(diff["folded"].as_array().unwrap().iter().any(|one| one["what"] == "id"));
    assert_eq!(output.status.code(), Some(1));
}

/// Scenario 22: send it to a vendor.
#[test]
fn a_capture_for_a_vendor_has_the_findings_and_nobodys_names() {
    let folder = tempfile::TempDir::new().unwrap();
    let receipt = folder.path().join("receipt.json");
    let output = run(&["redact", "captures/pair/bob.har", "--receipt", receipt.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(sentence.trim_end().ends_with("findings are the same"), "{sentence}");
    let safe = String::from_utf8(output.stdout).unwrap();
    for gone in ["bob-cookie-4711", "bob-keeps-this", "Bob Builder", "bob@corp", "123456789012", "CorpSSP"] {
        assert!(!safe.contains(gone), "{gone} is left");
    }
    let receipt: Value = serde_json::from_slice(&fs::read(receipt).unwrap()).unwrap();
    assert_eq!(receipt["findings"], serde_json::json!({ "same": true, "differences": [] }));
    let removed = |what: &str| receipt["removed"].as_array().unwrap().iter().any(|one| one["what"] == what);
    for what in ["cookie", "login form field", "signature value", "digest", "certificate"] {
        assert!(removed(what), "{what}: {}", receipt["removed"]);
    }
    // The one it is sent to sees the same.
    let sent = folder.path().join("bob.safe.har");
    fs::write(&sent, &safe).unwrap();
    let rules = |output: Output| -> Vec<String> {
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["messages"][0]["findings"].as_array().unwrap().clone();
        findings.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
    };
    let before = rules(run(&["captures/pair/bob.har", "--format", "json"]));
    assert!(before.contains(&"role-session-name-malformed".to_owned()));
    assert_eq!(rules(run(&[sent.to_str().unwrap(), "--format", "json"])), before);
}

/// Scenario 24: text for the ticket.
#[test]
fn the_text_for_a_ticket_is_short_and_says_what_is_needed() {
    let output = run(&["captures/pair/bob.har", "--format", "markdown", "--redact"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() <= 60, "{text}");
    for part in ["refused", "role-session-name-malformed", "What to do", "saml-doctor 0."] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    for gone in ["Bob Builder", "123456789012", "CorpSSP"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
}

/// Scenario 25: CI before an identity provider is changed.
#[test]
fn a_pipeline_gets_a_case_for_each_file_and_rule_and_fails_for_one() {
    let folder = tempfile::TempDir::new().unwrap();
    for (name, text) in [("good", "responses/okta.xml"), ("bad", "rules/audience-not-aws/trailing-slash.xml")]
    {
        let text = fs::read(fixture(text)).unwrap();
        fs::write(folder.path().join(format!("{name}.b64")), STANDARD.encode(text)).unwrap();
    }
    let in_folder = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (output.status.code(), fs::read_to_string(folder.path().join("out.xml")).unwrap())
    };
    let at = ["--at", "issued+5s", "--report", "junit=out.xml", "--select", "audience,session"];
    let (code, report) = in_folder(&[&["bad.b64", "good.b64"], &at[..]].concat());
    assert_eq!(code, Some(1));
    for suite in ["bad.b64", "good.b64"] {
        let case = format!("classname=\"{suite}\" name=\"audience-not-aws\"");
        assert!(report.contains(&case), "{case}: {report}");
    }
    assert_eq!(report.matches("<failure").count(), 1, "{report}");
    let (code, report) = in_folder(&[&["good.b64"], &at[..]].concat());
    assert_eq!((code, report.matches("<failure").count()), (Some(0), 0));
}
