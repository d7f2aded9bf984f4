//! A role and the provider beside it belong to different accounts.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::rules::role_values::{Obstacle, RoleValues, obstacle};
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "role-cross-account",
    summary: "the role and the provider of a Role value belong to different accounts",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A role can trust only a SAML provider of its own account. For several accounts, each needs a \
        provider of its own, best of the same name.",
    remedy: Remedy {
        text: "pair each role with the SAML provider of the role's own account; create one there if there is none",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML],
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
        if obstacle(pair) != Some(Obstacle::CrossAccount) {
            continue;
        }
        let (role, provider) = (&pair.role.arn, &pair.provider.arn);
        let message = format!(
            "in {}, the role belongs to account {}, the provider to {}",
            value.name(),
            quoted(role.account),
            quoted(provider.account)
        );
        let accounts = [(&pair.role_at, &role.at.account), (&pair.provider_at, &provider.at.account)]
            .map(|(half, account)| half.start + account.start..half.start + account.end);
        let right =
            format!("arn:{}:iam::{}:saml-provider/{}", role.partition, role.account, pair.provider.name);
        let role_arn = &value.value.text.value[pair.role_at.clone()];
        let finding: Finding = values
            .unusable(&RULE, value, message)
            .note("two accounts")
            .marks(marks(case, &value.value.text, &accounts))
            .expected(if pair.role_at.start < pair.provider_at.start {
                format!("{role_arn},{right}")
            } else {
                format!("{right},{role_arn}")
            })
            .command("aws iam list-saml-providers");
        findings.push(finding);
    }
    findings.into()
}
