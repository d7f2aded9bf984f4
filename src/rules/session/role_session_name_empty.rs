//! The RoleSessionName attribute holds nothing.

use crate::aws::attributes::{ROLE_SESSION_NAME, ROLE_SESSION_NAME_PATTERN};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::session_names::with_what_fits;
use crate::rules::values::{is_cut, is_legible};

pub static RULE: Rule = Rule {
    id: "role-session-name-empty",
    summary: "the RoleSessionName attribute has no value, or an empty one",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS requires a RoleSessionName. It is mostly empty because the field it is filled from is empty for \
        this user.",
    remedy: Remedy {
        text: "fill RoleSessionName from a field that every user has, and fill that field for this user",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::ROLE_SESSION_NAME_REQUIRED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.attributes(ROLE_SESSION_NAME).next().is_none() {
        return case.absent();
    }
    let valueless = case
        .attributes(ROLE_SESSION_NAME)
        .filter(|attribute| attribute.values.is_empty() && !is_cut(case, attribute.tag))
        .map(|attribute| {
            Finding::new(&RULE, attribute.tag, "the RoleSessionName attribute has no AttributeValue")
        });
    let empty = case
        .values(ROLE_SESSION_NAME)
        .filter(|value| !is_legible(value) && !is_cut(case, value.tag))
        .map(|value| {
            if value.has_elements {
                return Finding::new(&RULE, value.tag, "the RoleSessionName holds XML elements, not text");
            }
            let what = match (value.nil, value.text.value.is_empty()) {
                (true, _) => "is declared empty with xsi:nil",
                (false, true) => "is empty",
                (false, false) => "is only white space",
            };
            Finding::of_value(&RULE, &value.text, format!("the RoleSessionName {what}"))
        });
    let findings = valueless.chain(empty);
    findings
        .map(|finding| with_what_fits(finding.expected(ROLE_SESSION_NAME_PATTERN), case))
        .collect::<Vec<_>>()
        .into()
}
