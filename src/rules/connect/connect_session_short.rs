//! The console's session ends before an agent's shift of twelve hours does.

use crate::aws::attributes::SESSION_DURATION;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "connect-session-short",
    summary: "the session that opens Amazon Connect is shorter than the twelve hours that Connect allows",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "Connect signs an agent out after twelve hours, in the middle of a call too, whatever the session's length. A shorter session ends earlier: without SessionDuration it has one hour.",
    remedy: Remedy {
        text: "send SessionDuration 43200, and set the role's MaxSessionDuration to 43200: aws iam update-role --role-name ROLE --max-session-duration 43200",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// Amazon Connect Administrator Guide, "Configure SAML with IAM": a session has twelve hours at the most.
const LONGEST: u64 = 43_200;

fn check(case: &Case) -> Outcome {
    if case.truncated || case.has_sealed_attributes() {
        return case.absent();
    }
    let value = case.values(SESSION_DURATION).next();
    let seconds = value.map(|value| value.text.value.trim().parse::<u64>());
    match (value, seconds) {
        (Some(_), Some(Err(_))) => Outcome::NotApplicable,
        (Some(value), Some(Ok(seconds))) if seconds < LONGEST => {
            let message = format!("the session has {seconds} s, and Connect allows {LONGEST}");
            Finding::of_value(&RULE, &value.text, message).expected(LONGEST.to_string()).into()
        }
        (None, _) => {
            let message = "the session has one hour, for want of a SessionDuration";
            Finding::new(&RULE, case.attribute_place(), message).expected(LONGEST.to_string()).into()
        }
        (Some(_), _) => Outcome::Clean,
    }
}
