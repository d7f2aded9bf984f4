//! The configuration file: where it is found, and what it decides.

#![allow(clippy::unwrap_used, reason = "a test stops where the program does not run")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::fixture;

const LEVELS: &str = "[rules.role-session-name-malformed]\nlevel = \"off\"\nreason = \"TICKET-4711\"\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A response with one fault, that `issued+5s` makes the only one.
fn faulty() -> String {
    let capture = fixture("captures/people/redacted-account.xml");
    let text = fs::read_to_string(capture).unwrap().replace("XXXXXXXXXXXX", "123456789012");
    assert!(text.contains(">Jane Doe<"));
    text
}

#[test]
fn the_nearest_file_upward_is_taken_and_the_command_line_wins() {
    let outer = tempfile::TempDir::new().unwrap();
    let inner = outer.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(inner.join("r.xml"), faulty()).unwrap();
    fs::write(outer.path().join("saml-doctor.toml"), LEVELS).unwrap();
    let arguments = ["r.xml", "--at", "issued+5s", "--format", "json"];
    let with = |more: &[&str]| run(&inner, &[&arguments[..], more].concat());

    let found = with(&[]);
    let document = json(&found);
    assert_eq!(document["config"]["path"], "../../saml-doctor.toml");
    assert_eq!(document["config"]["levels"][0]["reason"], "TICKET-4711");
    assert_eq!((found.status.code(), &document["exit_code"]), (Some(0), &Value::from(0)));
    let message = &document["messages"][0];
    assert_eq!(message["verdict"], "refused", "a level never changes AWS's verdict");
    assert_eq!(message["predicted_error"]["id"], "role-session-name-pattern");
    let off = &message["checks"]["off"][0];
    assert_eq!(
        (off["rule"].as_str(), off["reason"].as_str(), off["found"].as_u64()),
        (Some("role-session-name-malformed"), Some("TICKET-4711"), Some(1))
    );

    // A nearer one stands alone: they are not merged.
    fs::write(outer.path().join("a/saml-doctor.toml"), "fail-on = \"never\"\n").unwrap();
    let nearer = with(&[]);
    assert_eq!(json(&nearer)["config"]["path"], "../saml-doctor.toml");
    assert_eq!(json(&nearer)["messages"][0]["checks"]["off"], serde_json::json!([]));
    assert_eq!(nearer.status.code(), Some(0));
    assert_eq!(with(&["--fail-on", "error"]).status.code(), Some(1));

    let none = with(&["--no-config"]);
    assert_eq!((json(&none)["config"].clone(), none.status.code()), (Value::Null, Some(1)));
    fs::write(inner.join("other.toml"), LEVELS).unwrap();
    let named = with(&["--config", "other.toml"]);
    assert_eq!((&json(&named)["config"]["path"], named.status.code()), (&Value::from("other.toml"), Some(0)));
    // What is selected by name speaks although the file turns it off.
    let selected = with(&["--config", "other.toml", "--select", "role-session-name-malformed"]);
    assert_eq!(selected.status.code(), Some(1));
    let ignored = with(&["--no-config", "--ignore", "session"]);
    let rules = json(&ignored)["messages"][0]["checks"]["ignored"].clone();
    assert!(rules.as_array().unwrap().iter().any(|one| one["rule"] == "role-session-name-malformed"));
    assert_eq!(ignored.status.code(), Some(0));
}

#[test]
fn a_level_changes_the_severity_everywhere_and_its_reason_is_told() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("r.xml"), faulty()).unwrap();
    let levels = LEVELS.replace("off", "note");
    fs::write(folder.path().join("saml-doctor.toml"), levels).unwrap();
    let output = run(folder.path(), &["r.xml", "--at", "issued+5s", "--format", "json"]);
    let finding = json(&output)["messages"][0]["findings"][0].clone();
    assert_eq!(
        (&finding["severity"], &finding["reason"]),
        (&Value::from("note"), &Value::from("TICKET-4711"))
    );
    assert_eq!(output.status.code(), Some(0));
    for (format, told) in [
        ("human", "note: role-session-name-malformed, found 1 time (TICKET-4711)"),
        ("markdown", "TICKET-4711"),
        ("html", "TICKET-4711"),
        ("concise", "note[role-session-name-malformed]"),
        ("sarif", "\"level\": \"note\""),
    ] {
        let output = run(folder.path(), &["r.xml", "--at", "issued+5s", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(told), "{format}: {text}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
    let junit = run(folder.path(), &["r.xml", "--at", "issued+5s", "--format", "junit"]);
    assert!(!String::from_utf8_lossy(&junit.stdout).contains("<failure"));
}

#[test]
fn what_is_off_is_a_skipped_case_with_its_reason() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("r.xml"), faulty()).unwrap();
    fs::write(folder.path().join("saml-doctor.toml"), LEVELS).unwrap();
    let output = run(folder.path(), &["r.xml", "--at", "issued+5s", "--format", "junit"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("<skipped message=\"off: TICKET-4711\"/>"), "{text}");
    assert!(!text.contains("<failure"), "{text}");
    assert_eq!(output.status.code(), Some(0));
}
