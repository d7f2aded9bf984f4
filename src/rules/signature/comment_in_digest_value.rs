//! A comment splits a DigestValue or SignatureValue.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, seam_words, split_values};
use crate::signature::DSIG;

pub static RULE: Rule = Rule {
    id: "comment-in-digest-value",
    summary: "a comment or processing instruction stands inside a DigestValue or SignatureValue",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Some programs read only the text before the comment, others the text without it. So one document can carry two digests, a good one for the program that verifies and the one that fits the changed content for another.",
    remedy: Remedy {
        text: "find out who put the comment in: no identity provider writes one there",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    split_values(case, DSIG, &["DigestValue", "SignatureValue"], |element, content| {
        let path = case.tree.path(case.response.node, element);
        let message = format!(
            "{} splits the {} at {path}",
            seam_words(case, &content.seams),
            case.tree.local_name(element)
        );
        Finding::new(&RULE, content.span, message)
    })
}
