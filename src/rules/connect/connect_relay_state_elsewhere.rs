//! A login that is meant for Amazon Connect has a RelayState that does not lead there.

use crate::aws::arn::RoleArn;
use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{Endpoint, is_uuid, locate, uuid_in};
use crate::aws::partitions::partition_of_region;
use crate::aws::role_value;
use crate::aws::services;
use crate::capture::{Stage, percent};
use crate::citations::CONNECT_CONFIGURE;
use crate::evidence::{Directory, UserFile};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, opening, remedy};
use crate::source::traced::Traced;

pub static RULE: Rule = Rule {
    id: "connect-relay-state-elsewhere",
    summary: "a login that is meant for Amazon Connect has a RelayState that does not lead there",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "Behind the sign-in AWS opens what the RelayState names, and the console where it names nothing that it knows. Amazon Connect is opened by https://REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID alone; the address that agents know, the ARN and the id of the instance are none.",
    remedy: Remedy {
        text: "set the default RelayState of the application to https://REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID; INSTANCE-ID is the end of the instance's ARN in the Amazon Connect console",
        setting: Some(Setting::RelayState),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::IAM, &services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let relay = case.capture.relay_state.as_deref().map(str::trim).filter(|relay| !relay.is_empty());
    let Some(relay) = relay else { return absent(case) };
    if locate(relay).is_some_and(|located| matches!(located.endpoint, Endpoint::ConnectRelayState(_))) {
        return Outcome::Clean;
    }
    let (what, right) = match told(relay) {
        Some(told) => told,
        None => return Outcome::Clean,
    };
    let message = format!("the RelayState is {}, {what}: AWS opens the console", quoted(relay));
    relay_states::finding(&RULE, case, message)
        .glance(format!(
            "the RelayState is {}, which opens the console and not Amazon Connect",
            what.trim_start_matches("which is ")
        ))
        .found(relay)
        .remedy(remedy(&right))
        .expected(right)
        .into()
}

/// What of Amazon Connect a RelayState is that opens nothing, and the one that is meant.
fn told(relay: &str) -> Option<(&'static str, String)> {
    let lower = relay.to_ascii_lowercase();
    let id = uuid_in(relay).unwrap_or("INSTANCE-ID");
    let region =
        relay.split([':', '.', '/']).find(|part| partition_of_region(part).is_some()).unwrap_or("REGION");
    let home = partition_of_region(region).map_or("aws", |partition| partition.id);
    let right = opening(home, region, id);
    let host = lower.split("://").nth(1).unwrap_or(&lower).split(['/', '?']).next().unwrap_or_default();
    if lower.starts_with("arn:") && lower.contains(":connect:") {
        Some(("the ARN of the instance", right))
    } else if is_uuid(relay) {
        Some(("the id of the instance alone", right))
    } else if lower.contains("connect%2ffederate") {
        let decoded = percent::decode(&Traced::plain(relay, 0));
        Some((
            "which is percent-encoded once too often",
            String::from_utf8_lossy(&decoded.bytes).into_owned(),
        ))
    } else if host.ends_with(".my.connect.aws")
        || host.ends_with(".awsapps.com") && lower.contains("/connect")
    {
        Some(("the address that agents know the instance by", right))
    } else if host.contains("console.aws") && lower.contains("/connect") {
        Some(("a page of the console about Amazon Connect", right))
    } else {
        None
    }
}

/// Without a RelayState: the name of the role may tell what the login is meant for.
fn absent(case: &Case) -> Outcome {
    // Of a value that was copied alone it is not known what was posted beside it.
    let posted = case.capture.url.is_some() || case.capture.decoding.contains(&Stage::Form);
    if !posted || case.truncated || case.target != &services::IAM || case.capture.sts_call.is_some() {
        return Outcome::NotApplicable;
    }
    let beside = case.evidence.users.iter().find(|file| file.of == Directory::AmazonConnect);
    let beside = beside.map(UserFile::short_file);
    let beside = beside.or_else(|| Some(case.evidence.connect_instances.first()?.short_file()));
    if let Some(file) = beside {
        let message =
            format!("there is no RelayState, so AWS opens the console, and not the Amazon Connect of {file}");
        return relay_states::finding(&RULE, case, message)
            .expected(opening("aws", "REGION", "INSTANCE-ID"))
            .into();
    }
    let roles = case.values(ROLE).filter_map(|value| role_value::halves(&value.text.value).role);
    let mut names = roles.filter_map(|role| Some(RoleArn::parse(role).ok()?.name));
    let is_for_connect = |name: &&str| {
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("connect")))
    };
    let Some(name) = names.find(is_for_connect) else {
        return Outcome::NotApplicable;
    };
    let message = format!(
        "there is no RelayState, so AWS opens the console; the role {} looks as if it was for Amazon Connect",
        quoted(name)
    );
    relay_states::finding(&RULE, case, message)
        .glance(format!(
            "there is no RelayState, so the console opens; the role {} looks as if it was for Amazon Connect",
            quoted(name)
        ))
        .likely()
        .expected(opening("aws", "REGION", "INSTANCE-ID"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn what_stands_in_place_of_the_address_that_opens_connect_is_named() {
        let id = "a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
        for (relay, expected) in [
            (format!("https://us-east-1.console.aws.amazon.com/connect/federate/{id}"), None),
            ("https://console.aws.amazon.com/ec2/home".to_owned(), None),
            (
                "https://corp-care.my.connect.aws/ccp-v2/".to_owned(),
                Some("REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID"),
            ),
            (id.to_owned(), Some("federate/a65f1779")),
            (
                format!("arn:aws:connect:eu-west-2:123456789012:instance/{id}"),
                Some("https://eu-west-2.console.aws.amazon.com/connect/federate/a65f1779"),
            ),
        ] {
            let mut given = Given::xml(GOOD);
            given.capture.relay_state = Some(relay.clone());
            let found = findings(&RULE, &given);
            let right = found.first().and_then(|finding| finding.expected.clone());
            assert_eq!(right.is_some(), expected.is_some(), "{relay}");
            assert!(right.is_none_or(|right| right.contains(expected.unwrap_or_default())), "{relay}");
        }
    }
}
