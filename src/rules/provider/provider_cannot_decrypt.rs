//! The assertion is encrypted, and the IAM provider has no private key.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::encryption::encrypted_assertion;
use crate::rules::providers::{held, provider_arn};

pub static RULE: Rule = Rule {
    id: "provider-cannot-decrypt",
    summary: "the assertion is encrypted, and the IAM provider holds no private key",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM decrypts assertions with the private keys that were added to the SAML provider, at most two. A provider without one cannot read an EncryptedAssertion; what AWS answers then is not published.",
    remedy: Remedy {
        text: "add the private key that belongs to the certificate the identity provider encrypts with, or switch the encryption of assertions off for this application",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(element) = encrypted_assertion(case) else { return Outcome::NotApplicable };
    let files = held(case);
    let known: Vec<_> =
        files.into_iter().filter_map(|file| Some((file, file.encryption.as_ref()?))).collect();
    let Some((file, _)) = known.first() else {
        return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND));
    };
    if known.iter().any(|(_, encryption)| encryption.keys > 0) {
        return Outcome::Clean;
    }
    let message = format!("the assertion is encrypted, and {} is without a private key", file.words());
    let arn = provider_arn(case, file);
    let command =
        format!("aws iam update-saml-provider --saml-provider-arn '{arn}' --add-private-key file://key.pem");
    let finding = Finding::new(&RULE, element.span, message)
        .remedy(format!(
            "{}; the way back is --remove-private-key with the KeyId that get-saml-provider then shows",
            RULE.remedy.text
        ))
        .command(command);
    match element.algorithm.as_ref() {
        Some(algorithm) => {
            finding.related(algorithm.span, format!("with {}", quoted(&algorithm.value))).into()
        }
        None => finding.into(),
    }
}
