//! AWS's own answer in a capture decides: HARs of logins that AWS refused, took, or asked a role for.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;
use std::process::Command;

use saml_doctor::aws::known_errors::{KnownError, sign_in, sts};
use serde_json::{Value, json};
use support::fixture;

fn report(har: &str, arguments: &[&str]) -> (Value, i32) {
    let path = std::env::temp_dir().join(format!(
        "saml-doctor-witness-{}-{:?}.har",
        std::process::id(),
        std::thread::current().id()
    ));
    fs::write(&path, har).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
        .arg(&path)
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    fs::remove_file(&path).unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (report, output.status.code().unwrap())
}

fn login(name: &str) -> String {
    fs::read_to_string(fixture("captures/logins").join(format!("{name}.har"))).unwrap()
}

/// The good response of a fixture, posted and answered so.
fn answered(status: u16, page: &str) -> String {
    let mut har: Value = serde_json::from_str(&login("not-authorized")).unwrap();
    let response = &mut har["log"]["entries"][0]["response"];
    response["status"] = json!(status);
    response["content"]["text"] = json!(page);
    har.to_string()
}

#[test]
fn the_answer_of_aws_decides_verdict_and_exit_code() {
    for (name, verdict, outcome, service, error, exit) in [
        ("not-authorized", "refused", "refused", "sign-in", Some("not-authorized-to-assume-role"), 1),
        ("refused-without-a-sentence", "refused", "refused", "sign-in", None, 1),
        (
            "picker-then-not-authorized",
            "refused",
            "refused",
            "sign-in",
            Some("not-authorized-to-assume-role"),
            1,
        ),
        ("picker-only", "accepted", "role-picker", "sign-in", None, 0),
        ("to-the-console", "accepted", "signed-in", "console", None, 0),
        ("to-connect", "accepted", "signed-in", "connect", None, 0),
        ("connect-not-onboarded", "refused", "refused", "connect", Some("connect-user-not-onboarded"), 1),
        ("aws-fails", "undetermined", "failed", "sign-in", None, 0),
    ] {
        let (report, code) = report(&login(name), &[]);
        let message = &report["messages"][0];
        let answer = &message["aws_answer"];
        assert_eq!(message["verdict"], verdict, "{name}");
        assert_eq!(message["decided_by"], "aws-answer", "{name}");
        assert_eq!(answer["outcome"], outcome, "{name}");
        assert_eq!(answer["service"], service, "{name}");
        assert_eq!(answer["error"], json!(error), "{name}");
        assert_eq!(message["disagreement"], Value::Null, "{name}");
        assert_eq!((code, &report["exit_code"]), (exit, &json!(exit)), "{name}");
    }
}

#[test]
fn each_documented_sentence_on_the_page_of_aws_is_a_refusal() {
    let spoken: Vec<&KnownError> = sign_in::ALL.iter().chain(sts::ALL).copied().collect();
    assert!(spoken.len() > 20, "the catalogue has hardly a sentence");
    let mut tried = 0;
    for error in spoken {
        if error.message.contains("{}") {
            continue;
        }
        let page =
            format!("<html><body><h1>Error</h1><p>{}</p></body></html>", error.message.replace('<', "&lt;"));
        let (report, code) = report(&answered(error.status.unwrap_or(400), &page), &[]);
        let message = &report["messages"][0];
        assert_eq!(message["verdict"], "refused", "{}", error.id);
        assert_eq!(message["aws_answer"]["error"], error.id, "{}", error.id);
        assert_eq!(code, 1, "{}", error.id);
        tried += 1;
    }
    assert!(tried > 20, "{tried} sentences were tried");
}

#[test]
fn two_posts_of_one_response_are_one_login_with_the_role_that_was_chosen() {
    let (report, _) = report(&login("picker-then-not-authorized"), &[]);
    let messages = report["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!((&messages[0]["repeats"], &messages[1]["repeats"]), (&Value::Null, &json!(0)));
    for message in messages {
        assert_eq!(message["verdict"], "refused");
        assert_eq!(message["aws_answer"]["entry"], 1);
        assert_eq!(message["aws_answer"]["chosen_role"], "arn:aws:iam::123456789012:role/Admin");
        assert_eq!(message["aws_answer"]["request_id"], "8f1c0d3b-5e9f-4a48-a7b6-d5c4a3928170");
    }
}

#[test]
fn what_aws_took_in_spite_of_the_rules_is_no_error() {
    // The response of login.har has a RoleSessionName with a space; here AWS sends the browser on.
    let mut har: Value =
        serde_json::from_str(&fs::read_to_string(fixture("captures/login.har")).unwrap()).unwrap();
    let response = &mut har["log"]["entries"][1]["response"];
    response["status"] = json!(302);
    response["redirectURL"] = json!("https://us-east-1.console.aws.amazon.com/console/home");
    response["content"]["text"] = json!("");
    let (report, code) = report(&har.to_string(), &[]);
    let message = &report["messages"][0];
    assert_eq!((&message["verdict"], &message["decided_by"]), (&json!("accepted"), &json!("aws-answer")));
    assert_eq!(message["predicted_error"]["id"], "role-session-name-pattern");
    let finding = &message["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["severity"]),
        (&json!("role-session-name-malformed"), &json!("warning"))
    );
    assert!(message["disagreement"].as_str().unwrap().contains("too strict"), "{message}");
    assert_eq!(code, 0);
}

#[test]
fn a_sentence_that_was_shown_is_a_refusal_whether_or_not_a_rule_explains_it() {
    let shown = ["--error", "Not authorized to perform sts:AssumeRoleWithSAML"];
    let mut har: Value = serde_json::from_str(&login("not-authorized")).unwrap();
    har["log"]["entries"][0]["response"]["status"] = json!(0);
    har["log"]["entries"][0]["response"]["content"]["text"] = json!("");
    let (unanswered, code) = report(&har.to_string(), &shown);
    let message = &unanswered["messages"][0];
    assert_eq!((&message["verdict"], &message["decided_by"]), (&json!("refused"), &json!("shown-error")));
    assert_eq!((code, &message["aws_answer"]), (1, &Value::Null));
    let (taken, code) = report(&login("to-the-console"), &shown);
    let message = &taken["messages"][0];
    assert_eq!((&message["verdict"], &message["decided_by"]), (&json!("accepted"), &json!("aws-answer")));
    assert!(message["disagreement"].as_str().unwrap().contains("another attempt"), "{message}");
    assert_eq!(code, 1);
}

#[test]
fn another_sentence_than_the_predicted_one_is_said_in_so_many_words() {
    let mut har: Value =
        serde_json::from_str(&fs::read_to_string(fixture("captures/login.har")).unwrap()).unwrap();
    har["log"]["entries"][1]["response"]["content"]["text"] =
        json!("<html><body><p>Response signature invalid</p></body></html>");
    let (report, code) = report(&har.to_string(), &[]);
    let message = &report["messages"][0];
    assert_eq!(message["predicted_error"]["id"], "role-session-name-pattern");
    assert_eq!(message["aws_answer"]["error"], "response-signature-invalid");
    let told = message["disagreement"].as_str().unwrap();
    assert!(told.contains("before the second"), "{told}");
    assert_eq!(code, 1);
}

fn with_event(event: &Value) -> (Value, i32) {
    let folder = std::env::temp_dir().join(format!(
        "saml-doctor-event-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("events.json");
    fs::write(&file, json!({ "Records": [event] }).to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
        .current_dir(fixture(""))
        .args(["responses/okta.xml", "--format", "json", "--at", "issued+5s"])
        .arg(&file)
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code().unwrap())
}

#[test]
fn an_event_of_cloudtrail_decides_where_the_capture_has_no_answer() {
    let event = |id: &str, code: Value, role: &str, time: &str| {
        json!({ "eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithSAML", "eventTime": time,
            "awsRegion": "us-east-1", "errorCode": code,
            "errorMessage": if code.is_null() { Value::Null } else { json!("Not authorized to perform sts:AssumeRoleWithSAML") },
            "requestParameters": { "sAMLAssertionID": id, "roleSessionName": "jane.doe@corp.example", "roleArn": role,
                "principalArn": "arn:aws:iam::123456789012:saml-provider/Okta" },
            "responseElements": null, "requestID": "9d1c6a52-0000-4000-8000-5b0b6f1e2c3d" })
    };
    let (admin, at) = ("arn:aws:iam::123456789012:role/Admin", "2026-05-26T11:58:05Z");
    let denied = json!("AccessDenied");
    let (own, _) = with_event(&event("x", Value::Null, admin, at));
    let id = own["messages"][0]["assertion"]["id"].as_str().unwrap().to_owned();
    for (what, event, verdict, by, exit) in [
        ("denied, with the ID", event(&id, denied.clone(), admin, at), "refused", "cloudtrail", 1),
        ("granted, with the ID", event(&id, Value::Null, admin, at), "accepted", "cloudtrail", 0),
        ("denied, of another assertion", event("_other", denied.clone(), admin, at), "accepted", "rules", 0),
    ] {
        let (report, code) = with_event(&event);
        let message = &report["messages"][0];
        assert_eq!((&message["verdict"], &message["decided_by"]), (&json!(verdict), &json!(by)), "{what}");
        assert_eq!(code, exit, "{what}");
    }
    // AWS's own failure answers nothing, and a call after the response's time is another one.
    for code in ["InternalFailure", "ThrottlingException", "Throttling", "ServiceUnavailable"] {
        let (report, exit) = with_event(&event(&id, json!(code), admin, at));
        let message = &report["messages"][0];
        assert_eq!(
            (&message["verdict"], &message["decided_by"]),
            (&json!("accepted"), &json!("rules")),
            "{code}"
        );
        assert_eq!((exit, &message["recorded"][0]["outcome"]), (0, &json!("failed")), "{code}");
    }
    for (time, by, tie) in
        [("2026-05-26T12:07:30Z", "cloudtrail", "assertion-id"), ("2026-05-26T13:58:05Z", "rules", "replay")]
    {
        let (report, _) = with_event(&event(&id, denied.clone(), admin, time));
        let message = &report["messages"][0];
        assert_eq!(
            (&message["decided_by"], &message["recorded"][0]["tie"]),
            (&json!(by), &json!(tie)),
            "{time}"
        );
    }
    // Without the ID: by role, name and time, and not by another time.
    for (time, by) in [(at, "cloudtrail"), ("2026-05-27T11:58:05Z", "rules")] {
        let mut event = event(&id, denied.clone(), admin, time);
        event["requestParameters"].as_object_mut().unwrap().remove("sAMLAssertionID");
        let (report, _) = with_event(&event);
        assert_eq!(report["messages"][0]["decided_by"], by, "{time}");
    }
}
