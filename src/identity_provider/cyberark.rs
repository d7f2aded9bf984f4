//! CyberArk Identity, once Idaptive.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, is_under};

pub static CYBERARK: IdentityProvider = IdentityProvider {
    id: "cyberark",
    name: "CyberArk Identity",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some(
        "Identity Administration portal > Apps & Widgets > Web Apps > the application > Trust > Identity Provider Configuration > Metadata > Download Metadata File",
    ),
    clock: ServerClock::Vendors,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, _)) if is_under(&host, "my.idaptive.app") || is_under(&host, "id.cyberark.cloud") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["cyberark", "idaptive"]),
    }
}

const TABLE: &str = "the table Attribute Name, Attribute Value";
const TRUST: &str = "Identity Administration portal > Apps & Widgets > Web Apps > the application > Trust > Service Provider Configuration";
const AMAZON: &str = "CyberArk docs, AmazonSAML";
const RESPONSE: &str = "Identity Administration portal > Apps & Widgets > Web Apps > the application > SAML Response > Attributes";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        // Which column holds the Name, AWS's guide and the titles of the columns disagree on.
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(RESPONSE, AMAZON)
                .field(TABLE)
                .value("{A}/Role with {pair}")
                .note("several values: setAttributeArray(...) in Custom Logic; the template for AWS sends the portal's roles that bear the names of the IAM roles, and is made once for each account"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(RESPONSE, AMAZON).field(TABLE).value("{A}/RoleSessionName with the mail address"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::inferred(RESPONSE, "CyberArk docs, SAMLCustScript")
                .field(TABLE)
                .value("{A}/SessionDuration with 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(RESPONSE, "IAM Identity Center User Guide, cyberark-idp")
                .field(TABLE)
                .value("{A}/{tag} with the user's field"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented("Identity Administration portal > Roles > the role > Members", AMAZON)
                .note("and Permissions of the application; a missing membership is a missing Role value"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(
                "Identity Administration portal > Apps & Widgets > Web Apps > the application > Trust > Identity Provider Configuration",
                "CyberArk docs, Cloud Entitlements Manager",
            )
            .field("Signing Certificate, Metadata > Download Metadata File")
            .note("IdP Entity ID / Issuer stands there too; before: Admin Portal > Apps > Web Apps"),
        ),
        Setting::Audience => Some(Screen::inferred(TRUST, AMAZON).value("{aud}")),
        Setting::Recipient => Some(Screen::inferred(TRUST, AMAZON).value("{acs}")),
        Setting::RelayState => Some(Screen::inferred(TRUST, AMAZON).value("{relay}")),
        Setting::NameId => Some(Screen::inferred(TRUST, AMAZON)),
        Setting::RoleSessionNameCase
        | Setting::SignWhat
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}
