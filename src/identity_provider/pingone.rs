//! PingOne.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

pub static PINGONE: IdentityProvider =
    IdentityProvider { id: "pingone", name: "PingOne", recognise, screen, metadata: None, own_errors: &[] };

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        // auth.pingone.com, .eu, .asia, .ca and others
        Some((host, _)) if host.starts_with("auth.pingone.") => Some(Strength::Strong),
        _ => signs.are_named(&["pingone"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim => Some(Screen::new("Applications > Attribute Mappings", None, None)),
        Setting::NameId
        | Setting::Audience
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
