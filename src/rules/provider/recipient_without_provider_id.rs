//! The provider requires encryption, and the response is for the sign-in URL of all providers.

use crate::aws::endpoints::{SignInForm, locate};
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, STS_ENCRYPTION_MEASURED};
use crate::evidence::{MetadataFile, iam_provider};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, WayIn, quoted};
use crate::rules::providers::held;
use crate::rules::recipients;

pub static RULE: Rule = Rule {
    id: "recipient-without-provider-id",
    summary: "the IAM provider requires encryption, and the Recipient lacks the provider's identifier",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents that a provider which requires encryption has a sign-in address of its own, with the provider's identifier in it. STS, called with the plain address as Recipient, or with a strange identifier, took both; the sign-in page was not measured.",
    remedy: Remedy {
        text: "set the recipient to the sign-in URL that the console shows for this provider: https://signin.aws.amazon.com/saml/acs/ and the identifier",
        setting: Some(Setting::Recipient),
    },
    citations: &[CREATE_SAML_PROVIDER, STS_ENCRYPTION_MEASURED],
    measured: Some(&measured::REQUIRED_PLAIN_RECIPIENT),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // A call goes to STS, whatever the Recipient.
    if case.way_in() == WayIn::Call {
        return Outcome::NotApplicable;
    }
    let files = held(case);
    if files.is_empty() {
        return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND));
    }
    let required = |file: &&MetadataFile| file.encryption.as_ref().is_some_and(|one| one.required);
    if !files.iter().all(required) {
        return Outcome::Clean;
    }
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let located = locate(&recipient.value);
    let Some(sign_in) = located.as_ref().and_then(|located| located.sign_in()) else { return Outcome::Clean };
    match &sign_in.form {
        SignInForm::Plain => {
            let message = format!(
                "the Recipient is {}, and {} requires encryption, which has an address of its own",
                quoted(&recipient.value),
                files[0].words()
            );
            Finding::of_value(&RULE, recipient, message).into()
        }
        SignInForm::ProviderSpecific(_)
        | SignInForm::LegacyStatic
        | SignInForm::MissingAcs(_)
        | SignInForm::ServiceProviderMetadata
        | SignInForm::OtherPath(_) => Outcome::Clean,
    }
}
