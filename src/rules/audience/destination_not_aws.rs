//! The Destination is not a sign-in URL of AWS.

use crate::aws::endpoints::locate;
use crate::aws::services;
use crate::citations::{SAML_CORE, SIGN_IN_ENDPOINTS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::rules::values::{blanks, marks_in_attribute};

pub static RULE: Rule = Rule {
    id: "destination-not-aws",
    summary: "the Destination is not an AWS sign-in URL",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML requires a recipient to discard a message whose Destination is another address. AWS's requirements do not mention Destination.",
    remedy: Remedy {
        text: "set the destination to the same sign-in URL as the recipient; most identity providers have one setting for both",
        setting: Some(Setting::Recipient),
    },
    citations: &[SIGN_IN_ENDPOINTS, SAML_CORE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(destination) = &case.response.destination else { return Outcome::NotApplicable };
    if locate(&destination.value).is_some_and(|located| recipients::takes_responses(&located)) {
        return Outcome::Clean;
    }
    let recipient = recipients::judged(case);
    if recipient.is_some_and(|recipient| recipient.value == destination.value) {
        // What is wrong with both is said of the Recipient.
        return Outcome::Clean;
    }
    let expected = recipient
        .filter(|recipient| {
            locate(&recipient.value).is_some_and(|located| recipients::takes_responses(&located))
        })
        .map_or_else(|| recipients::fitting(case), |recipient| recipient.value.clone());
    let message = format!("the Destination is {}", quoted(&destination.value));
    let blanks = marks_in_attribute(case, destination, &blanks(&destination.value));
    Finding::of_value(&RULE, destination, message).expected(expected).marks(blanks).into()
}
