//! PingOne.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static PINGONE: IdentityProvider = IdentityProvider {
    id: "pingone",
    name: "PingOne",
    recognise,
    applications: &[Application::only("a SAML application", screen)],
    metadata: Some("Applications > Applications > the application > Configuration > Download Metadata"),
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        // auth.pingone.com, .eu, .asia, .ca and others
        Some((host, _)) if host.starts_with("auth.pingone.") => Some(Strength::Strong),
        _ => signs.are_named(&["pingone"]),
    }
}

const AWS: &str = "Ping documentation, pingone_adding_amazon_web_services";
const EDIT: &str = "Ping documentation, p1_edit_application_saml";
const MAPPINGS: &str =
    "Applications > Applications > the application > Attribute Mappings > the pencil > Add";
const CONFIGURATION: &str = "Applications > Applications > the application > Configuration > the pencil";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(MAPPINGS, AWS)
                .field(
                    "the application's attribute, PingOne Mappings (the gear opens the expression builder)",
                )
                .value("{A}/Role, \"{pair}\"")
                .note("the catalogue application presets RoleSessionName and SessionDuration, not Role"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPINGS, AWS)
                .field("the application's attribute, PingOne Mappings")
                .value("{A}/RoleSessionName, the e-mail address"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(MAPPINGS, AWS)
                .field("the application's attribute, PingOne Mappings")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(MAPPINGS, AWS)
                .field("the application's attribute, PingOne Mappings")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::Audience => Some(
            Screen::documented(CONFIGURATION, AWS)
                .field("Entity ID")
                .value("{aud}")
                .note("in the catalogue application after Enable Advanced Configuration"),
        ),
        Setting::Recipient => {
            Some(Screen::documented(CONFIGURATION, EDIT).field("ACS URLs").value("{acs}, first in the list"))
        }
        Setting::SignWhat => Some(
            Screen::documented(CONFIGURATION, EDIT)
                .field("Signing key: sign assertion, response, or both")
                .value("assertion, or both"),
        ),
        Setting::Encryption => {
            Some(Screen::documented(CONFIGURATION, EDIT).field("Encryption").value("unticked"))
        }
        Setting::SigningCertificate => Some(
            Screen::observed(
                "Applications > Applications > the application > Configuration",
                "a partner's guide",
            )
            .field("Download Metadata"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented("Applications > Applications > the application > Access", AWS)
                .field("groups")
                .note("none chosen: all users may use it"),
        ),
        Setting::ProviderArn => {
            Some(Screen::inferred(MAPPINGS, AWS).field("the mapping of {A}/Role").value("\"{pair}\""))
        }
        Setting::NameId | Setting::RelayState | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
