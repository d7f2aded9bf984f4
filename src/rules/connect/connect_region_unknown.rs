//! The RelayState names a region that AWS is not known to have, or where Amazon Connect is not.

use crate::aws::endpoints::Deviation;
use crate::aws::partitions::partition_of_region;
use crate::aws::services;
use crate::aws::services::CONNECT_REGIONS;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, Relay, is_placeholder, opening};

pub static RULE: Rule = Rule {
    id: "connect-region-unknown",
    summary: "the RelayState names a region where Amazon Connect is not known to be",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The host of the RelayState begins with the region of the instance. One that does not exist is a slip, and the browser finds no such host; in one without Amazon Connect there is no instance.",
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
    let Some((region, nearest)) = unknown else { return without_connect(case, &relay) };
    let message = format!("the RelayState names the region {}", quoted(region));
    let finding = relay_states::finding(&RULE, case, message).found(relay.written);
    match nearest {
        Some(near) => finding.expected(opening("aws", near, &relay.state.instance)).into(),
        None => finding.into(),
    }
}

/// A Region of AWS's without Amazon Connect.
fn without_connect(case: &Case, relay: &Relay) -> Outcome {
    let known = |region: &&str| {
        partition_of_region(region).is_some_and(|home| ["aws", "aws-us-gov"].contains(&home.id))
            && !CONNECT_REGIONS.contains(region)
    };
    let Some(region) = relay.state.region.as_deref().filter(known) else { return Outcome::Clean };
    let message =
        format!("the RelayState leads to {}, where Amazon Connect is not known to be", quoted(region));
    relay_states::finding(&RULE, case, message).found(relay.written).into()
}
