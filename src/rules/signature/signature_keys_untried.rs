//! A signature brings more keys than are worth trying.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{XML_SIGNATURE, words};
use crate::signature::Value;

pub static RULE: Rule = Rule {
    id: "signature-keys-untried",
    summary: "not every key that might have made a signature was tried",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Each key costs a check, and a document may bring thousands to keep whoever verifies it busy. After so many the rest is left alone, and whether one of them made the signature stays open.",
    remedy: Remedy {
        text: "have the identity provider send the one certificate that signs; give its metadata, whose keys are tried first",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[XML_SIGNATURE],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let open = case.signatures.iter().filter(|signature| signature.untried > 0);
    let findings: Vec<Finding> = open
        .filter(|signature| signature.value != Value::Match)
        .map(|signature| {
            let tried = signature.keys.iter().filter(|key| key.checked.is_some()).count();
            let untried = signature.untried;
            let message = format!(
                "of the {} keys at hand for {}, only {tried} were tried",
                tried + untried,
                words(case, signature),
            );
            Finding::new(&RULE, signature.span, message)
        })
        .collect();
    findings.into()
}
