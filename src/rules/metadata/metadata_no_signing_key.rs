//! The identity provider names no key to sign with.

use crate::aws::measurements::iam as measured;
use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "metadata-no-signing-key",
    summary: "the metadata has no certificate for signing",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS verifies responses with the certificates in the KeyDescriptors of the IDPSSODescriptor whose use is signing, or that have no use. IAM saves metadata without one; it is every login that then most likely fails, for there is nothing to verify its signature with.",
    remedy: Remedy {
        text: "turn the signing certificate on at the identity provider and download its metadata again",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER, IAM_MEASURED],
    explains: &[],
    measured: Some(&measured::METADATA_NO_KEY_DESCRIPTOR),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let mut any = false;
    let mut findings = Vec::new();
    for entity in case.metadata.identity_providers() {
        any = true;
        if entity.signing_keys().any(|key| !key.certificates.is_empty()) {
            continue;
        }
        let roles = &entity.identity_providers;
        let mut other_uses = roles.iter().flat_map(|role| &role.keys).filter(|key| !key.may_sign());
        let other_use =
            other_uses.next().and_then(|key| key.usage.as_ref()).map(|usage| usage.value.as_str());
        let message = match (entity.signing_keys().next(), other_use) {
            (None, None) => "the IDPSSODescriptor has no KeyDescriptor".to_owned(),
            (None, Some("encryption")) => "the IDPSSODescriptor has a key for encryption only".to_owned(),
            (None, Some(usage)) => {
                format!("the use of a KeyDescriptor is {}, neither signing nor encryption", quoted(usage))
            }
            (Some(_), _) => "no KeyDescriptor for signing holds an X509Certificate".to_owned(),
        };
        let span = roles.first().map_or(entity.tag, |role| role.tag);
        let finding = Finding::new(&RULE, span, message);
        findings.push(match other_use {
            Some("encryption") => finding.measured(&measured::METADATA_ENCRYPTION_KEY_ONLY),
            _ => finding,
        });
    }
    if any { findings.into() } else { Outcome::NotApplicable }
}
