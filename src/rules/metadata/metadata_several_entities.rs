//! The metadata holds more than one entity.

use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-several-entities",
    summary: "the metadata holds several entities",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "An IAM provider is made from the metadata of one identity provider. IAM took an EntitiesDescriptor round one EntityDescriptor; of a federation's aggregate it is not documented which entity IAM takes.",
    remedy: Remedy {
        text: "cut out the EntityDescriptor of the identity provider, with the namespace declarations of the elements around it",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[CREATE_SAML_PROVIDER, IAM_MEASURED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let Some(metadata) = case.metadata.metadata() else { return Outcome::NotApplicable };
    let [_, second, ..] = metadata.entities.as_slice() else { return Outcome::Clean };
    let count = metadata.entities.len();
    let identity_providers = case.metadata.identity_providers().count();
    let message =
        format!("the document holds {count} entities, {identity_providers} of them identity providers");
    Finding::new(&RULE, metadata.tag, message).related(second.tag, "the second").into()
}
