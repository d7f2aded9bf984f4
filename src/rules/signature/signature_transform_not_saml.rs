//! A transform that SAML signatures do not use.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{SAML_SIGNATURES, unjudged, words};
use crate::signature::{Digest, NotComputed};

pub static RULE: Rule = Rule {
    id: "signature-transform-not-saml",
    summary: "a Reference has a transform that SAML signatures do not use, or in a place where it does nothing",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML signatures use the enveloped-signature transform and canonicalization, and a verifier may refuse all others (SAML Core 2.0, section 5.4.4). Others can leave parts of the assertion out of what is signed.",
    remedy: Remedy {
        text: "have the identity provider sign with the enveloped-signature transform and Exclusive XML Canonicalization, in this order, and nothing else",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let mut findings = Vec::new();
    for signature in case.signatures {
        for reference in &signature.references {
            let Digest::NotComputed(NotComputed::Transform(transform)) = &reference.digest else { continue };
            let is_late = transform.value.ends_with("#enveloped-signature");
            let message = match is_late {
                true => format!(
                    "in {}, the enveloped-signature transform stands behind a canonicalization, where there is no Signature left to leave out",
                    words(case, signature)
                ),
                false => format!(
                    "{} has the transform {}, which SAML signatures do not use",
                    words(case, signature),
                    quoted(&transform.value)
                ),
            };
            findings.push(Finding::of_value(&RULE, transform, message));
        }
    }
    findings.into()
}
