//! A call asks for a session of a length that STS gives nobody.

use std::ops::RangeInclusive;

use crate::aws::known_errors::sts;
use crate::capture::StsCall;
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "duration-seconds-out-of-range",
    summary: "the DurationSeconds of a call is no number from 900 to 43200",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AssumeRoleWithSAML takes a DurationSeconds from 900 (15 minutes) to 43200 (12 hours), whatever the role allows; the AWS CLI and the SDKs refuse a lower one before they send anything.",
    remedy: Remedy { text: "give the program a duration from 900 to 43200 seconds", setting: None },
    who: Some(Who::User),
    citations: &[ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::DURATION_OUT_OF_RANGE],
    check: Check::Message { services: SERVICES, needs: &[], check },
    ..Rule::OF_MESSAGE
};

/// Seconds (STS API Reference, AssumeRoleWithSAML).
const RANGE: RangeInclusive<u64> = 900..=43_200;

fn check(case: &Case) -> Outcome {
    let Some(written) = case.capture.sts_call.as_ref().and_then(StsCall::duration) else {
        return Outcome::NotApplicable;
    };
    let seconds = match written.parse::<u64>() {
        Ok(seconds) if RANGE.contains(&seconds) => return Outcome::Clean,
        Ok(seconds) => Some(seconds),
        Err(_) if written.is_empty() || written.starts_with(['$', '<', '{']) => return Outcome::Clean,
        Err(_) => None,
    };
    let why = match seconds {
        Some(seconds) if seconds < *RANGE.start() => "below the 900 of STS",
        Some(_) => "above the 43200 of STS, which no role goes beyond",
        None => "no number of seconds",
    };
    let message = format!("the DurationSeconds {} of the call is {why}", quoted(written));
    Finding::new(&RULE, case.response.start(case.tree), message)
        .found(written.to_owned())
        .expected("900 to 43200")
        .into()
}
