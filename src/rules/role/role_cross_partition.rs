//! A role and the provider beside it belong to different partitions.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::citations::{CREATE_SAML_PROVIDER, IDENTIFIERS, TROUBLESHOOT_SAML};
use crate::rules::role_values::{Obstacle, RoleValues, obstacle};
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "role-cross-partition",
    summary: "the role and the provider of a Role value belong to different partitions",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The partitions (aws, aws-cn, aws-us-gov and others) share no accounts, and a role can trust only \
        a SAML provider of its own account.",
    remedy: Remedy {
        text: "write both ARNs with the partition of the account they belong to",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[CREATE_SAML_PROVIDER, IDENTIFIERS, TROUBLESHOOT_SAML],
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
        if obstacle(pair) != Some(Obstacle::CrossPartition) {
            continue;
        }
        let (role, provider) = (&pair.role.arn, &pair.provider.arn);
        let message = format!(
            "in {}, the role belongs to partition {}, the provider to {}",
            value.name(),
            quoted(role.partition),
            quoted(provider.partition)
        );
        let partitions = [(&pair.role_at, &role.at.partition), (&pair.provider_at, &provider.at.partition)]
            .map(|(half, partition)| half.start + partition.start..half.start + partition.end);
        findings.push(
            values
                .unusable(&RULE, value, message)
                .note("two partitions")
                .marks(marks(case, &value.value.text, &partitions))
                .expected("one partition in both ARNs"),
        );
    }
    findings.into()
}
