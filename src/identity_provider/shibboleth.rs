//! Shibboleth Identity Provider.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

pub static SHIBBOLETH: IdentityProvider = IdentityProvider {
    id: "shibboleth",
    name: "Shibboleth",
    recognise,
    screen,
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    if let Some((_, "/idp/shibboleth")) = signs.issuer_url() {
        return Some(Strength::Strong);
    }
    match signs.attribute_names.iter().any(|name| name.starts_with("urn:oid:")) {
        true => Some(Strength::Weak),
        false => signs.are_named(&["shibboleth"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim => Some(Screen::new(
            "attribute-resolver.xml, and attribute-filter.xml to release it",
            None,
            Some("AWS reads the encoder's name, not its friendlyName"),
        )),
        Setting::SignWhat => {
            Some(Screen::new("relying-party.xml", Some("p:signResponses, p:signAssertions"), None))
        }
        Setting::Encryption => Some(Screen::new(
            "relying-party.xml",
            Some("p:encryptAssertions=\"false\""),
            Some("Shibboleth encrypts until it is told not to"),
        )),
        Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn => None,
    }
}
