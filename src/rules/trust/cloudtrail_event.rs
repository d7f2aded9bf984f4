//! What CloudTrail recorded of this login.

use crate::authorization::EventTie;
use crate::citations::CLOUDTRAIL_STS;
use crate::evidence::EventOutcome;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "cloudtrail-event",
    summary: "CloudTrail recorded a call with this response",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "CloudTrail's event of AssumeRoleWithSAML names the assertion by its ID, and says what AWS answered, from which address and by which program the call came.",
    remedy: Remedy { text: "where AWS refused, look at the role's trust policy", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CLOUDTRAIL_STS],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.evidence.events.is_empty() && case.evidence.asked_cloudtrail.is_none() {
        return Outcome::NotApplicable;
    }
    let events = &case.authorization.events;
    let found = events.iter().map(|one| {
        let event = one.event;
        let time = event.time.map_or("at a time it does not say".to_owned(), |time| format!("at {time}"));
        let failed = event.outcome() == EventOutcome::Failed;
        let answer = match (&event.error_code, &event.error_message) {
            (Some(code), _) if failed => {
                format!("AWS itself failed ({}), which says nothing of this response", quoted(&code.value))
            }
            (Some(code), Some(message)) => format!("refused with {}: {}", code.value, quoted(&message.value)),
            (Some(code), None) => format!("refused with {}", code.value),
            (None, Some(message)) => format!("refused: {}", quoted(&message.value)),
            (None, None) => "accepted".to_owned(),
        };
        let tie = match one.tie {
            EventTie::AssertionId => "of this assertion, by its ID",
            EventTie::RoleAndTime => "most likely of this login, by its role, session name and time",
        };
        let message = format!("CloudTrail's event ({tie}) {time}: {answer}");
        let place = event.error_code.as_ref().or(event.assertion_id.as_ref()).unwrap_or(&event.name);
        let finding = Finding::new(&RULE, place.span, message);
        if one.tie == EventTie::RoleAndTime { finding.likely() } else { finding }
    });
    found.collect::<Vec<_>>().into()
}
