//! The signing certificate had expired, with which no endpoint of AWS Client VPN can be made.

use crate::aws::services;
use crate::citations::CLIENT_VPN_SAML;
use crate::clock::Clock;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::outside_validity;

pub static RULE: Rule = Rule {
    id: "client-vpn-certificate-expired",
    summary: "the signing certificate had expired, and AWS Client VPN looks at that",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "IAM does not look at the validity of a certificate; Client VPN does, when an endpoint is made with a provider whose metadata holds it: Cert with DN ... expired.",
    remedy: Remedy {
        text: "make a new signing certificate for the application, and upload the metadata with it to the IAM SAML provider before an endpoint is made",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CLIENT_VPN_SAML],
    check: Check::Message { services: &[&services::CLIENT_VPN], needs: &[Need::TimeOfPost], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    outside_validity(case, &RULE, |certificate| certificate.not_after, Clock::after, "was valid until")
}
