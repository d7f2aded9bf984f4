//! The NameID has not the form of a mail address.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center::is_address;

pub static RULE: Rule = Rule {
    id: "center-name-id-not-address",
    summary: "the NameID has not the form of a mail address",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center demands that the NameID have the form of an address, local@domain, and that it equal the username of a user there. It need not be an address that gets mail.",
    remedy: Remedy {
        text: "send as NameID the value that the username in Identity Center has, in the form of a mail address",
        setting: Some(Setting::NameId),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    if case.is_cut(&name_id.text) || is_address(&name_id.text.value) {
        return Outcome::Clean;
    }
    let message =
        format!("the NameID is {}, which has not the form of a mail address", quoted(&name_id.text.value));
    Finding::of_value(&RULE, &name_id.text, message).expected("an address: local@domain").into()
}
