//! SHA-1 in a signature.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::{Citation, Confidence};
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::words;
use crate::signature::{Hash, Signature};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "signature-algorithm-sha1",
    summary: "a signature uses SHA-1",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS was still seen to take RSA-SHA1. SHA-1 is deprecated, identity providers give it up one by one, and other receivers refuse it.",
    remedy: Remedy {
        text: "sign with RSA-SHA256 and digest with SHA-256",
        setting: Some(Setting::SignatureAlgorithm),
    },
    citations: &[Citation::inferred(
        "NIST SP 800-131A Rev. 2, section 9",
        "https://csrc.nist.gov/pubs/sp/800/131/a/r2/final",
    )],
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
            let method = sha1_method(signature)?;
            let message = format!("{} uses SHA-1: {}", words(case, signature), quoted(&method.value));
            Some(Finding::of_value(&RULE, method, message))
        })
        .collect();
    findings.into()
}

fn sha1_method(signature: &Signature) -> Option<&Text> {
    if signature.algorithm.is_some_and(|algorithm| algorithm.hash == Hash::Sha1) {
        return signature.signature_method.as_ref();
    }
    signature
        .references
        .iter()
        .find(|reference| reference.hash == Some(Hash::Sha1))
        .and_then(|reference| reference.digest_method.as_ref())
}
