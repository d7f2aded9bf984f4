//! What a URL of AWS's is: where a SAML response is posted, where RelayState leads, who issued it.
//!
//! IAM User Guide, "Configure your SAML 2.0 IdP with relying party trust"; AWS General Reference,
//! "AWS Sign-In endpoints"; IAM Identity Center User Guide; Amazon Connect Administrator Guide.

use super::nearest::nearest;
use super::partitions::{PARTITIONS, Partition};
use crate::url::Url;

mod hosts;
mod paths;
mod services;

pub use hosts::locate;
pub use paths::{is_provider_id, is_uuid, uuid_in};
pub use services::CLIENT_VPN;

/// Where the non-regional form is meant, and no better is known.
pub const GLOBAL_SIGN_IN: &str = "https://signin.aws.amazon.com/saml";

/// A URL of AWS's, with what is odd about how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub endpoint: Endpoint,
    /// In the order of [`Deviation`]; empty where the URL is exact.
    pub deviations: Vec<Deviation>,
}

/// What a URL of AWS's is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// The IAM sign-in service.
    SignIn(SignIn),
    /// The side of IAM Identity Center that takes an outside provider's assertions.
    IdentityCenter(IdentityCenter),
    /// IAM Identity Center as the provider: `https://portal.sso.{region}.amazonaws.com/saml/assertion/...`.
    IdentityCenterIssuer {
        region: String,
    },
    /// The assertion consumer service of Amazon Connect Global Resiliency.
    Connect {
        instance: String,
        region: String,
    },
    /// A RelayState that opens an Amazon Connect instance.
    ConnectRelayState(ConnectRelayState),
    /// A page of the AWS Management Console.
    Console {
        partition: &'static Partition,
        region: Option<String>,
    },
    Sts {
        region: Option<String>,
    },
    /// An AWS access portal of IAM Identity Center.
    Portal,
    /// SCIM of IAM Identity Center.
    Scim {
        region: String,
        trailing_slash: TrailingSlash,
    },
    /// A service with a sign-in of its own, or one that the IAM sign-in leads to.
    Service {
        service: OtherService,
        part: ServicePart,
    },
    /// A host under a domain of AWS's that has no part in this.
    OtherAws,
}

/// A service of AWS's that logins by SAML lead to, beside IAM, Identity Center and Connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherService {
    ClientVpn,
    Cognito,
    Grafana,
    OpenSearch,
    WorkSpaces,
    AppStream,
    QuickSight,
}

impl OtherService {
    pub fn name(self) -> &'static str {
        match self {
            OtherService::ClientVpn => "AWS Client VPN",
            OtherService::Cognito => "Amazon Cognito",
            OtherService::Grafana => "Amazon Managed Grafana",
            OtherService::OpenSearch => "OpenSearch Dashboards",
            OtherService::WorkSpaces => "Amazon WorkSpaces",
            OtherService::AppStream => "Amazon AppStream",
            OtherService::QuickSight => "Amazon QuickSight",
        }
    }
}

/// What of a service an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServicePart {
    /// It takes responses.
    Acs,
    /// A RelayState that leads there behind the IAM sign-in.
    RelayState,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub partition: &'static Partition,
    /// Lower case; `None` for the non-regional host.
    pub region: Option<String>,
    pub form: SignInForm,
    pub fips: Fips,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fips {
    No,
    Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailingSlash {
    No,
    Yes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInForm {
    /// `/saml`
    Plain,
    /// `/saml/acs/{id}`: what a provider that requires encryption wants.
    ProviderSpecific(String),
    /// `/saml/{id}`: as one example of AWS's prints it, `/acs/` left out.
    MissingAcs(String),
    /// `/static/saml`, still named on one page.
    LegacyStatic,
    /// AWS's own metadata, for an identity provider to read: nothing is posted there.
    ServiceProviderMetadata,
    /// Another path on the same host; nothing is known to take a response there.
    OtherPath(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityCenter {
    pub region: Option<String>,
    pub host: IdentityCenterHost,
    pub part: IdentityCenterPart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityCenterHost {
    /// `{region}.signin.aws.amazon.com`
    Legacy,
    /// `{region}.signin.aws`
    Ipv4,
    /// `{region}.sso.signin.aws`
    DualStack,
    /// GovCloud; its hosts are attested weakly.
    GovCloud,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityCenterPart {
    /// `/platform/saml/acs/{tenant}`
    Acs {
        tenant: String,
    },
    /// `/platform/saml/d-...`: the entity ID, and so the Audience.
    Issuer {
        instance: String,
    },
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectRelayState {
    pub partition: &'static Partition,
    pub region: Option<String>,
    /// As written; a UUID where it is right. Empty where it is missing.
    pub instance: String,
    /// Decoded.
    pub destination: Option<String>,
}

/// What is odd about how a URL is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// Blanks or invisible characters around or inside it.
    Whitespace,
    NoScheme,
    /// Not `https`.
    Scheme(String),
    UserInfo,
    UpperCaseHost,
    /// 443 too: AWS's URLs name no port, and a trust policy compares text.
    Port(String),
    /// A region that no list has, though it is named as regions are.
    UnlistedRegion(String),
    UnknownRegion {
        region: String,
        nearest: Option<&'static str>,
    },
    /// A region of another partition than the host.
    RegionOfOtherPartition {
        region: String,
        partition: &'static str,
    },
    PathCase,
    TrailingSlash,
    Query,
    Fragment,
}

impl SignIn {
    /// A response may be posted here.
    pub fn takes_responses(&self) -> bool {
        match self.form {
            SignInForm::Plain | SignInForm::ProviderSpecific(_) | SignInForm::LegacyStatic => true,
            SignInForm::MissingAcs(_) | SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) => {
                false
            }
        }
    }

    pub fn host(&self) -> String {
        let base = match (self.fips, self.partition.sign_in_fips) {
            (Fips::Yes, Some(fips)) => fips,
            (Fips::Yes, None) | (Fips::No, _) => self.partition.sign_in_suffix,
        };
        match &self.region {
            Some(region) => format!("{region}.{base}"),
            None => base.to_owned(),
        }
    }

    /// The URL as AWS documents it; for a path that takes no response, the plain one.
    pub fn url(&self) -> String {
        let host = self.host();
        match &self.form {
            SignInForm::Plain | SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) => {
                format!("https://{host}/saml")
            }
            SignInForm::ProviderSpecific(id) | SignInForm::MissingAcs(id) => {
                format!("https://{host}/saml/acs/{id}")
            }
            SignInForm::LegacyStatic => format!("https://{host}/static/saml"),
        }
    }
}

impl Located {
    /// Exactly as documented.
    pub fn is_exact(&self) -> bool {
        self.deviations.is_empty()
    }

    pub fn sign_in(&self) -> Option<&SignIn> {
        match &self.endpoint {
            Endpoint::SignIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }
}

/// Whether a URL is AWS's.
pub fn is_aws(url: &str) -> bool {
    locate(url).is_some()
}

/// Whether AWS takes a SAML response there: its sign-in endpoints, and the ones of Identity Center and Connect.
pub fn takes_responses(url: &str) -> bool {
    locate(url).is_some_and(|located| match located.endpoint {
        Endpoint::SignIn(sign_in) => sign_in.takes_responses(),
        Endpoint::IdentityCenter(center) => matches!(center.part, IdentityCenterPart::Acs { .. }),
        Endpoint::Connect { .. } => true,
        Endpoint::IdentityCenterIssuer { .. }
        | Endpoint::ConnectRelayState(_)
        | Endpoint::Console { .. }
        | Endpoint::Sts { .. }
        | Endpoint::Portal
        | Endpoint::Scim { .. }
        | Endpoint::OtherAws => false,
        Endpoint::Service { part, .. } => part == ServicePart::Acs,
    })
}

/// The instance of Amazon Connect that a login leads to: its id, where it is one, and its Region.
pub fn connect_instance(
    relay_state: Option<&str>,
    recipient: Option<&str>,
) -> Option<(String, Option<String>)> {
    let of_relay_state = relay_state.and_then(locate).and_then(|located| match located.endpoint {
        Endpoint::ConnectRelayState(state) => {
            // GovCloud's address names no Region, and one of its Regions has Amazon Connect.
            let only = (state.partition.id == "aws-us-gov").then(|| "us-gov-west-1".to_owned());
            Some((state.instance, state.region.or(only)))
        }
        _ => None,
    });
    let of_recipient = || match recipient.and_then(locate)?.endpoint {
        Endpoint::Connect { instance, region } => Some((instance, Some(region))),
        _ => None,
    };
    of_relay_state.or_else(of_recipient).filter(|(instance, _)| is_uuid(instance))
}

/// The id that the issuer URL of an instance of IAM Identity Center ends in, `d-9a67ef0123`, and its
/// Region.
pub fn identity_store(issuer: &str) -> Option<(String, Option<String>)> {
    match locate(issuer)?.endpoint {
        Endpoint::IdentityCenter(IdentityCenter {
            part: IdentityCenterPart::Issuer { instance },
            region,
            ..
        }) => Some((instance, region)),
        _ => None,
    }
}

/// The sign-in URL that was probably meant by one whose host is not AWS's, or no service's of it.
pub fn nearest_sign_in(text: &str) -> Option<String> {
    if locate(text)
        .is_some_and(|located| !matches!(located.endpoint, Endpoint::OtherAws | Endpoint::Service { .. }))
    {
        return None;
    }
    let url = Url::parse(text)?;
    let host = url.host.to_ascii_lowercase();
    let with_regions = PARTITIONS.iter().flat_map(|home| {
        let regional = home.regions.iter().map(|region| format!("{region}.{}", home.sign_in_suffix));
        home.sign_in.map(str::to_owned).into_iter().chain(regional)
    });
    let hosts: Vec<String> = with_regions.collect();
    let near = nearest(&host, hosts.iter().map(String::as_str))?;
    let path = match paths::sign_in_form(url.path, &mut Vec::new()) {
        SignInForm::ProviderSpecific(id) | SignInForm::MissingAcs(id) => format!("/saml/acs/{id}"),
        SignInForm::Plain
        | SignInForm::LegacyStatic
        | SignInForm::ServiceProviderMetadata
        | SignInForm::OtherPath(_) => "/saml".to_owned(),
    };
    Some(format!("https://{}{path}", near.candidate))
}

#[cfg(test)]
mod tests;
