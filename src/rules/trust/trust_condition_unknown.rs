//! Whether the trust policy lets the login in depends on something that no response tells.

use crate::authorization::call::ASSUME_ROLE_WITH_SAML;
use crate::aws::policy::{Outcome as Decision, Standing, State};
use crate::citations::{GLOBAL_CONDITION_KEYS, TROUBLESHOOT_SAML};
use crate::evidence::iam_role;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{NEEDS, SERVICES, beginning, statement_words, wants};

pub static RULE: Rule = Rule {
    id: "trust-condition-unknown",
    summary: "whether the role's trust policy lets the login in depends on what is not known here",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "Some keys are AWS's own: the address and the program that the login came from, the Region, the time. A value that was crossed out, or that a template computes, is not known either.",
    remedy: Remedy {
        text: "CloudTrail's event of this login tells the address and the program; aws iam get-role prints the finished policy",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[GLOBAL_CONDITION_KEYS, TROUBLESHOOT_SAML],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    let counting = || authorization.roles.iter().filter(|verdict| authorization.counts(verdict.asked));
    if authorization.asked.is_empty() {
        return Outcome::NotApplicable;
    }
    if counting().next().is_none() {
        return Outcome::NotChecked(Need::Evidence(&iam_role::KIND));
    }
    let findings: Vec<Finding> = counting()
        .filter(|verdict| verdict.decided.outcome == Decision::Undetermined)
        .filter_map(|verdict| {
            let policy = &verdict.role.trust.as_ref()?.policy;
            let call = authorization.calls.get(verdict.asked)?;
            let name = call.role.rsplit('/').next().unwrap_or(&call.role);
            let action = verdict.decided.actions.iter().find(|one| one.outcome == Decision::Undetermined)?;
            let deciding = action.deciding();
            let &(index, standing) = deciding.first()?;
            let statement = policy.statements.get(index)?;
            let words = statement_words(policy, index);
            let (span, what) = match standing {
                Standing::Condition(at) => {
                    let condition = statement.conditions.get(at)?;
                    let wanted = wants(condition, call, &action.action);
                    let key = &condition.key.value;
                    let known = condition.values.iter().all(|value| value.is_known());
                    let why = match call.keys(&action.action).map(|keys| keys.state(key)) {
                        _ if !known => "of which a part is not written in this file".to_owned(),
                        Some(State::Among(_)) if action.action != ASSUME_ROLE_WITH_SAML => {
                            format!("and whether {} sees that key is not published", action.action)
                        }
                        _ => "which no response tells".to_owned(),
                    };
                    let what = format!("{key} {} ({}), {why}", wanted.policy, condition.operator.value);
                    (condition.values.first().map_or(condition.span, |value| value.span), what)
                }
                Standing::Principal => {
                    let principal = statement.principal.as_ref()?;
                    let what = "its Principal, of which a part is not written in this file".to_owned();
                    (principal.members.first().map_or(principal.span, |member| member.value.span), what)
                }
                Standing::Action | Standing::Resource | Standing::Effect => {
                    (beginning(statement.span), "a part that is not written in this file".to_owned())
                }
            };
            let message = match verdict.if_own {
                true => format!(
                    "the account in the Principal of {words} was crossed out: taken for this login's own, the trust policy of {name} lets it in"
                ),
                false => format!("whether {words} of the trust policy of {name} applies hangs on {what}"),
            };
            let mut finding = Finding::new(&RULE, span, message);
            let by_event = matches!(standing, Standing::Condition(at) if {
                let key = statement.conditions.get(at).map(|condition| condition.key.value.to_lowercase());
                matches!(key.as_deref(), Some("aws:sourceip" | "aws:useragent" | "aws:requestedregion"))
            });
            if by_event && let Some(command) = case.authorization.look_up.clone() {
                finding = finding.command(command);
            }
            Some(finding)
        })
        .collect();
    findings.into()
}
