//! The response carries more than one assertion.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING, SAML_ASSERTIONS};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "several-assertions",
    summary: "the response has more than one Assertion",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM Identity Center takes one assertion. For IAM no document says which of several is read; this tool judges the first.",
    remedy: Remedy { text: "send one Assertion in a Response", setting: None },
    citations: &[CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING, SAML_ASSERTIONS],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let response = case.response;
    let readable = response.assertions.iter().map(|assertion| assertion.tag);
    let mut tags: Vec<Span> =
        readable.chain(response.encrypted_assertions.iter().map(|encrypted| encrypted.tag)).collect();
    tags.sort();
    let [first, second, rest @ ..] = tags.as_slice() else { return Outcome::Clean };
    let message = format!("the Response has {} assertions", tags.len());
    let mut finding = Finding::new(&RULE, *second, message)
        .expected("1")
        .found(tags.len().to_string())
        .related(*first, "the first, which is judged here");
    for tag in rest {
        finding = finding.related(*tag, "another");
    }
    if case.target == &services::IDENTITY_CENTER {
        return finding.into();
    }
    finding.at_most(Severity::Warning).into()
}
