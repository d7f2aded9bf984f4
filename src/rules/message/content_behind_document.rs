//! The posted value goes on behind the XML document.

use crate::aws::services;
use crate::capture::{ByAws, Fidelity};
use crate::citations::XML_DOCUMENT;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "content-behind-document",
    summary: "something stands behind the end of the XML document",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A document ends with its root element; behind that only comments, processing instructions and white space may stand. A parser refuses whatever else comes, and with it the whole response.",
    remedy: Remedy {
        text: "send the base64 of the Response alone: one document, and nothing behind it",
        setting: None,
    },
    citations: &[XML_DOCUMENT],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let mut behind = case.capture.repairs.iter().filter(|repair| repair.by_aws_too == ByAws::NotXml);
    let finding = behind.next().map(|repair| {
        let root = case.tree.span(case.tree.root());
        let message = format!("the value holds more than one XML document: {}", repair.what);
        let finding = Finding::new(&RULE, Span { start: root.end.saturating_sub(1), ..root }, message);
        match case.capture.fidelity {
            Fidelity::Exact => finding,
            Fidelity::Copy => finding.at_most(Severity::Warning),
        }
    });
    finding.into()
}
