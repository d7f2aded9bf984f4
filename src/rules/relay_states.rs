//! A RelayState that opens Amazon Connect, as rules look at it.

use crate::aws::endpoints::{self, ConnectRelayState, Deviation, Endpoint, locate};
use crate::rule::{Beside, Case, Finding, Outcome, Rule};
use crate::rules::recipients;

/// The RelayState of a login for Amazon Connect.
pub struct Relay<'a> {
    pub written: &'a str,
    pub state: ConnectRelayState,
    pub deviations: Vec<Deviation>,
}

/// The RelayState, where it is one of Connect's.
pub fn connect<'a>(case: &Case<'a>) -> Result<Relay<'a>, Outcome> {
    let written = case.capture.relay_state.as_deref().ok_or(Outcome::NotApplicable)?;
    let located = locate(written).ok_or(Outcome::NotApplicable)?;
    match located.endpoint {
        Endpoint::ConnectRelayState(state) => Ok(Relay { written, state, deviations: located.deviations }),
        _ => Err(Outcome::NotApplicable),
    }
}

/// The instance of Amazon Connect that the login leads to, and its Region.
pub fn instance(case: &Case) -> Option<(String, Option<String>)> {
    let recipient = recipients::judged(case).map(|recipient| recipient.value.as_str());
    endpoints::connect_instance(case.capture.relay_state.as_deref(), recipient)
}

/// A finding about the RelayState, which comes beside the response.
pub fn finding(rule: &'static Rule, case: &Case, message: impl Into<String>) -> Finding {
    let value = case.capture.relay_state.clone().filter(|relay| !relay.is_empty());
    Finding::new(rule, case.response.start(case.tree), message).beside(Beside { name: "RelayState", value })
}

impl Relay<'_> {
    /// The region as a URL has it; a word to fill in where the RelayState does not tell it.
    pub fn region(&self) -> &str {
        self.state.region.as_deref().filter(|region| !is_placeholder(region)).unwrap_or("REGION")
    }

    /// The RelayState that leads to this instance.
    pub fn to(&self, instance: &str) -> String {
        opening(self.state.partition.id, self.region(), instance)
    }
}

/// The RelayState that opens an instance; Amazon Connect Administrator Guide, "Configure SAML with IAM".
pub fn opening(partition: &str, region: &str, instance: &str) -> String {
    match partition {
        "aws-us-gov" => format!("https://console.amazonaws-us-gov.com/connect/federate/{instance}"),
        _ => format!("https://{region}.console.aws.amazon.com/connect/federate/{instance}"),
    }
}

/// What to do where the right RelayState is known.
pub fn remedy(right: &str) -> String {
    format!("set the default RelayState of the application to {right}")
}

/// A word in a template that nobody filled in.
pub fn is_placeholder(word: &str) -> bool {
    word.contains(['{', '}', '<', '>', '$', '[', ']'])
        || matches!(
            word.to_ascii_lowercase().as_str(),
            "instance-id" | "instanceid" | "instance" | "region" | "region-id" | "your-instance-id"
        )
}
