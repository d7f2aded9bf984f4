//! A comment splits the NameID.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, split_values, split_words};
use crate::saml::ASSERTION;

pub static RULE: Rule = Rule {
    id: "comment-in-name-id",
    summary: "a comment or processing instruction stands inside the NameID",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Canonical XML leaves comments out, so a comment breaks no signature; some programs read only the text before it. With \"admin@corp.example<!-- -->.attacker.example\" that makes another user of a signed name.",
    remedy: Remedy {
        text: "find out who put the comment in: no identity provider writes one there",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    split_values(case, ASSERTION, &["NameID"], |element, content| {
        Finding::new(&RULE, content.span, split_words(case, element, content)).found(content.value.clone())
    })
}
