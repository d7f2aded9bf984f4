//! A certificate in KeyInfo that does not parse, or not wholly.

use crate::aws::services;
use crate::certificate::Damage;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{XML_SIGNATURE, certificate_words, embedded_certificates};
use crate::signature::UnusableKey;

pub static RULE: Rule = Rule {
    id: "certificate-damaged",
    summary: "a certificate in the signature cannot be read, or not wholly",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS takes the keys from the metadata that IAM holds, so the certificate in the signature should not count. Other receivers read it first, and the same certificate in metadata makes IAM refuse it.",
    remedy: Remedy {
        text: "export the signing certificate again as DER or PEM, and give that to the identity provider, with no text before, after or in it",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[XML_SIGNATURE],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let mut findings = Vec::new();
    let mut any = false;
    for key in case.signatures.iter().flat_map(|signature| signature.embedded()) {
        any |= key.certificate.is_some();
        if let (Some(span), Err(UnusableKey::Certificate(reason))) = (key.span, &key.key) {
            any = true;
            findings.push(Finding::new(
                &RULE,
                span,
                format!("the certificate in KeyInfo cannot be read: {reason}"),
            ));
        }
    }
    for (span, certificate) in embedded_certificates(case) {
        for damage in &certificate.damage {
            if matches!(damage, Damage::RepeatedExtension(_)) {
                continue;
            }
            let message = format!("the certificate {} is damaged: {damage}", certificate_words(certificate));
            findings.push(Finding::new(&RULE, span, message));
        }
    }
    if any { findings.into() } else { Outcome::NotApplicable }
}
