//! The signing certificate had expired.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, STS_MEASURED};
use crate::clock::Clock;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::outside_validity;

pub static RULE: Rule = Rule {
    id: "certificate-expired",
    summary: "the signing certificate had expired",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM compares keys and does not look at the validity of the certificate they come in, so this never keeps AWS from accepting a response: STS took responses whose certificate had expired an hour before. Other receivers do look.",
    remedy: Remedy {
        text: "nothing for AWS; replace the certificate if other applications use it, and then update the metadata in IAM",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER, STS_MEASURED],
    check: Check::Message { services: services::ALL, needs: &[Need::TimeOfPost], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // It looks at that, and has a rule of its own.
    if case.target == &services::CLIENT_VPN {
        return Outcome::NotApplicable;
    }
    outside_validity(case, &RULE, |certificate| certificate.not_after, Clock::after, "was valid until")
}
