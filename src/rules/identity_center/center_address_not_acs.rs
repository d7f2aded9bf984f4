//! An address of IAM Identity Center's that takes no responses stands where its ACS belongs.

use crate::aws::endpoints::{Endpoint, IdentityCenterPart, locate};
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
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
    let wrong = given.into_iter().find(|(_, text)| !is_acs(&text.value) && !case.is_cut(text));
    wrong
        .map(|(name, text)| {
            let message = format!("the {name} is {}", quoted(&text.value));
            Finding::of_value(&RULE, text, message)
                .expected("https://REGION.signin.aws.amazon.com/platform/saml/acs/TENANT")
        })
        .into()
}

fn is_acs(value: &str) -> bool {
    locate(value).is_some_and(|located| match located.endpoint {
        Endpoint::IdentityCenter(center) => {
            matches!(center.part, IdentityCenterPart::Acs { tenant } if !tenant.is_empty())
        }
        _ => false,
    })
}
