//! A comment splits an Issuer or an Audience.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, split_values, split_words};
use crate::saml::ASSERTION;

pub static RULE: Rule = Rule {
    id: "comment-in-issuer-or-audience",
    summary: "a comment or processing instruction stands inside an Issuer or an Audience",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Canonical XML leaves comments out, so a comment breaks no signature; some programs read only the text before it. Such a program compares another Issuer with the provider's, or another Audience with AWS's, than the one that was signed.",
    remedy: Remedy {
        text: "find out who put the comment in: no identity provider writes one there",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    split_values(case, ASSERTION, &["Issuer", "Audience"], |element, content| {
        Finding::new(&RULE, content.span, split_words(case, element, content)).found(content.value.clone())
    })
}
