//! OneLogin.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const PARAMETERS: &str = "Applications > AWS > Parameters";

pub static ONELOGIN: IdentityProvider =
    IdentityProvider { id: "onelogin", name: "OneLogin", recognise, screen, metadata: None, own_errors: &[] };

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "app.onelogin.com" && path.starts_with("/saml/metadata/") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["onelogin"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            PARAMETERS,
            Some("Role"),
            Some("there is one connector for a single role and one for several"),
        )),
        Setting::RoleSessionNameClaim => Some(Screen::new(PARAMETERS, Some("RoleSessionName"), None)),
        Setting::SessionDurationClaim | Setting::TagClaim => Some(Screen::new(PARAMETERS, None, None)),
        Setting::SignWhat => {
            Some(Screen::new("Applications > AWS > SSO", Some("SAML signature element"), None))
        }
        Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn => None,
    }
}
