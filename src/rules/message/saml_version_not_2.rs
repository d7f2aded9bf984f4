//! A Version attribute is not 2.0.

use crate::aws::services;
use crate::citations::{SAML_CORE, SAML_FEDERATION};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "saml-version-not-2",
    summary: "the Version of the Response or of the Assertion is not 2.0",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "IAM takes SAML 2.0, whose messages and assertions say Version=\"2.0\". What AWS does with another Version, or with none, is not documented.",
    remedy: Remedy {
        text: "choose SAML 2.0 as the protocol of the application, not SAML 1.1",
        setting: None,
    },
    citations: &[SAML_CORE, SAML_FEDERATION],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[], check },
    ..Rule::OF_MESSAGE
};

const VERSION: &str = "2.0";

fn check(case: &Case) -> Outcome {
    let response = case.response;
    let message = response.tag.map(|tag| ("Response", tag, &response.version));
    let assertion = response.assertion().map(|assertion| ("Assertion", assertion.tag, &assertion.version));
    let findings: Vec<Finding> = message
        .into_iter()
        .chain(assertion)
        .filter_map(|(element, tag, version)| match version {
            Some(version) if version.value == VERSION => None,
            Some(version) => {
                let message = format!("the Version of the {element} is {}", quoted(&version.value));
                Some(Finding::of_value(&RULE, version, message).expected(VERSION))
            }
            None => Some(
                Finding::new(&RULE, tag, format!("the {element} has no Version"))
                    .expected(VERSION)
                    .remedy("send the Version that SAML Core requires; an identity provider that leaves it out is usually a home-made script or template"),
            ),
        })
        .collect();
    findings.into()
}
