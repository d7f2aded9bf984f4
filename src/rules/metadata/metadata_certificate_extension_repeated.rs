//! A signing certificate in the metadata has an extension twice.

use crate::aws::known_errors::iam;
use crate::certificate::Damage;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::signatures::certificate_words;

pub static RULE: Rule = Rule {
    id: "metadata-certificate-extension-repeated",
    summary: "a signing certificate in the metadata has an extension twice",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM refuses metadata with a certificate in which an extension stands more than once; RFC 5280 forbids it.",
    remedy: Remedy {
        text: "make a signing certificate in which no extension occurs twice, and download the metadata again",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let keys = case.metadata.document.as_ref().map_or(&[][..], |document| &document.keys);
    if keys.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for key in keys {
        let Ok(certificate) = &key.certificate else { continue };
        for damage in &certificate.damage {
            let Damage::RepeatedExtension(oid) = damage else { continue };
            let message = format!(
                "the certificate {} has the extension {oid} more than once",
                certificate_words(certificate)
            );
            findings.push(Finding::new(&RULE, key.span, message).found(oid.clone()));
        }
    }
    findings.into()
}
