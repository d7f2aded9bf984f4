//! The IAM provider takes encrypted assertions only, and this one is not.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, STS_ENCRYPTION_MEASURED};
use crate::evidence::MetadataFile;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::encryption::encrypted_assertion;
use crate::rules::providers::{held, provider_arn};
use crate::rules::signatures::is_decoded_elsewhere;

pub static RULE: Rule = Rule {
    id: "provider-requires-encryption",
    summary: "the IAM provider requires encrypted assertions, and the assertion is not encrypted",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A SAML provider whose assertion encryption mode is Required refuses assertions that are not encrypted. STS answered such a call that the base64 is invalid, its words for whatever breaks the form that it demands; in which words the sign-in page refuses is not published.",
    remedy: Remedy {
        text: "have the identity provider encrypt the assertions with the key in the AWS metadata of this provider, or set the mode to Allowed",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER, STS_ENCRYPTION_MEASURED],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::REQUIRED_NOT_ENCRYPTED),
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if encrypted_assertion(case).is_some() {
        return Outcome::NotApplicable;
    }
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let files = held(case);
    let Some(file) = files.first() else { return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND)) };
    let required = |file: &&MetadataFile| file.encryption.as_ref().is_some_and(|one| one.required);
    if !files.iter().all(required) {
        return Outcome::Clean;
    }
    let message = format!("the assertion is not encrypted, and {} requires that it is", file.words());
    let arn = provider_arn(case, file);
    let command = format!(
        "aws iam update-saml-provider --saml-provider-arn '{arn}' --assertion-encryption-mode Allowed"
    );
    let finding = Finding::new(&RULE, assertion.tag, message)
        .remedy(format!("{}; the way back is --assertion-encryption-mode Required", RULE.remedy.text))
        .command(command);
    // Some other program may have decrypted it.
    if is_decoded_elsewhere(case) { finding.likely().into() } else { finding.into() }
}
