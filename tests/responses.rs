//! Whole responses, in the manner of each identity provider: all rules, exact findings.
//!
//! `fixtures/responses` holds good ones and what test identity providers really sent,
//! `fixtures/predicted` one or more for each sentence that a response alone can earn. All are signed
//! with throw-away keys.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::{diagnose_files, expectations, fixture, pointed_at, sorted};

#[test]
fn responses_in_the_manner_of_every_identity_provider_are_judged_right() {
    let failures = failures("responses");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn each_sentence_is_predicted_from_a_response_that_earns_it() {
    let failures = failures("predicted");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_sentence_that_a_response_alone_can_earn_has_a_fixture() {
    let of_a_capture = sorted(&fixture("rules/saml-response-not-base64"));
    let predicted: BTreeSet<String> = sorted(&fixture("predicted"))
        .iter()
        .chain(&of_a_capture)
        .filter_map(|case| expectations(case).ok()?.predicts)
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect();
    for id in [
        "invalid-saml-response",
        "role-session-name-required",
        "role-session-name-pattern",
        "not-authorized-to-assume-role",
        "source-identity-pattern",
        "provider-does-not-exist",
        "required-audience-missing",
        "token-not-redeemed-in-five-minutes",
        "response-expired",
        "assertion-not-signed",
        "invalid-base64",
        "tags-not-valid",
    ] {
        assert!(predicted.contains(id), "no fixture predicts {id}; there are {predicted:?}");
    }
}

fn failures(folder: &str) -> Vec<String> {
    let cases: Vec<_> = sorted(&fixture(folder))
        .into_iter()
        .filter(|case| case.extension().is_none_or(|ending| ending != "expect"))
        .collect();
    assert!(!cases.is_empty(), "fixtures/{folder} is empty");
    cases.iter().filter_map(|case| check(case).err().map(|why| format!("{}:{why}", case.display()))).collect()
}

fn check(case: &Path) -> Result<(), String> {
    let expected = expectations(case)?;
    let report = diagnose_files(case, &expected.given);
    let message =
        report.messages.iter().find(|message| message.judged.is_some()).ok_or(" nothing was judged")?;
    let judged = message.judged.as_ref().ok_or("not judged")?;
    let mut differences = String::new();
    let mut compare = |what: &str, expected: &Option<String>, found: String| {
        if expected.as_ref().is_some_and(|expected| *expected != found) {
            differences
                .push_str(&format!("\n  {what} is {found}, expected {}", expected.as_deref().unwrap_or("")));
        }
    };
    compare("the verdict", &expected.verdict, judged.judgement.verdict.name().to_owned());
    compare("the target", &expected.target, judged.target.target.to_owned());
    let provider = judged.identity_provider.map_or("none", |provider| provider.id);
    compare("the identity provider", &expected.provider, provider.to_owned());
    let predicted = judged.judgement.predicted.as_ref();
    let predicted =
        predicted.map_or("nothing".to_owned(), |p| format!("{} {}", p.error.id, p.confidence.name()));
    compare("the prediction", &expected.predicts, predicted);
    let mut found: Vec<_> =
        judged.judgement.findings.iter().map(|found| pointed_at(&report, &found.finding)).collect();
    found.retain(|(_, severity, rule, _)| severity != "note" && !expected.also.contains(rule));
    let mut wanted = expected.findings.clone();
    found.sort();
    wanted.sort();
    // What a refused response earns is the sentence; its findings are compared where they are named.
    let named = !wanted.is_empty() || expected.verdict.as_deref() != Some("refused");
    if named && found != wanted {
        differences.push_str(&format!("\n  found {found:?}\n  expected {wanted:?}"));
    }
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}
