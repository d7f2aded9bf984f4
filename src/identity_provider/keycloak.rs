//! Keycloak.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const MAPPERS: &str = "Clients > urn:amazon:webservices > Mappers";

pub static KEYCLOAK: IdentityProvider =
    IdentityProvider { id: "keycloak", name: "Keycloak", recognise, screen, metadata: None, own_errors: &[] };

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    // https://host/realms/name, before version 17 https://host/auth/realms/name
    let is_realm = |path: &str| {
        let path = path.strip_prefix("/auth").unwrap_or(path);
        path.strip_prefix("/realms/").is_some_and(|realm| !realm.is_empty() && !realm.contains('/'))
    };
    match signs.issuer_url() {
        Some((_, path)) if is_realm(path) => Some(Strength::Strong),
        _ => signs.are_named(&["keycloak"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            "Clients > urn:amazon:webservices > Client scopes > role_list",
            Some("Role attribute name, Single Role Attribute"),
            Some("the name is Role and the switch is off until they are changed"),
        )),
        Setting::RoleSessionNameClaim | Setting::SessionDurationClaim | Setting::TagClaim => {
            Some(Screen::new(MAPPERS, None, None))
        }
        Setting::Audience => Some(Screen::new("Clients > urn:amazon:webservices", Some("Client ID"), None)),
        Setting::SigningCertificate => Some(Screen::new(
            "Realm keys",
            None,
            Some("a key that was rotated must be in the metadata of the IAM provider"),
        )),
        Setting::Lifetime => {
            Some(Screen::new("Clients > urn:amazon:webservices > Advanced", Some("Assertion Lifespan"), None))
        }
        Setting::GroupMapping => Some(Screen::new(
            "Clients > urn:amazon:webservices > Client scopes",
            Some("Full Scope Allowed"),
            Some("while it is on, roles that are not ARN pairs are sent too"),
        )),
        Setting::ProviderArn => Some(Screen::new(
            "Clients > urn:amazon:webservices > Roles",
            None,
            Some("the name of the client role is the ARN pair"),
        )),
        Setting::NameId
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption => None,
    }
}
