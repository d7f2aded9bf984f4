//! Keycloak.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static KEYCLOAK: IdentityProvider = IdentityProvider {
    id: "keycloak",
    name: "Keycloak",
    recognise,
    applications: &[Application::only("a SAML client", screen).preview(
        "Clients > the client > Client scopes > Evaluate, from Keycloak 26.7 on (26.4 fails there)",
    )],
    metadata: Some("https://<host>/realms/<realm>/protocol/saml/descriptor"),
    clock: ServerClock::Own,
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
const MAPPERS: &str = "Clients > {client} > Client scopes > {dedicated} > Add mapper > By configuration";
const SETTINGS: &str = "Clients > {client} > Settings";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(MAPPERS, "Keycloak, RoleListMapper")
                .field("Role list")
                .value("Role attribute name = {A}/Role, SAML Attribute NameFormat = URI Reference, Single Role Attribute = On")
                .note("in the built-in scope, Client scopes > role_list > Mappers > role list, the name is Role and the switch is off; what is changed there changes all SAML clients; with both, roles are likely sent twice"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPERS, MAPPERS_SOURCE)
                .field("User Property (or User Attribute)")
                .value("Property = email or username, SAML Attribute Name = {A}/RoleSessionName"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(MAPPERS, MAPPERS_SOURCE)
                .field("User Property")
                .value("Property = username, SAML Attribute Name = {A}/RoleSessionName")
                .note("Keycloak keeps username in lower case"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(MAPPERS, MAPPERS_SOURCE)
                .field("Hardcoded attribute")
                .value("SAML Attribute Name = {A}/SessionDuration, Attribute value = 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(MAPPERS, MAPPERS_SOURCE)
                .field("User Attribute")
                .value("SAML Attribute Name = {A}/{tag}"),
        ),
        Setting::NameId => Some(
            Screen::documented("Clients > {client} > Settings > SAML capabilities", CLIENT)
                .value("Name ID format = persistent or email, Force name ID format = On")
                .address("Name ID format = email, Force name ID format = On").persistent("Name ID format = persistent, Force name ID format = On"),
        ),
        Setting::Audience => Some(Screen::documented(SETTINGS, CLIENT).field("Client ID").value("{aud}")),
        Setting::Recipient => Some(
            Screen::documented("Clients > {client} > Advanced > Fine Grain SAML Endpoint Configuration", CLIENT)
                .field("Assertion Consumer Service POST Binding URL")
                .value("{acs}")
                .note("where it is empty, Settings > Master SAML Processing URL counts"),
        ),
        Setting::RelayState => Some(
            Screen::documented("Clients > {client} > Settings > Access settings", "Keycloak, idp-initiated-login")
                .field("IDP Initiated SSO Relay State")
                .value("{relay}")
                .note("or ?RelayState= on the link https://<host>/realms/<realm>/protocol/saml/clients/<name>, whose name is IDP-Initiated SSO URL name; empty, there is no such link"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("Realm settings > Keys", CONSOLE)
                .note("one key for all clients of the realm; metadata: Realm settings > General > Endpoints > SAML 2.0 Identity Provider Metadata"),
        ),
        Setting::SignWhat => Some(
            Screen::documented("Clients > {client} > Settings > Signature and Encryption", CLIENT)
                .value("Sign documents = on, Sign assertions = on")
                .note("documents means the response"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented("Clients > {client} > Settings > Signature and Encryption", CLIENT)
                .field("Signature algorithm")
                .value("RSA_SHA256"),
        ),
        Setting::Encryption => Some(
            Screen::documented("Clients > {client} > Keys", CLIENT).field("Encrypt assertions").value("Off"),
        ),
        Setting::Lifetime => Some(
            Screen::documented("Clients > {client} > Advanced > Advanced Settings", CONSOLE)
                .field("Assertion Lifespan")
                .value("5 minutes")
                .note("it leaves SessionNotOnOrAfter as it is, which follows SSO Session Max of the realm"),
        ),
        Setting::GroupMapping => Some(
            Screen::inferred("Groups > the group > Role mapping > Assign role", "Keycloak, admin console")
                .field("filter by clients")
                .value("the client's role")
        ),
        Setting::OtherAttributes => Some(
            Screen::documented(
                "Clients > {client} > Client scopes > {dedicated} > Scope",
                CONSOLE,
            )
            .field("Full scope allowed")
            .value("Off")
            .note("while it is on, roles that are not ARN pairs are sent too"),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented("Clients > {client} > Roles > Create role", "Keycloak, RoleListMapper")
                .field("Role name")
                .value("{pair}")
                .note("or a role of any name, and a mapper Role Name Mapper that renames it to the pair"),
        ),
        Setting::SessionEnd => Some(
            Screen::documented("Realm settings > Sessions", CONSOLE)
                .field("SSO Session Max")
                .note("SessionNotOnOrAfter follows it"),
        ),
    }
}
