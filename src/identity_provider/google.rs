//! Google Workspace.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static GOOGLE: IdentityProvider = IdentityProvider {
    id: "google",
    name: "Google Workspace",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some("Apps > Web and mobile apps > the application > DOWNLOAD METADATA"),
    own_errors: &[
        (
            "app_not_configured",
            "the application is not set up for this Google account, or the entity ID is wrong",
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
const APPSTREAM: &str = "AWS blog, AppStream with Google Workspace";
const MAPPING: &str = "Apps > Web and mobile apps > the application > SAML attribute mapping > Add mapping";
const DETAILS: &str = "Apps > Web and mobile apps > the application > Service provider details";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented("Directory > Users > the user > User information > Amazon > Role", AMAZON)
                .field("one line a role; mapped under SAML attribute mapping from Amazon > Role to {A}/Role")
                .value("{pair}")
                .note("the custom attribute has to be Multi-value, or only one role is sent; empty: no Role at all"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPING, APPSTREAM)
                .field("Google directory attribute, App attribute")
                .value("Basic Information > Primary Email, {A}/RoleSessionName"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(MAPPING, APPSTREAM)
                .field("Google directory attribute, App attribute")
                .value("a custom attribute, {A}/SessionDuration")
                .note("the mapping takes no constants: the number is filled in for each user"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(MAPPING, APPSTREAM)
                .field("Google directory attribute, App attribute")
                .value("a custom attribute, {A}/PrincipalTag:{key}"),
        ),
        Setting::NameId => Some(
            Screen::documented(DETAILS, APPSTREAM)
                .field("Name ID format, Name ID")
                .value("PERSISTENT or EMAIL, Basic Information > Primary Email"),
        ),
        Setting::Audience => Some(Screen::documented(DETAILS, APPSTREAM).field("Entity ID").value("{aud}")),
        Setting::Recipient => Some(Screen::documented(DETAILS, APPSTREAM).field("ACS URL").value("{acs}")),
        Setting::RelayState => Some(Screen::documented(DETAILS, APPSTREAM).field("Start URL").value("{relay}")),
        Setting::SigningCertificate => Some(
            Screen::documented(DETAILS, "Google Workspace help, SAML certificates")
                .field("Certificate > Manage certificates > ADD CERTIFICATE")
                .note("an application uses the certificate chosen in it"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(DETAILS, APPSTREAM)
                .field("Signed response")
                .value("unticked: the assertion is signed"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented(
                "Apps > Web and mobile apps > the application > SAML attribute mapping > Group membership (optional)",
                AMAZON,
            )
            .field("Search for a group, App attribute")
            .note("it sends names of groups, which are no Role values"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented("Directory > Users > the user > User information > Amazon > Role", AMAZON)
                .value("{pair}"),
        ),
        Setting::Encryption | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
