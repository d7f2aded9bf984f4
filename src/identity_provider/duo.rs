//! Duo Single Sign-On.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength, is_under};

pub static DUO: IdentityProvider = IdentityProvider {
    id: "duo",
    name: "Duo",
    recognise,
    applications: &[Application::only("Generic SAML Service Provider", screen)],
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, _)) if is_under(&host, "sso.duosecurity.com") => Some(Strength::Strong),
        _ => signs.are_named(&["duosec"]),
    }
}

const GUIDE: &str = "an integration guide for Duo's generic SAML application";
const PROVIDER: &str = "Duo Admin Panel > Applications > the application > Service Provider";
const RESPONSE: &str = "Duo Admin Panel > Applications > the application > SAML Response";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::GroupMapping => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Role attributes")
                .value("{A}/Role, {pair}")
                .note("each maps a role to groups"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Map attributes: IdP Attribute, SAML Response Attribute")
                .value("<Email Address>, {A}/RoleSessionName"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(RESPONSE, GUIDE).field("Create attributes").value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Map attributes: IdP Attribute, SAML Response Attribute")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::NameId => Some(Screen::observed(RESPONSE, GUIDE).field("NameID format, NameID attribute")),
        Setting::Audience => Some(Screen::observed(PROVIDER, GUIDE).field("Entity ID").value("{aud}")),
        Setting::Recipient => Some(
            Screen::observed(PROVIDER, GUIDE).field("Assertion Consumer Service (ACS) URL").value("{acs}"),
        ),
        Setting::RelayState => {
            Some(Screen::observed(PROVIDER, GUIDE).field("Default Relay State").value("{relay}"))
        }
        Setting::SignWhat => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Signing options, Signature algorithm")
                .value("Sign response and Sign assertion, SHA-256"),
        ),
        Setting::SigningCertificate => Some(
            Screen::observed(
                "Duo Admin Panel > Applications > the application > Downloads",
                "an integration guide",
            )
            .field("Download certificate"),
        ),
        Setting::ProviderArn => {
            Some(Screen::observed(RESPONSE, GUIDE).field("Role attributes").value("{pair}"))
        }
        Setting::Encryption | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
