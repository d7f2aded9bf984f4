//! The provider of a Role pair is none of the account's.

use std::collections::HashSet;

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sts;
use crate::aws::nearest::{Difference, differing, nearest};
use crate::aws::role_value;
use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::evidence::{Missing, iam_providers};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Finding, MOST_OF_ONE_RULE, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "provider-not-in-list",
    summary: "a Role pair names a SAML provider that the account does not have",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS looks up the provider of the Role pair by its ARN: account, partition and name have to be those of a provider that exists.",
    remedy: Remedy {
        text: "write the ARN of the provider as aws iam list-saml-providers prints it into the Role attribute, or make the provider",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML],
    explains: &[&sts::PROVIDER_DOES_NOT_EXIST],
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::Evidence(&iam_providers::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

/// A longer list is not searched for the nearest name; an account has 100 providers (IAM and AWS STS
/// quotas).
const MOST_COMPARED: usize = 1_000;

fn check(case: &Case) -> Outcome {
    let denied = denied_by_iam(case);
    if !denied.is_empty() {
        return denied.into();
    }
    let Some(listed) = &case.evidence.providers else {
        return Outcome::NotChecked(Need::Evidence(&iam_providers::KIND));
    };
    let arns: Vec<&str> = listed.iter().map(|provider| &*provider.arn).collect();
    let known: HashSet<&str> = arns.iter().copied().collect();
    let accounts: HashSet<&str> =
        arns.iter().filter_map(|arn| Some(SamlProviderArn::parse(arn).ok()?.arn.account)).collect();
    // A provider that was crossed out may be the one that is named.
    let crossed_out = arns.iter().any(|arn| marks::in_value(arn).is_some());
    let (mut named, mut strange, mut elsewhere) = (0, Vec::new(), 0);
    for value in case.values(ROLE) {
        for part in role_value::parts(&value.text.value) {
            let Ok(provider) = SamlProviderArn::parse(part.text) else { continue };
            named += 1;
            if known.contains(part.text) {
                continue;
            }
            // The list is one account's.
            if crossed_out || !arns.is_empty() && !accounts.contains(provider.arn.account) {
                elsewhere += 1;
                continue;
            }
            strange.push((value, part));
        }
    }
    if named == 0 {
        return Outcome::NotApplicable;
    }
    if elsewhere == named {
        return Outcome::NotChecked(Need::Evidence(&iam_providers::KIND));
    }
    let all = strange.len() == named;
    let findings: Vec<Finding> = strange
        .into_iter()
        .enumerate()
        .map(|(index, (value, part))| {
            let span = case.part(&value.text, part.range.clone());
            let mut message = format!("there is no provider {} in the account", quoted(part.text));
            let compared = index < MOST_OF_ONE_RULE && arns.len() <= MOST_COMPARED;
            let near = compared.then(|| nearest(part.text, arns.iter().copied())).flatten();
            let by_case = near.as_ref().is_some_and(|near| near.differences == [Difference::Case]);
            let near = near.map(|near| near.candidate);
            let meant = near.or(match arns.as_slice() {
                [only] => Some(*only),
                _ => None,
            });
            match (near, meant) {
                (Some(near), _) => message.push_str(&format!("; the nearest is {}", quoted(near))),
                (None, Some(only)) => message.push_str(&format!("; its only one is {}", quoted(only))),
                (None, None) if arns.is_empty() => message.push_str("; it has none at all"),
                (None, None) => message.push_str(&format!("; it has {} others", arns.len())),
            }
            let name =
                |arn: &str| SamlProviderArn::parse(arn).map_or_else(|_| quoted(arn), |arn| quoted(arn.name));
            let mut glance = format!("the account has no provider {}", name(part.text));
            if let Some(near) = near {
                glance.push_str(&format!("; the nearest is {}", name(near)));
            }
            let mut finding = Finding::new(&RULE, span, message).glance(glance).found(part.text);
            if let Some(near) = near {
                let at = differing(part.text, near);
                let whole = part.range.start + at.start..part.range.start + at.end;
                finding = finding.marks((!at.is_empty()).then(|| case.part(&value.text, whole)));
            }
            if let Some(meant) = meant {
                finding = finding.expected(meant);
            }
            // A list that --query made may lack some. An empty list may be that of another account; whether case counts in a provider's name is
            // not documented.
            if arns.is_empty() || by_case || case.evidence.providers_by_query {
                finding = finding.likely();
            }
            if all { finding } else { finding.at_most(Severity::Warning).likely() }
        })
        .collect();
    findings.into()
}

/// Providers that IAM, asked for them one by one, said it does not have.
fn denied_by_iam(case: &Case) -> Vec<Finding> {
    let of_provider = |missing: &&Missing| missing.operation.as_deref() == Some("GetSAMLProvider");
    let missing: Vec<&Missing> = case.evidence.missing.iter().filter(of_provider).collect();
    let (mut named, mut found) = (0, Vec::new());
    for value in case.values(ROLE) {
        for part in role_value::parts(&value.text.value) {
            if SamlProviderArn::parse(part.text).is_err() {
                continue;
            }
            named += 1;
            let is_it =
                |missing: &&&Missing| missing.name.as_ref().is_some_and(|name| name.value == part.text);
            let Some(missing) = missing.iter().find(is_it) else { continue };
            let message = format!("there is no provider {}: IAM answered NoSuchEntity", quoted(part.text));
            // It may have been asked of another account than the one of the ARN.
            let finding = Finding::new(&RULE, case.part(&value.text, part.range.clone()), message)
                .found(part.text)
                .related(missing.span, "AWS's answer")
                .command("aws iam list-saml-providers")
                .likely();
            found.push(finding);
        }
    }
    let all = found.len() == named;
    found.into_iter().map(|finding| if all { finding } else { finding.at_most(Severity::Warning) }).collect()
}
