//! The identity provider itself says that the login failed.

use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::{SAML_CORE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "status-not-success",
    summary: "the status of the response is not Success",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A response whose top-level StatusCode is not Success carries the refusal of the identity provider; AWS has nothing to sign in with. The nested code and the message are the identity provider's own words for why.",
    remedy: Remedy {
        text: "look for the reason in the log of the identity provider: the user is not assigned to the application, did not authenticate as asked, or the request was not understood",
        setting: None,
    },
    citations: &[SAML_CORE, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

/// SAML Core 2.0, section 3.2.2.2.
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

fn check(case: &Case) -> Outcome {
    let Some(status) = &case.response.status else { return case.absent() };
    let Some(code) = &status.code else { return case.absent() };
    let Some(value) = &code.value else { return case.absent() };
    if value.value == SUCCESS {
        return Outcome::Clean;
    }
    let mut message = format!("the status is {}", quoted(&value.value));
    for nested in &code.nested {
        message.push_str(&format!(", and in it {}", quoted(&nested.value)));
    }
    let said = status.message.as_ref().filter(|said| !said.value.trim().is_empty());
    if let Some(said) = said {
        message.push_str(&format!(", with the message {}", quoted(said.value.trim())));
    }
    let shortest = code.nested.last().unwrap_or(value);
    let short = shortest.value.rsplit(':').next().unwrap_or_default();
    let glance = format!("the identity provider itself reports a failure, {}", quoted(short));
    let mut finding = Finding::of_value(&RULE, value, message).glance(glance).expected(SUCCESS);
    for nested in &code.nested {
        finding = finding.related(nested.span, "the code nested in it");
    }
    if let Some(said) = said {
        finding = finding.related(said.span, "the identity provider's message");
    }
    finding.into()
}
