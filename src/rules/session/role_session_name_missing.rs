//! No attribute is named as AWS names the RoleSessionName attribute.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_ASSERTIONS_CHINA, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::missing::missing;

pub static RULE: Rule = Rule {
    id: "role-session-name-missing",
    summary: "no attribute is named https://aws.amazon.com/SAML/Attributes/RoleSessionName",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS takes the name of the session from the attribute of exactly this Name; upper and lower case \
        count. Identity providers also leave an attribute out where its source is empty for a user.",
    remedy: Remedy {
        text: "send an attribute whose Name is https://aws.amazon.com/SAML/Attributes/RoleSessionName, filled from a field that every user has",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML, SAML_ASSERTIONS_CHINA],
    explains: &[&sts::ROLE_SESSION_NAME_REQUIRED],
    follows: &["center-acs-missing"],
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::PrivateKey],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    missing(case, &RULE, ROLE_SESSION_NAME)
}
