//! SessionNotOnOrAfter was over when the response came.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "session-not-on-or-after-past",
    summary: "the SessionNotOnOrAfter had passed when AWS received the response",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS documents that a session lasts until SessionNotOnOrAfter at the longest, and not what becomes of one that is over before it begins. STS, called so, answered that the response has expired.",
    remedy: Remedy {
        text: "sign in again at the identity provider, so that its own session begins anew; or stop it from sending SessionNotOnOrAfter",
        setting: Some(Setting::Lifetime),
    },
    citations: &[STS_MEASURED, SAML_ASSERTIONS, ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::RESPONSE_EXPIRED],
    follows: &["conditions-expired", "subject-confirmation-expired"],
    who: Some(Who::User),
    measured: Some(&measured::SESSION_END_PAST),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::TimeOfPost],
        check,
    },
};

fn check(case: &Case) -> Outcome {
    let statements = case.assertion().into_iter().flat_map(|assertion| &assertion.authn_statements);
    let ends = statements.filter_map(|statement| statement.session_not_on_or_after.as_ref());
    // One that cannot be read is `instant-malformed`.
    let first = ends.filter_map(|text| Some((instants::read(Some(text))?, text))).min_by_key(|(end, _)| *end);
    match first {
        Some((until, text)) => instants::expired(&RULE, case, "the session ends", until, text),
        None => case.absent(),
    }
}
