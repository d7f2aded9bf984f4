//! The metadata is not an identity provider's.

use crate::aws::known_errors::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::aws::known_errors::iam;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "metadata-no-idp-descriptor",
    summary: "the metadata has no IDPSSODescriptor",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM needs the metadata of the identity provider. The metadata of a service provider, AWS's own for example, has an SPSSODescriptor instead; some servers publish both at two addresses.",
    remedy: Remedy {
        text: "download the metadata of the identity provider, not of the service provider",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let Ok(document) = &case.metadata.document else { return Outcome::NotApplicable };
    if case.metadata.written_as.page || case.metadata.identity_providers().next().is_some() {
        return Outcome::Clean;
    }
    let Some(metadata) = &document.metadata else {
        let root = document.tree.root();
        let name = quoted(document.tree.local_name(root));
        let message = format!("the root element is {name}, which is none of SAML metadata's");
        return Finding::new(&RULE, document.tree.start_tag(root), message).into();
    };
    let entity = metadata.entities.first();
    let others = entity.map_or(&[][..], |entity| &entity.other_roles);
    let message = match others.first() {
        Some(role) => format!("there is no IDPSSODescriptor, but {}", quoted(role)),
        None => "there is no IDPSSODescriptor".to_owned(),
    };
    Finding::new(&RULE, entity.map_or(metadata.tag, |entity| entity.tag), message).into()
}
