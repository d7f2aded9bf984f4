//! The Recipient is an address of the service, or nearly one, where it takes no responses.

use crate::aws::endpoints::{CLIENT_VPN, Endpoint, ServicePart, locate};
use crate::aws::services;
use crate::citations::{CLIENT_VPN_SAML, COGNITO_SAML, GRAFANA_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "service-address-odd",
    summary: "the Recipient is not where the service takes responses",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The desktop client of AWS Client VPN listens at http://127.0.0.1:35001, without TLS and at this port alone; its portal, a user pool of Cognito and a workspace of Managed Grafana each take responses at one path of theirs. At another nobody waits for one.",
    remedy: Remedy {
        text: "set the ACS URL of the application to the address at which the service takes responses",
        setting: Some(Setting::Recipient),
    },
    citations: &[CLIENT_VPN_SAML, COGNITO_SAML, GRAFANA_SAML],
    check: Check::Message {
        services: &[&services::CLIENT_VPN, &services::COGNITO, &services::GRAFANA],
        needs: &[Need::Assertion],
        check,
    },
    ..Rule::OF_MESSAGE
};

const PORTAL: &str = "/api/auth/sso/saml";

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let Some(url) = Url::parse(&recipient.value) else { return Outcome::NotApplicable };
    let is_acs = locate(&recipient.value)
        .is_some_and(|located| matches!(located.endpoint, Endpoint::Service { part: ServicePart::Acs, .. }));
    let is_client = case.target == &services::CLIENT_VPN;
    let local = ["127.0.0.1", "localhost"].contains(&url.host.to_ascii_lowercase().as_str());
    let right = if is_client && (local || !is_acs && !url.host.contains("self-service")) {
        CLIENT_VPN.to_owned()
    } else {
        let path = match case.target {
            target if target == &services::CLIENT_VPN => PORTAL,
            target if target == &services::COGNITO => "/saml2/idpresponse",
            _ => "/saml/acs",
        };
        format!("https://{}{path}", url.host)
    };
    let is_plain = url.scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    if is_acs && (!is_client || !local || is_plain && url.host == "127.0.0.1") {
        return Outcome::Clean;
    }
    let words = case.target.words;
    let message =
        format!("the Recipient is {}, and {words} takes responses at {right}", quoted(&recipient.value));
    Finding::of_value(&RULE, recipient, message).expected(right).into()
}
