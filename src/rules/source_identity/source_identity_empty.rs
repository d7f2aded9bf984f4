//! The SourceIdentity attribute holds nothing.

use crate::aws::attributes::SOURCE_IDENTITY;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SOURCE_IDENTITY as SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::values::{is_cut, is_legible};

pub static RULE: Rule = Rule {
    id: "source-identity-empty",
    summary: "the SourceIdentity attribute has no value, or an empty one",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS wants at least 2 characters in a SourceIdentity. The attribute may be left out.",
    remedy: Remedy {
        text: "fill SourceIdentity from a field that every user has, or leave the attribute out",
        setting: None,
    },
    citations: &[SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML],
    explains: &[&sts::SOURCE_IDENTITY_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.attributes(SOURCE_IDENTITY).next().is_none() {
        return case.absent();
    }
    let valueless = case
        .attributes(SOURCE_IDENTITY)
        .filter(|attribute| attribute.values.is_empty() && !is_cut(case, attribute.tag))
        .map(|attribute| {
            Finding::new(&RULE, attribute.tag, "the SourceIdentity attribute has no AttributeValue")
        });
    let empty = case
        .values(SOURCE_IDENTITY)
        .filter(|value| !is_legible(value) && !is_cut(case, value.tag))
        .map(|value| {
            let what = if value.has_elements { "holds XML elements, not text" } else { "is empty" };
            Finding::of_value(&RULE, &value.text, format!("the SourceIdentity {what}"))
        });
    let findings = valueless.chain(empty).map(|finding| finding.expected("[a-zA-Z_0-9+=,.@-]{2,64}"));
    findings.collect::<Vec<_>>().into()
}
