//! Response and Assertion name different issuers.

use crate::aws::known_errors::sts;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};

pub static RULE: Rule = Rule {
    id: "issuer-differs",
    summary: "the Issuer of the Response is not the Issuer of the Assertion",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Both have to equal the entityID in the metadata of the IAM SAML provider, so of two that differ at least one does not. Which of them AWS compares is not documented.",
    remedy: Remedy {
        text: "let the identity provider send one Issuer, the entityID of the metadata that the IAM SAML provider was made from",
        setting: None,
    },
    citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS],
    explains: &[&sts::ISSUER_NOT_PRESENT],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let (Some(outer), Some(inner)) =
        (&case.response.issuer, case.assertion().and_then(|assertion| assertion.issuer.as_ref()))
    else {
        return case.absent();
    };
    if case.is_cut(inner) {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    // White space round one of them, or nothing in it, is another finding.
    let (outer_value, inner_value) = (outer.value.trim_matches(is_blank), inner.value.trim_matches(is_blank));
    if outer_value == inner_value || outer_value.is_empty() || inner_value.is_empty() {
        return Outcome::Clean;
    }
    let message = format!(
        "the Issuer of the Assertion is {}, the Issuer of the Response is {}",
        quoted(&inner.value),
        quoted(&outer.value)
    );
    Finding::of_value(&RULE, inner, message)
        .expected(outer.value.as_str())
        .related(outer.span, "the Issuer of the Response")
        .into()
}
