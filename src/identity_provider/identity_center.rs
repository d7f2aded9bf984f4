//! IAM Identity Center, where it is the provider itself.

use super::{Application, Fit, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static IDENTITY_CENTER: IdentityProvider = IdentityProvider {
    id: "identity-center",
    name: "IAM Identity Center",
    recognise,
    applications: &[
        Application {
            name: "a customer managed application",
            fits: fits_own,
            screen,
            preview: Some(
                "the access portal: hold Shift and choose the tile (You are now in administrator mode) > Copy XML",
            ),
        },
        Application { name: "account access", fits: fits_account_access, screen: |_| None, preview: None },
    ],
    metadata: Some(
        "IAM Identity Center > Applications > Customer managed > the application > Configuration > IAM Identity Center SAML metadata file > Download",
    ),
    clock: ServerClock::Vendors,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    let is_issuer = signs
        .issuer_url()
        .is_some_and(|(host, path)| host.starts_with("portal.sso.") && path.starts_with("/saml/assertion/"));
    (is_issuer || has_made_the_provider(signs)).then_some(Strength::Strong)
}

/// Identity Center makes a provider AWSSSO_..._DO_NOT_DELETE in each account.
fn has_made_the_provider(signs: &Signs<'_>) -> bool {
    signs.provider_names.iter().any(|name| name.starts_with("AWSSSO_"))
}

fn fits_own(signs: &Signs<'_>) -> Fit {
    if has_made_the_provider(signs) { Fit::Possible } else { Fit::Likely }
}

/// Nothing of it can be edited.
fn fits_account_access(signs: &Signs<'_>) -> Fit {
    if has_made_the_provider(signs) { Fit::Proved } else { Fit::Excluded }
}

const SET_UP: &str = "IAM Identity Center User Guide, customermanagedapps-set-up-your-own-app-saml2";
const MAPPINGS: &str = "IAM Identity Center User Guide, mapawsssoattributestoapp";
const ROTATE: &str = "IAM Identity Center User Guide, rotatecert";
const CERTIFICATE: &str = "IAM Identity Center > Applications > Customer managed > the application > Configuration > IAM Identity Center metadata";
const PROPERTIES: &str = "IAM Identity Center User Guide, appproperties";
const EDIT: &str = "IAM Identity Center > Applications > Customer managed > the application > Actions > Edit attribute mappings";
const CONFIGURATION: &str =
    "IAM Identity Center > Applications > Customer managed > the application > Actions > Edit configuration";
fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(EDIT, MAPPINGS)
                .value("User attribute in the application = {A}/Role, Maps to this string value or user attribute in IAM Identity Center = {pair}, Format = unspecified")
                .note("before: the tab Attribute mappings; an application of your own has only Subject until more are added"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(EDIT, MAPPINGS)
                .value("User attribute in the application = {A}/RoleSessionName, Maps to this string value or user attribute in IAM Identity Center = ${user:email}, Format = unspecified")
                .note("before: the tab Attribute mappings; no function changes upper and lower case"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(EDIT, MAPPINGS).value("User attribute in the application = {A}/SessionDuration, Maps to this string value or user attribute in IAM Identity Center = 3600, Format = unspecified"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(EDIT, MAPPINGS).value("User attribute in the application = {A}/{tag}, Maps to this string value or user attribute in IAM Identity Center = the user's attribute, Format = unspecified"),
        ),
        Setting::NameId => Some(
            Screen::documented(EDIT, MAPPINGS)
                .value("User attribute in the application = Subject, Maps to this string value or user attribute in IAM Identity Center = ${user:email}, Format = persistent"),
        ),
        Setting::Recipient => Some(
            Screen::documented(CONFIGURATION, SET_UP)
                .field("Application metadata > Manually type your metadata values > Application ACS URL")
                .value("{acs}"),
        ),
        Setting::Audience => Some(
            Screen::documented(CONFIGURATION, SET_UP)
                .field("Application metadata > Manually type your metadata values > Application SAML audience")
                .value("{aud}"),
        ),
        Setting::RelayState => Some(
            Screen::documented(CONFIGURATION, "IAM Identity Center integration guide for Amazon Connect")
                .field("Application properties > Relay state")
                .value("{relay}")
                .note("Application start URL stays blank for Connect"),
        ),
        Setting::SessionEnd => Some(
            Screen::documented(CONFIGURATION, PROPERTIES)
                .field("Application properties > Session duration")
                .value("as long as wanted")
                .note("it becomes SessionNotOnOrAfter"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(CERTIFICATE, ROTATE)
            .field("Manage certificate > Generate new certificate, Actions > Set as active")
            .note("one for each application, for five years, two at most; metadata: IAM Identity Center SAML metadata file > Download"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented(CERTIFICATE, ROTATE)
                .field("Manage certificate > Generate new certificate > Algorithm")
                .value("SHA-256"),
        ),
        Setting::RoleSessionNameCase
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes => None,
    }
}
