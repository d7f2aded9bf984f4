//! A signing certificate in the metadata has expired.

use crate::citations::{CREATE_SAML_PROVIDER, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::signatures::certificate_words;

pub static RULE: Rule = Rule {
    id: "metadata-certificate-expired",
    summary: "a signing certificate in the metadata has expired",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM does not look at the validity of certificates, so AWS goes on accepting what is signed with it: STS did so an hour after the end of the only certificate.",
    remedy: Remedy {
        text: "nothing for AWS; replace the certificate if other applications mind, and then update the metadata in IAM",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER, STS_MEASURED],
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
        if let Some(until) = certificate.not_after.filter(|until| *until < case.now) {
            let message = format!(
                "the certificate {} was valid until {until}; IAM does not mind",
                certificate_words(certificate)
            );
            findings.push(Finding::new(&RULE, key.span, message).found(until.to_string()));
        }
    }
    findings.into()
}
