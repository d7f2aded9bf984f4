//! The metadata is shorter or longer than IAM takes.

use crate::citations::UPDATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-length-out-of-range",
    summary: "the metadata is shorter than 1,000 or longer than 10,000,000 characters",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "CreateSAMLProvider and UpdateSAMLProvider take documents of 1,000 to 10,000,000 characters.",
    remedy: Remedy {
        text: "shorter: download the metadata again, something is missing from it; longer: upload the one EntityDescriptor of the identity provider and not the federation's aggregate",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[UPDATE_SAML_PROVIDER],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

/// SAMLMetadataDocument of UpdateSAMLProvider.
const LENGTH: std::ops::RangeInclusive<usize> = 1_000..=10_000_000;

fn check(case: &MetadataCase) -> Outcome {
    if case.metadata.written_as.page {
        return Outcome::NotApplicable;
    }
    let characters = case.metadata.characters;
    if LENGTH.contains(&characters) {
        return Outcome::Clean;
    }
    let message = format!("the document has {characters} characters");
    Finding::new(&RULE, case.metadata.start(), message)
        .expected("1000 to 10000000 characters")
        .found(format!("{characters} characters"))
        .into()
}
