//! The RelayState opens a stack of Amazon AppStream in another account than the role's.

use crate::aws::services;
use crate::citations::APPSTREAM_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::RoleValues;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "stack-of-another-account",
    summary: "the RelayState opens an AppStream stack of another account than the role's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A role lets a person stream from stacks of its own account, and the RelayState names the account of the stack. What the page says where the two differ is not documented.",
    remedy: Remedy {
        text: "name in the RelayState the account of the role, or send a role of the stack's account",
        setting: Some(Setting::RelayState),
    },
    citations: &[APPSTREAM_SAML],
    check: Check::Message { services: &[&services::APP_STREAM], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(url) = case.capture.relay_state.as_deref().and_then(Url::parse) else {
        return Outcome::NotApplicable;
    };
    // What is no account is told by itself.
    let is_account =
        |account: &String| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let Some(account) = url.parameter("accountId").filter(is_account) else { return Outcome::NotApplicable };
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let Some((first, pair)) = values.pairs().next() else { return Outcome::NotApplicable };
    if values.pairs().any(|(_, pair)| pair.role.arn.account == account) {
        return Outcome::Clean;
    }
    let stack = url.parameter("stack").map(|stack| format!(" {}", quoted(&stack))).unwrap_or_default();
    let message = format!(
        "the RelayState opens the stack{stack} in account {}, the role is in {}",
        quoted(&account),
        pair.role.arn.account
    );
    Finding::new(&RULE, first.value.text.span, message)
        .expected(format!("a role in account {account}"))
        .into()
}
