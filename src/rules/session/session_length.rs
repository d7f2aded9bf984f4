//! How long the session lasts, by the least of what limits it.

use jiff::SignedDuration;

use crate::aws::attributes::{SESSION_DURATION, SESSION_DURATION_DEFAULT};
use crate::aws::services::CONNECT;
use crate::capture::StsCall;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS};
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants;
use crate::rules::session_duration::{self, Seconds};
use crate::rules::trusts::SERVICES;
use crate::rules::values::texts;

pub static RULE: Rule = Rule {
    id: "session-length",
    summary: "how long the session lasts, and what limits it",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "SessionDuration, SessionNotOnOrAfter and the role's MaxSessionDuration each limit the session, and the least wins; without SessionDuration a console session lasts an hour. Amazon Connect ends a session after 12 hours whatever they say.",
    remedy: Remedy { text: "raise the least of them", setting: None },
    citations: &[SAML_ASSERTIONS, ASSUME_ROLE_WITH_SAML],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// Seconds after which Amazon Connect ends a session.
const CONNECT_SESSION: u64 = 43_200;

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    let counting = authorization.roles.iter().filter(|role| authorization.counts(role.asked));
    let maximum = counting.filter_map(|verdict| verdict.role.max_session_duration.as_ref()).next();
    // Without the role's own limit the other rules have said it.
    let Some(maximum) = maximum else { return Outcome::NotApplicable };
    let mut limits: Vec<(u64, String)> = vec![(maximum.value, "the role's MaxSessionDuration".to_owned())];
    match case.capture.sts_call.as_ref().map(StsCall::duration) {
        Some(seconds) => match seconds.and_then(|seconds| seconds.parse().ok()) {
            // STS refuses it, and there is no session.
            Some(seconds) if seconds > maximum.value => return Outcome::NotApplicable,
            Some(seconds) => limits.push((seconds, "DurationSeconds".to_owned())),
            None => limits
                .push((SESSION_DURATION_DEFAULT, "the default of a call without DurationSeconds".to_owned())),
        },
        None => {
            if texts(case, SESSION_DURATION).map_or(true, |texts| texts.is_empty()) {
                limits.push((SESSION_DURATION_DEFAULT, "the default without SessionDuration".to_owned()));
            }
        }
    }
    if let Ok(texts) = texts(case, SESSION_DURATION)
        && let Some(Seconds::Within(seconds)) =
            texts.first().and_then(|text| session_duration::parse(&text.value))
    {
        limits.push((seconds, "SessionDuration".to_owned()));
    }
    if let Some(assertion) = case.assertion()
        && let Some(issued) = instants::read(assertion.issue_instant.as_ref())
    {
        let ends = assertion.authn_statements.iter().filter_map(|one| one.session_not_on_or_after.as_ref());
        for end in ends.filter_map(|end| instants::read(Some(end))) {
            let seconds = end.since(issued).as_secs().max(0) as u64;
            limits.push((seconds, "SessionNotOnOrAfter".to_owned()));
        }
    }
    if case.target == &CONNECT {
        limits.push((CONNECT_SESSION, "Amazon Connect".to_owned()));
    }
    let words = |seconds: u64| in_words(SignedDuration::from_secs(seconds as i64));
    limits.sort();
    let (Some((least, what)), Some((most, _))) = (limits.first(), limits.last()) else {
        return Outcome::NotApplicable;
    };
    if least == most {
        let by_default = limits.iter().find(|(_, what)| what.starts_with("the default"));
        // Nothing cuts short what was asked for.
        let Some((_, default)) = by_default else { return Outcome::Clean };
        let message = format!("the session lasts {}, {default}: no other limit is lower", words(*least));
        return Finding::new(&RULE, maximum.span, message).into();
    }
    let others: Vec<String> =
        limits.iter().skip(1).map(|(seconds, what)| format!("{what} {}", words(*seconds))).collect();
    let message = format!("the session lasts {}: {what} is the least ({})", words(*least), others.join(", "));
    Finding::new(&RULE, maximum.span, message).into()
}
