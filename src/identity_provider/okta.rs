//! Okta, with its application "AWS Account Federation".

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const SIGN_ON: &str = "Applications > AWS Account Federation > Sign On > Edit";
const ADVANCED: &str = "Applications > AWS Account Federation > Sign On > Edit > Advanced Sign-on Settings";

pub static OKTA: IdentityProvider = IdentityProvider {
    id: "okta",
    name: "Okta",
    recognise,
    screen,
    metadata: Some("Applications > AWS Account Federation > Sign On, the metadata link"),
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "www.okta.com" && path.len() > 1 => Some(Strength::Strong),
        _ => signs.are_named(&["okta"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            "Applications > AWS Account Federation > Assignments > edit the user",
            Some("SAML User Roles"),
            Some("with Use Group Mapping, the filters and the Role Value Pattern decide instead"),
        )),
        Setting::RoleSessionNameClaim | Setting::NameId => {
            Some(Screen::new(SIGN_ON, Some("Application username format"), None))
        }
        Setting::SessionDurationClaim => Some(Screen::new(ADVANCED, Some("Session Duration"), None)),
        Setting::Recipient => Some(Screen::new(ADVANCED, Some("ACS URL"), None)),
        Setting::RelayState => Some(Screen::new(SIGN_ON, Some("Default Relay State"), None)),
        Setting::SigningCertificate => Some(Screen::new(
            "Applications > AWS Account Federation > Sign On",
            Some("metadata link"),
            Some("an application that was created again has a new issuer and a new certificate"),
        )),
        Setting::GroupMapping => Some(Screen::new(
            ADVANCED,
            Some("Use Group Mapping, App Filter, Group Filter, Role Value Pattern"),
            Some("[\\w\\-]+ in the default filter leaves out role names with . @ + = or a comma"),
        )),
        Setting::ProviderArn => Some(Screen::new(
            ADVANCED,
            Some("Identity Provider ARN"),
            Some(
                "with Use Group Mapping, the provider's name in the Role Value Pattern, the same in every account",
            ),
        )),
        Setting::TagClaim
        | Setting::Audience
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime => None,
    }
}
