//! The role's trust policy was changed after the login, so the given one is today's.

use crate::aws::policy::Outcome as Decision;
use crate::citations::CLOUDTRAIL_STS;
use crate::evidence::{Event, EventOutcome, Standing};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;
use crate::target;

pub static RULE: Rule = Rule {
    id: "trust-policy-changed-since",
    summary: "the trust policy that was given is of another time than the login",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "aws iam get-role prints the policy of now, not that of the login. One that was changed in between may have refused a login that it now lets in, or the reverse; a policy out of an event or a snapshot may have been changed since.",
    remedy: Remedy {
        text: "let the user sign in again, or compare with the event of the change",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CLOUDTRAIL_STS],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    let Some(issued) = target::issued(case.response) else { return Outcome::NotApplicable };
    let mut counting = authorization.roles.iter().filter(|role| authorization.counts(role.asked)).peekable();
    if counting.peek().is_none() {
        return Outcome::NotApplicable;
    }
    let found = counting.filter_map(|verdict| {
        let asked = authorization.asked.get(verdict.asked)?;
        let name = asked.role.rsplit('/').next().unwrap_or(&asked.role);
        if let Standing::AsOf(time) = verdict.role.standing {
            let set = case.evidence.events.iter().find(|event| {
                event.is_of_iam() && event.input == verdict.role.input && event.time == Some(time)
            });
            let by = set.and_then(Event::by).map_or_else(String::new, |by| format!(", set by {}", quoted(by)));
            let message = format!(
                "the trust policy of {name} in {} is of {}{by}; a change after that does not show in it",
                verdict.role.short_file(),
                time.whole_second()
            );
            return Some(Finding::new(&RULE, verdict.role.span, message));
        }
        let event = case.evidence.events.iter().find(|event| {
            let of_role = event.role_arn.as_ref().is_none_or(|arn| arn.value == asked.role);
            event.name.value == "UpdateAssumeRolePolicy"
                && of_role
                && event.outcome() == EventOutcome::Accepted
                && event.time.is_some_and(|time| time > issued)
        })?;
        let time = event.time?;
        let now = match verdict.outcome() {
            Decision::Allow => {
                "it lets this login in now, so it is mended, or the cause was another: let the user sign in again"
            }
            Decision::Deny => "it does not let this login in now, and was another then",
            Decision::Undetermined => "whether it lets this login in now is open, and it was another then",
        };
        let by = event.by().map_or_else(String::new, |by| format!(" by {}", quoted(by)));
        let message = format!(
            "the trust policy of {name} was changed at {time}{by}, after this login ({issued}); {now}"
        );
        Some(Finding::new(&RULE, event.name.span, message))
    });
    found.collect::<Vec<_>>().into()
}
