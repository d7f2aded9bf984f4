//! The RoleSessionName has characters that AWS does not allow.

use crate::aws::attributes::{ROLE_SESSION_NAME, ROLE_SESSION_NAME_PATTERN, is_name_character};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::session_names::with_what_fits;
use crate::rules::values::{each_text, first_name, listed, marks, misfits};

pub static RULE: Rule = Rule {
    id: "role-session-name-malformed",
    summary: "the RoleSessionName has characters outside [a-zA-Z_0-9+=,.@-]",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS allows letters and digits of ASCII and _ + = , . @ - and no space. A display name has spaces, a \
        Windows account name a backslash, the user principal name of a guest a #.",
    remedy: Remedy {
        text: "fill RoleSessionName from a field without such characters, such as the mail address or the login name, or transform it",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::ROLE_SESSION_NAME_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// What the characters may be; how many is another matter.
const CHARACTERS: &str = "[a-zA-Z_0-9+=,.@-]";

fn check(case: &Case) -> Outcome {
    // White space at the ends is `role-session-name-padded`.
    each_text(case, ROLE_SESSION_NAME, |text| {
        let offending = misfits(&text.value, is_name_character);
        let name = first_name(&text.value, &offending);
        let message =
            format!("the RoleSessionName {} has {}", quoted(&text.value), listed(&text.value, &offending));
        (!offending.is_empty()).then(|| {
            let finding = Finding::of_value(&RULE, text, message)
                .note(format!("{name} is not in {CHARACTERS}"))
                .marks(marks(case, text, &offending))
                .expected(ROLE_SESSION_NAME_PATTERN);
            match remedy(&text.value) {
                Some(remedy) => finding.remedy(remedy),
                None => with_what_fits(finding, case),
            }
        })
    })
}

/// Two forms of name that are met often have a remedy of their own.
fn remedy(value: &str) -> Option<&'static str> {
    if value.contains("#EXT#") {
        Some("fill RoleSessionName from the mail address: a guest's user principal name has a #")
    } else if value.contains('\\') {
        Some("send the user name without the domain and the backslash before it")
    } else {
        None
    }
}
