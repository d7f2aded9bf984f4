//! Duo Single Sign-On.

use super::{IdentityProvider, Screen, Setting, Signs, Strength, is_under};

pub static DUO: IdentityProvider =
    IdentityProvider { id: "duo", name: "Duo", recognise, screen, metadata: None, own_errors: &[] };

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, _)) if is_under(&host, "sso.duosecurity.com") => Some(Strength::Strong),
        _ => signs.are_named(&["duosec"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::GroupMapping => Some(Screen::new(
            "Duo Admin > Applications > AWS",
            Some("role attributes"),
            Some("each maps a role to groups"),
        )),
        Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim
        | Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::ProviderArn => None,
    }
}
