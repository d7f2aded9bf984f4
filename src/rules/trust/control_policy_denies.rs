//! A resource control policy of the organization denies the login.

use crate::authorization::Cause;
use crate::authorization::evaluation::Evaluation;
use crate::aws::known_errors::sts;
use crate::citations::{DATA_PERIMETER, RESOURCE_CONTROL_POLICIES};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{SERVICES, beginning, facing, statement_words, wants};

pub static RULE: Rule = Rule {
    id: "control-policy-denies",
    summary: "a resource control policy of the organization denies the login",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A Deny of a resource control policy wins over the role's trust policy, in every member account it is attached to; the management account is never bound by one. A SAML caller is of no organization yet: aws:PrincipalOrgID is absent, so a Deny with StringNotEquals or IfExists on it refuses every SAML login. AWS leaves the two federation actions out of its own example for this reason.",
    remedy: Remedy {
        text: "have the organization's admin leave sts:AssumeRoleWithSAML and sts:AssumeRoleWithWebIdentity (with them sts:TagSession and sts:SetSourceIdentity) out of that Deny, as AWS's own example does, and test the provider's keys, saml:aud or saml:iss, in a statement of its own",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[RESOURCE_CONTROL_POLICIES, DATA_PERIMETER],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    if authorization.controls.is_empty() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = authorization
        .controls
        .iter()
        .filter(|control| authorization.counts(control.asked))
        .filter_map(|control| {
            let (action, Cause::Denied { statement: index }) = control.refused.as_ref()? else { return None };
            let statement = control.policy.policy.statements.get(*index)?;
            let call = authorization.calls.get(control.asked)?;
            let reasons: Vec<String> = statement
                .conditions
                .iter()
                .map(|condition| {
                    let wanted = wants(condition, call, action);
                    let (key, operator) = (&condition.key.value, &condition.operator.value);
                    match (&wanted.response, wanted.never) {
                        (Some(response), _) => {
                            format!("{key} is {response}, which {operator} {} takes in", wanted.policy)
                        }
                        (None, why) => {
                            let why = why.map_or(String::new(), |why| format!(" ({why})"));
                            format!("this login has no {key}{why}, and for {operator} that counts as a match")
                        }
                    }
                })
                .collect();
            let why = if reasons.is_empty() { "it has no conditions".to_owned() } else { reasons.join("; ") };
            let message = format!(
                "{} of {} ({}) denies {action}, whatever the role's trust policy says: {why}",
                statement_words(&control.policy.policy, *index),
                control.policy.short_file(),
                control.policy.kind.words()
            );
            let span = statement.conditions.last().map_or(beginning(statement.span), |one| one.key.span);
            let words = statement_words(&control.policy.policy, *index);
            let side_by_side =
                statement.conditions.last().and_then(|condition| facing(words, condition, call, action));
            let finding = Finding::new(&RULE, span, message).facing(side_by_side).evaluation(Evaluation::of(
                &control.policy.policy,
                &control.decided,
                call,
            ));
            let refuses = authorization.refuses_login(control.asked);
            Some(if refuses { finding } else { finding.at_most(Severity::Warning) })
        })
        .collect();
    let mut once: Vec<Finding> = Vec::new();
    for finding in findings {
        if !once.iter().any(|other| other.message == finding.message) {
            once.push(finding);
        }
    }
    once.into()
}
