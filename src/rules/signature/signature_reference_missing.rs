//! A SignedInfo names nothing that is signed.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, broken, unjudged, words};
use crate::signature::SignatureVerdict;

pub static RULE: Rule = Rule {
    id: "signature-reference-missing",
    summary: "a SignedInfo has no Reference, so the signature covers nothing",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A signature covers what its References name. Without one its SignatureValue may be good and proves nothing about the response.",
    remedy: Remedy {
        text: "have the identity provider sign with one Reference to the ID of the Response or Assertion that the Signature stands in",
        setting: Some(Setting::SignWhat),
    },
    citations: &[XML_SIGNATURE, SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let findings: Vec<Finding> = case
        .signatures
        .iter()
        .filter(|signature| signature.verdict == SignatureVerdict::NoReference)
        .map(|signature| {
            let message = format!("{} has no Reference, so it covers nothing", words(case, signature));
            broken(case, signature, Finding::new(&RULE, signature.span, message))
        })
        .collect();
    findings.into()
}
