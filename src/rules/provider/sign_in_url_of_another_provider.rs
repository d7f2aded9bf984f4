//! The response goes to the sign-in URL of another provider than the one that was given.

use crate::aws::endpoints::{SignInForm, is_provider_id, locate};
use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::providers::held;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "sign-in-url-of-another-provider",
    summary: "the sign-in URL carries the identifier of another provider than the IAM provider's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A sign-in URL with /saml/acs/ ends in the identifier of one provider, which get-saml-provider prints as SAMLProviderUUID. A provider that is deleted and made again has another, and the identity provider goes on posting to the old one. STS was seen to take a strange identifier in the Recipient; what the sign-in page does with a response posted to one is not documented.",
    remedy: Remedy {
        text: "set the sign-in URL that the IAM console shows for this provider at the identity provider, as the ACS URL and the Recipient",
        setting: Some(Setting::Recipient),
    },
    citations: &[TROUBLESHOOT_SAML],
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let recipients = case
        .assertion()
        .into_iter()
        .flat_map(|assertion| assertion.confirmation_data())
        .filter_map(|data| data.recipient.as_ref());
    let urls: Vec<(&str, &Text, String)> = recipients
        .map(|text| ("Recipient", text))
        .chain(case.response.destination.as_ref().map(|text| ("Destination", text)))
        .filter_map(|(name, text)| Some((name, text, identifier(&text.value)?)))
        .collect();
    if urls.is_empty() {
        return Outcome::NotApplicable;
    }
    let known: Vec<&Text> = held(case).into_iter().filter_map(|file| file.uuid.as_ref()).collect();
    let Some(first) = known.first() else { return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND)) };
    let findings: Vec<Finding> = urls
        .into_iter()
        .filter(|(_, _, identifier)| known.iter().all(|uuid| uuid.value != *identifier))
        .map(|(name, text, identifier)| {
            let start = text.value.rfind(&identifier).unwrap_or(0);
            let message = format!(
                "the {name} ends in {}, the provider's identifier is {}",
                quoted(&identifier),
                quoted(&first.value)
            );
            Finding::of_value(&RULE, text, message)
                .marks([case.part(text, start..start + identifier.len())])
                .expected(first.value.clone())
                .found(identifier)
                .related(first.span, "SAMLProviderUUID")
        })
        .collect();
    findings.into()
}

/// The identifier of the provider at the end of a sign-in URL.
fn identifier(url: &str) -> Option<String> {
    match &locate(url)?.sign_in()?.form {
        SignInForm::ProviderSpecific(id) | SignInForm::MissingAcs(id) => {
            is_provider_id(id).then(|| id.clone())
        }
        SignInForm::Plain
        | SignInForm::LegacyStatic
        | SignInForm::ServiceProviderMetadata
        | SignInForm::OtherPath(_) => None,
    }
}
