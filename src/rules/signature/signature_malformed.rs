//! A Signature is not built as XML Signature demands.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, broken, unjudged, words};

pub static RULE: Rule = Rule {
    id: "signature-malformed",
    summary: "a Signature lacks a part, or holds one where none may stand",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A signature is read by the schema of XML Signature; what does not follow it verifies for no careful reader.",
    remedy: Remedy {
        text: "let the identity provider's own software make the signature, and let nothing change the response afterwards",
        setting: Some(Setting::SignWhat),
    },
    citations: &[XML_SIGNATURE, SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let mut findings = Vec::new();
    for signature in case.signatures {
        let Some(first) = signature.malformed.first() else { continue };
        let message = format!("in {}, {}", words(case, signature), first.fault);
        let mut finding = Finding::new(&RULE, first.span, message);
        for other in &signature.malformed[1..] {
            finding = finding.related(other.span, other.fault.to_string());
        }
        findings.push(broken(case, signature, finding));
    }
    findings.into()
}
