//! The NameID is no mail address, as AWS Client VPN wants it.

use crate::aws::services;
use crate::citations::CLIENT_VPN_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "client-vpn-name-id-not-address",
    summary: "the NameID is not a mail address, as AWS Client VPN wants it",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS Client VPN reads the user's mail address from the NameID.",
    remedy: Remedy {
        text: "send the user's mail address as NameID, with the Format urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        setting: Some(Setting::NameId),
    },
    citations: &[CLIENT_VPN_SAML],
    check: Check::Message { services: &[&services::CLIENT_VPN], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    let value = name_id.text.value.trim();
    let is_address =
        value.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    if is_address || value.is_empty() || case.is_cut(&name_id.text) {
        return Outcome::Clean;
    }
    let message = format!("the NameID is {}, no mail address", quoted(value));
    Finding::of_value(&RULE, &name_id.text, message).expected("name@domain").into()
}
