//! Whether the trust policy lets the login in depends on something that no response tells.

use crate::authorization::call::ASSUME_ROLE_WITH_SAML;
use crate::authorization::evaluation::Evaluation;
use crate::authorization::{Call, RoleVerdict, patch};
use crate::aws::known_errors::trust_policy;
use crate::aws::policy::{Outcome as Decision, Standing, State, Value, save};
use crate::citations::{GLOBAL_CONDITION_KEYS, TROUBLESHOOT_SAML};
use crate::evidence::{cloudtrail, iam_role};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{NEEDS, SERVICES, beginning, facing, free_file, statement_words, wants};

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
        .filter(|verdict| verdict.decided.outcome == Decision::Undetermined || verdict.unsaved)
        .filter_map(|verdict| {
            let call = authorization.calls.get(verdict.asked)?;
            let finding = match verdict.decided.outcome {
                Decision::Undetermined => open(case, verdict, call)?,
                Decision::Allow => unsaved(case, verdict, call)?,
                Decision::Deny => return None,
            };
            Some(finding.evaluation(Evaluation::of(&verdict.policy, &verdict.decided, call)))
        })
        .collect();
    findings.into()
}

/// What it hangs on, of a policy that may let the login in.
fn open(case: &Case, verdict: &RoleVerdict, call: &Call) -> Option<Finding> {
    let policy = &*verdict.policy;
    let name = call.role.rsplit('/').next().unwrap_or(&call.role);
    let action = verdict.decided.actions.iter().find(|one| one.outcome == Decision::Undetermined)?;
    let &(index, standing) = action.deciding().first()?;
    let statement = policy.statements.get(index)?;
    let words = statement_words(policy, index);
    let mut asked_of = Asked::Iam;
    let mut side_by_side = None;
    let (span, what) = match standing {
        Standing::Condition(at) => {
            let condition = statement.conditions.get(at)?;
            let wanted = wants(condition, call, &action.action);
            side_by_side = facing(words.clone(), condition, call, &action.action);
            let key = &condition.key.value;
            let unknown = condition.values.iter().find(|value| !value.is_known());
            let why = match (unknown, call.keys(&action.action).map(|keys| keys.state(key))) {
                (Some(value), _) => not_written(value),
                (None, Some(State::Among(_))) if action.action != ASSUME_ROLE_WITH_SAML => {
                    asked_of = Asked::Nobody;
                    format!("and whether {} sees that key is not published", action.action)
                }
                (None, _) => {
                    asked_of = match key.to_lowercase().as_str() {
                        "aws:sourceip" => Asked::CloudTrail("from which address AWS saw this login come"),
                        "aws:useragent" => Asked::CloudTrail("which program AWS saw this login come from"),
                        "aws:requestedregion" => Asked::CloudTrail("in which Region AWS took this login"),
                        "aws:currenttime" | "aws:epochtime" => Asked::CloudTrail("when AWS took this login"),
                        key if key.contains("resourcetag/") => Asked::Iam,
                        _ => Asked::Nobody,
                    };
                    "which nothing here tells".to_owned()
                }
            };
            let what = format!("{key} {} ({}), {why}", wanted.policy, condition.operator.value);
            (condition.values.first().map_or(condition.span, |value| value.span), what)
        }
        Standing::Principal => {
            let principal = statement.principal.as_ref()?;
            let unknown = principal.members.iter().find(|member| !member.value.is_known());
            let why = unknown.map_or_else(
                || "whose meaning for a SAML login is not published".to_owned(),
                |member| not_written(&member.value),
            );
            let member = unknown.or(principal.members.first());
            let what = format!("its Principal, {why}");
            (member.map_or(principal.span, |member| member.value.span), what)
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
    let finding = Finding::new(&RULE, span, message).facing(side_by_side);
    if verdict.if_own {
        return Some(finding);
    }
    Some(match asked_of {
        Asked::Nobody => finding,
        Asked::Iam => of_iam(case, finding, name),
        Asked::CloudTrail(question) => {
            let finding = finding.opens(Need::Evidence(&cloudtrail::KIND), question);
            match &case.authorization.look_up {
                Some(look_up) => finding
                    .command(format!("{} > {}", look_up.history, free_file(case, "events.json")))
                    .command(look_up.lake.clone()),
                None => finding,
            }
        }
    })
}

/// Who can tell what is not known.
enum Asked {
    Iam,
    /// The question that its event answers.
    CloudTrail(&'static str),
    Nobody,
}

fn of_iam(case: &Case, finding: Finding, role: &str) -> Finding {
    let finding =
        finding.opens(Need::Evidence(&iam_role::KIND), "what the trust policy says as IAM holds it");
    match patch::shell_name(role) {
        Some(name) => {
            finding.command(format!("aws iam get-role --role-name {name} > {}", free_file(case, "role.json")))
        }
        None => finding,
    }
}

/// That a value is a template's, or was crossed out.
fn not_written(value: &Value) -> String {
    let hole = value.holes.first().and_then(|hole| value.text.get(hole.clone())).unwrap_or_default();
    match hole {
        "" => "which a template computes".to_owned(),
        _ if hole.starts_with("${") || hole.starts_with("{{") || hole.starts_with("<%") => {
            format!("of which a template computes {}", quoted(hole))
        }
        // What stands for a whole expression of Terraform's is the expression.
        _ if hole.contains('.') && hole.bytes().all(|byte| byte.is_ascii_graphic()) => {
            format!("of which a template computes {}", quoted(hole))
        }
        _ => "of which a part was crossed out".to_owned(),
    }
}

/// A policy that would let the login in if IAM saved it.
fn unsaved(case: &Case, verdict: &RoleVerdict, call: &Call) -> Option<Finding> {
    let trust = verdict.role.trust.as_ref()?;
    let faults = save::faults(&trust.node, &trust.policy);
    let (span, sentence, what) = match (faults.first(), verdict.role.flaw) {
        (Some(fault), _) => (fault.span, fault.sentence, fault.what.clone()),
        (None, flaw) => (flaw?, &trust_policy::INVALID_JSON, "it is no JSON here".to_owned()),
    };
    let name = call.role.rsplit('/').next().unwrap_or(&call.role);
    let mended = patch::patch(&trust.node, call);
    let then = match &mended {
        Some(patch) => format!("; mended ({}), it lets this login in", patch.changes.join("; ")),
        None => "; once that is mended, it lets this login in".to_owned(),
    };
    let message = format!(
        "IAM does not save the trust policy in {} (\"{}\"), so it is in force nowhere: {}{then}",
        verdict.role.short_file(),
        sentence.shown(),
        what,
    );
    Some(of_iam(case, Finding::new(&RULE, span, message).patch(mended), name))
}
