//! A signing certificate in the metadata cannot be read.

use crate::aws::known_errors::iam;
use crate::aws::measurements::iam as measured;
use crate::certificate::NotCertificate;
use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::signatures::certificate_words;

pub static RULE: Rule = Rule {
    id: "metadata-certificate-damaged",
    summary: "a signing certificate in the metadata cannot be read",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM reads the certificates when the metadata is uploaded, and refused metadata whose certificate was no DER.",
    remedy: Remedy {
        text: "download the metadata again; put nothing into X509Certificate but the base64 of one DER certificate",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER, IAM_MEASURED],
    explains: &[&iam::METADATA_NOT_PARSED],
    measured: Some(&measured::METADATA_CERTIFICATE_NO_DER),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let keys = case.metadata.document.as_ref().map_or(&[][..], |document| &document.keys);
    if keys.is_empty() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = keys
        .iter()
        .filter_map(|key| {
            Some(match &key.certificate {
                Err(NotCertificate::Redacted) => return None,
                Err(reason) => {
                    Finding::new(&RULE, key.span, format!("a signing certificate cannot be read: {reason}"))
                }
                Ok(certificate) if certificate.is_broken() => {
                    let what = format!("the certificate {} is damaged", certificate_words(certificate));
                    Finding::new(&RULE, key.span, what).unmeasured()
                }
                Ok(_) => return None,
            })
        })
        .collect();
    findings.into()
}
