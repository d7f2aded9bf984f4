//! The response goes to the self-service portal of AWS Client VPN, where the desktop client does not listen.

use crate::aws::endpoints::{CLIENT_VPN, Endpoint, OtherService, locate};
use crate::aws::services;
use crate::citations::CLIENT_VPN_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "client-vpn-portal-only",
    summary: "the response is for the self-service portal of AWS Client VPN, not for its desktop client",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "The portal and the desktop client have one Audience and two addresses: the client listens at http://127.0.0.1:35001, and waits for ever where that is no ACS of the application.",
    remedy: Remedy {
        text: "where the desktop client waits for ever: add http://127.0.0.1:35001 as an ACS URL of the application, or make a second application for it",
        setting: Some(Setting::Recipient),
    },
    citations: &[CLIENT_VPN_SAML],
    check: Check::Message { services: &[&services::CLIENT_VPN], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(recipient) = case.assertion().and_then(|assertion| assertion.recipient()) else {
        return case.absent();
    };
    let is_portal = locate(&recipient.value).is_some_and(|located| {
        matches!(located.endpoint, Endpoint::Service { service: OtherService::ClientVpn, .. })
    }) && !recipient.value.contains("127.0.0.1");
    is_portal
        .then(|| {
            Finding::of_value(&RULE, recipient, "the Recipient is the self-service portal")
                .expected(format!("{CLIENT_VPN}, for the desktop client"))
        })
        .into()
}
