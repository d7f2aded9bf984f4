//! The SessionDuration is no duration that AWS allows.

use crate::aws::attributes::{SESSION_DURATION, SESSION_DURATION_SECONDS};
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::session_duration::{self, Seconds};
use crate::rules::values::each_text;

pub static RULE: Rule = Rule {
    id: "session-duration-out-of-range",
    summary: "the SessionDuration is outside 900 to 43200 seconds",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents 900 to 43200 seconds, a quarter of an hour to twelve hours, for console sessions; the session of a call it only shortens. What AWS answers to a number outside is not published, nor was it tried.",
    remedy: Remedy {
        text: "send a number of seconds from 900 to 43200, or leave the attribute out: a session then lasts an hour",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[SAML_ASSERTIONS, STS_MEASURED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let (least, most) = (*SESSION_DURATION_SECONDS.start(), *SESSION_DURATION_SECONDS.end());
    each_text(case, SESSION_DURATION, |text| {
        let limit = match session_duration::parse(&text.value)? {
            Seconds::Negative => format!("less than {least}"),
            Seconds::Within(seconds) if seconds < least => format!("less than {least}"),
            Seconds::Within(seconds) if seconds <= most => return None,
            Seconds::Within(_) | Seconds::Huge => format!("more than {most}"),
        };
        let message = format!("the SessionDuration {} is {limit} seconds", quoted(&text.value));
        Some(Finding::of_value(&RULE, text, message).expected(format!("{least} to {most} seconds")))
    })
}
