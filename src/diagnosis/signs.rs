//! What of a response tells who made it, and what of it fills the values a remedy names.

use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{self, Endpoint};
use crate::aws::role_value::{self, Pair, Reading, read};
use crate::identity_provider::{Known, NameIdForm, Signs, Taker};
use crate::readings::Readings;
use crate::saml::{AttributeValue, Response};
use crate::signature::Signature;
use crate::source::Text;

/// What of a response tells which identity provider made it.
pub(super) fn signs<'a>(response: &'a Response, signatures: &'a [Signature]) -> Signs<'a> {
    let assertion = response.assertion();
    let text = |text: &'a Option<Text>| text.as_ref().map(|text| text.value.as_str());
    let name_id = assertion.and_then(|assertion| assertion.name_id());
    let attributes = || assertion.into_iter().flat_map(|assertion| &assertion.attributes);
    let provider_name = |value: &'a AttributeValue| {
        let provider = role_value::halves(&value.text.value).provider?;
        provider.split_once(":saml-provider/").map(|(_, name)| name)
    };
    Signs {
        issuer: issuer(response),
        destination: text(&response.destination),
        name_id: name_id.map(|name_id| name_id.text.value.as_str()),
        name_id_format: name_id.and_then(|name_id| text(&name_id.format)),
        attribute_names: attributes().filter_map(|attribute| text(&attribute.name)).collect(),
        provider_names: attributes()
            .filter(|attribute| attribute.is_named(ROLE))
            .flat_map(|attribute| attribute.values.iter().filter_map(provider_name))
            .collect(),
        role_values: attributes()
            .filter(|attribute| attribute.is_named(ROLE))
            .flat_map(|attribute| attribute.values.iter().map(|value| value.text.value.as_str()))
            .collect(),
        recipient: assertion.and_then(|assertion| assertion.recipient()).map(|text| text.value.as_str()),
        audiences: assertion
            .into_iter()
            .flat_map(|assertion| assertion.audiences().map(|audience| audience.value.as_str()))
            .collect(),
        certificate_subjects: signatures
            .iter()
            .flat_map(|signature| signature.embedded())
            .filter_map(|key| key.certificate.as_ref())
            .map(|certificate| certificate.subject.as_str())
            .collect(),
    }
}

/// What a response knows of the values to enter at its provider: those of its first usable Role value,
/// and of a Recipient that is one of AWS's sign-in addresses.
pub(super) fn known(response: &Response, readings: &Readings<'_>, signs: &Signs<'_>) -> Known {
    let of_role = readings.roles.iter().find_map(|reading| match reading {
        Reading::Pair(pair) => Some(pair.clone()),
        Reading::Blank
        | Reading::Template(_)
        | Reading::NotPair(_)
        | Reading::WrongKind(_)
        | Reading::Malformed(_) => None,
    });
    let pair = of_role.or_else(|| elsewhere(response));
    let recipient = response.assertion().and_then(|assertion| assertion.recipient());
    let sign_in = recipient.and_then(|recipient| {
        let located = endpoints::locate(&recipient.value)?;
        match located.endpoint {
            Endpoint::SignIn(sign_in) if sign_in.takes_responses() => Some(sign_in),
            _ => None,
        }
    });
    let partition = pair.as_ref().map(|pair| pair.role.arn.partition);
    let audience = match partition {
        Some("aws-us-gov") => Some("urn:amazon:webservices:govcloud"),
        Some("aws-cn") => Some("urn:amazon:webservices:cn-north-1"),
        _ => None,
    };
    let taker = if signs.is_for_identity_center() { Taker::IdentityCenter } else { Taker::SignIn };
    Known {
        partition: partition.map(str::to_owned),
        account: pair.as_ref().map(|pair| pair.role.arn.account.to_owned()),
        role: pair.as_ref().map(|pair| format!("{}{}", pair.role.path, pair.role.name)[1..].to_owned()),
        provider: pair.as_ref().map(|pair| pair.provider.name.to_owned()),
        region: sign_in.as_ref().and_then(|sign_in| sign_in.region.clone()),
        acs: sign_in.as_ref().map(|sign_in| sign_in.url()),
        audience: audience.map(str::to_owned),
        relay_state: None,
        client: signs.audiences.first().filter(|audience| is_plain(audience)).map(|&one| one.to_owned()),
        tag_key: None,
        name_id: (taker == Taker::IdentityCenter).then_some(NameIdForm::Address),
        taker,
    }
}

/// A pair in an attribute under another Name: the one that was meant as Role.
fn elsewhere(response: &Response) -> Option<Box<Pair<'_>>> {
    let attributes = response.assertion().into_iter().flat_map(|assertion| &assertion.attributes);
    attributes.flat_map(|attribute| &attribute.values).find_map(|value| match read(&value.text.value) {
        Reading::Pair(pair) => Some(pair),
        Reading::Blank
        | Reading::Template(_)
        | Reading::NotPair(_)
        | Reading::WrongKind(_)
        | Reading::Malformed(_) => None,
    })
}

/// What can stand among the steps of a path, as a URL or a URN can.
fn is_plain(text: &str) -> bool {
    /// Longer ones hide the path that they stand in.
    const LONGEST: usize = 80;
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Who issued a response, by its assertion, else by itself.
pub(super) fn issuer(response: &Response) -> Option<&str> {
    let of_assertion = response.assertion().and_then(|assertion| assertion.issuer.as_ref());
    of_assertion.or(response.issuer.as_ref()).map(|issuer| issuer.value.as_str())
}
