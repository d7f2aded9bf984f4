//! A certificate was given, and nothing in the response is signed with its key.

use std::collections::HashSet;

use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{certificate_words, unjudged, words};
use crate::signature::{Checked, KeyOrigin, Signature, TrustedKey, Value};

pub static RULE: Rule = Rule {
    id: "given-certificate-not-the-signer",
    summary: "the response is not signed with the key of the certificate that was given",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS verifies a response with the certificates in the metadata that the IAM provider holds. If the certificate given here is the one it holds, it answers that the signature is invalid; where that certificate comes from, this program cannot tell.",
    remedy: Remedy {
        text: "compare with what the IAM provider holds, and update its metadata if the identity provider has changed its signing certificate",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let given = &case.evidence.given;
    if given.is_empty() {
        return Outcome::NotApplicable;
    }
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let made: Vec<&Signature> =
        case.signatures.iter().filter(|signature| signature.value == Value::Match).collect();
    let Some(&signature) = made.first() else { return Outcome::NotApplicable };
    let signed = |given: &TrustedKey| {
        made.iter().flat_map(|signature| &signature.keys).any(|key| {
            key.checked == Some(Checked::Match) && key.key.as_ref().is_ok_and(|key| *key == given.key)
        })
    };
    // Of a chain, and of the certificates before and after a change, one suffices.
    let signers: HashSet<&str> =
        given.iter().filter(|key| signed(key)).map(|key| key.name.as_str()).collect();
    let mut findings: Vec<Finding> = Vec::new();
    let mut told: HashSet<&str> = HashSet::new();
    for key in given.iter().filter(|key| {
        key.origin == KeyOrigin::Given && !signers.contains(key.name.as_str()) && !is_recipient(case, key)
    }) {
        if told.insert(&key.name) {
            findings.push(finding(case, signature, key));
        }
    }
    findings.into()
}

fn finding(case: &Case, signature: &Signature, given: &TrustedKey) -> Finding {
    let what = match &given.certificate {
        Some(certificate) => format!("the certificate {}", certificate_words(certificate)),
        None => format!("the key {}", given.key),
    };
    let signer = signature.fitting_key();
    let mut message =
        format!("{} was not made with {what}, of {}", words(case, signature), quoted(&given.name));
    if let Some(certificate) = signer.and_then(|key| key.certificate.as_ref()) {
        message.push_str(&format!(", but with {}", certificate_words(certificate)));
    }
    let span = signer.and_then(|key| key.span).unwrap_or(signature.span);
    Finding::new(&RULE, span, message)
}

/// The certificate may have been given as the one that the assertion is encrypted for.
fn is_recipient(case: &Case, given: &TrustedKey) -> bool {
    let mut recipients = case.decrypted.iter().flat_map(|opened| &opened.encrypted.recipients);
    recipients.any(|recipient| {
        recipient.certificate.as_ref().map(|certificate| &certificate.value) == given.certificate.as_ref()
    })
}
