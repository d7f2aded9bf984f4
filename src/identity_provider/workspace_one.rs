//! Workspace ONE Access.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength, is_under};

pub static WORKSPACE_ONE: IdentityProvider = IdentityProvider {
    id: "workspace-one",
    name: "Workspace ONE Access",
    recognise,
    applications: &[Application::only("a web app", screen)],
    metadata: Some("https://<tenant>/SAAS/API/1.0/GET/metadata/idp.xml"),
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
        Setting::RoleClaim | Setting::ProviderArn => Some(
            Screen::observed(CONFIGURATION, SOURCE)
                .field("custom attribute mapping")
                .value("{A}/Role, {pair}"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::observed(CONFIGURATION, SOURCE)
                .field("custom attribute mapping")
                .value("{A}/RoleSessionName"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(CONFIGURATION, SOURCE)
                .field("custom attribute mapping")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed(CONFIGURATION, SOURCE)
                .field("custom attribute mapping")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::NameId => {
            Some(Screen::documented(CONFIGURATION, SOURCE).field("Username Format, Username Value"))
        }
        Setting::Audience => {
            Some(Screen::documented(CONFIGURATION, SOURCE).field("Application ID").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::documented(CONFIGURATION, SOURCE)
                .field("Single Sign-On URL, Recipient URL")
                .value("{acs}"),
        ),
        Setting::RelayState => {
            Some(Screen::documented(CONFIGURATION, SOURCE).field("Relay State URL").value("{relay}"))
        }
        Setting::SigningCertificate => {
            Some(Screen::documented("Resources > Web Apps > Settings > SAML Metadata", SERVICES))
        }
        Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::SessionEnd => None,
    }
}
