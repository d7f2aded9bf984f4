//! JumpCloud.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const ATTRIBUTES: &str = "SSO applications > AWS > SSO";

pub static JUMPCLOUD: IdentityProvider = IdentityProvider {
    id: "jumpcloud",
    name: "JumpCloud",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        // An administrator chooses the issuer; many keep the address of the sign-in.
        Some((host, _)) if host == "sso.jumpcloud.com" => Some(Strength::Strong),
        _ => signs.are_named(&["jumpcloud"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            ATTRIBUTES,
            Some("Constant attributes"),
            Some("nothing sends Role until it is added; a constant attribute may belong to a group"),
        )),
        Setting::RoleSessionNameClaim => Some(Screen::new(ATTRIBUTES, Some("User attributes"), None)),
        Setting::SessionDurationClaim => Some(Screen::new(ATTRIBUTES, Some("Constant attributes"), None)),
        Setting::TagClaim => Some(Screen::new(ATTRIBUTES, Some("User attributes"), None)),
        Setting::GroupMapping => {
            Some(Screen::new(ATTRIBUTES, Some("Constant attributes"), Some("one for each group")))
        }
        Setting::NameId
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
