//! The Recipient is in another partition than the roles.

use crate::aws::arn::Arn;
use crate::aws::endpoints::{Deviation, Located, locate};
use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::role_value;
use crate::aws::services;
use crate::citations::{SIGN_IN_ENDPOINTS, STS_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::recipients;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "recipient-other-partition",
    summary: "the partition of the Recipient is not the one of the roles",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Accounts, roles and SAML providers of one partition (AWS, China, GovCloud) are unknown in another, so the provider that the Role value names does not exist where the response is posted. A call goes to STS wherever the Recipient leads, and STS takes any: there it is a warning.",
    remedy: Remedy {
        text: "set Recipient and Audience to those of the AWS that the roles are in, or where the roles are written wrong, correct what their ARNs begin with (arn:aws:, arn:aws-us-gov:, arn:aws-cn:)",
        setting: Some(Setting::Recipient),
    },
    citations: &[TROUBLESHOOT_SAML, SIGN_IN_ENDPOINTS, STS_MEASURED],
    explains: &[&sts::PROVIDER_DOES_NOT_EXIST],
    measured: Some(&measured::RECIPIENT_OF_ANOTHER_HOST),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let located = locate(&recipient.value);
    let Some(home) = located.as_ref().and_then(Located::sign_in).map(|sign_in| sign_in.partition) else {
        return Outcome::NotApplicable;
    };
    let roles = recipients::role_partitions(case);
    // A host and a region of two partitions are `recipient-not-aws`, which knows the host that is meant.
    let region_fits = |deviation: &Deviation| {
        matches!(deviation, Deviation::RegionOfOtherPartition { partition, .. }
            if roles.iter().any(|(home, _)| home.id == *partition))
    };
    if located.iter().flat_map(|located| &located.deviations).any(region_fits) {
        return Outcome::Clean;
    }
    // Where the two halves of a value differ, and one fits, that is `role-cross-partition`.
    let provider_fits = |value: &Text| {
        let provider = role_value::halves(&value.value).provider.and_then(Arn::parse);
        provider.is_some_and(|provider| provider.partition == home.id)
    };
    let others: Vec<_> =
        roles.iter().filter(|(partition, value)| partition.id != home.id && !provider_fits(value)).collect();
    let Some((other, role)) = others.first() else {
        return if roles.is_empty() { case.absent() } else { Outcome::Clean };
    };
    let none_fits = others.len() == roles.len();
    let message = format!(
        "the Recipient is the sign-in of {}, and {} arn:{}:",
        home.name_in_full(),
        match (none_fits, roles.len()) {
            (true, 1) => "the role's ARN begins with".to_owned(),
            (true, _) => "every role's ARN begins with".to_owned(),
            (false, count) => format!("the ARN of {} of {count} roles begins with", others.len()),
        },
        other.id
    );
    let finding =
        Finding::of_value(&RULE, recipient, message).related(role.span, format!("of {}", other.name));
    // Where other roles fit it, the Recipient is as likely to be right.
    if none_fits {
        finding.expected(recipients::sign_in_of(other)).into()
    } else {
        finding.at_most(Severity::Warning).into()
    }
}
