//! A certificate with an extension twice.

use crate::aws::services;
use crate::certificate::Damage;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{certificate_words, embedded_certificates};

pub static RULE: Rule = Rule {
    id: "certificate-extension-repeated",
    summary: "the signing certificate has an extension twice, which IAM refuses in metadata",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "RFC 5280 allows an extension once. IAM answers metadata with such a certificate with \"Could not parse metadata\", so the provider cannot be made or updated with it.",
    remedy: Remedy {
        text: "make a signing certificate in which no extension occurs twice",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML],
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
        for damage in &certificate.damage {
            let Damage::RepeatedExtension(oid) = damage else { continue };
            let message = format!(
                "the certificate {} has the extension {oid} more than once",
                certificate_words(certificate)
            );
            findings.push(Finding::new(&RULE, span, message).found(oid.clone()));
        }
    }
    findings.into()
}
