//! The role that is asked for is none of the account's.

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sts;
use crate::aws::nearest::nearest;
use crate::citations::{IDENTIFIERS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "role-not-in-list",
    summary: "a Role pair names a role that the account does not have",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS answers a role that does not exist as one that does not trust the login. aws iam list-roles prints every role of the account whose credentials were used, unless the list was cut off.",
    remedy: Remedy {
        text: "write the ARN of a role as aws iam list-roles prints it into the Role attribute, or make the role",
        setting: Some(Setting::RoleValue),
    },
    citations: &[TROUBLESHOOT_SAML, IDENTIFIERS],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    if !case.evidence.roles.iter().any(|role| role.is_listed()) {
        return Outcome::NotApplicable;
    }
    let names: Vec<&str> =
        case.evidence.roles.iter().filter_map(|role| role.role_name()).take(MOST).collect();
    // A role that was crossed out may be the one that is asked for.
    if names.iter().any(|name| marks::in_value(name).is_some()) {
        return Outcome::NotApplicable;
    }
    let every = authorization.not_listed.len() == authorization.asked.len();
    let found = authorization.not_listed.iter().filter_map(|&(index, listed)| {
        let asked = authorization.asked.get(index)?;
        let text = &case.values(ROLE).nth(asked.value?)?.text;
        let at = text.value.find(&asked.role)?;
        let span = case.part(text, at..at + asked.role.len());
        let name = asked.role.rsplit('/').next().unwrap_or(&asked.role);
        let mut message = format!("there is no role {} among those of {}", quoted(name), listed.short_file());
        if let Some(near) = nearest(name, names.iter().copied()) {
            message.push_str(&format!("; the nearest is {}", quoted(near.candidate)));
        }
        let finding = Finding::new(&RULE, span, message).found(asked.role.clone());
        let decides = authorization.decisive == Some(index) || authorization.decisive.is_none() && every;
        Some(if decides { finding } else { finding.at_most(Severity::Warning) })
    });
    found.collect::<Vec<_>>().into()
}

/// A longer list is not searched for the nearest name; an account has 5,000 roles at most (IAM quotas).
const MOST: usize = 5_000;
