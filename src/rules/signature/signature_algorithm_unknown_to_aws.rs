//! An algorithm that nobody has seen AWS accept.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{XML_SIGNATURE, is_asymmetric, words};
use crate::signature::{Scheme, Signature};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "signature-algorithm-unknown-to-aws",
    summary: "a signature uses an algorithm that AWS is not known to accept",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS does not publish which algorithms it verifies. RSA with SHA-256 is what identity providers send it every day; of ECDSA, RSA-PSS and others there is no report either way.",
    remedy: Remedy {
        text: "sign with RSA-SHA256 and digest with SHA-256",
        setting: Some(Setting::SignatureAlgorithm),
    },
    citations: &[XML_SIGNATURE],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = case
        .signatures
        .iter()
        .filter_map(|signature| {
            let (what, method) = unusual(signature)?;
            let message = format!("the {what} of {} is {}", words(case, signature), quoted(&method.value));
            Some(Finding::of_value(&RULE, method, message))
        })
        .collect();
    findings.into()
}

fn unusual(signature: &Signature) -> Option<(&'static str, &Text)> {
    let is_usual = signature.algorithm.is_some_and(|algorithm| algorithm.scheme == Scheme::RsaPkcs1);
    if let Some(method) =
        signature.signature_method.as_ref().filter(|method| !is_usual && is_asymmetric(method))
    {
        return Some(("SignatureMethod", method));
    }
    let reference = signature.references.iter().find(|reference| reference.hash.is_none())?;
    Some(("DigestMethod", reference.digest_method.as_ref()?))
}
