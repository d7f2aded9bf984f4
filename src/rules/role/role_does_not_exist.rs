//! IAM, asked for the role of a Role value, said that there is none.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, TROUBLESHOOT_SAML};
use crate::evidence::Missing;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::RoleValues;
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "role-does-not-exist",
    summary: "a Role value names a role that IAM said does not exist",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "NoSuchEntity to get-role means that the account which was asked has no role of this name. AssumeRoleWithSAML answers a role that does not exist as one that does not trust the provider. The command may have been run with the credentials of another account.",
    remedy: Remedy {
        text: "write the role's ARN as the IAM console shows it into the Role attribute, or make the role; run aws sts get-caller-identity to see which account was asked",
        setting: Some(Setting::RoleValue),
    },
    citations: &[ASSUME_ROLE_WITH_SAML, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let of_role = |missing: &&Missing| missing.operation.as_deref() == Some("GetRole");
    let missing: Vec<&Missing> = case.evidence.missing.iter().filter(of_role).collect();
    if missing.is_empty() {
        return Outcome::NotApplicable;
    }
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let usable = || values.pairs().filter(|(_, pair)| pair.obstacle().is_none());
    let is_missing = |name: &str| {
        missing.iter().find(|missing| missing.name.as_ref().is_some_and(|known| known.value == name))
    };
    let all = usable().all(|(_, pair)| is_missing(pair.role.name).is_some());
    let findings: Vec<Finding> = usable()
        .filter_map(|(value, pair)| {
            let missing = is_missing(pair.role.name)?;
            let name = pair.role_at.end - pair.role.name.len()..pair.role_at.end;
            let message = format!(
                "{} names the role {}, and IAM answered NoSuchEntity",
                value.name(),
                quoted(pair.role.name)
            );
            let finding = Finding::of_value(&RULE, &value.value.text, message)
                .marks(marks(case, &value.value.text, &[name]))
                .related(missing.span, "AWS's answer")
                .command("aws sts get-caller-identity");
            // The user is let into another role.
            Some(if all { finding } else { finding.at_most(Severity::Warning) })
        })
        .collect();
    findings.into()
}
