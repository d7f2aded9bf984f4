//! The XML is of a version that there is not.

use crate::aws::services;
use crate::capture::Fidelity;
use crate::citations::XML_DOCUMENT;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "xml-version-unknown",
    summary: "the XML declares a version that parsers do not read",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "There are XML 1.0 and 1.1. The parsers of Java, on which much of AWS runs, end at any other version, though the fifth edition of XML 1.0 would have them read on.",
    remedy: Remedy {
        text: "have the identity provider write version=\"1.0\", or no XML declaration",
        setting: None,
    },
    citations: &[XML_DOCUMENT],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(version) = case.tree.declared_version() else { return Outcome::Clean };
    let written = case.tree.written(version);
    if matches!(written, "1.0" | "1.1") {
        return Outcome::Clean;
    }
    let message = format!("the XML declaration says version {}", quoted(written));
    let finding = Finding::new(&RULE, version, message).expected("1.0").found(written);
    match case.capture.fidelity {
        Fidelity::Exact => finding.into(),
        Fidelity::Copy => finding.at_most(Severity::Warning).into(),
    }
}
