//! Destination and Recipient are two sign-in URLs.

use crate::aws::endpoints::locate;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_CORE};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "destination-differs",
    summary: "the Destination is another sign-in URL than the Recipient",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Both are normally the URL that the response is posted to. AWS requires it of the Recipient; its requirements do not mention Destination.",
    remedy: Remedy {
        text: "set destination and recipient to the one sign-in URL that the response is posted to",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, SAML_CORE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let (Some(destination), Some(recipient)) = (&case.response.destination, recipients::judged(case)) else {
        return case.absent();
    };
    let is_good =
        |text: &Text| locate(&text.value).is_some_and(|located| recipients::takes_responses(&located));
    if destination.value == recipient.value || !is_good(destination) || !is_good(recipient) {
        return Outcome::Clean;
    }
    let message = format!(
        "the Destination is {}, the Recipient {}",
        quoted(&destination.value),
        quoted(&recipient.value)
    );
    Finding::of_value(&RULE, destination, message)
        .expected(recipient.value.as_str())
        .related(recipient.span, "the Recipient")
        .into()
}
