//! PingOne.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static PINGONE: IdentityProvider = IdentityProvider {
    id: "pingone",
    name: "PingOne",
    recognise,
    applications: &[Application::only("a SAML application", screen)],
    metadata: Some("Applications > Applications > the application > Configuration > Download Metadata"),
    clock: ServerClock::Vendors,
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
    "Applications > Applications > the application > Attribute Mappings > the pencil > + Add";
/// Two boxes: the attribute that is sent, and what it is filled from.
const BOXES: &str = "the application's attribute, PingOne Mappings";
const CONFIGURATION: &str = "Applications > Applications > the application > Configuration > the pencil";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(MAPPINGS, AWS)
                .field(BOXES)
                .value("{A}/Role = \"{pair}\"")
                .note("the gear opens the expression builder; the catalogue application (Map Attributes) presets subject, RoleSessionName and SessionDuration, not Role; PingOne for Enterprise is another product, with Identity Bridge Attribute or Literal Value"),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::inferred(MAPPINGS, AWS)
                .field("the gear of the mapping of Role, which opens the expression builder")
                .value("\"{pair}\""),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(MAPPINGS, AWS).field(BOXES).value("{A}/RoleSessionName = the e-mail address"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(MAPPINGS, AWS)
                .field("the gear of the mapping of RoleSessionName, which opens the expression builder")
                .value("an expression that makes it lower case"),
        ),
        Setting::SessionDurationClaim => {
            Some(Screen::documented(MAPPINGS, AWS).field(BOXES).value("{A}/SessionDuration = 3600"))
        }
        Setting::TagClaim => {
            Some(Screen::documented(MAPPINGS, AWS).field(BOXES).value("{A}/{tag} = the user's attribute"))
        }
        Setting::Audience => Some(
            Screen::documented(CONFIGURATION, AWS)
                .field("Entity ID")
                .value("{aud}")
                .note("in the catalogue application after Enable Advanced Configuration"),
        ),
        Setting::Recipient => Some(
            Screen::documented(CONFIGURATION, EDIT)
                .field("the first of ACS URLs")
                .value("{acs}")
                .note("the first is the default; in the catalogue application after Enable Advanced Configuration"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(CONFIGURATION, EDIT)
                .field("Signing key: sign assertion, response, or both")
                .value("assertion, or both"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented(CONFIGURATION, EDIT)
                .field("the algorithm at Signing key")
                .value("RSA_SHA256")
                .note("SHA-1 is not offered"),
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
                .note("in the catalogue application: Select Groups; none chosen: all users may use it"),
        ),
        Setting::NameId
        | Setting::RelayState
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}
