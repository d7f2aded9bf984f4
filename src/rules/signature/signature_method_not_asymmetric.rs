//! A SignatureMethod that no public key can check.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{XML_SIGNATURE, broken, is_asymmetric, unjudged, words};

pub static RULE: Rule = Rule {
    id: "signature-method-not-asymmetric",
    summary: "the SignatureMethod does not use a public key, so no certificate can check it",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM holds the identity provider's certificates, which are public. An HMAC that is made with such a key can be made by everybody, and a name that is no algorithm signs nothing: attacks try both.",
    remedy: Remedy {
        text: "sign with RSA-SHA256; if the identity provider does, find out who changed the response",
        setting: Some(Setting::SignatureAlgorithm),
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
    let mut findings = Vec::new();
    for signature in case.signatures {
        let Some(method) = signature.signature_method.as_ref().filter(|method| !is_asymmetric(method)) else {
            continue;
        };
        let message = format!(
            "the SignatureMethod of {} is {}, which no public key can check",
            words(case, signature),
            quoted(&method.value)
        );
        findings.push(broken(case, signature, Finding::of_value(&RULE, method, message)));
    }
    findings.into()
}
