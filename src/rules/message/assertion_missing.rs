//! The response carries no assertion.

use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::{SAML_CORE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::saml::ASSERTION;

pub static RULE: Rule = Rule {
    id: "assertion-missing",
    summary: "the response has no Assertion",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Everything AWS reads stands in the Assertion. A Response without one is a refusal, or an Assertion in it is not where, or not of the namespace, that SAML 2.0 says.",
    remedy: Remedy {
        text: "make the identity provider issue an assertion for this user; where one is sent, it must be a child of Response in the namespace urn:oasis:names:tc:SAML:2.0:assertion",
        setting: None,
    },
    citations: &[SAML_CORE, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    follows: &["status-not-success"],
    who: Some(Who::IdentityProviderAdmin),
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let response = case.response;
    if response.assertion().is_some() || !response.encrypted_assertions.is_empty() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let mut finding = Finding::new(&RULE, response.start(case.tree), "the Response has no Assertion");
    let elsewhere = case
        .tree
        .descendants(response.node)
        .find(|&node| case.tree.local_name(node).eq_ignore_ascii_case("Assertion") && node != response.node);
    if let Some(node) = elsewhere {
        let namespace = case.tree.namespace(node);
        let why = if namespace == ASSERTION {
            "this one is not a child of the Response".to_owned()
        } else {
            format!("this one is of the namespace {}", quoted(namespace))
        };
        finding = finding.related(case.tree.start_tag(node), why);
    }
    finding.into()
}
