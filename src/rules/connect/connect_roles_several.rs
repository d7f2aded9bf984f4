//! More than one role in a login for Amazon Connect.

use crate::aws::known_errors::connect;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::RoleValues;

pub static RULE: Rule = Rule {
    id: "connect-roles-several",
    summary: "a login for Amazon Connect carries more than one role",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "With several roles AWS shows a page to choose one, and an agent has to choose right each time. Older pages of AWS's say that Connect binds a user to the role of the first login.",
    remedy: Remedy {
        text: "send one role for the application that opens Amazon Connect",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[CONNECT_CONFIGURE],
    explains: &[&connect::BOUND_TO_ANOTHER_ROLE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let mut roles: Vec<(String, _)> = Vec::new();
    for (value, pair) in values.pairs() {
        let role = &value.value.text.value[pair.role_at.clone()];
        if !roles.iter().any(|(known, _)| known == role) {
            roles.push((role.to_owned(), value.value.text.span));
        }
    }
    let [_, (_, second), ..] = roles.as_slice() else { return Outcome::Clean };
    let message = format!("the login for Amazon Connect carries {} roles", roles.len());
    Finding::new(&RULE, *second, message).expected("1").found(roles.len().to_string()).into()
}
