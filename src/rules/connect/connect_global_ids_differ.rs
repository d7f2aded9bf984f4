//! The two instance ids in Amazon Connect's own sign-in address differ.

use crate::aws::endpoints::{Endpoint, locate};
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
    summary: "the sign-in address of Amazon Connect names two instances, or another account than the role's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "With Global Resiliency the identity provider posts to the instance's own address, whose host begins with the instance and whose query names it again, with the account: source and replica share one id. What Connect answers where they differ is not documented.",
    remedy: Remedy {
        text: "copy the address again from Amazon Connect: host and instanceId name one instance, accountId its account",
        setting: Some(Setting::Recipient),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let Some(Endpoint::Connect { instance, .. }) = locate(&recipient.value).map(|located| located.endpoint)
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
    findings.into()
}
