//! The destination in the RelayState is not percent-encoded.

use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states;

pub static RULE: Rule = Rule {
    id: "connect-destination-not-encoded",
    summary: "the destination in the RelayState is not percent-encoded",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "AWS demands that the value of destination be percent-encoded. What Connect does with another is not documented; agents were seen to land on its home page.",
    remedy: Remedy {
        text: "percent-encode the value: destination=%2Fccp-v2",
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
    let Some((before, rest)) = relay.written.split_once("destination=") else {
        return Outcome::NotApplicable;
    };
    // AWS's own pages put a second, raw `?` behind the destination for desktops in the cloud.
    let end = rest.find(['&', '?']).unwrap_or(rest.len());
    let (value, behind) = rest.split_at(end);
    // Seen behind old addresses of the control panel, and taken.
    let judged = value.strip_suffix("#/").unwrap_or(value);
    if !judged.contains(['/', '#', ' ', ':']) {
        return Outcome::Clean;
    }
    let encoded: String = value
        .chars()
        .map(|c| match c {
            '/' => "%2F".to_owned(),
            '#' => "%23".to_owned(),
            ' ' => "%20".to_owned(),
            ':' => "%3A".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let message = format!("destination in the RelayState is {}, not percent-encoded", quoted(value));
    let right = format!("{before}destination={encoded}{behind}");
    relay_states::finding(&RULE, case, message)
        .found(relay.written)
        .remedy(relay_states::remedy(&right))
        .expected(right)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn only_the_value_of_the_destination_has_to_be_encoded() {
        let base =
            "https://us-east-1.console.aws.amazon.com/connect/federate/a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
        for (query, expected) in [
            ("", None),
            ("?destination=%2Fccp-v2%2Fchat", None),
            ("?destination=%2Fagent-app-v2?VDIPlatform=CITRIX_413", None),
            ("?destination=%2Fccp-v2&new_domain=true", None),
            ("?destination=%2Fconnect%2Fccp#/", None),
            ("?destination=/ccp-v2/chat", Some("?destination=%2Fccp-v2%2Fchat")),
            (
                "?destination=/connect/ccp#/x&new_domain=true",
                Some("?destination=%2Fconnect%2Fccp%23%2Fx&new_domain=true"),
            ),
        ] {
            let found = findings(&RULE, &Given::xml(GOOD).for_connect(&format!("{base}{query}")));
            let right = found.first().and_then(|finding| finding.expected.clone());
            assert_eq!(right, expected.map(|query| format!("{base}{query}")), "{query}");
        }
    }
}
