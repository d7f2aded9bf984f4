//! An RSA key that is short.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::certificate::KeyKind;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{certificate_words, embedded_certificates};

/// IAM refuses metadata with a shorter key (IAM User Guide, "Create a SAML identity provider in IAM").
const SHORTEST: usize = 1_024;
/// What NIST SP 800-57 asks for since 2014.
const USUAL: usize = 2_048;

pub static RULE: Rule = Rule {
    id: "signature-key-weak",
    summary: "the signing certificate has an RSA key of under 1,024 bits, which IAM refuses, or under 2,048",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM refuses metadata whose certificate has an RSA key of less than 1,024 bits, so no IAM provider can hold such a key. From 1,024 to 2,047 bits it is taken; others ask for 2,048.",
    remedy: Remedy {
        text: "make a signing certificate with an RSA key of 2,048 bits, and update the metadata in IAM",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let certificates = embedded_certificates(case);
    if certificates.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for (span, certificate) in certificates {
        let KeyKind::Rsa { bits } = certificate.key else { continue };
        if bits >= USUAL {
            continue;
        }
        let message =
            format!("the RSA key of the certificate {} has {bits} bits", certificate_words(certificate));
        let finding = Finding::new(&RULE, span, message).found(format!("{bits} bits"));
        findings.push(if bits < SHORTEST {
            finding.expected(format!("at least {SHORTEST} bits"))
        } else {
            finding.expected(format!("{USUAL} bits")).at_most(Severity::Note).explains(&[])
        });
    }
    findings.into()
}
