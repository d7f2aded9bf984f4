//! An ARN in a Role pair is written wrong.

use crate::aws::arn::{ACCOUNT_DIGITS, ArnFault, PATH_LENGTH, PROVIDER_NAME_LENGTH, ROLE_NAME_LENGTH};
use crate::aws::known_errors::sign_in;
use crate::aws::role_value::{Half, Reading, Why, Wrong};
use crate::aws::services;
use crate::citations::{IDENTIFIERS, QUOTAS, SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::{RoleValue, RoleValues, each};
use crate::rules::values::{listed, marks};

pub static RULE: Rule = Rule {
    id: "role-arn-malformed",
    summary: "an ARN in a Role value is written wrong",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Both halves of a pair must be whole ARNs: arn:PARTITION:iam::ACCOUNT:role/NAME and \
        arn:PARTITION:iam::ACCOUNT:saml-provider/NAME, with twelve digits for the account and no region. IAM \
        allows a comma in a role's name, but in a pair it separates.",
    remedy: Remedy {
        text: "write the ARN as IAM shows it for the role and for the provider",
        setting: Some(Setting::RoleValue),
    },
    citations: &[SAML_ASSERTIONS, IDENTIFIERS, QUOTAS, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each(case, |values, value| match value.reading {
        Reading::Malformed(wrong) => Some(finding(case, values, value, wrong)),
        Reading::Blank
        | Reading::Template(_)
        | Reading::NotPair(_)
        | Reading::WrongKind(_)
        | Reading::Pair(_) => None,
    })
}

fn finding(case: &Case, values: &RoleValues, value: &RoleValue, wrong: &[Wrong]) -> Finding {
    let text = &value.value.text;
    let each: Vec<String> = wrong.iter().map(|wrong| phrase(wrong, &text.value)).collect();
    let offending: Vec<_> = wrong.iter().flat_map(|wrong| wrong.at.iter().cloned()).collect();
    let mended: Option<Vec<String>> = wrong.iter().map(|wrong| wrong.mended(&text.value)).collect();
    let expected = mended.unwrap_or_else(|| wrong.iter().map(|wrong| form(wrong.half).to_owned()).collect());
    let finding = values
        .unusable(&RULE, value, format!("in {}, {}", value.name(), each.join("; ")))
        .note("not as IAM writes an ARN")
        .marks(marks(case, text, &offending))
        .expected(expected.join(" and "));
    match wrong {
        [Wrong { why: Why::CommaInRoleName, .. }] => {
            finding.remedy("give the role a name without a comma, and send that")
        }
        _ => finding,
    }
}

fn form(half: Half) -> &'static str {
    match half {
        Half::Role => "arn:PARTITION:iam::ACCOUNT:role/NAME",
        Half::Provider => "arn:PARTITION:iam::ACCOUNT:saml-provider/NAME",
    }
}

fn phrase(wrong: &Wrong, value: &str) -> String {
    let half = wrong.half.name();
    let arn = &value[wrong.arn.clone()];
    let span = wrong.at.first().zip(wrong.at.last()).map(|(first, last)| first.start..last.end);
    let part = span.map_or("", |range| &value[range]);
    let name = || quoted(arn.rsplit('/').next().unwrap_or(""));
    let fault = match wrong.why {
        Why::Fault(fault) => fault,
        Why::CommaInRoleName => return format!("the role name {} has a comma", name()),
    };
    match fault {
        ArnFault::NotAnArn if arn.len() == part.len() => {
            format!("the {half} ARN {} has fewer than the six parts of an ARN", quoted(arn))
        }
        ArnFault::NotAnArn => format!("{} stands where the {half} ARN begins with arn:", quoted(part)),
        ArnFault::PartitionUnknown => {
            format!("the partition of the {half} ARN is {}, which AWS does not have", field(arn, 1))
        }
        ArnFault::Service => format!("the service of the {half} ARN is {}, not iam", field(arn, 2)),
        ArnFault::RegionNotEmpty => {
            format!("the {half} ARN names the region {}, where IAM's ARNs have none", field(arn, 3))
        }
        ArnFault::AccountNotTwelveDigits => match field(arn, 4).as_str() {
            "\"\"" => format!("the {half} ARN has no account"),
            account => format!("the account of the {half} ARN is {account}, not {ACCOUNT_DIGITS} digits"),
        },
        ArnFault::ResourceKind(_) => format!(
            "the {half} ARN ends in {}, which does not begin with {}",
            field(arn, 5),
            match wrong.half {
                Half::Role => "role/",
                Half::Provider => "saml-provider/",
            }
        ),
        ArnFault::RoleNameCharacters | ArnFault::ProviderNameCharacters => in_name(wrong, value),
        ArnFault::RoleNameLength => format!(
            "the role name has {} characters, not {} to {}",
            part.chars().count(),
            ROLE_NAME_LENGTH.start(),
            ROLE_NAME_LENGTH.end()
        ),
        ArnFault::Path => {
            format!(
                "the role's path {} is not printable steps of {PATH_LENGTH} characters at most",
                quoted(part)
            )
        }
        ArnFault::ProviderNameLength => format!(
            "the provider name has {} characters, not {} to {}",
            part.chars().count(),
            PROVIDER_NAME_LENGTH.start(),
            PROVIDER_NAME_LENGTH.end()
        ),
    }
}

/// The part of an ARN after so many colons, quoted.
fn field(arn: &str, number: usize) -> String {
    quoted(arn.splitn(6, ':').nth(number).unwrap_or(""))
}

fn in_name(wrong: &Wrong, value: &str) -> String {
    let arn = &value[wrong.arn.clone()];
    let start = match wrong.half {
        Half::Role => arn.rfind('/').map_or(0, |at| at + 1),
        // A provider has no path: the first slash is the one after its kind.
        Half::Provider => arn.find('/').map_or(0, |at| at + 1),
    };
    let from = wrong.arn.start + start;
    let offending: Vec<_> = wrong
        .at
        .iter()
        .map(|range| range.start.saturating_sub(from)..range.end.saturating_sub(from))
        .collect();
    let name = &arn[start..];
    format!("the {} name {} has {}", wrong.half.name(), quoted(name), listed(name, &offending))
}
