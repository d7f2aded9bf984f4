//! CyberArk Identity, once Idaptive.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength, is_under};

pub static CYBERARK: IdentityProvider = IdentityProvider {
    id: "cyberark",
    name: "CyberArk Identity",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some(
        "Apps & Widgets > Web Apps > the application > Trust > Identity Provider Configuration > Metadata > Download Metadata File",
    ),
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

const AMAZON: &str = "CyberArk docs, AmazonSAML";
const RESPONSE: &str = "Identity Administration portal > Apps & Widgets > Web Apps > the application > SAML Response > Attributes";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::ProviderArn => Some(
            Screen::documented(RESPONSE, AMAZON)
                .field("Attribute Name, Attribute Value; several values: setAttributeArray(…) in Custom Logic")
                .value("{A}/Role, {pair}")
                .note("the template for AWS sends the portal's roles that bear the names of the IAM roles; one application for each account"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(RESPONSE, AMAZON)
                .field("Attribute Name, Attribute Value")
                .value("{A}/RoleSessionName, LoginUser.Email"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(RESPONSE, "CyberArk docs, SAMLCustScript")
                .field("Attribute Name, Attribute Value")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(RESPONSE, "IAM Identity Center User Guide, cyberark-idp")
                .field("Attribute Name, Attribute Value")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented("Identity Administration portal > Roles > the role > Members", AMAZON)
                .note("and Permissions of the application; a missing membership is a missing Role value"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(
                "Identity Administration portal > Apps & Widgets > Web Apps > the application > Trust > Identity Provider Configuration",
                AMAZON,
            )
            .field("Signing Certificate, Metadata > Download Metadata File"),
        ),
        Setting::Audience | Setting::Recipient | Setting::NameId | Setting::RelayState => Some(Screen::inferred(
            "Identity Administration portal > Apps & Widgets > Web Apps > the application > Trust > Service Provider Configuration",
            AMAZON,
        )),
        Setting::SignWhat | Setting::Encryption | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
