//! The RelayState names a region that AWS is not known to have.

use crate::aws::endpoints::Deviation;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, is_placeholder, opening};

pub static RULE: Rule = Rule {
    id: "connect-region-unknown",
    summary: "the RelayState names a region that AWS is not known to have",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The host of the RelayState begins with the region of the instance. One that does not exist is a slip, and the browser finds no such host.",
    remedy: Remedy {
        text: "put the region of the Amazon Connect instance before .console.aws.amazon.com; it stands in the instance's ARN",
        setting: Some(Setting::RelayState),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let relay = match relay_states::connect(case) {
        Ok(relay) => relay,
        Err(outcome) => return outcome,
    };
    let unknown = relay.deviations.iter().find_map(|deviation| match deviation {
        Deviation::UnknownRegion { region, nearest } if !is_placeholder(region) => Some((region, *nearest)),
        _ => None,
    });
    let Some((region, nearest)) = unknown else { return Outcome::Clean };
    let message = format!("the RelayState names the region {}", quoted(region));
    let finding = relay_states::finding(&RULE, case, message).found(relay.written);
    match nearest {
        Some(near) => finding.expected(opening("aws", near, &relay.state.instance)).into(),
        None => finding.into(),
    }
}
