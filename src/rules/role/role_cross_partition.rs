//! A role and the provider beside it belong to different partitions.

use crate::aws::endpoints::locate;
use crate::aws::known_errors::sts;
use crate::aws::role_value::Obstacle;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, IDENTIFIERS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::recipients;
use crate::rules::role_values::apart;

pub static RULE: Rule = Rule {
    id: "role-cross-partition",
    summary: "the role and the provider of a Role value belong to different partitions",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The partitions (aws, aws-cn, aws-us-gov and others) share no accounts, and a role can trust only \
        a SAML provider of its own account.",
    remedy: Remedy {
        text: "begin both ARNs alike, as those of the account do: arn:aws:, in China arn:aws-cn:, in GovCloud arn:aws-us-gov:",
        setting: Some(Setting::RoleValue),
    },
    citations: &[CREATE_SAML_PROVIDER, IDENTIFIERS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    apart(
        case,
        &RULE,
        (Obstacle::CrossPartition, "partition"),
        |arn| &arn.partition,
        |finding, value, pair| {
            let (role, provider) = (pair.role.arn.partition, pair.provider.arn.partition);
            let finding = finding.note("two kinds of AWS").glance(format!(
                "in {}, the role's ARN begins with arn:{role}:, the provider's with arn:{provider}:",
                value.name()
            ));
            // Where the response is addressed tells which of the two is meant.
            let home = recipients::judged(case).and_then(|recipient| {
                let located = locate(&recipient.value)?;
                Some(located.sign_in()?.partition.id)
            });
            match home.filter(|home| [role, provider].contains(home)) {
                Some(home) => {
                    let text = &value.value.text.value;
                    let of = |at: &std::ops::Range<usize>| {
                        let half = text.get(at.clone()).unwrap_or_default();
                        let rest = half.split_once(':').and_then(|(_, rest)| rest.split_once(':'));
                        format!("arn:{home}:{}", rest.map_or(half, |(_, rest)| rest))
                    };
                    finding.expected(format!("{},{}", of(&pair.role_at), of(&pair.provider_at)))
                }
                None => finding.expected("arn:aws:, arn:aws-cn: or arn:aws-us-gov: in both ARNs"),
            }
        },
    )
}
