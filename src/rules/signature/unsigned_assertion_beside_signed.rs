//! Of several assertions one is signed, and one is not.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::SAML_SIGNATURES;
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "unsigned-assertion-beside-signed",
    summary: "an assertion that nothing signs stands beside one that is signed",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A signature covers one assertion. A program that verifies that one and reads the other can be told anything.",
    remedy: Remedy {
        text: "find out who put the response together: no identity provider writes it like this, signature wrapping attacks do",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.coverage.assertions.len() < 2 {
        return Outcome::NotApplicable;
    }
    let path = |node| case.tree.path(case.response.node, node);
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::UnsignedBesideSigned { assertion, signed } = fact else { continue };
        let is_read = case.assertion().is_some_and(|read| read.node == *assertion);
        let which = if is_read { " and is the first, the one AWS would have to trust" } else { "" };
        let others: Vec<String> = signed.iter().take(4).map(|&other| path(other)).collect();
        let message = format!("{} is not signed{which}; {} is", path(*assertion), others.join(" and "));
        let mut finding = Finding::new(&RULE, case.tree.start_tag(*assertion), message);
        for &other in signed.iter().take(4) {
            finding = finding.related(case.tree.start_tag(other), "signed");
        }
        findings.push(if is_read { finding } else { finding.at_most(Severity::Warning) });
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
