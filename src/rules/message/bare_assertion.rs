//! An assertion stands without the response that should hold it.

use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "bare-assertion",
    summary: "the message is an Assertion, not a Response that holds one",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AssumeRoleWithSAML and the sign-in page take a SAML authentication response: a Response element with the Assertion in it. What AWS answers to an Assertion alone is not published.",
    remedy: Remedy {
        text: "send the whole Response; if only the Assertion was copied out of it, copy the whole SAMLResponse value",
        setting: None,
    },
    citations: &[ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS],
    who: None,
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.response.tag.is_some() {
        return Outcome::Clean;
    }
    let name = case.tree.local_name(case.response.node);
    let parent = case.tree.parent(case.response.node).map(|parent| case.tree.local_name(parent));
    let message = match parent.filter(|name| !name.is_empty()) {
        Some(parent) => format!("an {name} stands in {}, without a Response around it", quoted(parent)),
        None => format!("an {name} stands without a Response around it"),
    };
    Finding::new(&RULE, case.response.start(case.tree), message).expected("Response").found(name).into()
}
