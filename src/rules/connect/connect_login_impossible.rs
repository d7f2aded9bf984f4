//! The RoleSessionName is none that a user of Amazon Connect can have.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::known_errors::connect;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{each_text, marks, misfits};

pub static RULE: Rule = Rule {
    id: "connect-login-impossible",
    summary: "the RoleSessionName is none that a user of Amazon Connect can have",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Connect looks for a user whose login is the RoleSessionName, case included. A login there has letters, digits and _ - . @ only, and with @ it has the form of a mail address; STS takes + = and , too, which no login can hold.",
    remedy: Remedy {
        text: "let RoleSessionName come from the field that holds the Connect login",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[CONNECT_CONFIGURE],
    explains: &[&connect::NOT_ONBOARDED],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, ROLE_SESSION_NAME, |text| {
        let strangers = misfits(&text.value, |c| !matches!(c, '+' | '=' | ','));
        let message = if !strangers.is_empty() {
            format!("the RoleSessionName is {}, and no Connect login has + = or ,", quoted(&text.value))
        } else if is_broken_address(&text.value) {
            format!("the RoleSessionName {} has an @ and is no mail address", quoted(&text.value))
        } else {
            return None;
        };
        Some(Finding::of_value(&RULE, text, message).marks(marks(case, text, &strangers)))
    })
}

/// Amazon Connect API Reference, CreateUser: `user@example` is not taken.
fn is_broken_address(value: &str) -> bool {
    value.split_once('@').is_some_and(|(local, domain)| {
        let labels: Vec<&str> = domain.split('.').collect();
        local.is_empty()
            || labels.len() < 2
            || domain.contains('@')
            || labels.iter().any(|label| label.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::is_broken_address;

    #[test]
    fn an_address_has_a_domain_of_two_words() {
        for (value, expected) in [
            ("jane.doe", false),
            ("jane.doe@corp.example", false),
            ("jane.doe@corp", true),
            ("@corp.example", true),
            ("jane@doe@corp.example", true),
            ("jane@corp..example", true),
        ] {
            assert_eq!(is_broken_address(value), expected, "{value}");
        }
    }
}
