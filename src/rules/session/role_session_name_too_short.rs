//! The RoleSessionName is too short.

use crate::aws::attributes::{ROLE_SESSION_NAME, ROLE_SESSION_NAME_LENGTH};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::session_names::with_what_fits;
use crate::rules::values::{core_length, each_text};

pub static RULE: Rule = Rule {
    id: "role-session-name-too-short",
    summary: "the RoleSessionName is shorter than 2 characters",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS wants 2 to 64 characters.",
    remedy: Remedy {
        text: "fill RoleSessionName from a field of at least two characters, such as the mail address",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::ROLE_SESSION_NAME_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, ROLE_SESSION_NAME, |text| {
        let length = core_length(&text.value);
        let limit = *ROLE_SESSION_NAME_LENGTH.start();
        let unit = if length == 1 { "character" } else { "characters" };
        let message = format!("the RoleSessionName {} has {length} {unit}", quoted(&text.value));
        (length < limit).then(|| {
            let finding = Finding::of_value(&RULE, text, message)
                .note("too short")
                .expected(format!("at least {limit} characters"));
            with_what_fits(finding, case)
        })
    })
}
