//! An attribute for access control has a NameFormat that is none of SAML's.

use crate::aws::attributes::access_control_key;
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "access-control-name-format",
    summary: "the NameFormat of an AccessControl attribute is none of SAML's",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS names a NameFormat that the SAML specification does not have as a cause of refusal: it has uri, basic and unspecified.",
    remedy: Remedy {
        text: "choose urn:oasis:names:tc:SAML:2.0:attrname-format:basic or :uri for these attributes",
        setting: Some(Setting::TagClaim),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// SAML Core 2.0, section 8.2.
const FORMATS: &[&str] = &[
    "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
    "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
    "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
];

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let keyed: Vec<_> = assertion
        .attributes
        .iter()
        .filter(|attribute| {
            attribute.name.as_ref().is_some_and(|name| access_control_key(&name.value).is_some())
        })
        .collect();
    if keyed.is_empty() {
        return case.absent();
    }
    let formats = keyed.iter().filter_map(|attribute| attribute.name_format.as_ref());
    formats
        .filter(|format| !FORMATS.contains(&format.value.as_str()))
        .map(|format| {
            let message = format!("the NameFormat is {}", quoted(&format.value));
            Finding::of_value(&RULE, format, message).expected(FORMATS[1])
        })
        .collect::<Vec<_>>()
        .into()
}
