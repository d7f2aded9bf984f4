//! IAM Identity Center, where it is the provider itself.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

pub static IDENTITY_CENTER: IdentityProvider = IdentityProvider {
    id: "identity-center",
    name: "IAM Identity Center",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    let is_issuer = signs
        .issuer_url()
        .is_some_and(|(host, path)| host.starts_with("portal.sso.") && path.starts_with("/saml/assertion/"));
    // Identity Center makes a provider AWSSSO_..._DO_NOT_DELETE in each account.
    let is_provider = signs.provider_names.iter().any(|name| name.starts_with("AWSSSO_"));
    (is_issuer || is_provider).then_some(Strength::Strong)
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim
        | Setting::NameId => Some(Screen::new(
            "IAM Identity Center > Applications > the application",
            Some("Attribute mappings"),
            Some("a custom application has none until they are made"),
        )),
        Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn => None,
    }
}
