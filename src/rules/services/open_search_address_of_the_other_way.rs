//! The login goes to the address of OpenSearch Dashboards for logins that begin at the other side.

use crate::aws::services;
use crate::citations::OPEN_SEARCH_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "open-search-address-of-the-other-way",
    summary: "the login began at one side, and goes to the address of OpenSearch for those begun at the other",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A domain has two addresses for responses: .../_security/saml/acs for logins that begin at Dashboards, and .../acs/idpinitiated for those that begin at the identity provider, which answer no request.",
    remedy: Remedy {
        text: "begin the login at Dashboards, or let the application for the tile at the identity provider have the address that ends in /acs/idpinitiated",
        setting: Some(Setting::Recipient),
    },
    citations: &[OPEN_SEARCH_SAML],
    check: Check::Message { services: &[&services::OPEN_SEARCH], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const OF_THE_PROVIDER: &str = "/idpinitiated";

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    if case.response.tag.is_none() {
        return case.absent();
    }
    let Some(url) = Url::parse(&recipient.value) else { return Outcome::NotApplicable };
    let path = url.path.trim_end_matches('/').to_ascii_lowercase();
    let right = recipient.value.trim_end_matches('/');
    let (message, right) = match (path.ends_with(OF_THE_PROVIDER), &case.response.in_response_to) {
        (false, None) if path.ends_with("/acs") => (
            "the response answers no request, and goes to the address for logins that begin at Dashboards"
                .to_owned(),
            format!("{right}{OF_THE_PROVIDER}"),
        ),
        (true, Some(request)) => (
            format!(
                "the response answers the request {}, and goes to the address for logins that begin at the identity provider",
                quoted(&request.value)
            ),
            right[..right.len() - OF_THE_PROVIDER.len()].to_owned(),
        ),
        (false, None | Some(_)) | (true, None) => return Outcome::Clean,
    };
    let finding = Finding::of_value(&RULE, recipient, message).expected(right);
    // Some identity providers leave InResponseTo out of an answer, too.
    match case.response.in_response_to {
        Some(_) => finding.into(),
        None => finding.at_most(Severity::Note).into(),
    }
}
