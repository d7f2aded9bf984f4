//! A login begun at the identity provider, for a service that takes none.

use crate::aws::services;
use crate::citations::GRAFANA_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "begun-at-the-provider",
    summary: "the login began at the identity provider, which Amazon Managed Grafana does not support",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A workspace of Amazon Managed Grafana takes answers to its own requests only, and its RelayState is to be left blank at the identity provider.",
    remedy: Remedy {
        text: "open the workspace's address and choose \"Sign in with SAML\"; leave the default RelayState blank, and hide the tile or make it a bookmark of that address",
        setting: Some(Setting::RelayState),
    },
    citations: &[GRAFANA_SAML],
    check: Check::Message { services: &[&services::GRAFANA], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.response.in_response_to.is_some() {
        return Outcome::Clean;
    }
    if case.response.tag.is_none() {
        return case.absent();
    }
    let relay = case.capture.relay_state.as_deref().filter(|relay| !relay.is_empty());
    let and =
        relay.map(|relay| format!(", and carries the RelayState {}", quoted(relay))).unwrap_or_default();
    let message = format!("the response answers no request: it has no InResponseTo{and}");
    Finding::new(&RULE, case.response.start(case.tree), message)
        .expected("InResponseTo with the ID of the workspace's request")
        .into()
}
