//! What rules say they need, against what they were seen to ask for.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use saml_doctor::diagnosis::Diagnosis;
use saml_doctor::rule::Need;
use saml_doctor::rules;
use support::{diagnose_files, expectations, fixture, sorted};

#[test]
fn a_rule_asks_for_what_it_declares_and_for_nothing_else() {
    let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let folders = sorted(&fixture("rules")).into_iter().chain([fixture("responses"), fixture("predicted")]);
    for case in folders.flat_map(|folder| sorted(&folder)) {
        let Ok(expected) = expectations(&case) else { continue };
        note(&diagnose_files(&case, &expected.given), &holds(&case), &mut asked);
    }
    let mut failures = Vec::new();
    for rule in rules::ALL {
        let declared: BTreeSet<&str> = rule.needs().iter().map(|need| need.name()).collect();
        let seen = asked.remove(rule.id).unwrap_or_default();
        let assertion = Need::Assertion.name();
        // Any rule may meet a copy that was cut off.
        for need in seen.difference(&declared).filter(|need| **need != Need::WholeCapture.name()) {
            failures.push(format!("{} asks for {need}, and does not declare it", rule.id));
        }
        for need in declared.difference(&seen).filter(|need| **need != assertion) {
            failures.push(format!("{} declares {need}, and no fixture makes it ask", rule.id));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Whether the only assertion of a fixture is encrypted: then every rule that needs one asks for the key.
#[derive(PartialEq)]
enum Holds {
    OnlyEncrypted,
    Readable,
}

fn holds(case: &Path) -> Holds {
    let text = fs::read(case).unwrap_or_default();
    let holds = |what: &str| String::from_utf8_lossy(&text).contains(what);
    if holds("EncryptedAssertion") && !holds(":Assertion ID") {
        Holds::OnlyEncrypted
    } else {
        Holds::Readable
    }
}

fn note(report: &Diagnosis, holds: &Holds, asked: &mut BTreeMap<&'static str, BTreeSet<&'static str>>) {
    for judged in report.messages.iter().filter_map(|message| message.judged.as_ref()) {
        for (rule, need) in &judged.judgement.not_checked {
            let of_the_engine = *holds == Holds::OnlyEncrypted && rule.needs().contains(&Need::Assertion);
            if of_the_engine && *need == Need::PrivateKey {
                continue;
            }
            asked.entry(rule.id).or_default().insert(need.name());
        }
    }
}
