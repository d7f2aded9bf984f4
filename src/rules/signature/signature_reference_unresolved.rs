//! A Reference names an ID that no element has.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, broken, unjudged, uris, words};
use crate::signature::Resolved;

pub static RULE: Rule = Rule {
    id: "signature-reference-unresolved",
    summary: "a Reference names an ID that no element has",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The Reference of a signature names the signed element by its ID. Where no element has that ID, nothing is there to verify: the ID was changed, or the element was taken out, after signing.",
    remedy: Remedy {
        text: "let nothing change IDs or take elements out between the identity provider and AWS",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES, XML_SIGNATURE],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let unresolved = uris(case).filter(|(_, reference, _)| reference.resolved == Resolved::None);
    let findings = unresolved.map(|(signature, _, uri)| {
        let message =
            format!("{} is over {}, and no element has that ID", words(case, signature), quoted(&uri.value));
        broken(case, signature, Finding::of_value(&RULE, uri, message))
    });
    findings.collect::<Vec<_>>().into()
}
