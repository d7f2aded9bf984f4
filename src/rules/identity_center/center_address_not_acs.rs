//! An address of IAM Identity Center's that takes no responses stands where its ACS belongs.

use crate::aws::endpoints::{Endpoint, IdentityCenterPart, locate};
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center::written;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "center-address-not-acs",
    summary: "the Recipient or the Destination is no assertion consumer service of IAM Identity Center",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center takes responses at /platform/saml/acs/ and the tenant's id, on the host of each of its regions. The portal, the issuer URL and the IAM sign-in are other addresses.",
    remedy: Remedy {
        text: "copy the ACS URL from Identity Center: Settings > Actions > Manage authentication, or from its metadata",
        setting: Some(Setting::Recipient),
    },
    citations: &[CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let recipient = case.assertion().and_then(|assertion| assertion.recipient());
    let addresses = [("Recipient", recipient), ("Destination", case.response.destination.as_ref())];
    let given: Vec<(&str, &Text)> =
        addresses.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
    if given.is_empty() {
        return case.absent();
    }
    let wrong = given.into_iter().find_map(|(name, text)| Some((name, text, wrong(&text.value)?)));
    wrong
        .filter(|(_, text, _)| !case.is_cut(text))
        .map(|(name, text, wrong)| match wrong {
            Wrong::NoAcs => {
                let message = format!("the {name} is {}", quoted(&text.value));
                Finding::of_value(&RULE, text, message)
                    .expected("https://REGION.signin.aws.amazon.com/platform/saml/acs/TENANT")
            }
            Wrong::Written(how) => {
                let message = format!("the {name} {} {how}", quoted(&text.value));
                Finding::of_value(&RULE, text, message)
                    .likely()
                    .expected("the ACS URL as Identity Center shows it")
            }
        })
        .into()
}

/// Why an address is no ACS of Identity Center's.
enum Wrong {
    NoAcs,
    /// One that is written otherwise than Identity Center has it.
    Written(String),
}

fn wrong(value: &str) -> Option<Wrong> {
    let Some(located) = locate(value) else { return Some(Wrong::NoAcs) };
    let Endpoint::IdentityCenter(center) = &located.endpoint else { return Some(Wrong::NoAcs) };
    match &center.part {
        IdentityCenterPart::Acs { tenant } if !tenant.is_empty() => {}
        IdentityCenterPart::Acs { .. } | IdentityCenterPart::Issuer { .. } | IdentityCenterPart::Other => {
            return Some(Wrong::NoAcs);
        }
    }
    if center.region.is_none() {
        return Some(Wrong::Written("names no Region".to_owned()));
    }
    located.deviations.iter().find_map(written).map(Wrong::Written)
}
