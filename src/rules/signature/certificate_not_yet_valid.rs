//! The signing certificate was not valid yet.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::clock::Clock;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::outside_validity;

pub static RULE: Rule = Rule {
    id: "certificate-not-yet-valid",
    summary: "the signing certificate was not valid yet",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM compares keys and does not look at the validity of the certificate they come in, so this never keeps AWS from accepting a response. Other receivers do look.",
    remedy: Remedy {
        text: "nothing for AWS; for others, wait or make a certificate that is valid from now",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::ALL, needs: &[Need::TimeOfPost], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    outside_validity(case, &RULE, |certificate| certificate.not_before, Clock::before, "is valid from")
}
