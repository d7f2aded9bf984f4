//! The private key was given, and an encrypted element stays closed.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::encryption::for_whom;
use crate::signature::encryption::{Closed, Encrypted, Opened};

pub static RULE: Rule = Rule {
    id: "decryption-failed",
    summary: "an encrypted element cannot be opened with the private key that was given",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM tries the private keys of the SAML provider, at most two, the newer first. Where the right key opens the content key and the content does not decrypt with it, the ciphertext was changed or made wrongly, and no receiver can read it. Where it is another key that was given, only this tool is kept out.",
    remedy: Remedy {
        text: "give the private key whose certificate the identity provider encrypts with; if it is that one, encrypt with AES-128 or AES-256 (CBC or GCM) and RSA-OAEP, and see that nothing changes the response on its way",
        setting: Some(Setting::Encryption),
    },
    citations: &[CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::ALL, needs: &[Need::PrivateKey], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.decrypted.is_empty() {
        return Outcome::NotApplicable;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let without_key = |opened: &Opened| matches!(opened.result, Err(Closed::NoKey));
    if case.decrypted.iter().any(without_key) {
        return Outcome::NotChecked(Need::PrivateKey);
    }
    let findings: Vec<Finding> = case
        .decrypted
        .iter()
        .filter_map(|opened| finding(case, &opened.encrypted, opened.result.as_ref().err()?))
        .collect();
    findings.into()
}

fn finding(case: &Case, encrypted: &Encrypted, closed: &Closed) -> Option<Finding> {
    let name = case.tree.local_name(encrypted.holder);
    let plain = |why: String| Finding::new(&RULE, encrypted.span, format!("the {name} stays closed: {why}"));
    Some(match closed {
        // No key would open these; another rule names them.
        Closed::NotAPlace(_) | Closed::NotAlone => return None,
        Closed::Algorithm(algorithm) => {
            let why = format!("the algorithm {} is not supported here", quoted(&algorithm.value));
            let message = format!("the {name} stays closed: {why}");
            Finding::of_value(&RULE, algorithm, message).at_most(Severity::Warning)
        }
        Closed::WrongKey(_) => {
            let finding = plain(closed.to_string())
                .at_most(Severity::Warning)
                .remedy("give the private key whose certificate the identity provider encrypts with: who made the pair for IAM has it")
                .without_setting();
            Finding { who: None, ..for_whom(finding, encrypted) }
        }
        Closed::TooDeep | Closed::TooMany => plain(closed.to_string()).at_most(Severity::Warning),
        Closed::NoKey => plain(closed.to_string()).at_most(Severity::Warning),
        Closed::Malformed(span) | Closed::Unwrap(span) => {
            Finding::new(&RULE, *span, format!("the {name} stays closed: {closed}"))
        }
        Closed::NoRecipient
        | Closed::KeyLength { .. }
        | Closed::Length { .. }
        | Closed::Padding
        | Closed::Tag
        | Closed::NotText
        | Closed::NotXml(_)
        | Closed::Unexpected { .. } => plain(closed.to_string()),
    })
}
