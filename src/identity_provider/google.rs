//! Google Workspace.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static GOOGLE: IdentityProvider = IdentityProvider {
    id: "google",
    name: "Google Workspace",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some("Apps > Web and mobile apps > the application > DOWNLOAD METADATA"),
    clock: ServerClock::Vendors,
    own_errors: &[
        (
            "app_not_configured",
            "the application is not set up for this Google account, or the entity ID is wrong",
        ),
        (
            "app_not_configured_for_user",
            "the entity ID of the application is wrong, or another Google account is signed in at the browser",
        ),
        ("app_not_enabled_for_user", "User access of the application is off for this user"),
    ],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "accounts.google.com" && path.starts_with("/o/saml2") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["google", "gsuite"]),
    }
}

const AMAZON: &str = "Google Workspace help, Amazon Web Services";
const ROLES: &str = "Google Workspace Admin help, answer 6194963";
const APPSTREAM: &str = "AWS blog, AppStream with Google Workspace";
const MAPPING: &str = "Apps > Web and mobile apps > the application > SAML attribute mapping > Add mapping";
const DETAILS: &str = "Apps > Web and mobile apps > the application > Service provider details";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(MAPPING, AMAZON)
                .value("Google directory attribute = Amazon > Role, App attributes = {A}/Role")
                .note("the preset Amazon Web Services has the Names already; a user whose field Amazon > Role is empty gets no Role attribute: Directory > Users > the user > User information > Amazon > Role"),
        ),
        Setting::RoleValue | Setting::GroupMapping | Setting::ProviderArn => Some(
            Screen::documented("Directory > Users > the user > User information > Amazon > Role", ROLES)
                .field("one line a role")
                .value("{pair}")
                .note("empty: no Role at all; the custom attribute (Directory > Users > More options > Manage custom attributes) has to be Multi-value, or only one role is sent; groups cannot be mapped to roles"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPING, APPSTREAM)
                .value("Google directory attribute = Basic Information > Primary Email, App attributes = {A}/RoleSessionName"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(MAPPING, APPSTREAM)
                .value("Google directory attribute = a custom attribute that holds it in lower case, App attributes = {A}/RoleSessionName")
                .note("the mapping cannot change case"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(MAPPING, APPSTREAM)
                .value("Google directory attribute = a custom attribute, App attributes = {A}/SessionDuration")
                .note("the mapping takes no constants: the number is filled in for each user"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(MAPPING, APPSTREAM)
                .value("Google directory attribute = a custom attribute, App attributes = {A}/{tag}"),
        ),
        Setting::NameId => Some(
            Screen::documented(DETAILS, APPSTREAM)
                .value("Name ID format = PERSISTENT or EMAIL, Name ID = Basic Information > Primary Email")
                .address("Name ID format = EMAIL, Name ID = Basic Information > Primary Email").persistent("Name ID format = PERSISTENT, Name ID = Basic Information > Primary Email"),
        ),
        Setting::Audience => Some(Screen::documented(DETAILS, APPSTREAM).field("Entity ID").value("{aud}")),
        Setting::Recipient => Some(Screen::documented(DETAILS, APPSTREAM).field("ACS URL").value("{acs}")),
        Setting::RelayState => Some(Screen::documented(DETAILS, APPSTREAM).field("Start URL").value("{relay}")),
        Setting::SigningCertificate => Some(
            Screen::documented(DETAILS, "Google Workspace help, SAML certificates")
                .field("Certificate > Manage certificates > ADD CERTIFICATE")
                .note("at most two, each for five years; an application uses the one chosen in it; or Security > Authentication > SSO with SAML applications; metadata: DOWNLOAD METADATA of the application"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(DETAILS, APPSTREAM)
                .field("Signed response")
                .value("unticked (only the assertion is signed)"),
        ),
        Setting::OtherAttributes => Some(
            Screen::documented(
                "Apps > Web and mobile apps > the application > SAML attribute mapping > Group membership (optional)",
                AMAZON,
            )
            .field("Search for a group, App attribute")
            .note("it sends names of groups, 75 at most, which are no Role values"),
        ),
        Setting::SignatureAlgorithm | Setting::Encryption | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
