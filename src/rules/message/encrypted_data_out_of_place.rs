//! Something encrypted stands where SAML has nothing encrypted, or beside something else.

use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::signature::encryption::Closed;

pub static RULE: Rule = Rule {
    id: "encrypted-data-out-of-place",
    summary: "an EncryptedData stands where SAML has none, or not alone",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML encrypts an assertion, an identifier or an attribute, each in an element of its own that holds nothing else. Where an EncryptedData stands elsewhere, or something else stands beside it, one program reads the plaintext and another what is around it. An attack hides a forged value so: the signature fits the one, and the other is read.",
    remedy: Remedy {
        text: "find out who put the response together: no identity provider writes it like this, attacks do",
        setting: None,
    },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.decrypted.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for opened in case.decrypted {
        let holder = case.tree.path(case.response.node, opened.encrypted.holder);
        let message = if matches!(&opened.result, Err(Closed::NotAPlace(_))) {
            format!("an EncryptedData stands in {holder}, which is nothing that SAML encrypts")
        } else if matches!(&opened.result, Err(Closed::NotAlone)) {
            format!("{holder} holds something else beside one EncryptedData and its EncryptedKeys")
        } else {
            continue;
        };
        let data = case.tree.start_tag(opened.encrypted.element);
        findings.push(Finding::new(&RULE, opened.encrypted.span, message).related(data, "the EncryptedData"));
    }
    findings.into()
}
