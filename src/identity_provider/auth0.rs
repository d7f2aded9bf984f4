//! Auth0, with its addon "SAML2 Web App".

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const ADDON: &str = "Applications > Addons > SAML2";

pub static AUTH0: IdentityProvider =
    IdentityProvider { id: "auth0", name: "Auth0", recognise, screen, metadata: None, own_errors: &[] };

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    // urn:tenant.auth0.com, urn:tenant.region.auth0.com
    let is_urn = |issuer: &str| {
        issuer.strip_prefix("urn:").is_some_and(|host| host.to_ascii_lowercase().ends_with(".auth0.com"))
    };
    match signs.issuer {
        Some(issuer) if is_urn(issuer) => Some(Strength::Strong),
        _ => signs.are_named(&["auth0"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            "Actions",
            Some("awsRole"),
            Some("a Rule or an Action sets it; the addon's mappings give it its Name"),
        )),
        Setting::RoleSessionNameClaim => Some(Screen::new(
            "Actions",
            Some("awsRoleSession"),
            Some("a Rule or an Action sets it; the addon's mappings give it its Name"),
        )),
        Setting::SessionDurationClaim | Setting::TagClaim => Some(Screen::new(ADDON, Some("mappings"), None)),
        Setting::NameId => Some(Screen::new(ADDON, Some("the NameID probes"), None)),
        Setting::Lifetime => Some(Screen::new(ADDON, Some("lifetimeInSeconds"), None)),
        Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::GroupMapping
        | Setting::ProviderArn => None,
    }
}
