//! Response and Assertion name different issuers.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, STS_MEASURED, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "issuer-differs",
    summary: "the Issuer of the Response is not the Issuer of the Assertion",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents that both equal the entityID in the metadata of the IAM SAML provider. STS, called with an unsigned Response of another Issuer, took it: it compares the Assertion's alone. What the sign-in page does is not known, nor whether a signed Response makes a difference.",
    remedy: Remedy {
        text: "let the identity provider send one Issuer, the entityID of the metadata that the IAM SAML provider was made from",
        setting: None,
    },
    citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS, STS_MEASURED],
    explains: &[&sts::ISSUER_NOT_PRESENT],
    measured: Some(&measured::RESPONSE_ISSUER_OTHER),
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
