//! How long a session of IAM Identity Center lasts that this assertion begins.

use crate::aws::services;
use crate::citations::CENTER_SESSION;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "center-session-length",
    summary: "without SessionNotOnOrAfter a session of IAM Identity Center lasts as long as is set there",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "A session of the access portal ends when SessionNotOnOrAfter says, or by Identity Center's own setting if that is earlier; without SessionNotOnOrAfter the setting alone counts, which is eight hours where nobody changed it. One author saw eight hours whatever was set.",
    remedy: Remedy {
        text: "where sessions end too early: Identity Center > Settings > Authentication > Session settings > Configure; if that does not help, let the identity provider send SessionNotOnOrAfter",
        setting: Some(Setting::SessionEnd),
    },
    citations: &[CENTER_SESSION],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let Some(statement) = assertion.authn_statements.first() else { return case.absent() };
    if statement.session_not_on_or_after.is_some() {
        return Outcome::Clean;
    }
    let message = "there is no SessionNotOnOrAfter: the session lasts as long as Identity Center is set to, eight hours by default";
    Finding::new(&RULE, statement.tag, message).into()
}
