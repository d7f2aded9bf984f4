//! Which AWS service a response is meant for, told from its addresses.

use crate::aws::attributes::{self, Miss};
use crate::aws::audience;
use crate::aws::endpoints;
use crate::aws::services::{self, IAM, IDENTITY_CENTER, OTHER_AWS, Service};
use crate::capture::Capture;
use crate::instant::Instant;
use crate::saml::Response;

/// The service a response is for; `None` where nothing in it or about it is AWS's.
///
/// Recipient decides first, then Destination, the address it was posted to and Audience, last the
/// attribute names: the same provider often has one application for IAM and one for Identity Center,
/// and its attributes are the easiest to carry over by mistake.
pub fn of(capture: &Capture, response: &Response) -> Option<&'static Service> {
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
    let sts = capture.sts_call.as_ref().map(|_| &IAM);
    // An address elsewhere at AWS is a slip where audience and attributes are the sign-in's.
    let slip = |target: &&'static Service| {
        *target == &OTHER_AWS && by_audience() == Some(&IAM) && by_attributes() == Some(&IAM)
    };
    let by_url = by_address.or_else(by_post).filter(|target| !slip(target));
    let target = sts.or(by_url).or_else(by_audience).or_else(by_attributes)?;
    if target != &IAM {
        return Some(target);
    }
    let by_relay_state = capture.relay_state.as_deref().and_then(opened);
    let by_own_attribute = || {
        let attributes = assertion.map(|assertion| assertion.attributes.as_slice()).unwrap_or_default();
        let names = || attributes.iter().filter_map(|attribute| attribute.name.as_ref());
        services::ALL.iter().copied().find(|service| names().any(|name| (service.is_attribute)(&name.value)))
    };
    by_relay_state.or_else(by_own_attribute).or(Some(target))
}

/// Whom a response is for, by what it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressed {
    /// AWS: something in it or about it is AWS's, or the user says so.
    Aws,
    Elsewhere(Addressee),
    /// It has no Recipient, Destination or Audience.
    Nowhere,
}

/// The receiver that a response names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub value: String,
    /// Where it stands: `Recipient`, `Destination`, `Audience`.
    pub place: &'static str,
}

/// Whom a response names as its receiver: by its Recipient, else its Destination, else its Audience.
pub fn addressee(response: &Response) -> Option<Addressee> {
    let assertion = response.assertion();
    let recipient = assertion.and_then(|assertion| assertion.recipient()).map(|text| ("Recipient", text));
    let destination = response.destination.as_ref().map(|text| ("Destination", text));
    let audience =
        assertion.and_then(|assertion| assertion.audiences().next()).map(|text| ("Audience", text));
    recipient
        .into_iter()
        .chain(destination)
        .chain(audience)
        .map(|(place, text)| Addressee { value: text.value.trim().to_owned(), place })
        .find(|addressee| !addressee.value.is_empty())
}

/// Whether it is of IAM Identity Center as the identity provider of somebody's own application: AWS made it, and
/// does not read it.
pub fn is_for_an_own_application(response: &Response) -> bool {
    let of_assertion = response.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let issuer = of_assertion.or(response.issuer.as_ref());
    let is_center = issuer
        .and_then(|issuer| endpoints::locate(&issuer.value))
        .is_some_and(|located| matches!(located.endpoint, endpoints::Endpoint::IdentityCenterIssuer { .. }));
    is_center && addressee(response).is_some()
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
    endpoints::is_aws(url)
}

/// The service of AWS's that a URL is of.
pub fn by_url(url: &str) -> Option<&'static Service> {
    // Somebody who misspells the host of the sign-in still means it.
    if endpoints::nearest_sign_in(url).is_some() {
        return Some(&IAM);
    }
    let endpoint = endpoints::locate(url)?.endpoint;
    services::ALL.iter().copied().find(|service| (service.is_address)(&endpoint))
}

fn by_audience(value: &str) -> Option<&'static Service> {
    let kind = audience::classify(value);
    services::ALL.iter().copied().find(|service| (service.is_audience)(&kind))
}

fn by_attribute(name: &str) -> Option<&'static Service> {
    let known = match attributes::recognise(name) {
        Some((known, _)) => known,
        // A slip in a name of AWS's is still nobody else's; `Role` alone, or another's claim, may be anybody's.
        None => {
            attributes::near_miss(name)
                .filter(|near| matches!(near.miss, Miss::Near(_) | Miss::ChinaPrefix))?
                .meant
        }
    };
    match known.reader {
        attributes::Reader::Iam => Some(&IAM),
        attributes::Reader::IdentityCenter => Some(&IDENTITY_CENTER),
    }
}

/// The service that a RelayState leads to behind the IAM sign-in.
fn opened(relay_state: &str) -> Option<&'static Service> {
    let endpoint = endpoints::locate(relay_state)?.endpoint;
    services::ALL.iter().copied().find(|service| (service.is_relay_state)(&endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::services::{CLIENT_VPN, COGNITO, CONNECT};
    use crate::saml::message;
    use crate::source::{Source, SourceKind, Sources};
    use crate::xml;

    const SIGN_IN: &str = "https://signin.aws.amazon.com/saml";
    const CENTER: &str = "https://eu-west-1.signin.aws/platform/saml/acs/0a1b";
    const OTHER: &str = "https://app.example/saml";
    const RELAY: &str =
        "https://us-west-2.console.aws.amazon.com/connect/federate/a65f1779-0000-4000-8000-0123456789ab";

    /// Recipient, Destination, Audience and the Name of an attribute; what is empty is left out.
    fn response(recipient: &str, destination: &str, audience: &str, attribute: &str) -> Response {
        let set = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!(" {name}=\"{value}\""),
        };
        let xml = format!(
            "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"{}><Assertion><Subject><SubjectConfirmation>\
             <SubjectConfirmationData{}/></SubjectConfirmation></Subject><Conditions><AudienceRestriction>\
             <Audience>{audience}</Audience></AudienceRestriction></Conditions><AttributeStatement>\
             <Attribute{}/></AttributeStatement></Assertion></p:Response>",
            set("Destination", destination),
            set("Recipient", recipient),
            set("Name", attribute),
        );
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, xml.as_str(), None));
        let tree = xml::parse(source, &xml).unwrap();
        let (_, node) = message::find(&tree);
        Response::read(&tree, node)
    }

    fn posted(url: &str) -> Capture {
        Capture { url: (!url.is_empty()).then(|| url.to_owned()), ..Capture::default() }
    }

    #[test]
    fn one_address_of_aws_makes_a_response_one_for_aws() {
        for (recipient, destination, audience, attribute, url, expected) in [
            (SIGN_IN, "", "", "", "", Some(&IAM)),
            ("", SIGN_IN, "", "", "", Some(&IAM)),
            ("", "", "urn:amazon:webservices", "", "", Some(&IAM)),
            ("", "", "urn:amazon:webservice", "", "", Some(&IAM)),
            ("", "", "", "https://aws.amazon.com/SAML/Attributes/Role", "", Some(&IAM)),
            ("", "", "", "https://aws.amazon.com/SAML/Attributes/role", "", Some(&IAM)),
            (
                "",
                "",
                "",
                "https://aws.amazon.com/SAML/Attributes/AccessControl:Team",
                "",
                Some(&IDENTITY_CENTER),
            ),
            ("", "", "", "", "https://us-east-2.signin.aws.amazon.com/saml", Some(&IAM)),
            ("", "", "", "", "https://sts.amazonaws.com/", Some(&IAM)),
            (CENTER, "", "", "", "", Some(&IDENTITY_CENTER)),
            ("https://d-0123456789.awsapps.com/start", "", "", "", "", Some(&IDENTITY_CENTER)),
            ("https://sigin.aws.amazon.com/saml", "", "", "", "", Some(&IAM)),
            ("https://signin.aws.amazn.com/saml", "", "", "", "", Some(&IAM)),
            (
                "https://pool.auth.eu-west-1.amazoncognito.com/saml2/idpresponse",
                "",
                "",
                "",
                "",
                Some(&COGNITO),
            ),
            ("", "", "urn:amazon:webservices:clientvpn", "", "", Some(&CLIENT_VPN)),
            ("", "", "urn:amazon:cognito:sp:us-east-1_AbCdEf", "", "", Some(&COGNITO)),
            // Nothing of it is AWS's.
            ("", "", "", "", "", None),
            (OTHER, OTHER, "https://app.example/metadata", "Role", OTHER, None),
            ("", "", "", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role", "", None),
            ("https://signin.aws.amazon.com.example/saml", "", "", "", "", None),
        ] {
            let found = of(&posted(url), &response(recipient, destination, audience, attribute));
            assert_eq!(found, expected, "{recipient} {destination} {audience} {attribute} {url}");
        }
    }

    #[test]
    fn the_recipient_decides_before_the_destination_the_post_the_audience_and_the_attributes() {
        let role = "https://aws.amazon.com/SAML/Attributes/Role";
        for (recipient, destination, audience, attribute, url, expected) in [
            (CENTER, SIGN_IN, "urn:amazon:webservices", role, SIGN_IN, &IDENTITY_CENTER),
            (OTHER, CENTER, "urn:amazon:webservices", role, SIGN_IN, &IDENTITY_CENTER),
            (OTHER, OTHER, "urn:amazon:webservices", role, CENTER, &IDENTITY_CENTER),
            (OTHER, OTHER, "urn:amazon:webservices:clientvpn", role, OTHER, &CLIENT_VPN),
            (OTHER, OTHER, OTHER, role, OTHER, &IAM),
            ("https://aws.amazon.com/saml", "", "urn:amazon:webservices", role, "", &IAM),
            ("https://aws.amazon.com/saml", "", "urn:amazon:webservices", "", "", &OTHER_AWS),
            ("https://aws.amazon.com/saml", "", "", role, "", &OTHER_AWS),
        ] {
            let found = of(&posted(url), &response(recipient, destination, audience, attribute));
            assert_eq!(found, Some(expected), "{recipient} {destination} {audience} {attribute} {url}");
        }
    }

    #[test]
    fn the_addressee_is_the_recipient_else_the_destination_else_the_audience() {
        let audience = "https://app.example/metadata";
        for (recipient, destination, audience, expected) in [
            (OTHER, "https://b.example", audience, Some((OTHER, "Recipient"))),
            (" ", OTHER, audience, Some((OTHER, "Destination"))),
            ("", "", audience, Some((audience, "Audience"))),
            ("", "", "", None),
        ] {
            let found = addressee(&response(recipient, destination, audience, ""));
            let expected = expected.map(|(value, place)| Addressee { value: value.to_owned(), place });
            assert_eq!(found, expected, "{recipient} {destination} {audience}");
        }
    }

    #[test]
    fn the_relay_state_opens_connect_behind_the_sign_in_and_nowhere_else() {
        for (recipient, relay_state, expected) in [
            (SIGN_IN, RELAY, &CONNECT),
            (SIGN_IN, "https://console.aws.amazon.com/ec2/home", &IAM),
            (SIGN_IN, "", &IAM),
            (CENTER, RELAY, &IDENTITY_CENTER),
            ("https://a65f1779-0000-4000-8000-0123456789ab.us-east-1.sign-in.connect.aws/saml", "", &CONNECT),
        ] {
            let capture = Capture { relay_state: Some(relay_state.to_owned()), ..Capture::default() };
            assert_eq!(
                of(&capture, &response(recipient, "", "", "")),
                Some(expected),
                "{recipient} {relay_state}"
            );
        }
    }
}
