//! An ECDSA SignatureValue in the wrong form.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{XML_SIGNATURE, broken, unjudged, words};

pub static RULE: Rule = Rule {
    id: "signature-ecdsa-in-der",
    summary: "an ECDSA SignatureValue is DER, where XML Signature wants r and s beside each other",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "XML Signature 1.1, section 6.4.3, writes an ECDSA signature as the numbers r and s, each as long as the curve's field. The key and the content are right here, only the form is DER, as most cryptographic libraries give it out; a reader that goes by the standard finds no signature in it.",
    remedy: Remedy {
        text: "have the identity provider write r and s as XML Signature says, or sign with RSA-SHA256",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[XML_SIGNATURE],
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
        .filter(|signature| signature.value_in_der())
        .map(|signature| {
            let message = format!("the SignatureValue of {} is right, but in DER", words(case, signature));
            let span = signature.signature_value.as_ref().map_or(signature.span, |value| value.span);
            broken(case, signature, Finding::new(&RULE, span, message))
        })
        .collect();
    findings.into()
}
