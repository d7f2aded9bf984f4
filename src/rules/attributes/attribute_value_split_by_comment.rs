//! A comment stands inside a value that AWS reads.

use crate::aws::attributes::{Reader, recognise};
use crate::aws::services;
use crate::citations::SAML_CORE;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::seam_words;

pub static RULE: Rule = Rule {
    id: "attribute-value-split-by-comment",
    summary: "a comment or processing instruction stands inside the value of an attribute that AWS reads",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Canonical XML leaves comments out, so a comment can be put into a signed value without breaking the \
        signature; readers then differ on whether the value ends there. No identity provider writes one.",
    remedy: Remedy {
        text: "find out what puts the comment there: the identity provider, or somebody on the way",
        setting: None,
    },
    citations: &[SAML_CORE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    let mut findings = Vec::new();
    let mut any = false;
    for attribute in attributes {
        let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
        let Some((known, _)) = recognise(name).filter(|(known, _)| known.reader == Reader::Iam) else {
            continue;
        };
        any = true;
        for value in attribute.values.iter().filter(|value| !value.has_elements) {
            let Some(&seam) = value.seams.first() else { continue };
            let message = format!(
                "{} stands inside a value of {}",
                seam_words(case, &value.seams),
                known.short.trim_end_matches(':')
            );
            let finding = Finding::new(&RULE, value.text.span.to(seam), message)
                .found(value.text.value.clone())
                .marks(value.seams.iter().copied().take(8));
            findings.push(finding);
        }
    }
    if any { findings.into() } else { case.absent() }
}
