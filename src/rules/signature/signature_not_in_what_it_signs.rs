//! A signature covers the assertion that is read, and stands where SAML does not look for it.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, covers_what_is_read};
use crate::signature::{Fact, SignatureVerdict};
use crate::xml::NodeId;

pub static RULE: Rule = Rule {
    id: "signature-not-in-what-it-signs",
    summary: "a signature covers the assertion, but does not stand in what it signs",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "SAML looks for the signature of an element among the children of that element, with a Reference to its ID (SAML Core 2.0, sections 5.4.1 and 5.4.2). One that stands elsewhere may be good, and a reader that goes by SAML takes the element for unsigned, or the Signature for a wrong one.",
    remedy: Remedy {
        text: "have the identity provider put the Signature into the element that it signs, after its Issuer, with a Reference to the ID of that element",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let path = |node| case.tree.path(case.response.node, node);
    let stands_right = |element: NodeId| {
        let read = case
            .coverage
            .message
            .into_iter()
            .chain(case.coverage.assertions.first().into_iter().flat_map(|covered| covered.own));
        read.map(|index| &case.signatures[index]).any(|other| {
            other.element != element
                && other.verdict == SignatureVerdict::Valid
                && covers_what_is_read(case, other)
        })
    };
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::NotInWhatItSigns { signature, uri, parent, signed } = fact else { continue };
        let signature = &case.signatures[*signature];
        let message = format!(
            "the signature at {} is over {}: SAML reads a Signature as one over the element it is a child of, {}",
            signature.path,
            path(*signed),
            path(*parent),
        );
        let finding = Finding::new(&RULE, signature.span, message)
            .related(*uri, "the Reference")
            .related(case.tree.start_tag(*signed), "what is signed");
        findings.push(if stands_right(signature.element) {
            finding.at_most(Severity::Warning)
        } else {
            finding
        });
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
