//! CyberArk Identity, once Idaptive.

use super::{IdentityProvider, Screen, Setting, Signs, Strength, is_under};

const RESPONSE: &str = "Apps > AWS > SAML Response";

pub static CYBERARK: IdentityProvider = IdentityProvider {
    id: "cyberark",
    name: "CyberArk Identity",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, _)) if is_under(&host, "my.idaptive.app") || is_under(&host, "id.cyberark.cloud") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["cyberark", "idaptive"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            RESPONSE,
            None,
            Some("several roles are an array: setAttributeArray(...) in the script"),
        )),
        Setting::RoleSessionNameClaim | Setting::SessionDurationClaim | Setting::TagClaim => {
            Some(Screen::new(RESPONSE, None, None))
        }
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
