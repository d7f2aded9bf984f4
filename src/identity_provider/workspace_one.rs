//! Workspace ONE Access.

use super::{IdentityProvider, Screen, Setting, Signs, Strength, is_under};

pub static WORKSPACE_ONE: IdentityProvider = IdentityProvider {
    id: "workspace-one",
    name: "Workspace ONE Access",
    recognise,
    screen,
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

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim => Some(Screen::new("Catalog > Web Apps", Some("attribute mapping"), None)),
        Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn => None,
    }
}
