//! A Reference leads out of the document.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{SAML_SIGNATURES, XML_SIGNATURE, broken, unjudged, uris, words};
use crate::signature::Resolved;

pub static RULE: Rule = Rule {
    id: "signature-reference-external",
    summary: "a Reference leads out of the document",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A SAML signature refers to the ID of the element it stands in (SAML Core 2.0, section 5.4.2). A reference to anything else would have to be fetched, and nobody does that.",
    remedy: Remedy {
        text: "have the identity provider sign with one Reference to the ID of the Response or Assertion that the Signature stands in",
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
    let external = uris(case).filter(|(_, reference, _)| reference.resolved == Resolved::External);
    let findings = external.map(|(signature, _, uri)| {
        let message = format!(
            "{} is over {}, which is not in this document",
            words(case, signature),
            quoted(&uri.value)
        );
        broken(case, signature, Finding::of_value(&RULE, uri, message))
    });
    findings.collect::<Vec<_>>().into()
}
