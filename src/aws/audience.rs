//! What an Audience value tells: IAM's own, another service's, or nearly one of them.
//!
//! AWS's metadata as a service provider; values seen in working responses.

use super::endpoints::{Endpoint, IdentityCenterPart, OtherService, SignInForm, locate};
use super::nearest::{Near, nearest};
use super::partitions::{self, Partition};

/// Values of Audience that were seen to be accepted by the IAM sign-in.
pub static ACCEPTED: &[&str] = &[
    "urn:amazon:webservices",
    "https://signin.aws.amazon.com/saml",
    "urn:amazon:webservices:govcloud",
    "urn:amazon:webservices:cn-north-1",
    "urn:amazon:webservices:cn-northwest-1",
    "https://signin.amazonaws.cn/saml",
];

/// The entity ID in AWS's metadata.
pub const ENTITY_ID: &str = "urn:amazon:webservices";

/// The entity ID of AWS Client VPN.
pub const CLIENT_VPN: &str = "urn:amazon:webservices:clientvpn";

/// Before the id of a user pool of Amazon Cognito.
pub const COGNITO: &str = "urn:amazon:cognito:sp:";

/// What an Audience value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudienceKind {
    AcceptedForIam,
    /// A sign-in URL that is in no list of accepted audiences: a region's, or a provider's own.
    /// One guide says it works, AWS is silent.
    SignInUrl {
        region: Option<String>,
    },
    OtherService(Receiver),
    /// Misses an accepted value by little.
    NearMiss(Near<'static>),
    Unknown,
}

/// A service of AWS's other than IAM that an Audience names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    IdentityCenter,
    Connect,
    Service(OtherService),
}

impl Receiver {
    pub fn name(self) -> &'static str {
        match self {
            Receiver::IdentityCenter => "IAM Identity Center",
            Receiver::Connect => "Amazon Connect Global Resiliency",
            Receiver::Service(service) => service.name(),
        }
    }
}

/// The partition that an Audience for the IAM sign-in names; `urn:amazon:webservices` serves all of them.
pub fn partition(audience: &str) -> Option<&'static Partition> {
    match audience.strip_prefix(ENTITY_ID) {
        Some("") => None,
        Some(":govcloud") => partitions::partition("aws-us-gov"),
        Some(region) => partitions::partition_of_region(region.strip_prefix(':')?),
        None => Some(locate(audience)?.sign_in()?.partition),
    }
}

pub fn classify(audience: &str) -> AudienceKind {
    if ACCEPTED.contains(&audience) {
        return AudienceKind::AcceptedForIam;
    }
    if audience == CLIENT_VPN {
        return AudienceKind::OtherService(Receiver::Service(OtherService::ClientVpn));
    }
    if audience.starts_with(COGNITO) {
        return AudienceKind::OtherService(Receiver::Service(OtherService::Cognito));
    }
    if let Some(located) = locate(audience) {
        match &located.endpoint {
            Endpoint::IdentityCenter(center)
                if matches!(
                    center.part,
                    IdentityCenterPart::Issuer { .. } | IdentityCenterPart::Acs { .. }
                ) =>
            {
                return AudienceKind::OtherService(Receiver::IdentityCenter);
            }
            Endpoint::Connect { .. } => return AudienceKind::OtherService(Receiver::Connect),
            Endpoint::Service { service, .. } => {
                return AudienceKind::OtherService(Receiver::Service(*service));
            }
            Endpoint::SignIn(sign_in)
                if located.is_exact()
                    && matches!(sign_in.form, SignInForm::Plain | SignInForm::ProviderSpecific(_)) =>
            {
                return AudienceKind::SignInUrl { region: sign_in.region.clone() };
            }
            _ => {}
        }
    }
    match nearest(audience, ACCEPTED.iter().copied()) {
        Some(near) => AudienceKind::NearMiss(near),
        None => AudienceKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::nearest::Difference;

    #[test]
    fn an_audience_names_its_partition_or_serves_all() {
        for (audience, expected) in [
            ("urn:amazon:webservices", None),
            ("urn:amazon:webservices:govcloud", Some("aws-us-gov")),
            ("urn:amazon:webservices:cn-north-1", Some("aws-cn")),
            ("https://signin.aws.amazon.com/saml", Some("aws")),
            ("https://signin.amazonaws.cn/saml", Some("aws-cn")),
            ("https://cn-north-1.signin.amazonaws.cn/saml", Some("aws-cn")),
            ("https://sp.example.com/metadata", None),
        ] {
            assert_eq!(partition(audience).map(|partition| partition.id), expected, "{audience}");
        }
    }

    #[test]
    fn an_audience_is_accepted_regional_foreign_near_or_unknown() {
        let near = |candidate, differences: &[Difference]| {
            AudienceKind::NearMiss(Near { candidate, differences: differences.to_vec() })
        };
        for (audience, expected) in [
            ("urn:amazon:webservices", AudienceKind::AcceptedForIam),
            ("https://signin.aws.amazon.com/saml", AudienceKind::AcceptedForIam),
            ("urn:amazon:webservices:govcloud", AudienceKind::AcceptedForIam),
            ("urn:amazon:webservices:cn-north-1", AudienceKind::AcceptedForIam),
            (
                "https://us-east-1.signin.aws.amazon.com/saml",
                AudienceKind::SignInUrl { region: Some("us-east-1".to_owned()) },
            ),
            (
                "https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMNOP",
                AudienceKind::SignInUrl { region: None },
            ),
            (
                "urn:amazon:webservices:clientvpn",
                AudienceKind::OtherService(Receiver::Service(OtherService::ClientVpn)),
            ),
            (
                "urn:amazon:cognito:sp:us-east-1_AbCdEf",
                AudienceKind::OtherService(Receiver::Service(OtherService::Cognito)),
            ),
            (
                "https://eu-west-1.signin.aws.amazon.com/platform/saml/d-0123456789",
                AudienceKind::OtherService(Receiver::IdentityCenter),
            ),
            ("urn:amazon:webservice", near("urn:amazon:webservices", &[Difference::Edits(1)])),
            ("URN:amazon:webservices", near("urn:amazon:webservices", &[Difference::Case])),
            (
                "https://signin.aws.amazon.com/saml/",
                near("https://signin.aws.amazon.com/saml", &[Difference::TrailingSlash]),
            ),
            (
                "http://signin.aws.amazon.com/saml",
                near("https://signin.aws.amazon.com/saml", &[Difference::Scheme]),
            ),
            (
                "https://signin.aws.amazon.com/saml#2",
                near("https://signin.aws.amazon.com/saml", &[Difference::Fragment]),
            ),
            (" urn:amazon:webservices", near("urn:amazon:webservices", &[Difference::Whitespace])),
            ("https://sp.example.com/metadata", AudienceKind::Unknown),
            ("", AudienceKind::Unknown),
        ] {
            assert_eq!(classify(audience), expected, "{audience:?}");
        }
    }
}
