//! A Role value names a role that IAM Identity Center made for itself.

use crate::aws::known_errors::sts;
use crate::aws::role_value::Obstacle;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::RoleValues;
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "role-identity-center-managed",
    summary: "a Role value names an AWSReservedSSO_ role of IAM Identity Center",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Roles named AWSReservedSSO_* under /aws-reserved/sso.amazonaws.com/ belong to permission sets of \
        IAM Identity Center. AssumeRoleWithSAML cannot be used for them, and their trust cannot be changed.",
    remedy: Remedy {
        text: "send a role of your own that trusts the SAML provider, or let the user sign in through IAM Identity Center",
        setting: Some(Setting::RoleValue),
    },
    citations: &[ASSUME_ROLE_WITH_SAML, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let mut findings = Vec::new();
    for (value, pair) in values.pairs() {
        if pair.obstacle() != Some(Obstacle::IdentityCenterRole) {
            continue;
        }
        let name = pair.role_at.end - pair.role.name.len()..pair.role_at.end;
        let message =
            format!("{} names the role {} of IAM Identity Center", value.name(), quoted(pair.role.name));
        findings.push(
            values
                .unusable(&RULE, value, message)
                .note("managed by IAM Identity Center")
                .marks(marks(case, &value.value.text, &[name]))
                .expected("a role that is not managed by IAM Identity Center"),
        );
    }
    findings.into()
}
