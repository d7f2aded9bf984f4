//! The Audience is none of the service's that the response goes to.

use crate::aws::audience::{CLIENT_VPN, COGNITO};
use crate::aws::services;
use crate::citations::{CLIENT_VPN_SAML, COGNITO_SAML, GRAFANA_SAML, OPEN_SEARCH_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::source::Text;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "service-audience-differs",
    summary: "the Audience is not the one of the service that the response goes to",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Each of these services has an Audience of its own: AWS Client VPN one for all, a user pool of Cognito its id behind urn:amazon:cognito:sp:, a workspace of Managed Grafana its address with /saml/metadata, an OpenSearch domain its endpoint. None of them takes a response that is for somebody else.",
    remedy: Remedy {
        text: "set the Audience (SP entity ID) of the application to the service's own",
        setting: Some(Setting::Audience),
    },
    citations: &[CLIENT_VPN_SAML, COGNITO_SAML, GRAFANA_SAML, OPEN_SEARCH_SAML],
    check: Check::Message {
        services: &[&services::CLIENT_VPN, &services::COGNITO, &services::GRAFANA, &services::OPEN_SEARCH],
        needs: &[Need::Assertion],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let recipient = recipients::judged(case).map(|recipient| recipient.value.trim());
    let audiences: Vec<&Text> = assertion.audiences().collect();
    let Some(&first) = audiences.first() else { return case.absent() };
    let Some(wanted) = wanted(case, recipient) else { return Outcome::NotApplicable };
    if audiences.iter().any(|audience| wanted.fits(&audience.value)) {
        return Outcome::Clean;
    }
    let message =
        format!("the audience is {}, {} has {}", quoted(&first.value), case.target.words, wanted.words());
    Finding::of_value(&RULE, first, message).expected(wanted.words()).into()
}

/// The Audience that a service has.
enum Wanted {
    Exactly(String),
    /// Of a user pool, in this Region where the domain tells it.
    Pool(Option<String>),
    /// Of a domain, at this host.
    Host(String),
}

fn wanted(case: &Case, recipient: Option<&str>) -> Option<Wanted> {
    let url = recipient.and_then(Url::parse);
    match case.target {
        target if target == &services::CLIENT_VPN => Some(Wanted::Exactly(CLIENT_VPN.to_owned())),
        target if target == &services::COGNITO => Some(Wanted::Pool(url.and_then(|url| region(url.host)))),
        target if target == &services::GRAFANA => {
            Some(Wanted::Exactly(format!("https://{}/saml/metadata", url?.host.to_ascii_lowercase())))
        }
        _ => Some(Wanted::Host(url?.host.to_ascii_lowercase())),
    }
}

/// `corp.auth.eu-west-1.amazoncognito.com`: a domain of somebody's own tells no Region.
fn region(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let rest = host.strip_suffix(".amazoncognito.com")?;
    rest.rsplit('.').next().map(str::to_owned)
}

impl Wanted {
    fn fits(&self, audience: &str) -> bool {
        match self {
            Wanted::Exactly(wanted) => audience == wanted,
            Wanted::Pool(region) => {
                let pool = audience.strip_prefix(COGNITO).and_then(|pool| pool.split_once('_'));
                pool.is_some_and(|(of, id)| {
                    !id.is_empty()
                        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
                        && region.as_deref().is_none_or(|region| region == of)
                })
            }
            Wanted::Host(host) => Url::parse(audience).is_some_and(|url| url.host.eq_ignore_ascii_case(host)),
        }
    }

    fn words(&self) -> String {
        match self {
            Wanted::Exactly(wanted) => wanted.clone(),
            Wanted::Pool(Some(region)) => format!("{COGNITO}{region}_ID, with the id of the user pool"),
            Wanted::Pool(None) => format!("{COGNITO}REGION_ID, with the id of the user pool"),
            Wanted::Host(host) => format!("https://{host}"),
        }
    }
}
