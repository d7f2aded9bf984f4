//! The assertion is encrypted and could not be opened here.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::encryption::for_whom;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "assertion-encrypted",
    summary: "the assertion is encrypted, so its content was not checked",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "IAM decrypts an assertion with a private key that was uploaded to the SAML provider; a provider without a key cannot read it. Without that key nothing inside can be judged here either: issuer, subject, audience, times of the assertion, roles, session name.",
    remedy: Remedy {
        text: "check that the IAM SAML provider holds the private key that belongs to the certificate the identity provider encrypts with, and judge the response again with that key",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let name = |text: &Option<Text>| {
        text.as_ref().map_or("an unnamed algorithm".to_owned(), |text| quoted(&text.value))
    };
    let findings: Vec<Finding> = case
        .response
        .encrypted_assertions
        .iter()
        .map(|element| {
            let message = format!(
                "the assertion is encrypted with {}, its key with {}; nothing inside it was checked",
                name(&element.algorithm),
                name(&element.key_algorithm),
            );
            let finding = Finding::new(&RULE, element.tag, message);
            match case.decrypted.iter().find(|opened| opened.encrypted.holder == element.node) {
                Some(opened) => for_whom(finding, &opened.encrypted),
                None => finding,
            }
        })
        .collect();
    findings.into()
}
