//! A role and the provider beside it belong to different accounts.

use crate::aws::known_errors::sts;
use crate::aws::role_value::Obstacle;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::apart;

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
    apart(
        case,
        &RULE,
        (Obstacle::CrossAccount, "account"),
        |arn| &arn.account,
        |finding, value, pair| {
            let (role, provider) = (&pair.role.arn, &pair.provider.name);
            let right = format!("arn:{}:iam::{}:saml-provider/{provider}", role.partition, role.account);
            let role_arn = &value.value.text.value[pair.role_at.clone()];
            let finding = finding.note("two accounts").command("aws iam list-saml-providers");
            finding.expected(if pair.role_at.start < pair.provider_at.start {
                format!("{role_arn},{right}")
            } else {
                format!("{right},{role_arn}")
            })
        },
    )
}
