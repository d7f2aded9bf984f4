//! Every rule against its own fixtures: `fixtures/rules/<rule-id>/<case>.xml`.
//!
//! A fixture ends in a comment that says what is expected of it:
//!
//! ```text
//! expect LINE SEVERITY RULE "the text pointed at"     this finding, at this place
//! also RULE                                           another rule may speak too
//! silent                                              the rule of this folder finds nothing
//! predicts SENTENCE                                   this sentence of AWS's is predicted
//! given at=2026-01-01T00:00:00Z role.json             options and files given beside it
//! ```
//!
//! An option stands without its dashes, two of which no XML comment may hold. Without `given`, the response is judged five seconds after it was issued. A file that can hold
//! no comment has its expectations beside it, in `<file>.expect`. Rules on the signature are left
//! out of the other rules' fixtures, which are not signed.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use saml_doctor::diagnosis::Diagnosis;
use saml_doctor::knowledge::Confidence;
use saml_doctor::rules;
use support::{
    Expectations, PointedAt, diagnose_files, expectations, fixture, judged_findings, pointed_at, sorted,
};

#[test]
fn every_rule_finds_what_its_fixtures_say_and_nothing_else() {
    let mut failures = Vec::new();
    for folder in folders() {
        let rule = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for case in cases(&folder) {
            if let Err(why) = check(&rule, &case) {
                failures.push(format!("{}: {why}", case.display()));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_case_that_fires_and_one_that_stays_silent() {
    let mut failures = Vec::new();
    let known: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.id.to_owned()).collect();
    let found: BTreeSet<String> =
        folders().iter().map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    for unknown in found.difference(&known) {
        failures.push(format!("fixtures/rules/{unknown} belongs to no rule"));
    }
    for rule in &known {
        let cases = cases(&fixture("rules").join(rule));
        let read: Vec<Expectations> = cases.iter().map(|case| expectations(case).unwrap()).collect();
        let fires = |case: &Expectations| case.findings.iter().any(|(_, _, found, _)| found == rule);
        if !read.iter().any(fires) {
            failures.push(format!("{rule}: no fixture that fires"));
        }
        if !read.iter().any(|case| case.silent) {
            failures.push(format!("{rule}: no fixture that stays silent"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn what_no_document_settles_is_not_certain() {
    for (case, rule) in [
        // Which of several assertions AWS reads.
        ("several-assertions/the-first-has-no-role.xml", "role-attribute-missing"),
        // Whether case counts in a provider's name.
        ("provider-not-in-list/case-differs.xml", "provider-not-in-list"),
    ] {
        let case = fixture("rules").join(case);
        let report = diagnose_files(&case, &expectations(&case).unwrap().given);
        let found: Vec<_> = judged_findings(&report).filter(|finding| finding.rule.id == rule).collect();
        assert_eq!(found.len(), 1, "{rule}");
        assert_eq!(found[0].rule.confidence, Confidence::Certain, "{rule}");
        assert_eq!(found[0].confidence, Confidence::Likely, "{rule}");
    }
}

fn folders() -> Vec<PathBuf> {
    sorted(&fixture("rules")).into_iter().filter(|path| path.is_dir()).collect()
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let named = |path: &PathBuf, ending: &str| path.to_str().is_some_and(|name| name.ends_with(ending));
    let all = sorted(folder);
    let with_sidecar = all.iter().filter(|path| named(path, ".expect")).map(|path| path.with_extension(""));
    let xml = all.iter().filter(|path| named(path, ".xml")).cloned();
    let mut cases: Vec<PathBuf> = xml.chain(with_sidecar).collect();
    cases.sort();
    cases.dedup();
    cases
}

fn check(rule: &str, case: &Path) -> Result<(), String> {
    let expected = expectations(case)?;
    let report = diagnose_files(case, &expected.given);
    let found = findings(rule, &report, &expected.also);
    let mut missing = expected.findings.clone();
    let mut surplus = Vec::new();
    for finding in found {
        match missing.iter().position(|expected| *expected == finding) {
            Some(index) => {
                missing.remove(index);
            }
            None => surplus.push(finding),
        }
    }
    if !missing.is_empty() || !surplus.is_empty() {
        return Err(format!("\n  not found: {missing:?}\n  not expected: {surplus:?}"));
    }
    let predicted = predicted(rule, &report);
    match &expected.predicts {
        Some(id) if predicted != Some(id.as_str()) => Err(format!("predicts {predicted:?}, not {id:?}")),
        _ => Ok(()),
    }
}

/// The id of the sentence that is predicted. The fixtures of other rules are not signed, and what
/// AWS says of that is left out.
fn predicted(rule: &str, report: &Diagnosis) -> Option<&'static str> {
    let judged = report.messages.iter().find_map(|message| message.judged.as_ref())?;
    let predicted = judged.judgement.predicted.as_ref()?;
    const UNSIGNED: [&str; 2] = ["response-signature-invalid", "assertion-not-signed"];
    let on_signature =
        rules::by_id(rule).is_some_and(|rule| rule.explains.iter().any(|error| UNSIGNED.contains(&error.id)));
    let mut ids =
        std::iter::once(predicted.error).chain(predicted.then.iter().copied()).map(|error| error.id);
    ids.find(|id| on_signature || !UNSIGNED.contains(id))
}

/// Line, severity, rule and text of what was found in messages and in evidence; notes of other rules
/// are not this fixture's matter.
fn findings(rule: &str, report: &Diagnosis, also: &BTreeSet<String>) -> Vec<PointedAt> {
    let of_evidence = report.examined.iter().flat_map(|examined| &examined.inspection.findings);
    judged_findings(report)
        .chain(of_evidence.map(|found| &found.finding))
        .filter(|finding| {
            let own = finding.rule.id == rule;
            let on_signature = rules::folder_of(finding.rule) == "signature";
            own || (finding.severity.name() != "note" && !on_signature && !also.contains(finding.rule.id))
        })
        .map(|finding| pointed_at(report, finding))
        .collect()
}
