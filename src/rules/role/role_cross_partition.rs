//! A role and the provider beside it belong to different partitions.

use crate::aws::known_errors::sts;
use crate::aws::role_value::Obstacle;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, IDENTIFIERS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::apart;

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
    apart(
        case,
        &RULE,
        (Obstacle::CrossPartition, "partition"),
        |arn| &arn.partition,
        |finding, _, _| finding.note("two partitions").expected("one partition in both ARNs"),
    )
}
