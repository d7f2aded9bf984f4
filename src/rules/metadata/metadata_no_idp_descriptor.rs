//! The metadata is not an identity provider's.

use crate::aws::known_errors::{KnownError, iam};
use crate::aws::measurements::iam as measured;
use crate::citations::{CREATE_SAML_PROVIDER, IAM_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "metadata-no-idp-descriptor",
    summary: "the metadata has no IDPSSODescriptor",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM needs the metadata of the identity provider, and answers to an EntityDescriptor without one that there is no assertion issuer; another root element it cannot parse. The metadata of a service provider, AWS's own for example, has an SPSSODescriptor instead; some servers publish both at two addresses.",
    remedy: Remedy {
        text: "download the metadata of the identity provider, not of the service provider",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER, IAM_MEASURED],
    explains: &[&iam::METADATA_NO_ISSUER, &iam::METADATA_NOT_PARSED],
    measured: Some(&measured::METADATA_EMPTY_ENTITY),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

static UNPARSED: &[&KnownError] = &[&iam::METADATA_NOT_PARSED];
static NO_ISSUER: &[&KnownError] = &[&iam::METADATA_NO_ISSUER];

fn check(case: &MetadataCase) -> Outcome {
    let Ok(document) = &case.metadata.document else { return Outcome::NotApplicable };
    if case.metadata.written_as.page || case.metadata.identity_providers().next().is_some() {
        return Outcome::Clean;
    }
    let Some(metadata) = &document.metadata else {
        let root = document.tree.root();
        let name = quoted(document.tree.local_name(root));
        let message = format!("the root element is {name}, which is none of SAML metadata's");
        return Finding::new(&RULE, document.tree.start_tag(root), message)
            .explains(UNPARSED)
            .measured(&measured::METADATA_ANOTHER_ROOT)
            .into();
    };
    let entity = metadata.entities.first();
    if let Some(id) = case.metadata.center_entity() {
        let message = format!(
            "this is IAM Identity Center's own metadata ({}), which tells its ACS URLs; an identity provider's is another",
            quoted(&id.value)
        );
        return Finding::new(&RULE, id.span, message)
            .explains(&[])
            .unmeasured()
            .at_most(Severity::Note)
            .into();
    }
    let others = entity.map_or(&[][..], |entity| &entity.other_roles);
    let message = match others.first() {
        Some(role) => format!("there is no IDPSSODescriptor, but {}", quoted(role)),
        None => "there is no IDPSSODescriptor".to_owned(),
    };
    let finding =
        Finding::new(&RULE, entity.map_or(metadata.tag, |entity| entity.tag), message).explains(NO_ISSUER);
    // IAM was given an empty EntityDescriptor, none with another role in it, and no list of several.
    match (others, metadata.entities.len()) {
        ([], 1) => finding.into(),
        _ => finding.unmeasured().into(),
    }
}
