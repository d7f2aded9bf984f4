//! The two instance ids in Amazon Connect's own sign-in address differ.

use crate::aws::endpoints::{Endpoint, locate};
use crate::aws::role_value::Pair;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::rules::role_values::RoleValues;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "connect-global-ids-differ",
    summary: "the sign-in address of Amazon Connect names two instances, or another role or account than the response",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "With Global Resiliency the identity provider posts to the instance's own address, whose host begins with the instance and whose query names it again, with the account: source and replica share one id. What Connect answers where they differ is not documented.",
    remedy: Remedy {
        text: "copy the address again from Amazon Connect: host and instanceId name one instance, accountId its account, role and idp the two halves of the Role pair",
        setting: Some(Setting::Recipient),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let Some(Endpoint::Connect { instance, region }) =
        locate(&recipient.value).map(|located| located.endpoint)
    else {
        return Outcome::NotApplicable;
    };
    let Some(url) = Url::parse(&recipient.value) else { return Outcome::NotApplicable };
    let mut findings = Vec::new();
    if let Some(named) = url.parameter("instanceId").filter(|named| !named.eq_ignore_ascii_case(&instance)) {
        let message = format!("the host names the instance {instance}, instanceId names {}", quoted(&named));
        findings.push(Finding::of_value(&RULE, recipient, message).expected(instance));
    }
    let roles = RoleValues::of(case);
    let accounts: Vec<&str> = match &roles {
        Ok(values) => values.pairs().map(|(_, pair)| pair.role.arn.account).collect(),
        Err(_) => Vec::new(),
    };
    if let (Some(account), Some(first)) = (url.parameter("accountId"), accounts.first())
        && !accounts.contains(&account.as_str())
    {
        let message = format!("accountId names {}, the role is in {first}", quoted(&account));
        findings.push(Finding::of_value(&RULE, recipient, message).expected(*first));
    }
    let halves = |half: fn(&Pair) -> String| match &roles {
        Ok(values) => values.pairs().map(|(_, pair)| half(pair)).collect(),
        Err(_) => Vec::new(),
    };
    let named = [
        ("role", halves(|pair| pair.role.name.to_owned())),
        ("idp", halves(|pair| pair.provider.name.to_owned())),
    ];
    for (parameter, names) in named {
        // A name, or an ARN.
        let value = url.parameter(parameter).filter(|value| !value.is_empty());
        let Some(value) = value.map(|value| value.rsplit('/').next().unwrap_or_default().to_owned()) else {
            continue;
        };
        if let Some(first) = names.first().filter(|_| !names.contains(&value)) {
            let message = format!("{parameter} names {}, the Role pair {}", quoted(&value), quoted(first));
            findings.push(Finding::of_value(&RULE, recipient, message).expected(first.clone()));
        }
    }
    if !SOURCES.contains(&region.as_str()) {
        let message = format!("the host names {}, and no instance there has a replica", quoted(&region));
        findings
            .push(Finding::of_value(&RULE, recipient, message).expected("the Region of the source instance"));
    }
    findings.into()
}

/// Amazon Connect Administrator Guide, "Set up Amazon Connect Global Resiliency": the Regions of the pairs.
const SOURCES: [&str; 6] =
    ["us-east-1", "us-west-2", "eu-central-1", "eu-west-2", "ap-northeast-1", "ap-northeast-3"];
