//! What the real STS and IAM answered, against what this tool says of the same.
//!
//! `fixtures/measured` has each response as the call that it was sent in and as the body that a browser
//! would post, and each document of metadata. They are made by `tests/rebuilt`; with UPDATE_SNAPSHOTS
//! they are written anew. The table in `docs/measurements.md` is made of the same, in `tests/tree.rs`.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod rebuilt;
mod signing;
mod support;

use std::collections::BTreeMap;
use std::fs;

use rebuilt::provider;
use rebuilt::said::{Form, errors, judged, measurement, metadata_report, report, stale_fixtures};
use saml_doctor::aws::measurements::{self, Answer};
use saml_doctor::engine::Verdict;
use saml_doctor::knowledge::Confidence;
use saml_doctor::rule::Finding;
use support::fixture;

#[test]
fn the_fixtures_are_what_was_measured() {
    let failures = stale_fixtures();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// `fixtures/measured/answers.tsv`: code, sentence, seconds.
fn answers() -> BTreeMap<String, (String, String, String)> {
    let text = fs::read_to_string(fixture("measured/answers.tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, code, sentence, seconds] = cells[..] else { panic!("{line:?} has not four cells") };
        (id.to_owned(), (code.to_owned(), sentence.to_owned(), seconds.to_owned()))
    });
    rows.collect()
}

#[test]
fn the_measurements_say_what_was_answered() {
    let answers = answers();
    let ids: Vec<&str> = rebuilt::all().iter().map(|scenario| scenario.id).collect();
    assert_eq!(ids, measurements::sts::ALL.iter().map(|one| one.id).collect::<Vec<_>>());
    assert_eq!(answers.len(), ids.len());
    for one in measurements::sts::ALL {
        let (code, sentence, _) = &answers[one.id];
        match one.answer {
            Answer::Taken(_) => assert_eq!(code, "Success", "{}", one.id),
            Answer::Refused(error) => assert_eq!(sentence, error.message, "{}", one.id),
        }
    }
}

#[test]
fn of_a_call_the_tool_says_what_sts_answered() {
    let mut failures = Vec::new();
    for scenario in rebuilt::all() {
        let (_, sentence, _) = &answers()[scenario.id];
        let report = report(&scenario, Form::Call);
        // One that was sent twice is one response.
        assert_eq!(judged(&report).count(), 1, "{}", scenario.id);
        for judged in judged(&report) {
            let predicted = judged.judgement.predicted.as_ref();
            let said = predicted.map_or("", |prediction| prediction.error.message);
            let refused = judged.judgement.verdict == Verdict::Refused;
            let found: Vec<&str> = errors(judged).map(|finding| finding.rule.id).collect();
            if said != sentence || refused == sentence.is_empty() {
                failures.push(format!("{}: {sentence:?}, but {said:?} of {found:?}", scenario.id));
            }
            if refused && predicted.is_none_or(|prediction| prediction.confidence != Confidence::Certain) {
                failures.push(format!("{}: the answer was measured, and is not certain", scenario.id));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn of_a_post_nothing_is_certain_against_a_measurement() {
    let mut failures = Vec::new();
    for scenario in rebuilt::all() {
        let report = report(&scenario, Form::Post);
        let taken = matches!(measurement(scenario.id).answer, Answer::Taken(_));
        assert_eq!(judged(&report).count(), 1, "{}", scenario.id);
        for judged in judged(&report) {
            let certain = errors(judged).find(|finding| finding.confidence == Confidence::Certain);
            let predicted = judged.judgement.predicted.as_ref();
            let sure = predicted.is_some_and(|prediction| prediction.confidence == Confidence::Certain);
            if let Some(finding) = certain.filter(|_| taken) {
                failures.push(format!("{}: {} is certain, and STS took it", scenario.id, finding.rule.id));
            }
            if sure && taken {
                failures.push(format!("{}: a sentence is certain that STS did not answer", scenario.id));
            }
            // A browser's POST asks for no role: the assertion offers one, and it is that one.
            let asks_for_nothing = scenario.id == "requested-role-absent";
            if !taken && !asks_for_nothing && judged.judgement.verdict != Verdict::Refused {
                failures.push(format!(
                    "{}: STS refused it, and it is {:?}",
                    scenario.id, judged.judgement.verdict
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn where_document_and_answer_differ_a_finding_says_both() {
    for id in ["audience-other", "recipient-of-another-host", "response-issuer-other", "only-response-signed"]
    {
        let scenario = rebuilt::all().into_iter().find(|one| one.id == id).unwrap();
        for form in [Form::Call, Form::Post] {
            let report = report(&scenario, form);
            let judged = judged(&report).next().unwrap();
            let findings = || judged.judgement.findings.iter().map(|found| &found.finding);
            let explained = findings().filter_map(Finding::explanation).any(|words| {
                let document = words.starts_with("AWS's page says that") || words.starts_with("people have");
                document && words.contains("STS, asked on 2026-09-11,")
            });
            assert!(explained, "{id} {form:?}");
        }
    }
}

#[test]
fn of_metadata_the_tool_says_what_iam_answered() {
    for (id, _) in provider::measured_metadata() {
        let report = metadata_report(id);
        let inspection = &report.examined[0].inspection;
        let said = inspection.refused_with().map(|(error, confidence)| (error.id, confidence));
        match measurement(id).answer {
            Answer::Refused(error) => assert_eq!(said, Some((error.id, Confidence::Certain)), "{id}"),
            Answer::Taken(_) => assert_eq!(said, None, "{id}"),
        }
    }
}
