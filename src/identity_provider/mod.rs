//! The identity providers people use with AWS: how to tell them, and where a setting is made.

use std::fmt;

use crate::aws::url::Url;

mod adfs;
mod auth0;
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
mod shibboleth;
mod workspace_one;

/// An identity provider.
pub struct IdentityProvider {
    /// Stable, part of the JSON contract.
    pub id: &'static str,
    pub name: &'static str,
    pub recognise: fn(&Signs<'_>) -> Option<Strength>,
    pub screen: fn(Setting) -> Option<Screen>,
    /// Where its metadata for AWS is to be had; `<...>` stands for what varies.
    pub metadata: Option<&'static str>,
    /// Errors it shows before AWS is reached, and what they mean.
    pub own_errors: &'static [(&'static str, &'static str)],
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
    RoleClaim,
    RoleSessionNameClaim,
    SessionDurationClaim,
    TagClaim,
    NameId,
    Audience,
    Recipient,
    RelayState,
    SigningCertificate,
    SignWhat,
    Encryption,
    Lifetime,
    GroupMapping,
    ProviderArn,
}

impl Setting {
    pub const ALL: [Setting; 14] = [
        Setting::RoleClaim,
        Setting::RoleSessionNameClaim,
        Setting::SessionDurationClaim,
        Setting::TagClaim,
        Setting::NameId,
        Setting::Audience,
        Setting::Recipient,
        Setting::RelayState,
        Setting::SigningCertificate,
        Setting::SignWhat,
        Setting::Encryption,
        Setting::Lifetime,
        Setting::GroupMapping,
        Setting::ProviderArn,
    ];

    /// In the words of the standard, for a reader whose provider is not known.
    pub fn name(self) -> &'static str {
        match self {
            Setting::RoleClaim => "the Role attribute",
            Setting::RoleSessionNameClaim => "the RoleSessionName attribute",
            Setting::SessionDurationClaim => "the SessionDuration attribute",
            Setting::TagClaim => "the PrincipalTag attributes",
            Setting::NameId => "the NameID",
            Setting::Audience => "the audience (service provider entity ID)",
            Setting::Recipient => "the recipient (assertion consumer service URL)",
            Setting::RelayState => "the RelayState",
            Setting::SigningCertificate => "the signing certificate",
            Setting::SignWhat => "what is signed: response, assertion or both",
            Setting::Encryption => "the encryption of assertions",
            Setting::Lifetime => "the lifetime of assertions",
            Setting::GroupMapping => "the mapping of groups to roles",
            Setting::ProviderArn => "the ARN of the IAM SAML provider",
        }
    }
}

/// Where a setting is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Steps with ` > ` between them.
    pub path: &'static str,
    pub field: Option<&'static str>,
    pub note: Option<&'static str>,
}

impl Screen {
    const fn new(path: &'static str, field: Option<&'static str>, note: Option<&'static str>) -> Screen {
        Screen { path, field, note }
    }
}

impl fmt::Display for Screen {
    /// `path > field (note)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        if let Some(field) = self.field {
            write!(f, " > {field}")?;
        }
        if let Some(note) = self.note {
            write!(f, " ({note})")?;
        }
        Ok(())
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

/// Whether a host is a domain or stands under it.
fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
