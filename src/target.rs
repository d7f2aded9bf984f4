//! Which AWS service a response is meant for, told from its addresses.

use crate::aws::attributes;
use crate::aws::audience::{self, AudienceKind, OtherService};
use crate::aws::endpoints::{self, Endpoint, IdentityCenterPart};
use crate::capture::Capture;
use crate::instant::Instant;
use crate::rule::Target;
use crate::saml::Response;

/// The service a response is for; `None` where nothing in it or about it is AWS's.
///
/// Recipient decides first, then Destination, Audience and the address it was posted to, last the
/// attribute names: the same provider often has one application for IAM and one for Identity Center.
pub fn of(capture: &Capture, response: &Response) -> Option<Target> {
    let assertion = response.assertion();
    let addresses = assertion
        .and_then(|assertion| assertion.recipient())
        .into_iter()
        .chain(&response.destination)
        .map(|text| text.value.as_str());
    let by_address = addresses.filter_map(by_url).next();
    let by_audience = || {
        assertion.into_iter().flat_map(|assertion| assertion.audiences()).find_map(|a| by_audience(&a.value))
    };
    let by_post = || capture.url.as_deref().and_then(by_url);
    let by_attributes = || {
        let names = assertion.into_iter().flat_map(|assertion| &assertion.attributes);
        names.filter_map(|attribute| attribute.name.as_ref()).find_map(|name| by_attribute(&name.value))
    };
    let sts = capture.sts_call.as_ref().map(|_| Target::Iam);
    let target = sts.or(by_address).or_else(by_audience).or_else(by_post).or_else(by_attributes)?;
    if target == Target::Iam && capture.relay_state.as_deref().is_some_and(opens_connect) {
        return Some(Target::Connect);
    }
    Some(target)
}

/// When a response says that it was issued: the assertion's IssueInstant, else the response's.
pub fn issued(response: &Response) -> Option<Instant> {
    let assertion = response.assertion().and_then(|assertion| assertion.issue_instant.as_ref());
    assertion
        .into_iter()
        .chain(&response.issue_instant)
        .find_map(|text| Instant::parse_xs(&text.value).ok())
        .map(|written| written.instant)
}

/// Whether a URL leads to a service of AWS's.
pub fn is_aws_url(url: &str) -> bool {
    endpoints::locate(url).is_some()
}

fn by_url(url: &str) -> Option<Target> {
    match endpoints::locate(url)?.endpoint {
        Endpoint::SignIn(_) | Endpoint::Sts { .. } | Endpoint::Console { .. } => Some(Target::Iam),
        Endpoint::IdentityCenter(center) => match center.part {
            IdentityCenterPart::Acs { .. } | IdentityCenterPart::Issuer { .. } => {
                Some(Target::IdentityCenter)
            }
            IdentityCenterPart::Other => None,
        },
        Endpoint::Connect { .. } | Endpoint::ConnectRelayState(_) => Some(Target::Connect),
        Endpoint::OtherAws => Some(Target::OtherAws),
        Endpoint::IdentityCenterIssuer { .. } | Endpoint::Portal | Endpoint::Scim { .. } => None,
    }
}

fn by_audience(value: &str) -> Option<Target> {
    match audience::classify(value) {
        AudienceKind::AcceptedForIam | AudienceKind::SignInUrl { .. } => Some(Target::Iam),
        AudienceKind::OtherService(OtherService::IdentityCenter) => Some(Target::IdentityCenter),
        AudienceKind::OtherService(OtherService::Connect) => Some(Target::Connect),
        AudienceKind::OtherService(OtherService::ClientVpn | OtherService::Cognito { .. }) => {
            Some(Target::OtherAws)
        }
        AudienceKind::NearMiss(_) => Some(Target::Iam),
        AudienceKind::Unknown => None,
    }
}

fn by_attribute(name: &str) -> Option<Target> {
    let known = attributes::recognise(name).map(|(known, _)| known);
    match known?.reader {
        attributes::Reader::Iam => Some(Target::Iam),
        attributes::Reader::IdentityCenter => Some(Target::IdentityCenter),
    }
}

fn opens_connect(relay_state: &str) -> bool {
    endpoints::locate(relay_state)
        .is_some_and(|located| matches!(located.endpoint, Endpoint::ConnectRelayState(_)))
}
