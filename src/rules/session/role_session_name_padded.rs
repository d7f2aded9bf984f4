//! The RoleSessionName has white space at its ends.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::values::{each_text, padded};

pub static RULE: Rule = Rule {
    id: "role-session-name-padded",
    summary: "the RoleSessionName has white space before or after it",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS allows no white space in a RoleSessionName, and names leading and trailing white space in an \
        attribute's value as a cause of refusal. Directory fields often end in a space that nobody sees.",
    remedy: Remedy {
        text: "remove the white space before and after the value: in the directory field, or with a trim in the claim",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::ROLE_SESSION_NAME_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, ROLE_SESSION_NAME, |text| padded(case, &RULE, text, "the RoleSessionName"))
}
