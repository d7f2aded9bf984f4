//! A Reference does not say what it is to.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, is_beside, words};

pub static RULE: Rule = Rule {
    id: "signature-reference-without-uri",
    summary: "a Reference has no URI",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Without a URI the receiver has to know what is signed. Some verifiers take the whole document, those of Java resolve nothing and refuse the signature. SAML wants the ID of the signed element in it.",
    remedy: Remedy {
        text: "have the identity provider sign with one Reference to the ID of the Response or Assertion that the Signature stands in",
        setting: Some(Setting::SignWhat),
    },
    citations: &[XML_SIGNATURE, SAML_SIGNATURES],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for signature in case.signatures.iter().filter(|signature| !is_beside(case, signature)) {
        for reference in signature.references.iter().filter(|reference| reference.uri.is_none()) {
            let message = format!("the Reference of {} has no URI", words(case, signature));
            findings.push(Finding::new(&RULE, reference.span, message));
        }
    }
    findings.into()
}
