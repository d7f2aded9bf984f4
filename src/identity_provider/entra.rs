//! Microsoft Entra ID, once Azure Active Directory.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const CLAIMS: &str = "Enterprise application > Single sign-on > Attributes & Claims";
const BASIC: &str = "Enterprise application > Single sign-on > Basic SAML Configuration";

pub static ENTRA: IdentityProvider = IdentityProvider {
    id: "entra",
    name: "Microsoft Entra ID",
    recognise,
    screen,
    metadata: Some("Enterprise application > Single sign-on > Signing certificate > Federation Metadata XML"),
    own_errors: &[
        ("AADSTS50011", "the reply URL is not one of the application's"),
        ("AADSTS750054", "no SAMLRequest came: the sign-in was begun at the provider, as its test does"),
        ("AADSTS50105", "the user is not assigned to the application"),
    ],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    if signs.issuer_url().is_some_and(|(host, _)| host == "sts.windows.net") {
        return Some(Strength::Strong);
    }
    let has_claim = signs
        .attribute_names
        .iter()
        .any(|name| name.starts_with("http://schemas.microsoft.com/identity/claims/"));
    match has_claim {
        true => Some(Strength::Weak),
        false => signs.are_named(&["entra", "azure"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(Screen::new(
            CLAIMS,
            Some("Role, from user.assignedroles"),
            Some("the Name sent is Namespace, a slash and Name, in the case they were typed"),
        )),
        Setting::RoleSessionNameClaim => Some(Screen::new(
            CLAIMS,
            Some("RoleSessionName, from user.userprincipalname"),
            Some("a guest's name has #EXT#; ToLower() and other transformations are made here"),
        )),
        Setting::SessionDurationClaim => {
            Some(Screen::new(CLAIMS, Some("SessionDuration"), Some("900 where nothing was changed")))
        }
        Setting::TagClaim => Some(Screen::new(CLAIMS, None, None)),
        Setting::Audience => Some(Screen::new(
            BASIC,
            Some("Identifier"),
            Some("#2 and the like at its end tell applications apart, and are not sent"),
        )),
        Setting::Recipient => Some(Screen::new(BASIC, Some("Reply URL"), None)),
        Setting::RelayState => Some(Screen::new(BASIC, Some("Relay State"), None)),
        Setting::SigningCertificate => Some(Screen::new(
            "Enterprise application > Single sign-on > Signing certificate",
            Some("Federation Metadata XML"),
            Some(
                "each application has a certificate of its own: take the metadata of this application, not the tenant's",
            ),
        )),
        Setting::GroupMapping => Some(Screen::new(
            "Enterprise application > Users and groups",
            None,
            Some("Default Access is not an AWS role; a user in more than 150 groups gets no group claim"),
        )),
        Setting::NameId
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::ProviderArn => None,
    }
}
