//! SessionNotOnOrAfter ends the session before SessionDuration does.

use jiff::SignedDuration;

use crate::aws::attributes::{SESSION_DURATION, SESSION_DURATION_DEFAULT, SESSION_DURATION_SECONDS};
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS};
use crate::clock::Throughout;
use crate::identity_provider::Setting;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::instants;
use crate::rules::session_duration::{self, Seconds};
use crate::rules::values::texts;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "session-not-on-or-after-early",
    summary: "SessionNotOnOrAfter ends the session earlier than SessionDuration",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A session lasts until SessionNotOnOrAfter or for SessionDuration, whichever ends first. STS gave one \
        of 598 seconds, less than the 900 that may be asked for. Many identity \
        providers fill SessionNotOnOrAfter from their own session or from the lifetime of the assertion.",
    remedy: Remedy {
        text: "lengthen the session at the identity provider, or stop it from sending SessionNotOnOrAfter",
        setting: Some(Setting::SessionEnd),
    },
    citations: &[SAML_ASSERTIONS, ASSUME_ROLE_WITH_SAML],
    measured: Some(&measured::SESSION_END_IN_600_S),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let statements = case.assertion().map_or(&[][..], |assertion| &assertion.authn_statements);
    let ends: Vec<&Text> =
        statements.iter().filter_map(|statement| statement.session_not_on_or_after.as_ref()).collect();
    if ends.is_empty() {
        return case.absent();
    }
    ends.into_iter().filter_map(|end| judge(case, end)).collect::<Vec<_>>().into()
}

fn judge(case: &Case, end: &Text) -> Option<Finding> {
    // One that cannot be read is `instant-malformed`.
    let ends_at = instants::read(Some(end))?;
    let issued = case.assertion()?.issue_instant.as_ref()?;
    let issued_at = instants::read(Some(issued))?;
    let lasts = ends_at.since(issued_at).as_secs();
    let duration = duration(case);
    let wanted = duration.unwrap_or(SESSION_DURATION_DEFAULT) as i64;
    // One that is over when the response comes is `session-not-on-or-after-past`.
    if lasts >= wanted || case.clock.before(ends_at) == Throughout::False {
        return None;
    }
    let after = in_words(SignedDuration::from_secs(lasts));
    let would_last = in_words(SignedDuration::from_secs(wanted));
    let message = match duration {
        Some(_) => format!(
            "SessionNotOnOrAfter ends the session {after} after issue, SessionDuration asks for {would_last}"
        ),
        None => format!(
            "SessionNotOnOrAfter ends the session {after} after issue, without it and without SessionDuration it lasts {would_last}"
        ),
    };
    let finding = Finding::of_value(&RULE, end, message)
        .related(issued.span, "issued")
        .expected(issued_at.plus_seconds(wanted).to_string());
    Some(match duration {
        Some(_) => finding,
        // Nobody may ask for a session as short as that.
        None if lasts < *SESSION_DURATION_SECONDS.start() as i64 => finding,
        // Nobody asked for a longer session.
        None => finding.at_most(Severity::Note),
    })
}

/// The SessionDuration that is asked for, where AWS would take it.
fn duration(case: &Case) -> Option<u64> {
    let texts = texts(case, SESSION_DURATION).ok()?;
    match session_duration::parse(&texts.first()?.value)? {
        Seconds::Within(seconds) => SESSION_DURATION_SECONDS.contains(&seconds).then_some(seconds),
        Seconds::Negative | Seconds::Huge => None,
    }
}
