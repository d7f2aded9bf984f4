//! Every row of what AWS is known to answer: predicted, read from AWS's own words, or explained, and why.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use saml_doctor::aws::known_errors::{
    KnownError, connect, iam, identity_center, known_error, scim, sign_in, sts,
};
use saml_doctor::diagnosis::{Diagnosis, Options, diagnose};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rules;
use support::{expectations, fixture, sorted};

/// How a row is covered.
enum Way {
    /// A rule predicts it, of a response or of a file beside it.
    Predicted,
    /// It is read from a page of AWS's in a HAR.
    Page(Speaker),
    /// It is read from an answer of SCIM's.
    Answer,
    /// Why no file decides it; `explain` says what to look at.
    Explained(&'static str),
}

/// Whose page a sentence stands on.
#[derive(Clone, Copy)]
enum Speaker {
    SignIn,
    Connect,
    Center,
}

use Speaker::{Center, Connect, SignIn};
use Way::{Answer, Explained, Page, Predicted};

const KEYS: &str =
    "an answer of IAM's to a change of the provider's private keys, which no file of a login holds";
const CONSOLE: &str = "shown to an administrator in the console, of whose state there is no file";

/// A row of the catalogue by its sentences; one without any is a row of codes, or of a state.
const ROWS: &[(&str, &[&str], Way)] = &[
    ("A1", &["invalid-saml-response"], Predicted),
    ("A2", &["role-session-name-required"], Predicted),
    ("A3", &["role-session-name-pattern"], Predicted),
    ("A4", &["not-authorized-to-assume-role"], Predicted),
    ("A5", &["source-identity-pattern"], Predicted),
    ("A6", &["response-signature-invalid"], Predicted),
    ("A7", &["issuer-not-in-provider"], Predicted),
    ("A8", &["metadata-not-parsed", "metadata-no-assertion-issuer"], Predicted),
    ("A9", &["provider-does-not-exist"], Predicted),
    ("A10", &["duration-exceeds-role-maximum"], Predicted),
    ("A11", &["required-audience-missing"], Predicted),
    ("A12", &["private-key-invalid"], Explained(KEYS)),
    ("A13", &["private-key-not-removed"], Explained(KEYS)),
    ("A13b", &["private-key-id-unknown"], Explained(KEYS)),
    ("A14", &["provider-nothing-to-update"], Explained(KEYS)),
    ("A15", &["encryption-required-without-key", "encryption-mode-without-key"], Explained(KEYS)),
    ("A16", &["private-key-added-and-removed"], Explained(KEYS)),
    ("A17", &["private-key-limit"], Explained(KEYS)),
    ("A18", &["authentication-information-incorrect"], Page(SignIn)),
    ("A19", &["authentication-failed-invalid-request"], Page(SignIn)),
    ("A20", &["sign-in-from-different-network"], Page(SignIn)),
    (
        "section 8",
        &["sign-in-denied-by-resource-policy", "sign-in-denied-by-control-policy"],
        Explained("an errorMessage of CloudTrail's ConsoleLogin; the page says A18 to A20 of it"),
    ),
    ("N1", &["assertion-not-signed"], Predicted),
    ("B1", &["token-not-redeemed-in-five-minutes"], Predicted),
    ("B2", &["response-expired"], Predicted),
    ("B3", &["role-pair-not-in-assertion"], Predicted),
    ("B4", &["subject-confirmation-data-incomplete"], Predicted),
    ("B5", &["request-arn-invalid"], Predicted),
    ("B6", &["principal-arn-invalid"], Predicted),
    ("B7", &["role-arn-empty"], Predicted),
    ("B8", &["invalid-base64"], Predicted),
    ("B9", &["packed-policy-too-large"], Predicted),
    ("B10", &["tags-not-valid"], Predicted),
    ("B11", &["sts-not-activated"], Page(SignIn)),
    (
        "B12",
        &[],
        Explained("codes whose sentence is not published: the code is known, and the text around it decides"),
    ),
    (
        "B13",
        &[],
        Explained(
            "said by the AWS CLI before anything is sent: the file was empty, and there is no response",
        ),
    ),
    ("B14", &["federated-principal-invalid"], Predicted),
    ("B15", &["log-out-first"], Page(SignIn)),
    (
        "B16",
        &["role-chaining-limit"],
        Explained("an answer to a later AssumeRole, in which the login takes no part"),
    ),
    (
        "B17",
        &["source-identity-already-set"],
        Explained("an answer to a later AssumeRole, in which the login takes no part"),
    ),
    ("B18", &["duration-out-of-range"], Predicted),
    ("C1", &["connect-user-not-onboarded"], Predicted),
    ("C2", &["connect-federation-not-allowed"], Predicted),
    ("C3", &["connect-user-bound-to-another-role"], Page(Connect)),
    (
        "C4",
        &["connect-session-expired"],
        Explained("two words on the page of a direct visit, or after twelve hours: no login goes before it"),
    ),
    ("C5", &["connect-identity-cannot-federate"], Page(Connect)),
    ("C6", &[], Explained("codes of the API of Amazon Connect, whose pages show a sentence")),
    ("D1", &["identity-center-unexpected-error"], Predicted),
    ("D2", &["identity-center-it-is-us"], Predicted),
    ("D3", &["identity-center-could-not-complete"], Predicted),
    ("D4", &["identity-center-request-id-not-valid"], Predicted),
    (
        "D5",
        &["identity-center-invalid-mfa-credentials"],
        Explained(
            "an answer to a one-time password, before any response: the user is not provisioned, or the clock of the device is wrong",
        ),
    ),
    ("D6", &["identity-center-attributes-not-enabled"], Explained(CONSOLE)),
    ("D7", &["identity-center-protected-role"], Explained(CONSOLE)),
    ("D8", &["identity-center-password-not-updated"], Page(Center)),
    (
        "D9",
        &["identity-center-session-token-invalid", "identity-center-management-account-permission-set"],
        Page(Center),
    ),
    (
        "D9b",
        &["identity-center-browser-not-supported"],
        Explained("said of the browser itself, before any response"),
    ),
    ("D10", &["identity-center-request-not-completed"], Page(Center)),
    (
        "D11",
        &[],
        Explained(
            "an assignment to a user or group that was deleted and made again: the new one has a new id, and nothing of it is in a login",
        ),
    ),
    (
        "D12",
        &[],
        Explained("the primary group of Active Directory is not synchronised: nothing of it is in a login"),
    ),
    ("D13", &["identity-center-access-blocked"], Page(Center)),
    ("D14", &["identity-center-no-access"], Page(Center)),
    ("D15", &["identity-center-code-not-right"], Predicted),
    ("E1", &["scim-request-unparsable"], Predicted),
    ("E2", &["scim-name-empty"], Predicted),
    ("E3", &["scim-too-many-values"], Predicted),
    ("E4", &["scim-patch-without-path", "scim-single-item-only"], Predicted),
    ("E5", &["scim-duplicate-resource"], Predicted),
    ("E5b", &["scim-duplicate-group"], Answer),
    ("E6", &["scim-invalid-filter"], Predicted),
    ("E6b", &["scim-invalid-json"], Answer),
    (
        "E7",
        &[
            "scim-okta-profile-push-failed",
            "scim-okta-group-missing",
            "scim-okta-matching-user-not-found",
            "scim-okta-creation-failed",
            "scim-okta-unauthorized",
        ],
        Answer,
    ),
    ("E7b", &["scim-okta-base-url"], Predicted),
    ("E8", &[], Explained("codes of SCIM: the status of an answer is read, and its words tell the cause")),
    ("E9", &["scim-patch-omits-path"], Predicted),
    ("E10", &["scim-entra-credentials", "scim-entra-bad-request"], Answer),
];

#[test]
fn every_row_is_covered_as_the_table_says() {
    let mut failures = Vec::new();
    for (row, ids, way) in ROWS {
        for id in *ids {
            let error = known_error(id).unwrap_or_else(|| panic!("{row}: {id} is no sentence"));
            let why = match way {
                Predicted => (!is_predicted(error)).then(|| "no rule with a fixture predicts it".to_owned()),
                Page(speaker) => read_page(error, *speaker).err(),
                Answer => read_answer(error).err(),
                Explained(why) => (why.len() < 20 || is_predicted(error) || error.causes.is_empty())
                    .then(|| "it is not explained, or a rule predicts it".to_owned()),
            };
            failures.extend(why.map(|why| format!("{row} {id}: {why}")));
        }
        if let (Explained(why), []) = (way, *ids) {
            assert!(why.len() > 20, "{row}");
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_sentence_stands_in_the_table_once() {
    let told: Vec<&str> = ROWS.iter().flat_map(|(_, ids, _)| ids.iter().copied()).collect();
    let unique: BTreeSet<&str> = told.iter().copied().collect();
    assert_eq!(told.len(), unique.len());
    let speakers = [sign_in::ALL, sts::ALL, connect::ALL, identity_center::ALL, scim::ALL];
    let catalogue: BTreeSet<&str> =
        speakers.iter().flat_map(|all| all.iter().map(|error| error.id)).collect();
    let missing: Vec<&&str> = catalogue.iter().filter(|id| !unique.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let of_iam: BTreeSet<&str> = iam::ALL.iter().map(|error| error.id).collect();
    let strange: Vec<&&str> =
        unique.iter().filter(|id| !catalogue.contains(**id) && !of_iam.contains(**id)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn the_readme_quotes_the_numbers() {
    let count = |test: &dyn Fn(&Way) -> bool| ROWS.iter().filter(|(_, _, way)| test(way)).count();
    let predicted = count(&|way| matches!(way, Predicted));
    let read = count(&|way| matches!(way, Page(_) | Answer));
    let explained = count(&|way| matches!(way, Explained(_)));
    let told = format!(
        "Of {} kinds of answer, {predicted} are predicted, {read} are read from AWS's own page or answer, and {explained} are explained",
        ROWS.len()
    );
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let plain = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(&told), "the README has to say: {told}");
}

/// A rule that explains it, other than the one that repeats SCIM's answer, has a fixture in which it is found.
fn is_predicted(error: &KnownError) -> bool {
    let explaining = rules::ALL
        .iter()
        .filter(|rule| rule.id != "scim-refused" && rule.explains.iter().any(|known| known.id == error.id));
    explaining.into_iter().any(|rule| {
        let cases = sorted(&fixture("rules").join(rule.id)).into_iter().filter(|path| !path.is_dir());
        cases.filter_map(|case| expectations(&case).ok()).any(|case| {
            case.findings.iter().any(|(_, severity, found, _)| found == rule.id && severity != "note")
        })
    })
}

fn run(name: &str, text: &str) -> Diagnosis {
    let input = input::read(name, text.as_bytes(), &ReadOptions::default());
    let now = Instant::parse_rfc3339("2026-11-22T00:00:00Z").unwrap().instant;
    diagnose(vec![input], &Options::at(now))
}

fn shown(error: &KnownError) -> String {
    error.message.replace("{}", "123456789012")
}

/// The page of a HAR of the same login, with this sentence on it.
fn read_page(error: &KnownError, speaker: Speaker) -> Result<(), String> {
    let (file, sentence) = match speaker {
        SignIn => {
            ("sign-in-page.har", "Your request included an invalid SAML response. To logout, click here.")
        }
        Connect => (
            "agent.har",
            "Access Denied. Your account has been authenticated, but has not been onboarded to this application.",
        ),
        Center => ("portal.har", "An unexpected error has occurred"),
    };
    let har = fs::read_to_string(fixture("services").join(file)).unwrap();
    assert!(har.contains(sentence), "{file}");
    let text = serde_json::to_string(&shown(error)).unwrap();
    let report = run("login.har", &har.replace(sentence, text.trim_matches('"')));
    let judged =
        report.messages.iter().find_map(|message| message.judged.as_ref()).ok_or("nothing is judged")?;
    let answer = judged.aws_answer.as_ref().and_then(|answer| answer.error).or(judged.on_page);
    match answer {
        Some(found) if found.id == error.id => Ok(()),
        other => Err(format!("the page is read as {:?}", other.map(|error| error.id))),
    }
}

/// The body of an answer of SCIM's, or a line of a log, with this sentence.
fn read_answer(error: &KnownError) -> Result<(), String> {
    let body = serde_json::json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "detail": shown(error),
        "status": "400",
    });
    let report = run("answer.json", &body.to_string());
    let findings = report.examined.iter().flat_map(|one| &one.inspection.findings);
    let told: Vec<&str> =
        findings.flat_map(|found| &found.finding.explains).map(|explained| explained.id).collect();
    if told.contains(&error.id) && report.exit_code == 1 {
        Ok(())
    } else {
        Err(format!("it is read as {told:?}"))
    }
}
