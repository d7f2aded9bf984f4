//! The assertion has no NameID, by which the service knows the person.

use crate::aws::services;
use crate::citations::{CLIENT_VPN_SAML, COGNITO_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "service-name-id-missing",
    summary: "the assertion has no NameID, which AWS Client VPN and Amazon Cognito demand",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS Client VPN takes the user's mail address from the NameID, and a user pool of Cognito tells its users by it.",
    remedy: Remedy {
        text: "send a NameID: a mail address for Client VPN, a value that stays a person's own for Cognito",
        setting: Some(Setting::NameId),
    },
    citations: &[CLIENT_VPN_SAML, COGNITO_SAML],
    check: Check::Message {
        services: &[&services::CLIENT_VPN, &services::COGNITO],
        needs: &[Need::Assertion],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let Some(subject) = &assertion.subject else {
        if case.truncated {
            return case.absent();
        }
        return Finding::new(&RULE, assertion.tag, "the assertion has no Subject, and so no NameID").into();
    };
    if subject.encrypted_id.is_some() {
        return Outcome::NotApplicable;
    }
    match &subject.name_id {
        Some(name_id) if name_id.text.value.trim().is_empty() && !case.is_cut(&name_id.text) => {
            Finding::new(&RULE, name_id.tag, "the NameID is empty").into()
        }
        Some(_) => Outcome::Clean,
        None if case.truncated => case.absent(),
        None => Finding::new(&RULE, subject.tag, "the Subject has no NameID").into(),
    }
}
