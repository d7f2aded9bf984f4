//! Keycloak.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static KEYCLOAK: IdentityProvider = IdentityProvider {
    id: "keycloak",
    name: "Keycloak",
    recognise,
    applications: &[Application::only("a SAML client", screen)],
    metadata: Some("https://<host>/realms/<realm>/protocol/saml/descriptor"),
    own_errors: &[],
};

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

const CONSOLE: &str = "Keycloak, texts of the admin console";
const MAPPERS_SOURCE: &str = "Keycloak, AttributeStatementHelper";
const CLIENT: &str = "Keycloak, proc-creating-saml-client";
const MAPPERS: &str = "Clients > urn:amazon:webservices > Client scopes > urn:amazon:webservices-dedicated > Add mapper > By configuration";
const SETTINGS: &str = "Clients > urn:amazon:webservices > Settings";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(MAPPERS, "Keycloak, RoleListMapper")
                .field("Role list: Role attribute name, SAML Attribute NameFormat, Single Role Attribute")
                .value("{A}/Role, URI Reference, On")
                .note("in the built-in scope role_list the name is Role and the switch is off; with both, roles are sent twice"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPERS, MAPPERS_SOURCE)
                .field("User Property: Property, SAML Attribute Name")
                .value("email or username, {A}/RoleSessionName"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(MAPPERS, MAPPERS_SOURCE)
                .field("Hardcoded attribute: SAML Attribute Name, Attribute value")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(MAPPERS, MAPPERS_SOURCE)
                .field("User Attribute: SAML Attribute Name")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::NameId => Some(
            Screen::documented("Clients > urn:amazon:webservices > Settings > SAML capabilities", CLIENT)
                .field("Name ID format, Force name ID format")
                .value("persistent or email"),
        ),
        Setting::Audience => Some(Screen::documented(SETTINGS, CLIENT).field("Client ID").value("{aud}")),
        Setting::Recipient => Some(
            Screen::documented("Clients > urn:amazon:webservices > Advanced > Fine Grain SAML Endpoint Configuration", CLIENT)
                .field("Assertion Consumer Service POST Binding URL")
                .value("{acs}")
                .note("where it is empty, Settings > Master SAML Processing URL counts"),
        ),
        Setting::RelayState => Some(
            Screen::documented("Clients > urn:amazon:webservices > Settings > Access settings", "Keycloak, idp-initiated-login")
                .field("IDP Initiated SSO Relay State")
                .value("{relay}")
                .note("or ?RelayState= on the sign-in link"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("Realm settings > Keys", CONSOLE)
                .note("one key for all clients of the realm; metadata: Realm settings > General > Endpoints > SAML 2.0 Identity Provider Metadata"),
        ),
        Setting::SignWhat => Some(
            Screen::documented("Clients > urn:amazon:webservices > Settings > Signature and Encryption", CLIENT)
                .field("Sign documents, Sign assertions, Signature algorithm")
                .value("on, on, RSA_SHA256")
                .note("documents means the response"),
        ),
        Setting::Encryption => Some(
            Screen::documented("Clients > urn:amazon:webservices > Keys", CLIENT).field("Encrypt assertions").value("Off"),
        ),
        Setting::Lifetime => Some(
            Screen::documented("Clients > urn:amazon:webservices > Advanced > Advanced Settings", CONSOLE)
                .field("Assertion Lifespan")
                .value("5 minutes"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented(
                "Clients > urn:amazon:webservices > Client scopes > urn:amazon:webservices-dedicated > Scope",
                CONSOLE,
            )
            .field("Full scope allowed")
            .value("Off")
            .note("while it is on, roles that are not ARN pairs are sent too"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented("Clients > urn:amazon:webservices > Roles > Create role", "Keycloak, RoleListMapper")
                .field("Role name")
                .value("{pair}"),
        ),
        Setting::SessionEnd => Some(
            Screen::documented("Realm settings > Sessions", CONSOLE)
                .field("SSO Session Max")
                .note("SessionNotOnOrAfter follows it"),
        ),
    }
}
