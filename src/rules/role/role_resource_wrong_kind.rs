//! An ARN in a Role pair names something that is neither a role nor a SAML provider.

use crate::aws::arn::{Arn, ArnFault, ResourceKind};
use crate::aws::known_errors::sign_in;
use crate::aws::role_value::{Half, Reading, Why, Wrong};
use crate::aws::services;
use crate::citations::{IDENTIFIERS, SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::{RoleValue, RoleValues, each};
use crate::rules::values::{enumerated, marks};

pub static RULE: Rule = Rule {
    id: "role-resource-wrong-kind",
    summary: "an ARN in a Role value names a user, a group, a session or something else that is not a role",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A Role value names a role of IAM and a SAML provider of IAM. The ARN of a session \
        (arn:aws:sts::...:assumed-role/...) names who is signed in already, and users and groups cannot be assumed.",
    remedy: Remedy {
        text: "send the ARN of the IAM role (arn:PARTITION:iam::ACCOUNT:role/NAME) and of the SAML provider (...:saml-provider/NAME)",
        setting: Some(Setting::RoleValue),
    },
    citations: &[SAML_ASSERTIONS, IDENTIFIERS, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each(case, |values, value| match value.reading {
        Reading::WrongKind(wrong) => Some(finding(case, values, value, wrong)),
        Reading::Blank
        | Reading::Template(_)
        | Reading::NotPair(_)
        | Reading::Malformed(_)
        | Reading::Pair(_) => None,
    })
}

fn finding(case: &Case, values: &RoleValues, value: &RoleValue, wrong: &[Wrong]) -> Finding {
    let text = &value.value.text;
    let words: Vec<String> = wrong.iter().map(|wrong| phrase(wrong, &text.value)).collect();
    let expected: Vec<String> = wrong.iter().map(|wrong| expected(wrong, &text.value)).collect();
    let offending: Vec<_> = wrong.iter().flat_map(|wrong| wrong.at.iter().cloned()).collect();
    values
        .unusable(&RULE, value, format!("{} names {}", value.name(), enumerated(&words)))
        .note("neither a role nor a SAML provider")
        .marks(marks(case, text, &offending))
        .expected(expected.join(" and "))
}

fn phrase(wrong: &Wrong, value: &str) -> String {
    let arn = &value[wrong.arn.clone()];
    let what = match wrong.why {
        Why::Fault(ArnFault::ResourceKind(kind)) => match kind {
            ResourceKind::AssumedRole => "a session of a role",
            ResourceKind::User => "a user",
            ResourceKind::Group => "a group",
            ResourceKind::Root => "a root user",
            ResourceKind::Policy => "a policy",
            ResourceKind::OidcProvider => "an OpenID Connect provider",
            ResourceKind::InstanceProfile => "an instance profile",
            ResourceKind::Role => "a role",
            ResourceKind::SamlProvider => "a SAML provider",
            ResourceKind::Other => "something else",
        },
        Why::Fault(ArnFault::Service) => "a thing of STS, which has no roles",
        _ => "something else",
    };
    let wanted = match wrong.half {
        Half::Role => "a role",
        Half::Provider => "a SAML provider",
    };
    format!("{what} ({}) in place of {wanted}", quoted(arn))
}

/// The ARN of the role a session belongs to, where that can be told: a session's ARN leaves the path out.
fn expected(wrong: &Wrong, value: &str) -> String {
    let form = match wrong.half {
        Half::Role => "arn:PARTITION:iam::ACCOUNT:role/NAME",
        Half::Provider => "arn:PARTITION:iam::ACCOUNT:saml-provider/NAME",
    };
    let session = Arn::parse(&value[wrong.arn.clone()]).filter(|arn| arn.kind() == ResourceKind::AssumedRole);
    match session.and_then(|arn| Some((arn.partition, arn.account, arn.rest().split('/').next()?.to_owned())))
    {
        Some((partition, account, role)) => format!("arn:{partition}:iam::{account}:role/{role}"),
        None => form.to_owned(),
    }
}
