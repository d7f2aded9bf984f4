//! Google Workspace.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const MAPPING: &str = "Apps > Web and mobile apps > AWS > SAML attribute mapping";
const CUSTOM: &str = "Directory > custom attributes";

pub static GOOGLE: IdentityProvider = IdentityProvider {
    id: "google",
    name: "Google Workspace",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "accounts.google.com" && path.starts_with("/o/saml2") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["google", "gsuite"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            CUSTOM,
            Some("Amazon.Role"),
            Some(
                "filled in for each user, both ARNs with a comma; multi-value where a user has several roles; mapped under Apps > Web and mobile apps > AWS",
            ),
        )),
        Setting::SessionDurationClaim => {
            Some(Screen::new(CUSTOM, Some("Amazon.SessionDuration"), Some("filled in for each user")))
        }
        Setting::RoleSessionNameClaim | Setting::TagClaim => Some(Screen::new(MAPPING, None, None)),
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
