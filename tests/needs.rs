//! What rules say they need, against what they were seen to ask for.

mod support;

use std::collections::{BTreeMap, BTreeSet};

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
        note(&diagnose_files(&case, &expected.given), &mut asked);
    }
    let mut failures = Vec::new();
    for rule in rules::ALL {
        let declared: BTreeSet<&str> = rule.needs().iter().map(|need| need.name()).collect();
        let seen = asked.remove(rule.id).unwrap_or_default();
        let assertion = Need::Assertion.name();
        // Any rule may meet a copy that was cut off, and an assertion may be encrypted.
        let for_the_rule = |need: &str| {
            need == Need::WholeCapture.name()
                || need == Need::PrivateKey.name() && declared.contains(assertion)
        };
        for need in seen.difference(&declared).filter(|need| !for_the_rule(need)) {
            failures.push(format!("{} asks for {need}, and does not declare it", rule.id));
        }
        for need in declared.difference(&seen).filter(|need| **need != assertion) {
            failures.push(format!("{} declares {need}, and no fixture makes it ask", rule.id));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn note(report: &Diagnosis, asked: &mut BTreeMap<&'static str, BTreeSet<&'static str>>) {
    for judged in report.messages.iter().filter_map(|message| message.judged.as_ref()) {
        for (rule, need) in &judged.judgement.not_checked {
            asked.entry(rule.id).or_default().insert(need.name());
        }
    }
}
