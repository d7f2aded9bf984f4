//! Metadata that was given beside the response is another identity provider's.

use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::providers::own_metadata;

pub static RULE: Rule = Rule {
    id: "metadata-of-another-provider",
    summary: "the metadata that was given is another identity provider's",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "An identity provider's own metadata says what IAM holds only if it is the one that IAM was given. Metadata whose entityID is nothing like the Issuer is of another identity provider, and nothing of it is held against the response.",
    remedy: Remedy {
        text: "give the metadata of the application that sent this response, or what get-saml-provider prints",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let Some(issuer) = issuer.or(case.response.issuer.as_ref()) else { return Outcome::NotApplicable };
    if own_metadata(case).next().is_none() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = own_metadata(case)
        .filter(|file| !file.may_be_issuers(Some(&issuer.value)))
        .filter_map(|file| {
            let id = file.entity_ids().next()?;
            let message = format!(
                "{} is of {}, the Issuer is {}: it is another identity provider's, and was not used",
                file.words(),
                quoted(&id.value),
                quoted(&issuer.value)
            );
            Some(Finding::of_value(&RULE, issuer, message).related(id.span, "the entityID"))
        })
        .collect();
    findings.into()
}
