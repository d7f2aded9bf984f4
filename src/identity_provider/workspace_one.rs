//! Workspace ONE Access.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, is_under};

pub static WORKSPACE_ONE: IdentityProvider = IdentityProvider {
    id: "workspace-one",
    name: "Workspace ONE Access",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some("https://<tenant>/SAAS/API/1.0/GET/metadata/idp.xml"),
    clock: ServerClock::Vendors,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, _))
            if is_under(&host, "vmwareidentity.com") || is_under(&host, "workspaceoneaccess.com") =>
        {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["workspaceone", "vmwareidentity"]),
    }
}

const SERVICES: &str = "VMware docs, Workspace ONE Access services";
const SOURCE: &str = "VMware docs, application source";
const CONFIGURATION: &str = "Resources > Web Apps > the application > Edit > Configuration";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => {
            Some(attribute("{A}/Role with {pair}"))
        }
        Setting::RoleSessionNameClaim => Some(attribute("{A}/RoleSessionName with the mail address")),
        Setting::SessionDurationClaim => Some(attribute("{A}/SessionDuration with 3600")),
        Setting::TagClaim => Some(attribute("{A}/{tag} with the user's field")),
        Setting::NameId => Some(of_2018("Username Format, and the user name's value")),
        Setting::Audience => Some(of_2018("Application ID").value("{aud}")),
        Setting::Recipient => Some(of_2018("Single Sign-On URL, Recipient URL").value("{acs}")),
        Setting::RelayState => Some(of_2018("Relay State URL").value("{relay}")),
        Setting::SigningCertificate => {
            Some(Screen::documented("Resources > Web Apps > Settings > SAML Metadata", SERVICES))
        }
        Setting::RoleSessionNameCase
        | Setting::SignWhat
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}

const fn attribute(value: &'static str) -> Screen {
    Screen::observed(CONFIGURATION, SOURCE)
        .field("the custom attribute mapping of the manual configuration")
        .value(value)
}

const fn of_2018(field: &'static str) -> Screen {
    Screen::documented(CONFIGURATION, SOURCE)
        .field(field)
        .note("the name of the box is of 2018; before: Catalog > Web Apps")
}
