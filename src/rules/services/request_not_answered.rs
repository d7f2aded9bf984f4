//! The response answers another request than the one in the same capture, or none.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_TROUBLESHOOTING, COGNITO_SAML, SAML_PROFILES};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Request, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "request-not-answered",
    summary: "the response does not answer the request that stands in the same capture",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A login that begins at the service sends an AuthnRequest, and InResponseTo of the response has to be its ID. A bookmarked page of the identity provider, the back button or a response that was sent before answers an older one; a response begun at the identity provider answers none.",
    remedy: Remedy {
        text: "begin again at the service: the AWS access portal, or the application's own sign-in; keep no bookmark of the identity provider's page",
        setting: None,
    },
    citations: &[CENTER_TROUBLESHOOTING, COGNITO_SAML, SAML_PROFILES],
    // CloudTrail has the first; what the page shows is general.
    explains: &[
        &identity_center::REQUEST_ID_NOT_VALID,
        &identity_center::COULD_NOT_COMPLETE,
        &identity_center::UNEXPECTED_ERROR,
    ],
    check: Check::Message {
        services: &[&services::IDENTITY_CENTER, &services::COGNITO],
        needs: &[Need::Har],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.capture.entry.is_none() {
        return match case.response.in_response_to {
            Some(_) => Outcome::NotChecked(Need::Har),
            None => Outcome::NotApplicable,
        };
    }
    let asked: Vec<&Request> =
        case.requests.iter().filter(|request| is_of_this_login(case, request)).collect();
    let Some(last) = asked.last() else { return Outcome::NotApplicable };
    let place = case.response.start(case.tree);
    let Some(answers) = &case.response.in_response_to else {
        let message = format!(
            "the response answers no request (no InResponseTo), and entry {} asked with the ID {}",
            last.entry,
            quoted(&last.id)
        );
        return Finding::new(&RULE, place, message)
            .expected(format!("InResponseTo=\"{}\"", last.id))
            .remedy("let the identity provider answer the request that it got: InResponseTo with its ID, in the Response and in SubjectConfirmationData; a response begun at the identity provider has none, and is taken only where that is allowed")
            .into();
    };
    if asked.iter().any(|request| request.id == answers.value) {
        return Outcome::Clean;
    }
    let message = format!(
        "InResponseTo is {}, the request in entry {} has the ID {}",
        quoted(&answers.value),
        last.entry,
        quoted(&last.id)
    );
    Finding::of_value(&RULE, answers, message).expected(last.id.clone()).into()
}

/// Whether the one who asked is the one that the response is for.
fn is_of_this_login(case: &Case, request: &Request) -> bool {
    let Some(assertion) = case.assertion() else { return false };
    let issuer = request.issuer.as_deref().map(str::trim);
    let is_audience = assertion.audiences().any(|audience| Some(audience.value.trim()) == issuer);
    let acs = assertion.recipient().map(|recipient| recipient.value.as_str());
    is_audience || (acs.is_some() && request.acs.as_deref() == acs)
}
