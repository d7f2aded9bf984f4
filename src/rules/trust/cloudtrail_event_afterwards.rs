//! What CloudTrail recorded of the session that the login led to.

use crate::authorization::Relation;
use crate::citations::CLOUDTRAIL_STS;
use crate::evidence::EventOutcome;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "cloudtrail-event-afterwards",
    summary: "CloudTrail recorded what the session did right after the login",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "A ConsoleLogin, and a GetFederationToken of Amazon Connect, are made by the session that AssumeRoleWithSAML gave: they name the role and the session. That there is one shows that the role was assumed; one that failed was refused by a later step, and the trust policy is not the cause.",
    remedy: Remedy {
        text: "where it failed, look at the role's permissions and at the policies of the organization: the role itself was assumed",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CLOUDTRAIL_STS],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.evidence.events.is_empty() {
        return Outcome::NotApplicable;
    }
    let of_session = case.authorization.related.iter().filter(|one| one.relation == Relation::Session);
    let found = of_session.map(|one| {
        let event = one.event;
        let time = event.time.map_or_else(String::new, |time| format!(" at {time}"));
        let said = event.error_message.as_ref().or(event.error_code.as_ref());
        let end = match (event.outcome(), said) {
            (EventOutcome::Refused, Some(said)) => format!(
                "was refused ({}): the role was assumed, and a later step refuses",
                quoted(&said.value)
            ),
            (EventOutcome::Refused, None) => {
                "failed: the role was assumed, and a later step refuses".to_owned()
            }
            (EventOutcome::Failed, _) => {
                "met a failure of AWS's own: the role was assumed, and it is worth another try".to_owned()
            }
            (EventOutcome::Accepted, _) => "went through: the role was assumed".to_owned(),
        };
        let message = format!("{} by this role and session name{time} {end}", event.name.value);
        Finding::new(&RULE, event.name.span, message)
    });
    found.take(4).collect::<Vec<_>>().into()
}
