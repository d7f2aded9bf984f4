//! A policy that was given takes no part in assuming the role.

use crate::aws::policy::{Caller, Effect, Keys, Request, State, Use, evaluate};
use crate::aws::services::CONNECT;
use crate::citations::{EVALUATION, SERVICE_CONTROL_POLICIES};
use crate::evidence::{GivenPolicy, PolicyKind, Version};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{SERVICES, beginning, statement_words};

pub static RULE: Rule = Rule {
    id: "policy-takes-no-part",
    summary: "a policy that was given takes no part in assuming the role",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "Whether a login may assume a role is decided by the role's trust policy, and by the resource control policies of the organization. Service control policies bind the users and roles of member accounts, and a SAML login is made by neither; permissions policies and boundaries say what the session may do afterwards.",
    remedy: Remedy { text: "look at the role's trust policy: aws iam get-role prints it", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[SERVICE_CONTROL_POLICIES, EVALUATION],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // Permissions decide whether the session opens Connect, which has a rule of its own.
    let has_a_part = |policy: &GivenPolicy| match policy.kind {
        PolicyKind::Permissions if matches!(policy.version, Version::Old { .. }) => false,
        PolicyKind::ResourceControl => true,
        PolicyKind::Permissions => case.target == &CONNECT,
        PolicyKind::ServiceControl | PolicyKind::OfOrganization => false,
    };
    let given = case.evidence.policies.iter().filter(|policy| !has_a_part(policy));
    let findings: Vec<Finding> = given.map(|policy| finding(case, policy)).collect();
    match findings.is_empty() {
        true => Outcome::NotApplicable,
        false => findings.into(),
    }
}

fn finding(case: &Case, policy: &GivenPolicy) -> Finding {
    let file = policy.short_file();
    let (message, remedy) = match policy.kind {
        PolicyKind::Permissions if case.target == &CONNECT => (
            format!("{file} is a version of a policy that is not its default version: it is not in force"),
            Some("give the default version: aws iam get-policy names it"),
        ),
        PolicyKind::Permissions => (
            format!(
                "{file} is a permissions policy and takes no part in assuming the role (it has Resource and no Principal); the trust policy is another document"
            ),
            None,
        ),
        PolicyKind::OfOrganization => (
            format!(
                "{file} does not say whether it is a service or a resource control policy; without Principal it is a service control policy, which takes no part in a SAML login"
            ),
            Some("aws organizations describe-policy tells its Type"),
        ),
        PolicyKind::ServiceControl | PolicyKind::ResourceControl => (
            format!(
                "{file} is a service control policy: it binds users and roles of member accounts, and a SAML login is made by neither, so it does not refuse this login"
            ),
            None,
        ),
    };
    let afterwards = afterwards(case, policy);
    let message = match &afterwards {
        Some(afterwards) => format!("{message}; {afterwards}"),
        None => message,
    };
    let finding = Finding::new(&RULE, beginning(policy.span), message);
    match remedy {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}

/// What the policy denies to the session that the login leads to.
fn afterwards(case: &Case, policy: &GivenPolicy) -> Option<String> {
    if policy.kind == PolicyKind::Permissions {
        return None;
    }
    let asked = case.authorization.asked.get(case.authorization.decisive.unwrap_or(0))?;
    let call = case.authorization.calls.first()?;
    let action = if case.target == &CONNECT { "connect:GetFederationToken" } else { "ec2:DescribeInstances" };
    let caller = Caller::Session { role: asked.role.clone() };
    let mut keys = Keys::default();
    keys.prefix("aws:", State::Unknown);
    let region = call.keys("sts:AssumeRoleWithSAML").map(|keys| keys.state("aws:RequestedRegion").clone());
    if let Some(region) = region {
        keys.set("aws:RequestedRegion", region);
    }
    keys.single("aws:PrincipalArn", &asked.role);
    let request = Request { action, caller: &caller, resource: None, keys: &keys };
    let decided = evaluate(&policy.policy, Use::Identity, &[request]);
    let statements = &decided.actions.first()?.statements;
    let denying = statements.iter().find(|one| one.effect == Effect::Deny && one.takes_effect_surely())?;
    let place = match keys.state("aws:RequestedRegion") {
        State::Known(crate::aws::policy::KeyValue::Single(region)) => format!(" in {region}"),
        _ => String::new(),
    };
    Some(format!(
        "it does bind the session afterwards: {} denies it calls such as {action}{place}",
        statement_words(&policy.policy, denying.statement)
    ))
}
