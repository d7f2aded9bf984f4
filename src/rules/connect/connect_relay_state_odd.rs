//! The RelayState to Amazon Connect is written otherwise than AWS documents it.

use crate::aws::endpoints::Deviation;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, Relay};

pub static RULE: Rule = Rule {
    id: "connect-relay-state-odd",
    summary: "the RelayState to Amazon Connect is not written as AWS documents it",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents https://REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID, in these words and letters, and ?destination= behind it, whose value is percent-encoded once. What is written otherwise opens the console, or the wrong page of Connect.",
    remedy: Remedy {
        text: "write the RelayState as https://REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID",
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
    let finding = |what: String| {
        relay_states::finding(&RULE, case, format!("the RelayState {what}")).found(relay.written)
    };
    if let Some(what) = relay.deviations.iter().find_map(odd) {
        let right = relay.to(&relay.state.instance);
        return finding(what).expected(right).into();
    }
    if let Some((written, right)) = destination(&relay) {
        return finding(written).remedy(relay_states::remedy(&right)).expected(right).into();
    }
    match relay.state.region {
        // GovCloud's form has none.
        None if relay.state.partition.id == "aws" => finding("names no Region".to_owned())
            .at_most(Severity::Note)
            .expected(relay.to(&relay.state.instance))
            .into(),
        None | Some(_) => Outcome::Clean,
    }
}

/// What is odd about an address; other rules look at its Region, and AWS goes to https by itself.
fn odd(deviation: &Deviation) -> Option<String> {
    Some(match deviation {
        Deviation::NoScheme => "lacks https://".to_owned(),
        Deviation::Whitespace => "has white space in it".to_owned(),
        Deviation::UserInfo => "has a user name in it".to_owned(),
        Deviation::Port(port) => format!("has the port {}", quoted(port)),
        Deviation::PathCase => "has upper case in its path".to_owned(),
        Deviation::Scheme(_)
        | Deviation::UpperCaseHost
        | Deviation::UnlistedRegion(_)
        | Deviation::UnknownRegion { .. }
        | Deviation::RegionOfOtherPartition { .. }
        | Deviation::TrailingSlash
        | Deviation::Query
        | Deviation::Fragment => return None,
    })
}

/// What is odd about the destination, and the RelayState as it is meant.
fn destination(relay: &Relay) -> Option<(String, String)> {
    let (before, query) = relay.written.split_once('?')?;
    let name = query.split('=').next().unwrap_or_default();
    if name != "destination" && name.eq_ignore_ascii_case("destination") {
        let right = format!("{before}?destination{}", &query[name.len()..]);
        return Some((format!("has the parameter {}, not destination", quoted(name)), right));
    }
    let value = query.strip_prefix("destination=")?.split(['&', '?']).next().unwrap_or_default();
    let twice = value.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("%252F"));
    twice.then(|| {
        let right = relay.written.replacen(value, &value.replace("%25", "%"), 1);
        (format!("has the destination {}, percent-encoded twice", quoted(value)), right)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn what_is_written_otherwise_is_told_with_what_is_meant() {
        const ID: &str = "a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
        let right = format!("https://us-east-1.console.aws.amazon.com/connect/federate/{ID}");
        for (relay, expected) in [
            (right.clone(), None),
            (right.replace("https", "http"), None),
            (format!("https://console.amazonaws-us-gov.com/connect/federate/{ID}"), None),
            (format!("{right}?destination=%2Fagent-app-v2?VDIPlatform=CITRIX_413"), None),
            (right.replace("https://", ""), Some(right.clone())),
            (format!(" {right}"), Some(right.clone())),
            (right.replace("/federate", "/Federate"), Some(right.clone())),
            (right.replace("us-east-1.", ""), Some(right.replace("us-east-1", "REGION"))),
            (format!("{right}?Destination=%2Fccp-v2"), Some(format!("{right}?destination=%2Fccp-v2"))),
            (
                format!("{right}?destination=%252Fccp-v2%252Fchat&new_domain=true"),
                Some(format!("{right}?destination=%2Fccp-v2%2Fchat&new_domain=true")),
            ),
        ] {
            let found = findings(&RULE, &Given::xml(GOOD).for_connect(&relay));
            assert_eq!(found.first().and_then(|finding| finding.expected.clone()), expected, "{relay}");
        }
    }
}
