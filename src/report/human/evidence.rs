//! Files of evidence looked at by themselves: a metadata document that IAM would not take.

use super::finding::{self, About};
use super::{rest, signed};
use crate::diagnosis::{Examined, Report};
use crate::knowledge::Confidence;
use crate::report::name_words;
use crate::report::screen::{Detail, Screen, Style};
use crate::signature::KeyOrigin;

/// Each document with findings; each one at all where no message stands beside it.
pub fn block(screen: &mut Screen, report: &Report) {
    let alone = report.messages.is_empty() || screen.detail() == Detail::Full;
    // What is wrong with an input as a whole stands beside its name.
    let is_whole = |examined: &&Examined| report.inputs[examined.input].problem.is_none();
    for examined in report.examined.iter().filter(is_whole) {
        let Some(file) = examined.metadata.map(|index| &report.evidence.metadata[index]) else { continue };
        let inspection = &examined.inspection;
        if inspection.findings.is_empty() && !alone {
            continue;
        }
        screen.gap();
        let name = name_words(&report.inputs[examined.input].name);
        match inspection.refused_with() {
            Some((error, confidence)) => {
                let refuses = match confidence {
                    Confidence::Certain => "IAM refuses",
                    Confidence::Likely => "IAM most likely refuses",
                };
                screen.styled(Style::Error, &format!("{refuses} the metadata of {name} with:")).end();
                screen.put("  ").styled(Style::Strong, &error.shown()).end();
            }
            None if rest::has_error(&inspection.findings) => {
                screen
                    .words(Style::Error, 0, &format!("something is wrong with the metadata of {name}"))
                    .end();
            }
            None if file.document.is_err() => {
                screen.words(Style::Warning, 0, &format!("the metadata of {name} cannot be judged")).end();
            }
            None if file.origin == KeyOrigin::Provider => {
                let text = format!("what IAM holds, in {name}, is sound as far as was checked");
                screen.words(Style::Good, 0, &text).end();
            }
            None => {
                let text = format!("IAM accepts the metadata in {name}, as far as was checked");
                screen.words(Style::Good, 0, &text).end();
            }
        }
        finding::block(screen, About { report, message: None, provider: None }, &inspection.findings);
        if screen.detail() == Detail::Full {
            signed::lines(screen, &examined.signatures);
        }
        let numbers = [inspection.clean.len(), inspection.not_applicable.len(), inspection.not_checked.len()];
        rest::counts(screen, &inspection.findings, numbers);
    }
}
