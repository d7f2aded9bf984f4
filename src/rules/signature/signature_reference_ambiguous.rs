//! A Reference names an ID that several elements have.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, broken, unjudged, uris, words};
use crate::signature::Resolved;

pub static RULE: Rule = Rule {
    id: "signature-reference-ambiguous",
    summary: "a Reference names an ID that several elements have",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "An ID may occur once in a document. Where several elements have the one that is signed, one program verifies this element and another reads that one: the way of signature wrapping attacks. Careful readers refuse.",
    remedy: Remedy {
        text: "find out who copied the element: an identity provider never writes an ID twice",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES, XML_SIGNATURE],
    explains: &[&sts::SIGNATURE_INVALID],
    follows: &["duplicate-id"],
    who: Some(Who::IdentityProviderAdmin),
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let mut findings = Vec::new();
    for (signature, reference, uri) in uris(case) {
        let Resolved::Ambiguous(elements) = &reference.resolved else { continue };
        let message = format!(
            "{} is over {}, and {} elements have that ID",
            words(case, signature),
            quoted(&uri.value),
            elements.len()
        );
        let mut finding = Finding::of_value(&RULE, uri, message);
        for &element in elements.iter().take(8) {
            let path = case.tree.path(case.response.node, element);
            finding = finding.related(case.tree.start_tag(element), path);
        }
        findings.push(broken(case, signature, finding));
    }
    findings.into()
}
