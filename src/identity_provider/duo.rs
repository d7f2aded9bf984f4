//! Duo Single Sign-On.

use super::{Application, Fit, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, is_under};

pub static DUO: IdentityProvider = IdentityProvider {
    id: "duo",
    name: "Duo",
    recognise,
    applications: &[
        Application::only("Generic SAML Service Provider", screen),
        // Nobody was seen to name the boxes of these.
        Application {
            name: "AWS IAM, or Amazon Web Services and CLI",
            fits: fits_iam,
            screen: |_| None,
            preview: None,
        },
        Application { name: "AWS IAM Identity Center", fits: fits_center, screen: |_| None, preview: None },
    ],
    metadata: None,
    clock: ServerClock::Vendors,
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

/// Its kinds are not told apart by what they send.
fn fits_iam(signs: &Signs<'_>) -> Fit {
    if signs.is_for_identity_center() { Fit::Excluded } else { Fit::Possible }
}

/// A generic one may be aimed at Identity Center too.
fn fits_center(signs: &Signs<'_>) -> Fit {
    if signs.is_for_identity_center() { Fit::Possible } else { Fit::Excluded }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::GroupMapping | Setting::ProviderArn => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Role attributes")
                .value("{A}/Role, and {pair} for the groups that get it"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Map attributes")
                .value("IdP Attribute = <Email Address>, SAML Response Attribute = {A}/RoleSessionName")
                .note("or Attribute Transformations"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(RESPONSE, GUIDE).field("Create attributes").value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(RESPONSE, GUIDE)
                .field("Map attributes")
                .value("IdP Attribute = the user's attribute, SAML Response Attribute = {A}/{tag}"),
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
                .field("Signing options")
                .value("Sign response and Sign assertion"),
        ),
        Setting::SignatureAlgorithm => {
            Some(Screen::observed(RESPONSE, GUIDE).field("Signature algorithm").value("SHA-256"))
        }
        Setting::SigningCertificate => Some(
            Screen::observed(
                "Duo Admin Panel > Applications > the application > Downloads",
                "an integration guide",
            )
            .field("Download certificate"),
        ),
        Setting::RoleSessionNameCase
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}
