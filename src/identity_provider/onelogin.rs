//! OneLogin.

use super::{Application, Fit, IdentityProvider, Screen, Setting, Signs, Strength, for_identity_center};

pub static ONELOGIN: IdentityProvider = IdentityProvider {
    id: "onelogin",
    name: "OneLogin",
    recognise,
    applications: &[
        Application {
            name: "Amazon Web Services (AWS) Multi Account",
            fits: fits_several,
            screen: of_several,
        },
        Application { name: "Amazon Web Services (AWS)", fits: fits_one, screen: of_one },
        Application { name: "SAML Custom Connector (Advanced)", fits: fits_custom, screen: of_custom },
        Application { name: "AWS Single Sign-on", fits: for_identity_center, screen: of_center },
    ],
    metadata: Some("Applications > Applications > the application > More Actions > SAML Metadata"),
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

const CERTIFICATE: Screen = Screen::documented(SSO, SINGLE)
    .field("X.509 Certificate > View Details, or More Actions > SAML Metadata");

fn of_several(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::GroupMapping => Some(
            Screen::documented(CONFIGURATION, MULTI)
                .field("External Role Name")
                .note("OneLogin reads the roles of the accounts itself"),
        ),
        Setting::RoleSessionNameClaim => {
            Some(Screen::documented(PARAMETERS, MULTI).field("the row RoleSessionName"))
        }
        Setting::SessionDurationClaim => {
            Some(Screen::documented(PARAMETERS, MULTI).field("the row SessionDuration"))
        }
        Setting::TagClaim => Some(tag("{A}/PrincipalTag:{key}")),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}

fn of_one(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::ProviderArn => {
            Some(Screen::documented(PARAMETERS, SINGLE).field("the row Role").value("{pair}"))
        }
        Setting::RoleSessionNameClaim => {
            Some(Screen::documented(PARAMETERS, SINGLE).field("the row RoleSessionName"))
        }
        Setting::SessionDurationClaim => {
            Some(Screen::documented(PARAMETERS, SINGLE).field("the row SessionDuration"))
        }
        Setting::TagClaim => Some(tag("{A}/PrincipalTag:{key}")),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::SessionEnd => None,
    }
}

fn of_custom(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::ProviderArn => Some(
            Screen::documented(PARAMETERS, CENTER)
                .field("+: Field name, Include in SAML assertion, then Value")
                .value("{A}/Role, {pair}"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(PARAMETERS, CENTER)
                .field("+: Field name, Include in SAML assertion, then Value")
                .value("{A}/RoleSessionName, Email"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(PARAMETERS, CENTER)
                .field("+: Field name, Include in SAML assertion, then Value")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(tag("{A}/PrincipalTag:{key}")),
        Setting::Audience => {
            Some(Screen::observed(CONFIGURATION, GUIDES).field("Audience (EntityID)").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::observed(CONFIGURATION, GUIDES)
                .field("Recipient, ACS (Consumer) URL, ACS (Consumer) URL Validator")
                .value("{acs}; the validator is a regular expression"),
        ),
        Setting::RelayState => {
            Some(Screen::observed(CONFIGURATION, GUIDES).field("RelayState").value("{relay}"))
        }
        Setting::NameId => Some(
            Screen::observed(CONFIGURATION, GUIDES).field("SAML nameID format").value("Persistent or Email"),
        ),
        Setting::SignWhat => Some(
            Screen::observed(CONFIGURATION, GUIDES)
                .field("SAML signature element")
                .value("Assertion or Both")
                .note("the algorithm stands on another page: SSO > SAML Signature Algorithm"),
        ),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::Encryption | Setting::Lifetime | Setting::GroupMapping | Setting::SessionEnd => None,
    }
}

fn of_center(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::TagClaim => Some(tag("{A}/AccessControl:{key}")),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::NameId => Some(Screen::documented(PARAMETERS, CENTER).field("NameID value")),
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}

const fn tag(name: &'static str) -> Screen {
    Screen::documented(PARAMETERS, CENTER)
        .field("+: Field name, with Include in SAML assertion ticked")
        .value(name)
}
