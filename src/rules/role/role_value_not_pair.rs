//! A value of the Role attribute is no pair of ARNs.

use crate::aws::known_errors::sign_in;
use crate::aws::role_value::{Half, NotPair, Reading};
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_origins;
use crate::rules::role_values::{RoleValue, RoleValues, each};
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "role-value-not-pair",
    summary: "a Role value is not two ARNs with a comma between them",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Each value of the Role attribute must be the ARN of a role and the ARN of the SAML provider, in \
        either order, with one comma between them. Several roles are several AttributeValues.",
    remedy: Remedy {
        text: "send each pair as its own AttributeValue: role ARN, comma, provider ARN",
        setting: Some(Setting::RoleValue),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// What is expected where the reader's own pair cannot be told.
const PAIR: &str = "arn:aws:iam::ACCOUNT:role/ROLE-NAME,arn:aws:iam::ACCOUNT:saml-provider/PROVIDER-NAME";

fn check(case: &Case) -> Outcome {
    each(case, |values, value| match value.reading {
        Reading::NotPair(why) => Some(finding(case, values, value, why)),
        Reading::Blank
        | Reading::Template(_)
        | Reading::WrongKind(_)
        | Reading::Malformed(_)
        | Reading::Pair(_) => None,
    })
}

fn finding(case: &Case, values: &RoleValues, value: &RoleValue, why: &NotPair) -> Finding {
    let name = value.name();
    let text = &value.value.text;
    let origin = role_origins::of(&text.value).filter(|_| matches!(why, NotPair::NoArn));
    let mut marked = Vec::new();
    let mut expected = None;
    let message = match why {
        NotPair::NoArn => match &origin {
            Some(origin) => format!("{name} is {}, {}", quoted(&text.value), origin.what),
            None => format!("{name} holds no ARN: {}", quoted(&text.value)),
        },
        NotPair::OneHalf(Some(Half::Role)) => format!("{name} is only a role ARN, without the provider ARN"),
        NotPair::OneHalf(Some(Half::Provider)) => {
            format!("{name} is only a provider ARN, without the role ARN")
        }
        NotPair::OneHalf(None) => format!("{name} is one ARN, not two: {}", quoted(&text.value)),
        NotPair::OtherPart(part) => {
            marked.push(part.range.clone());
            format!("{name} is one ARN and {}, which is none", quoted(part.text))
        }
        NotPair::Separator { between, tidy } => {
            expected.clone_from(tidy);
            let separator = &text.value[between.clone()];
            marked.push(between.clone());
            match separator.trim_matches(' ') {
                _ if separator.is_empty() => format!("nothing separates the two ARNs of {name}"),
                "" => format!("a space separates the two ARNs of {name}, not a comma"),
                other => format!("{} separates the two ARNs of {name}, not a comma", quoted(other)),
            }
        }
        NotPair::StrayComma { at, tidy } => {
            expected.clone_from(tidy);
            marked.push(at.clone());
            format!("{name} has a comma too many")
        }
        NotPair::Twice(half) => format!("{name} is two {} ARNs", half.name()),
        NotPair::Many(count) => format!("{name} is {count} ARNs, not two"),
        NotPair::Huge(count) => format!("{name} has {count} characters, more than two ARNs can have"),
    };
    let note = match why {
        NotPair::Separator { .. } => "a comma belongs here",
        _ => "a role ARN, a comma, a provider ARN",
    };
    let finding = values
        .unusable(&RULE, value, message)
        .note(note)
        .marks(marks(case, text, &marked))
        .expected(expected.unwrap_or_else(|| PAIR.to_owned()));
    match (origin, why) {
        (Some(origin), _) => {
            let finding = finding.remedy(origin.remedy);
            match origin.is_mapped() {
                true => finding.setting(Setting::GroupMapping),
                false => finding.without_setting(),
            }
        }
        (None, NotPair::Separator { .. }) => finding.remedy("put one comma between the two ARNs, with nothing around it"),
        (None, NotPair::StrayComma { .. }) => finding.remedy("leave one comma, between the two ARNs"),
        (None, NotPair::Many(_)) => finding.remedy("send each pair as a value of its own: the field that they come from has to allow several values (Multi-value), with one pair in each"),
        (None, _) => finding,
    }
}
