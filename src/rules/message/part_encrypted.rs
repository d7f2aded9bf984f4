//! A part of the assertion is encrypted by itself.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::encryption::for_whom;
use crate::saml::ASSERTION;

pub static RULE: Rule = Rule {
    id: "part-encrypted",
    summary: "the NameID or an attribute is encrypted by itself",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents that IAM decrypts assertions. Whether it reads an EncryptedID or an EncryptedAttribute inside an assertion, it does not say.",
    remedy: Remedy {
        text: "have the identity provider encrypt the whole assertion, or nothing",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let mut findings = Vec::new();
    for encrypted in case.decrypted.iter().map(|opened| &opened.encrypted) {
        let name = case.tree.local_name(encrypted.holder);
        let what = match name {
            "EncryptedID" => "an identifier",
            "EncryptedAttribute" => "an attribute",
            _ => continue,
        };
        if case.tree.namespace(encrypted.holder) != ASSERTION {
            continue;
        }
        let algorithm =
            encrypted.algorithm.as_ref().map(|algorithm| format!(" with {}", quoted(&algorithm.value)));
        let message = format!("{what} is encrypted by itself ({name}){}", algorithm.unwrap_or_default());
        findings.push(for_whom(Finding::new(&RULE, encrypted.span, message), encrypted));
    }
    findings.into()
}
