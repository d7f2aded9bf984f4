//! The identity provider has no entityID.

use crate::aws::known_errors::iam;
use crate::aws::measurements::iam as measured;
use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-entity-id-missing",
    summary: "the EntityDescriptor has no entityID",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The entityID is the name that AWS compares the Issuer of every response with. IAM, given metadata without one, refused it.",
    remedy: Remedy {
        text: "download the metadata again; an identity provider writes its entityID into it",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER, IAM_MEASURED],
    explains: &[&iam::METADATA_NOT_PARSED],
    measured: Some(&measured::METADATA_NO_ENTITY_ID),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let Some(metadata) = case.metadata.metadata() else { return Outcome::NotApplicable };
    let findings: Vec<Finding> = metadata
        .entities
        .iter()
        .filter_map(|entity| match &entity.entity_id {
            None => Some(Finding::new(&RULE, entity.tag, "the EntityDescriptor has no entityID")),
            Some(id) if id.value.trim().is_empty() => {
                Some(Finding::new(&RULE, entity.tag, "the entityID is empty").unmeasured())
            }
            Some(_) => None,
        })
        .collect();
    findings.into()
}
