//! The RelayState names no instance of Amazon Connect.

use crate::aws::endpoints::{is_uuid, uuid_in};
use crate::aws::known_errors::connect;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, is_placeholder};
use crate::rules::values::enumerated;

pub static RULE: Rule = Rule {
    id: "connect-instance-malformed",
    summary: "the RelayState names no instance of Amazon Connect",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "Behind federate/ stands the id of the instance, a UUID. Its alias, its ARN and its address open nothing, and a template's placeholder is no id. AWS takes the response, and the agent ends on an error or in the console.",
    remedy: Remedy {
        text: "set the RelayState to https://REGION.console.aws.amazon.com/connect/federate/INSTANCE-ID; the id stands in the instance's ARN",
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
    let instance = relay.state.instance.as_str();
    let region = relay.state.region.as_deref().unwrap_or("");
    let unfilled: Vec<String> =
        [region, instance].into_iter().filter(|word| is_placeholder(word)).map(quoted).collect();
    let mut right = relay.to(uuid_in(instance).unwrap_or("INSTANCE-ID"));
    let message = if !unfilled.is_empty() {
        let was = if unfilled.len() == 1 { "was" } else { "were" };
        format!("the RelayState holds {}, which {was} never filled in", enumerated(&unfilled))
    } else if is_uuid(instance) {
        return Outcome::Clean;
    } else if marks::in_value(instance).is_some() {
        return Outcome::NotChecked(Need::Unredacted);
    } else if instance.is_empty() {
        "the RelayState names no instance: nothing stands behind federate/".to_owned()
    } else if let Some((id, rest)) = instance.split_once('&').filter(|(id, _)| is_uuid(id)) {
        right = format!("{}?{rest}", relay.to(id));
        format!("in the RelayState, & stands where ? belongs, behind the instance {id}")
    } else if instance.starts_with("arn:") {
        format!("the RelayState names the ARN {}, not the id in it", quoted(instance))
    } else {
        format!("the RelayState names the instance {}, which is no UUID", quoted(instance))
    };
    let finding = relay_states::finding(&RULE, case, message).found(relay.written);
    match right.contains("INSTANCE-ID") {
        true => finding.expected(right).into(),
        false => finding.remedy(relay_states::remedy(&right)).expected(right).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn what_stands_in_the_place_of_the_instance_is_named() {
        let host = "https://us-east-1.console.aws.amazon.com/connect/federate/";
        let id = "a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
        for (behind, expected) in [
            (id.to_owned(), ""),
            (format!("{id}?destination=%2Fccp-v2"), ""),
            (String::new(), "nothing stands behind federate/"),
            (format!("{id}&destination=%2Fccp-v2"), "& stands where ? belongs"),
            (format!("arn:aws:connect:us-east-1:123456789012:instance/{id}"), "the ARN"),
            ("corp-contact-center".to_owned(), "which is no UUID"),
            ("{instance-id}".to_owned(), "never filled in"),
            ("<INSTANCE_ID>".to_owned(), "never filled in"),
        ] {
            let given = Given::xml(GOOD).for_connect(&format!("{host}{behind}"));
            let found = findings(&RULE, &given);
            assert_eq!(found.is_empty(), expected.is_empty(), "{behind}");
            assert!(found.iter().all(|one| one.message.contains(expected)), "{behind}: {found:?}");
        }
    }
}
