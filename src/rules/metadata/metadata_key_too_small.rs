//! A signing key in the metadata is too short for IAM.

use crate::aws::known_errors::iam;
use crate::certificate::KeyKind;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::signatures::certificate_words;

pub static RULE: Rule = Rule {
    id: "metadata-key-too-small",
    summary: "a signing certificate in the metadata has an RSA key of under 1,024 bits",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM refuses metadata whose certificates have RSA keys of less than 1,024 bits.",
    remedy: Remedy {
        text: "make a signing certificate with an RSA key of 2,048 bits at the identity provider, and download its metadata again",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

const SHORTEST: usize = 1_024;

fn check(case: &MetadataCase) -> Outcome {
    let keys = case.metadata.document.as_ref().map_or(&[][..], |document| &document.keys);
    if keys.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for key in keys {
        let Ok(certificate) = &key.certificate else { continue };
        let KeyKind::Rsa { bits } = certificate.key else { continue };
        if bits < SHORTEST {
            let message =
                format!("the RSA key of the certificate {} has {bits} bits", certificate_words(certificate));
            findings.push(
                Finding::new(&RULE, key.span, message)
                    .expected(format!("at least {SHORTEST} bits"))
                    .found(format!("{bits} bits")),
            );
        }
    }
    findings.into()
}
