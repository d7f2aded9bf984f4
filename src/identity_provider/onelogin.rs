//! OneLogin.

use super::{
    Application, Fit, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, for_identity_center,
};

pub static ONELOGIN: IdentityProvider = IdentityProvider {
    id: "onelogin",
    name: "OneLogin",
    recognise,
    applications: &[
        Application {
            name: "Amazon Web Services (AWS) Multi Account",
            fits: fits_several,
            screen: of_several,
            preview: None,
        },
        Application { name: "Amazon Web Services (AWS)", fits: fits_one, screen: of_one, preview: None },
        Application {
            name: "SAML Custom Connector (Advanced)",
            fits: fits_custom,
            screen: of_custom,
            preview: None,
        },
        Application {
            name: "AWS Single Sign-on",
            fits: for_identity_center,
            screen: of_center,
            preview: None,
        },
    ],
    metadata: Some("Applications > Applications > the application > More Actions > SAML Metadata"),
    clock: ServerClock::Vendors,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "app.onelogin.com" && path.starts_with("/saml/metadata/") => {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["onelogin"]),
    }
}

fn fits_several(signs: &Signs<'_>) -> Fit {
    match (is_custom(signs), signs.role_values.len()) {
        (true, _) => Fit::Excluded,
        (false, 0 | 1) => Fit::Possible,
        (false, _) => Fit::Likely,
    }
}

/// The connector for one role sends one value.
fn fits_one(signs: &Signs<'_>) -> Fit {
    if is_custom(signs) || signs.role_values.len() > 1 { Fit::Excluded } else { Fit::Possible }
}

fn fits_custom(signs: &Signs<'_>) -> Fit {
    if is_custom(signs) && !signs.is_for_identity_center() { Fit::Likely } else { Fit::Possible }
}

/// The connectors for AWS make the Names and the audience themselves.
fn is_custom(signs: &Signs<'_>) -> bool {
    signs.misspells(&["Role", "RoleSessionName"])
        || signs.has_foreign_audience()
        || signs.is_for_identity_center()
}

const SINGLE: &str = "OneLogin KB0010309";
const MULTI: &str = "OneLogin KB0010344";
const CENTER: &str = "OneLogin KB, AWS Single Sign-on";
const GUIDES: &str = "integration guides for the custom connector";
const PARAMETERS: &str = "Applications > Applications > the application > Parameters";
const CONFIGURATION: &str = "Applications > Applications > the application > Configuration";
const SSO: &str = "Applications > Applications > the application > SSO";

const OWN: &str = "+, or the parameter's row";

const CERTIFICATE: Screen = Screen::documented(SSO, SINGLE)
    .field("X.509 Certificate > View Details, or More Actions > SAML Metadata")
    .note("Issuer URL opens the metadata too");

const ALGORITHM: Screen = Screen::observed(SSO, GUIDES).field("SAML Signature Algorithm").value("SHA-256");

fn of_several(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::GroupMapping => Some(
            Screen::documented(CONFIGURATION, MULTI)
                .field("External Role Name")
                .note("OneLogin reads the roles of the accounts itself"),
        ),
        Setting::RoleSessionNameClaim => Some(row("the row of RoleSessionName", MULTI)),
        Setting::SessionDurationClaim => {
            Some(Screen::inferred(PARAMETERS, MULTI).field("the row of SessionDuration"))
        }
        Setting::TagClaim => Some(tag()),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::RoleSessionNameCase
        | Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}

fn of_one(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => {
            Some(row("the row of Role", SINGLE).value("{pair}"))
        }
        Setting::RoleSessionNameClaim => Some(row("the row of RoleSessionName", MULTI)),
        Setting::SessionDurationClaim => {
            Some(Screen::inferred(PARAMETERS, MULTI).field("the row of SessionDuration"))
        }
        Setting::TagClaim => Some(tag()),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::RoleSessionNameCase
        | Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}

fn of_custom(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => {
            Some(own("Field name = {A}/Role, Value = {pair}"))
        }
        Setting::RoleSessionNameClaim => Some(own("Field name = {A}/RoleSessionName, Value = Email")),
        Setting::SessionDurationClaim => Some(own("Field name = {A}/SessionDuration, Value = 3600")),
        Setting::TagClaim => Some(tag()),
        Setting::Audience => {
            Some(Screen::observed(CONFIGURATION, GUIDES).field("Audience (EntityID)").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::observed(CONFIGURATION, GUIDES)
                .field("Recipient, and ACS (Consumer) URL")
                .value("{acs}")
                .note("ACS (Consumer) URL Validator is a regular expression that it has to fit"),
        ),
        Setting::RelayState => {
            Some(Screen::observed(CONFIGURATION, "a Datalocker guide").field("RelayState").value("{relay}"))
        }
        Setting::NameId => Some(
            Screen::observed(CONFIGURATION, GUIDES)
                .field("SAML nameID format")
                .value("Persistent or Email")
                .address("Email")
                .persistent("Persistent"),
        ),
        Setting::SignWhat => Some(
            Screen::observed(CONFIGURATION, GUIDES)
                .field("SAML signature element")
                .value("Assertion or Both"),
        ),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::RoleSessionNameCase
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}

fn of_center(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::TagClaim => Some(tag()),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::NameId => Some(Screen::inferred(PARAMETERS, CENTER).field("NameID value")),
        Setting::RoleClaim
        | Setting::RoleValue
        | Setting::RoleSessionNameClaim
        | Setting::RoleSessionNameCase
        | Setting::SessionDurationClaim
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}

const fn row(field: &'static str, source: &'static str) -> Screen {
    Screen::documented(PARAMETERS, source).field(field)
}

/// A parameter of one's own: the name first, with a tick, then the value.
const fn own(value: &'static str) -> Screen {
    Screen::documented(PARAMETERS, CENTER)
        .field(OWN)
        .value(value)
        .note("tick Include in SAML assertion beside the name")
}

const fn tag() -> Screen {
    own("Field name = {A}/{tag}, Value = the user's field")
}
