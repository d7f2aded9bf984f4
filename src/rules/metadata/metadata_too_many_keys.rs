//! The metadata has more signing keys than a provider holds.

use crate::citations::QUOTAS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-too-many-keys",
    summary: "an identity provider has more than 10 signing keys in the metadata",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "An IAM SAML provider holds 10 keys at most.",
    remedy: Remedy {
        text: "take retired certificates out of the metadata at the identity provider",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[QUOTAS],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

/// Keys per SAML provider (IAM and AWS STS quotas).
const MOST: usize = 10;

fn check(case: &MetadataCase) -> Outcome {
    let mut any = false;
    let mut findings = Vec::new();
    for entity in case.metadata.identity_providers() {
        any = true;
        let count = entity.signing_keys().map(|key| key.certificates.len()).sum::<usize>();
        if count > MOST {
            let message = format!("the identity provider has {count} signing keys");
            let finding = Finding::new(&RULE, entity.tag, message);
            findings.push(finding.expected(format!("at most {MOST}")).found(count.to_string()));
        }
    }
    if any { findings.into() } else { Outcome::NotApplicable }
}
