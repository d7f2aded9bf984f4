//! What CloudTrail recorded of a sign-in to IAM Identity Center, and of SCIM before it.

use crate::authorization::Relation;
use crate::aws::services;
use crate::citations::{CENTER_SCIM_LOGGING, CENTER_SIGN_IN_EVENTS};
use crate::evidence::EventOutcome;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "directory-login-event",
    summary: "CloudTrail recorded a sign-in of Identity Center's directory, or a refusal of SCIM's",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "An ExternalIdPDirectoryLogin names neither the user nor the assertion; one alone within the minutes in which a response can be redeemed is most likely its own, and its errorMessage says more than Identity Center's page. A user whom SCIM could not make cannot sign in.",
    remedy: Remedy {
        text: "go by its errorMessage: saml-doctor explain knows the sentences; of SCIM mend the client or the user's attributes, then provision again",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CENTER_SIGN_IN_EVENTS, CENTER_SCIM_LOGGING],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.evidence.events.is_empty() {
        return Outcome::NotApplicable;
    }
    let found = case.authorization.related.iter().filter_map(|one| {
        let event = one.event;
        let time = event.time.map_or_else(String::new, |time| format!(" at {time}"));
        let said = event.error_message.as_ref().or(event.error_code.as_ref());
        let said = said.map_or_else(String::new, |said| format!(": {}", quoted(&said.value)));
        if event.outcome() == EventOutcome::Failed {
            return None;
        }
        let message = match (one.relation, event.is_refused()) {
            (Relation::Directory, true) => {
                format!(
                    "CloudTrail recorded a sign-in{time}, by its time most likely this one, that failed{said}"
                )
            }
            (Relation::Directory, false) => {
                format!(
                    "CloudTrail recorded a sign-in{time}, by its time most likely this one, that went through"
                )
            }
            (Relation::Scim, true) => format!("SCIM's {}{time} was refused{said}", event.name.value),
            (Relation::Scim, false) => return None,
            (Relation::Call(_) | Relation::Replay | Relation::Session | Relation::Change, _) => return None,
        };
        let place = event.error_message.as_ref().or(event.error_code.as_ref()).unwrap_or(&event.name);
        Some(Finding::new(&RULE, place.span, message))
    });
    found.take(4).collect::<Vec<_>>().into()
}
