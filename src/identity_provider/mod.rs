//! Identity providers: how to recognise them, and on which screen a setting is changed.

/// What an administrator can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// Where a setting is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    pub path: &'static str,
    pub field: &'static str,
    pub note: Option<&'static str>,
}

/// An identity provider.
#[derive(Debug)]
pub struct IdentityProvider {
    pub id: &'static str,
    pub name: &'static str,
    pub screen: fn(Setting) -> Option<Screen>,
}
