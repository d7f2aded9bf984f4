//! How the Audiences of an assertion stand as a whole: one that fits suffices.

use crate::aws::audience::{AudienceKind, ENTITY_ID, Receiver};
use crate::aws::nearest::{Difference, is_blank};
use crate::rule::Case;
use crate::rules::recipients;
use crate::source::Text;

/// What the best Audience of the assertion is.
#[derive(Debug)]
pub enum Standing<'a> {
    Accepted,
    /// A sign-in URL that is in no list of accepted audiences.
    SignInUrl(&'a Text),
    /// White space is all that keeps it from an accepted value.
    Padded(&'a Text, &'static str),
    OtherService(&'a Text, Receiver),
    NotAws(Vec<(&'a Text, &'a AudienceKind)>),
    Missing,
    /// The copy ends before the Audiences are over.
    CutOff,
}

pub fn standing<'a>(case: &Case<'a>) -> Standing<'a> {
    let Some(assertion) = case.assertion() else { return Standing::Missing };
    let all = assertion.audiences().zip(&case.readings.audiences);
    let audiences: Vec<(&'a Text, &'a AudienceKind)> =
        all.filter(|(audience, _)| !is_empty(audience)).collect();
    if audiences.iter().any(|(_, kind)| **kind == AudienceKind::AcceptedForIam) {
        return Standing::Accepted;
    }
    let statements = assertion.authn_statements.len() + assertion.attribute_statements.len();
    if case.truncated && statements == 0 {
        return Standing::CutOff;
    }
    if let Some((audience, _)) =
        audiences.iter().find(|(_, kind)| matches!(kind, AudienceKind::SignInUrl { .. }))
    {
        return Standing::SignInUrl(audience);
    }
    for (audience, kind) in &audiences {
        if let AudienceKind::NearMiss(near) = kind
            && near.differences == [Difference::Whitespace]
        {
            return Standing::Padded(audience, near.candidate);
        }
    }
    for (audience, kind) in &audiences {
        if let AudienceKind::OtherService(service) = kind {
            return Standing::OtherService(audience, *service);
        }
    }
    if audiences.is_empty() { Standing::Missing } else { Standing::NotAws(audiences) }
}

fn is_empty(audience: &Text) -> bool {
    audience.value.chars().all(is_blank)
}
/// The name that is known to work in the partition of the roles.
pub fn of_partition(case: &Case) -> &'static str {
    match recipients::role_partitions(case).first().map(|(home, _)| home.id) {
        Some("aws-us-gov") => "urn:amazon:webservices:govcloud",
        Some("aws-cn") => "urn:amazon:webservices:cn-north-1",
        _ => ENTITY_ID,
    }
}

/// Which setting takes it.
pub fn remedy(audience: &str) -> String {
    format!("set the entity ID of the service provider, also called audience or SP entity ID, to {audience}")
}
