//! The instance of Amazon Connect in a file is in another Region or account than the login leads to, or is not there.

use crate::aws::arn::RoleArn;
use crate::aws::attributes::ROLE;
use crate::aws::nearest::nearest;
use crate::aws::role_value;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::evidence::connect_instance::{ConnectInstance, Listed};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, opening};

pub static RULE: Rule = Rule {
    id: "connect-instance-differs",
    summary: "the Amazon Connect instance in a file is not where the login leads",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The RelayState leads to one instance in one Region, and the role has to be of the instance's account. Of a pair with Global Resiliency both instances have one id, each in its Region.",
    remedy: Remedy {
        text: "let the RelayState name the id and the Region that stand in the instance's ARN",
        setting: Some(Setting::RelayState),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let given = &case.evidence.connect_instances;
    let Some((id, region)) = relay_states::instance(case).filter(|_| !given.is_empty()) else {
        return Outcome::NotApplicable;
    };
    let own: Vec<&ConnectInstance> =
        given.iter().filter(|one| one.id.value.eq_ignore_ascii_case(&id)).collect();
    let partition = relay_states::connect(case).map_or("aws", |relay| relay.state.partition.id);
    if own.is_empty() {
        return elsewhere(given, &id, partition);
    }
    let mut findings = Vec::new();
    let regions: Vec<&str> = own.iter().filter_map(|one| one.region.as_deref()).collect();
    if let (Some(region), Some(first)) = (&region, regions.first())
        && !regions.contains(&region.as_str())
    {
        let message = format!(
            "the RelayState leads to {region}, and the instance in {} is in {first}",
            own[0].short_file()
        );
        findings.push(
            Finding::new(&RULE, own[0].span, message)
                .found(region.clone())
                .expected(opening(partition, first, &id)),
        );
    }
    let roles = case.values(ROLE).filter_map(|value| role_value::halves(&value.text.value).role);
    let accounts: Vec<&str> = roles.filter_map(|role| Some(RoleArn::parse(role).ok()?.arn.account)).collect();
    let account = own.iter().find_map(|one| one.account.as_deref());
    if let (Some(account), Some(role)) = (account, accounts.first())
        && !accounts.contains(&account)
    {
        let message =
            format!("the instance in {} is of account {account}, the role of {role}", own[0].short_file());
        findings.push(
            Finding::new(&RULE, own[0].span, message)
                .found(account)
                .expected(*role)
                .remedy("send a role of the account that the instance is in"),
        );
    }
    findings.into()
}

/// None of the given instances is the one that the login leads to.
fn elsewhere(given: &[ConnectInstance], id: &str, partition: &str) -> Outcome {
    let near = nearest(id, given.iter().map(|one| one.id.value.as_str())).map(|near| near.candidate);
    let only = || Some(given.first()?.id.value.as_str()).filter(|_| given.len() == 1);
    let one = near.or_else(only).and_then(|id| given.iter().find(|one| one.id.value == id)).or(given.first());
    let Some(one) = one else { return Outcome::NotApplicable };
    let message = match (near, one.listed) {
        (Some(near), _) => {
            format!("the login leads to the instance {id}, and {} has {near}", one.short_file())
        }
        (None, Listed::Alone) => {
            format!("{} is of the instance {}, and the login leads to {id}", one.short_file(), one.id.value)
        }
        (None, Listed::AmongAll) => {
            let names: Vec<String> = given
                .iter()
                .take(3)
                .filter_map(|one| one.alias.as_ref())
                .map(|alias| quoted(&alias.value))
                .collect();
            let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
            format!("{} has no instance {id}{names}", one.short_file())
        }
    };
    let finding = Finding::of_value(&RULE, &one.id, message);
    match one.region.as_deref() {
        Some(region) => finding.expected(opening(partition, region, &one.id.value)).into(),
        None => finding.into(),
    }
}
