//! White space stands round an Issuer.

use crate::aws::known_errors::sts;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "issuer-padded",
    summary: "an Issuer begins or ends with white space",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The Issuer has to equal the entityID of the metadata byte for byte. White space around it comes from pretty-printed XML or from a value pasted into a form.",
    remedy: Remedy {
        text: "send the Issuer without white space around it; XML that was pretty-printed after signing has a broken signature too",
        setting: None,
    },
    citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS],
    explains: &[&sts::ISSUER_NOT_PRESENT],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let assertion = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let issuers = [("Response", case.response.issuer.as_ref()), ("Assertion", assertion)];
    let findings: Vec<Finding> = issuers
        .into_iter()
        .filter_map(|(element, issuer)| {
            let issuer = issuer.filter(|issuer| !case.is_cut(issuer))?;
            let trimmed = issuer.value.trim_matches(is_blank);
            if trimmed.len() == issuer.value.len() || trimmed.is_empty() {
                return None;
            }
            let message =
                format!("the Issuer of the {element} has white space around it: {}", quoted(&issuer.value));
            let start = issuer.value.len() - issuer.value.trim_start_matches(is_blank).len();
            let ends = [0..start, start + trimmed.len()..issuer.value.len()];
            let marks = ends.into_iter().filter(|end| !end.is_empty()).map(|end| case.part(issuer, end));
            Some(Finding::of_value(&RULE, issuer, message).expected(trimmed).marks(marks))
        })
        .collect();
    findings.into()
}
