//! A call's session does not last as long as SessionDuration says.

use crate::aws::attributes::{SESSION_DURATION, SESSION_DURATION_DEFAULT, SESSION_DURATION_SECONDS};
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::capture::StsCall;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, WayIn, quoted};
use crate::rules::session_duration::{self, Seconds};
use crate::rules::values::each_text;

pub static RULE: Rule = Rule {
    id: "session-duration-without-effect",
    summary: "the SessionDuration is longer than the session that the call asks for",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "SessionDuration is for console sessions; the session of a call lasts for DurationSeconds, an hour without it, and SessionDuration can only shorten it. STS, called with a SessionDuration of two hours and no DurationSeconds, gave an hour.",
    remedy: Remedy {
        text: "ask for the time in the call: --duration-seconds, up to the maximum session duration of the role",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[STS_MEASURED, SAML_ASSERTIONS, ASSUME_ROLE_WITH_SAML],
    measured: Some(&measured::SESSION_DURATION_7200),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.way_in() != WayIn::Call {
        return Outcome::NotApplicable;
    }
    let requested = case.capture.sts_call.as_ref().and_then(StsCall::duration);
    let requested = match requested.map(|text| text.trim().parse::<u64>()) {
        None => SESSION_DURATION_DEFAULT,
        Some(Ok(seconds)) => seconds,
        // A script's variable.
        Some(Err(_)) => return Outcome::NotApplicable,
    };
    each_text(case, SESSION_DURATION, |text| {
        let Seconds::Within(seconds) = session_duration::parse(&text.value)? else { return None };
        // Outside it is `session-duration-out-of-range`.
        if seconds <= requested || !SESSION_DURATION_SECONDS.contains(&seconds) {
            return None;
        }
        let message = format!(
            "the SessionDuration {} lengthens no session of a call: this one lasts {requested} s at most",
            quoted(&text.value)
        );
        Some(Finding::of_value(&RULE, text, message))
    })
}
