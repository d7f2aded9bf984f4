//! AWS Organizations would not save a resource control policy as it is written.

use crate::aws::policy::model::Negated;
use crate::aws::policy::{Effect, PrincipalKind, Statement};
use crate::citations::{RESOURCE_CONTROL_POLICIES, STS_MEASURED};
use crate::evidence::{PolicyKind, allows_everything};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, PolicyOf, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{beginning, statement_words};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "control-policy-not-saved",
    summary: "AWS Organizations does not save a resource control policy as it is written",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A resource control policy only denies, to everybody, actions of the services that support it. AWS was seen to refuse an Allow, the Action \"*\", NotAction, NotPrincipal, a list or an account as Principal, and an action of a service without support; what is refused is in force nowhere.",
    remedy: Remedy {
        text: "write Effect Deny, Principal \"*\" and the actions by their names, then save it again",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[RESOURCE_CONTROL_POLICIES, STS_MEASURED],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let PolicyOf::Other(policy) = case.of else { return Outcome::NotApplicable };
    if policy.kind != PolicyKind::ResourceControl {
        return Outcome::NotApplicable;
    }
    // AWS's own, RCPFullAWSAccess, which nobody saved.
    if let [only] = case.policy.statements.as_slice()
        && allows_everything(only)
    {
        return Outcome::NotApplicable;
    }
    let found = case.policy.statements.iter().enumerate().flat_map(|(index, statement)| {
        let words = statement_words(case.policy, index);
        faults(statement).into_iter().map(move |(span, what)| {
            Finding::new(
                &RULE,
                span,
                format!("AWS does not save this resource control policy: {words} {what}"),
            )
        })
    });
    found.collect::<Vec<_>>().into()
}

fn faults(statement: &Statement) -> Vec<(Span, String)> {
    let mut faults = Vec::new();
    if statement.effect == Some(Effect::Allow) {
        faults.push((beginning(statement.span), "has the Effect Allow, and it can only deny".to_owned()));
    }
    match &statement.principal {
        None => faults.push((beginning(statement.span), "has no Principal".to_owned())),
        Some(principal) if principal.negated == Negated::Yes => {
            faults.push((principal.span, "has NotPrincipal".to_owned()));
        }
        Some(principal) => {
            let named = principal
                .members
                .iter()
                .find(|member| member.kind != PrincipalKind::Anyone && member.value.text != "*");
            if let Some(member) = named {
                let what = format!("is for {}, and it can only be for everybody", quoted(&member.value.text));
                faults.push((member.value.span, what));
            }
        }
    }
    match &statement.actions {
        None => {}
        Some(actions) if actions.negated == Negated::Yes => {
            faults.push((actions.span, "has NotAction".to_owned()));
        }
        Some(actions) => {
            for value in &actions.values {
                let lower = value.text.to_ascii_lowercase();
                if lower == "*" {
                    faults.push((value.span, "has the Action \"*\"".to_owned()));
                } else if lower.starts_with("iam:") {
                    let what =
                        format!("has the action {}, of a service without support", quoted(&value.text));
                    faults.push((value.span, what));
                }
            }
        }
    }
    faults
}
