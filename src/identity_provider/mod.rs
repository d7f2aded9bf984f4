//! The identity providers people use with AWS: how to tell them, and where a setting is made.

use std::fmt;

use crate::aws::attributes::{self, Miss};
use crate::url::Url;

mod adfs;
mod application;
mod auth0;
mod authentik;
mod cyberark;
mod duo;
mod entra;
mod google;
mod identity_center;
mod jumpcloud;
mod keycloak;
mod okta;
mod onelogin;
mod pingfederate;
mod pingone;
mod screen;
mod shibboleth;
mod simplesamlphp;
mod workspace_one;

pub use self::application::{Application, Fit};
pub use self::screen::{Known, NameIdForm, Screen, Taker, fill};

/// An identity provider.
pub struct IdentityProvider {
    /// Stable, part of the JSON contract.
    pub id: &'static str,
    pub name: &'static str,
    pub recognise: fn(&Signs<'_>) -> Option<Strength>,
    /// The kinds of application for AWS that it offers, the usual one first. Never empty.
    pub applications: &'static [Application],
    /// Where its metadata for AWS is to be had; `<...>` stands for what varies.
    pub metadata: Option<&'static str>,
    /// Whose the clock is that dates its responses.
    pub clock: ServerClock,
    /// Errors it shows before AWS is reached, and what they mean.
    pub own_errors: &'static [(&'static str, &'static str)],
}

/// Who can set the clock of an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerClock {
    /// The vendor runs it, for all its customers.
    Vendors,
    /// It is the clock of a server that its administrator runs.
    Own,
}

/// What of a response tells who made it. Everything is as it stands in the response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs<'a> {
    /// Of the assertion, or else of the response.
    pub issuer: Option<&'a str>,
    pub destination: Option<&'a str>,
    pub name_id: Option<&'a str>,
    pub name_id_format: Option<&'a str>,
    pub attribute_names: Vec<&'a str>,
    /// Names of the IAM SAML providers in the Role values.
    pub provider_names: Vec<&'a str>,
    /// The Role values.
    pub role_values: Vec<&'a str>,
    /// Of the first SubjectConfirmationData.
    pub recipient: Option<&'a str>,
    pub audiences: Vec<&'a str>,
    /// Subjects of the certificates in KeyInfo.
    pub certificate_subjects: Vec<&'a str>,
}

/// How well the signs fit. Ordered: the better one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// A name that a person chose, or an attribute others may send too.
    Weak,
    /// The form of the issuer is this provider's own.
    Strong,
}

/// What an administrator of an identity provider can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// The attribute and its Name.
    RoleClaim,
    /// Where the two ARNs of a Role value are written, or made.
    RoleValue,
    RoleSessionNameClaim,
    /// Where RoleSessionName is made lower case.
    RoleSessionNameCase,
    SessionDurationClaim,
    TagClaim,
    NameId,
    Audience,
    Recipient,
    RelayState,
    SigningCertificate,
    SignWhat,
    SignatureAlgorithm,
    Encryption,
    Lifetime,
    GroupMapping,
    /// What is sent beside the attributes that AWS reads, and roles that are not AWS's.
    OtherAttributes,
    ProviderArn,
    /// What ends a session early: SessionNotOnOrAfter.
    SessionEnd,
}

impl Setting {
    pub const ALL: [Setting; 19] = [
        Setting::RoleClaim,
        Setting::RoleValue,
        Setting::RoleSessionNameClaim,
        Setting::RoleSessionNameCase,
        Setting::SessionDurationClaim,
        Setting::TagClaim,
        Setting::NameId,
        Setting::Audience,
        Setting::Recipient,
        Setting::RelayState,
        Setting::SigningCertificate,
        Setting::SignWhat,
        Setting::SignatureAlgorithm,
        Setting::Encryption,
        Setting::Lifetime,
        Setting::GroupMapping,
        Setting::OtherAttributes,
        Setting::ProviderArn,
        Setting::SessionEnd,
    ];

    /// In the words of the standard, for a reader whose provider is not known.
    pub fn name(self) -> &'static str {
        match self {
            Setting::RoleClaim => "the Role attribute",
            Setting::RoleValue => "the values of the Role attribute",
            Setting::RoleSessionNameClaim => "the RoleSessionName attribute",
            Setting::RoleSessionNameCase => "the case of RoleSessionName",
            Setting::SessionDurationClaim => "the SessionDuration attribute",
            Setting::TagClaim => "the PrincipalTag attributes",
            Setting::NameId => "the NameID",
            Setting::Audience => "the audience (service provider entity ID)",
            Setting::Recipient => "the recipient (assertion consumer service URL)",
            Setting::RelayState => "the RelayState",
            Setting::SigningCertificate => "the signing certificate",
            Setting::SignWhat => "what is signed: response, assertion or both",
            Setting::SignatureAlgorithm => "the signature's algorithm",
            Setting::Encryption => "the encryption of assertions",
            Setting::Lifetime => "the lifetime of assertions",
            Setting::GroupMapping => "the mapping of groups to roles",
            Setting::OtherAttributes => "what is sent beside AWS's attributes",
            Setting::ProviderArn => "the ARN of the IAM SAML provider",
            Setting::SessionEnd => "how long a session may last (SessionNotOnOrAfter)",
        }
    }
}

/// How well it is known that a setting is made on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sure {
    /// Nobody was seen to say so; say "likely".
    Inferred,
    /// Seen in the community.
    Observed,
    /// The vendor, or AWS for its own consoles, documents it.
    Documented,
}

impl IdentityProvider {
    /// Where a setting is made in the usual application.
    pub fn screen(&self, setting: Setting) -> Option<Screen> {
        self.applications.first().and_then(|application| (application.screen)(setting))
    }

    /// The kinds of application that a response can have come from, the likelier first; one that is
    /// proved stands alone.
    pub fn candidates(&self, signs: &Signs<'_>) -> Vec<(&'static Application, Fit)> {
        application::candidates(self.applications, signs)
    }
}

impl fmt::Debug for IdentityProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityProvider").field("id", &self.id).finish_non_exhaustive()
    }
}

impl PartialEq for IdentityProvider {
    fn eq(&self, other: &IdentityProvider) -> bool {
        self.id == other.id
    }
}

impl Eq for IdentityProvider {}

/// Those whose issuer is a host of their own first.
pub static ALL: &[&IdentityProvider] = &[
    &identity_center::IDENTITY_CENTER,
    &okta::OKTA,
    &entra::ENTRA,
    &google::GOOGLE,
    &onelogin::ONELOGIN,
    &pingone::PINGONE,
    &jumpcloud::JUMPCLOUD,
    &auth0::AUTH0,
    &duo::DUO,
    &cyberark::CYBERARK,
    &workspace_one::WORKSPACE_ONE,
    &adfs::ADFS,
    &keycloak::KEYCLOAK,
    &shibboleth::SHIBBOLETH,
    &pingfederate::PINGFEDERATE,
    &simplesamlphp::SIMPLESAMLPHP,
    &authentik::AUTHENTIK,
];

/// The provider the signs fit best; `None` where none fits, or where weak signs point to two.
pub fn recognise(signs: &Signs<'_>) -> Option<(&'static IdentityProvider, Strength)> {
    let fits: Vec<(&IdentityProvider, Strength)> =
        ALL.iter().filter_map(|provider| Some((*provider, (provider.recognise)(signs)?))).collect();
    let strong = fits.iter().find(|(_, strength)| *strength == Strength::Strong);
    match (strong, fits.as_slice()) {
        (Some(fit), _) => Some(*fit),
        (None, [only]) => Some(*only),
        (None, _) => None,
    }
}

/// The provider with this id.
pub fn identity_provider(id: &str) -> Option<&'static IdentityProvider> {
    ALL.iter().copied().find(|provider| provider.id == id)
}

impl Signs<'_> {
    /// The issuer as a URL: host in lower case, and path.
    fn issuer_url(&self) -> Option<(String, &str)> {
        let url = Url::parse(self.issuer?)?;
        Some((url.host.to_ascii_lowercase(), url.path))
    }

    /// The addresses and audiences of IAM Identity Center have this in their path.
    pub(crate) fn is_for_identity_center(&self) -> bool {
        let addresses = self.recipient.iter().chain(&self.destination).chain(&self.audiences);
        addresses.into_iter().any(|address| address.contains("/platform/saml/"))
    }

    /// One of AWS's attributes with these names is there misspelt, and nowhere spelt right.
    fn misspells(&self, names: &[&str]) -> bool {
        let exact = |wanted: &str| {
            self.attribute_names
                .iter()
                .any(|name| name.strip_prefix(attributes::PREFIX).is_some_and(|rest| rest == wanted))
        };
        self.attribute_names.iter().filter_map(|name| attributes::near_miss(name)).any(|near| {
            let spelling = match near.miss {
                Miss::Near(_) | Miss::Prefix | Miss::Bare | Miss::NoColon | Miss::ChinaPrefix => true,
                Miss::MicrosoftClaim => false,
            };
            let meant = near.name.strip_prefix(attributes::PREFIX).unwrap_or("");
            spelling && names.contains(&meant) && !exact(meant)
        })
    }

    /// There are audiences, and none is of AWS's sign-in or of Identity Center.
    fn has_foreign_audience(&self) -> bool {
        let is_aws = |audience: &&str| {
            let audience = audience.trim().to_ascii_lowercase();
            audience.starts_with("urn:amazon:webservices")
                || audience.contains("signin.aws")
                || audience.contains("signin.amazonaws")
                || audience.contains("/platform/saml/")
        };
        !self.audiences.is_empty() && !self.audiences.iter().any(is_aws)
    }

    /// A word begins one of the names a person gave: of the IAM provider, in a certificate.
    fn are_named(&self, words: &[&str]) -> Option<Strength> {
        let names = self.provider_names.iter().chain(&self.certificate_subjects);
        names
            .flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()))
            .any(|part| {
                words
                    .iter()
                    .any(|word| part.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
            })
            .then_some(Strength::Weak)
    }
}

/// An application for IAM Identity Center: its addresses prove it, and their absence excludes it.
fn for_identity_center(signs: &Signs<'_>) -> Fit {
    if signs.is_for_identity_center() { Fit::Proved } else { Fit::Excluded }
}

/// Whether a host is a domain or stands under it.
fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
