//! The metadata says that it is no longer valid.

use crate::aws::measurements::iam as measured;
use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED};
use crate::identity_provider::Setting;
use crate::instant::Instant;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "metadata-valid-until-past",
    summary: "the validUntil of the metadata is past",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM ignores validUntil and gives the provider a date of its own, some hundred years ahead.",
    remedy: Remedy {
        text: "nothing for AWS; current metadata may have newer certificates, though",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[CREATE_SAML_PROVIDER, IAM_MEASURED],
    measured: Some(&measured::METADATA_VALID_UNTIL_PAST),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let Some(metadata) = case.metadata.metadata() else { return Outcome::NotApplicable };
    let of_entities = metadata.entities.iter().flat_map(|entity| {
        let of_roles = entity.identity_providers.iter().filter_map(|role| role.valid_until.as_ref());
        entity.valid_until.iter().chain(of_roles)
    });
    let mut all: Vec<&Text> = metadata.valid_until.iter().chain(of_entities).collect();
    all.dedup_by_key(|text| text.span);
    if all.is_empty() {
        return Outcome::NotApplicable;
    }
    let is_past =
        |text: &&Text| Instant::parse_xs(&text.value).is_ok_and(|written| written.instant < case.now);
    let findings: Vec<Finding> = all
        .into_iter()
        .filter(is_past)
        .map(|text| {
            let message = format!("the metadata is valid until {}; IAM does not mind", quoted(&text.value));
            Finding::of_value(&RULE, text, message)
        })
        .collect();
    findings.into()
}
