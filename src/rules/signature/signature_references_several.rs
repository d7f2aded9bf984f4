//! A signature with more than one Reference.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, broken, unjudged, words};
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "signature-references-several",
    summary: "a SignedInfo has several References, where SAML allows one",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A SAML signature has exactly one Reference, to the element it stands in (SAML Core 2.0, section 5.4.2). Readers that hold to that refuse another; readers that do not may look at one Reference and trust what it does not cover.",
    remedy: Remedy {
        text: "have the identity provider sign with one Reference to the ID of the Response or Assertion that the Signature stands in",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::SeveralReferences { signature } = fact else { continue };
        let signature = &case.signatures[*signature];
        let count = signature.references.len();
        let message = format!("{} has {count} References, where SAML allows one", words(case, signature));
        let mut finding = Finding::new(&RULE, signature.span, message);
        for reference in signature.references.iter().take(4) {
            finding = finding.related(reference.span, "a Reference");
        }
        findings.push(broken(case, signature, finding));
    }
    findings.into()
}
