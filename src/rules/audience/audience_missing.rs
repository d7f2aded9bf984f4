//! The assertion is addressed to nobody.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::audiences::{self, Standing};

pub static RULE: Rule = Rule {
    id: "audience-missing",
    summary: "the assertion has no Audience",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents that it takes an assertion whose AudienceRestriction names AWS as a service provider, and names the refusal. STS itself, called without an AudienceRestriction, took it: of a call this is a warning, of a browser's POST likely. An assertion without Conditions is refused for that.",
    remedy: Remedy {
        text: "set the entity ID of the service provider, also called audience or SP entity ID, to urn:amazon:webservices",
        setting: Some(Setting::Audience),
    },
    citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    explains: &[&sts::AUDIENCE_MISSING],
    follows: &["conditions-missing"],
    measured: Some(&measured::AUDIENCE_RESTRICTION_ABSENT),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    match audiences::standing(case) {
        Standing::Missing => {}
        Standing::CutOff => return Outcome::NotChecked(Need::WholeCapture),
        Standing::Accepted
        | Standing::SignInUrl(_)
        | Standing::Padded(..)
        | Standing::OtherService(..)
        | Standing::NotAws(_) => return Outcome::Clean,
    }
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let (place, message) = match &assertion.conditions {
        None => (assertion.tag, "the Assertion has no Conditions, so no Audience"),
        Some(conditions) => match conditions.audience_restrictions.first() {
            None => (conditions.tag, "the Conditions have no AudienceRestriction"),
            Some(restriction) => match restriction.audiences.first() {
                None => (restriction.tag, "the AudienceRestriction has no Audience"),
                Some(audience) => (audience.span, "the Audience is empty"),
            },
        },
    };
    let wanted = audiences::of_partition(case);
    Finding::new(&RULE, place, message).expected(wanted).remedy(audiences::remedy(wanted)).into()
}
