//! The assertion does not say who issued it.

use crate::aws::known_errors::sts;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_CORE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "issuer-missing",
    summary: "the Assertion has no Issuer",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS looks the Issuer up in the metadata of the SAML provider that the Role value names; it must equal the entityID there. Without one nothing can be equal.",
    remedy: Remedy {
        text: "send the entityID of the identity provider, as it stands in its metadata, as the Issuer of the Assertion",
        setting: None,
    },
    citations: &[TROUBLESHOOT_SAML, SAML_CORE],
    explains: &[&sts::ISSUER_NOT_PRESENT],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let finding = match &assertion.issuer {
        Some(issuer) if !issuer.value.chars().all(is_blank) => return Outcome::Clean,
        Some(issuer) if case.is_cut(issuer) => return Outcome::NotChecked(Need::WholeCapture),
        Some(issuer) => Finding::of_value(&RULE, issuer, "the Issuer of the Assertion is empty"),
        // The Issuer is the first thing in an Assertion: what follows it shows that it was not cut off.
        None if case.truncated && assertion.subject.is_none() => {
            return Outcome::NotChecked(Need::WholeCapture);
        }
        None => Finding::new(&RULE, assertion.tag, "the Assertion has no Issuer"),
    };
    match &case.response.issuer {
        Some(other) if !other.value.chars().all(is_blank) => {
            finding.expected(other.value.trim()).related(other.span, "the Issuer of the Response").into()
        }
        _ => finding.into(),
    }
}
