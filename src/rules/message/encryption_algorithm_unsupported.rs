//! The assertion is encrypted in a way that IAM does not document.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "encryption-algorithm-unsupported",
    summary: "the assertion is encrypted with an algorithm that IAM does not list",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM lists AES-128 and AES-256 in CBC and GCM mode for the data and RSA-OAEP for its key. STS took all four, the key with rsa-oaep-mgf1p (SHA-1 or SHA-256) or with rsa-oaep of XML Encryption 1.1 (SHA-256, MGF1 with SHA-256); others were not tried.",
    remedy: Remedy {
        text: "set the encryption of assertions to AES-256-GCM with RSA-OAEP",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER, STS_MEASURED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

/// XML Encryption 1.1, section 5.2; IAM takes no AES-192 and no Triple DES.
const DATA: &[&str] = &[
    "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
    "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    "http://www.w3.org/2009/xmlenc11#aes256-gcm",
];
/// XML Encryption 1.1, section 5.5.2; IAM takes no PKCS #1 version 1.5.
const KEY: &[&str] =
    &["http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep"];

fn check(case: &Case) -> Outcome {
    if case.response.encrypted_assertions.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for element in &case.response.encrypted_assertions {
        for (what, used, listed) in [("data", &element.algorithm, DATA), ("key", &element.key_algorithm, KEY)]
        {
            let Some(used) = used.as_ref().filter(|used| !listed.contains(&used.value.as_str())) else {
                continue;
            };
            let message = format!("the {what} of the assertion is encrypted with {}", quoted(&used.value));
            findings.push(Finding::of_value(&RULE, used, message).expected(listed.join(" or ")));
        }
    }
    findings.into()
}
