//! What a path on a host of AWS's leads to.

use super::{ConnectRelayState, Deviation, Endpoint, IdentityCenterPart, SignInForm};
use crate::aws::partitions::Partition;
use crate::url::Url;

/// The path without a slash at its end, and in lower case only where that is what makes it fit.
fn steps<'a>(path: &'a str, deviations: &mut Vec<Deviation>) -> Vec<&'a str> {
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() != path.len() && !trimmed.is_empty() {
        deviations.push(Deviation::TrailingSlash);
    }
    trimmed.strip_prefix('/').unwrap_or(trimmed).split('/').collect()
}

/// Whether steps are these words; another case is a deviation.
fn are(steps: &[&str], words: &[&str], deviations: &mut Vec<Deviation>) -> bool {
    let fits = steps.len() == words.len()
        && steps.iter().zip(words).all(|(step, word)| step.eq_ignore_ascii_case(word));
    if fits && steps != words {
        deviations.push(Deviation::PathCase);
    }
    fits
}

pub(super) fn identity_center_part(path: &str, deviations: &mut Vec<Deviation>) -> IdentityCenterPart {
    let steps = steps(path, deviations);
    match steps.as_slice() {
        [head @ .., tenant] if are(head, &["platform", "saml", "acs"], deviations) => {
            IdentityCenterPart::Acs { tenant: (*tenant).to_owned() }
        }
        [head @ .., instance]
            if instance.starts_with("d-") && are(head, &["platform", "saml"], deviations) =>
        {
            IdentityCenterPart::Issuer { instance: (*instance).to_owned() }
        }
        _ => IdentityCenterPart::Other,
    }
}

pub(super) fn sign_in_form(path: &str, deviations: &mut Vec<Deviation>) -> SignInForm {
    let steps = steps(path, deviations);
    if are(&steps, &["saml"], deviations) {
        return SignInForm::Plain;
    }
    if are(&steps, &["static", "saml"], deviations) {
        return SignInForm::LegacyStatic;
    }
    match steps.as_slice() {
        ["static", .., "saml-metadata.xml"] => SignInForm::ServiceProviderMetadata,
        [head @ .., id] if are(head, &["saml", "acs"], deviations) => {
            SignInForm::ProviderSpecific((*id).to_owned())
        }
        [head @ .., id] if is_provider_id(id) && are(head, &["saml"], deviations) => {
            SignInForm::MissingAcs((*id).to_owned())
        }
        _ => SignInForm::OtherPath(path.to_owned()),
    }
}

/// `SAMLSP` and 16 of `[A-Z0-9]`, as the IAM console shows it.
pub fn is_provider_id(id: &str) -> bool {
    id.len() == 22
        && id.starts_with("SAMLSP")
        && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

pub(super) fn console(
    url: &Url<'_>,
    home: &'static Partition,
    region: Option<String>,
    deviations: &mut Vec<Deviation>,
) -> Endpoint {
    let steps: Vec<&str> = url.path.trim_matches('/').split('/').collect();
    // An ARN in the id's place has a slash of its own.
    let is_one = |instance: &[&str]| instance.len() <= 1 || instance[0].starts_with("arn:");
    let Some((head, instance)) = steps.split_at_checked(2).filter(|(_, instance)| is_one(instance)) else {
        return Endpoint::Console { partition: home, region };
    };
    if !are(head, &["connect", "federate"], deviations) {
        return Endpoint::Console { partition: home, region };
    }
    if url.path.ends_with('/') && !instance.is_empty() {
        deviations.push(Deviation::TrailingSlash);
    }
    Endpoint::ConnectRelayState(ConnectRelayState {
        partition: home,
        region,
        instance: instance.join("/"),
        destination: url.parameter("destination"),
    })
}

/// The first UUID of a text.
pub fn uuid_in(text: &str) -> Option<&str> {
    (0..text.len())
        .filter(|&at| text.is_char_boundary(at))
        .filter_map(|at| text.get(at..at + 36))
        .find(|part| is_uuid(part))
}

/// Eight, four, four, four and twelve hexadecimal digits.
pub fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
