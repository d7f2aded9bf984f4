//! PingFederate, whose issuer an administrator chooses.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

pub static PINGFEDERATE: IdentityProvider = IdentityProvider {
    id: "pingfederate",
    name: "PingFederate",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    signs.are_named(&["pingfed"])
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim => Some(Screen::new(
            "SP Connections > Browser SSO > Assertion Creation",
            None,
            Some("the attribute must be in the contract, and its value without spaces around it"),
        )),
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
