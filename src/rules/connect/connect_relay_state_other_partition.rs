//! The RelayState leads to Amazon Connect of another partition.

use crate::aws::endpoints::{Located, locate};
use crate::aws::known_errors::connect;
use crate::aws::partitions::partition_of_region;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::rules::relay_states::{self, opening};

pub static RULE: Rule = Rule {
    id: "connect-relay-state-other-partition",
    summary: "the RelayState leads to a console of another partition than the sign-in's",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A session of one partition means nothing in another: AWS takes the response, and the console behind it knows nobody. In GovCloud the host of the RelayState has no region.",
    remedy: Remedy {
        text: "set the RelayState to the console of the partition that the roles are of; in GovCloud https://console.amazonaws-us-gov.com/connect/federate/INSTANCE-ID",
        setting: Some(Setting::RelayState),
    },
    citations: &[CONNECT_CONFIGURE],
    explains: &[&connect::NOT_ONBOARDED],
    check: Check::Message { services: &[&services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let relay = match relay_states::connect(case) {
        Ok(relay) => relay,
        Err(outcome) => return outcome,
    };
    let sign_in = recipients::judged(case).and_then(|recipient| locate(&recipient.value));
    let Some(home) = sign_in.as_ref().and_then(Located::sign_in).map(|sign_in| sign_in.partition) else {
        return Outcome::NotApplicable;
    };
    let region = relay.state.region.as_deref();
    let of_region = region.and_then(partition_of_region).is_none_or(|partition| partition == home);
    if relay.state.partition == home && of_region {
        return Outcome::Clean;
    }
    let message = format!(
        "the sign-in is of {}, and the RelayState leads to {}",
        home.name,
        quoted(relay.written.split(['?', '#']).next().unwrap_or_default())
    );
    let right = opening(home.id, relay.region(), &relay.state.instance);
    relay_states::finding(&RULE, case, message)
        .found(relay.written)
        .remedy(relay_states::remedy(&right))
        .expected(right)
        .into()
}
