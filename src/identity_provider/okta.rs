//! Okta, with its catalogue applications for AWS and the ones its wizard makes.

use super::{Application, Fit, IdentityProvider, Screen, Setting, Signs, Strength, for_identity_center};

pub static OKTA: IdentityProvider = IdentityProvider {
    id: "okta",
    name: "Okta",
    recognise,
    applications: &[
        Application { name: "AWS Account Federation", fits: fits_catalogue, screen: of_catalogue },
        Application { name: "a self-made SAML 2.0 app", fits: fits_self_made, screen: of_self_made },
        Application { name: "AWS IAM Identity Center", fits: for_identity_center, screen: of_center },
    ],
    metadata: Some(
        "Applications > the application > Sign On > SAML Signing Certificates > Actions of the active row > View IdP metadata",
    ),
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((host, path)) if host == "www.okta.com" && path.len() > 1 => Some(Strength::Strong),
        _ => signs.are_named(&["okta"]),
    }
}

/// The catalogue application makes Role, RoleSessionName and SessionDuration itself and has no box for
/// their Names, nor one for the audience.
fn fits_catalogue(signs: &Signs<'_>) -> Fit {
    let unfilled =
        |value: &&str| ["[SAML Provider Name]", "${role}", "${accountid}"].iter().any(|p| value.contains(p));
    if signs.role_values.iter().any(unfilled) {
        return Fit::Proved;
    }
    if signs.is_for_identity_center() || signs.misspells(&["Role", "RoleSessionName", "SessionDuration"]) {
        return Fit::Excluded;
    }
    match signs.has_foreign_audience() {
        true => Fit::Excluded,
        false => Fit::Likely,
    }
}

fn fits_self_made(signs: &Signs<'_>) -> Fit {
    let made_here =
        signs.misspells(&["Role", "RoleSessionName", "SessionDuration"]) || signs.has_foreign_audience();
    match (signs.is_for_identity_center(), made_here) {
        (true, _) => Fit::Possible,
        (false, true) => Fit::Likely,
        (false, false) => Fit::Possible,
    }
}

const CATALOGUE: &str = "Okta help, aws-configure-aws-app";
const ROLES: &str = "Okta help, aws-enable-role-based";
const STATEMENTS: &str = "Okta help, attribute-statements-saml";
const WIZARD: &str = "Okta help, aiw-saml-reference";
const DEFINE: &str = "Okta help, define-attribute-statements";
const CERTIFICATES: &str = "Okta help, manage-signing-certificates";
const SIGN_ON: &str = "Applications > Applications > the application > Sign On > Edit";
const ADVANCED: &str =
    "Applications > Applications > the application > Sign On > Edit > Advanced Sign-on Settings";
const CONFIGURE: &str =
    "Applications > Applications > the application > General > SAML Settings > Edit > Next";
const ATTRIBUTES: &str = "Applications > Applications > the application > General > SAML Settings > Edit > Next > Attribute Statements (optional)";
const SIGNATURES: &str = "Applications > Applications > the application > General > SAML Settings > Edit > Next > Show Advanced Settings";
const SIGNING: &str = "Applications > Applications > the application > Sign On > SAML Signing Certificates";

const CERTIFICATE: Screen = Screen::documented(SIGNING, CERTIFICATES)
    .field("Actions of the active row > View IdP metadata")
    .note("an application that was created again has a new issuer and a new certificate");

fn of_catalogue(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented("Applications > Applications > the application > Assignments > edit the person or group", "Okta help, aws-about-integration")
                .field("SAML User Roles")
                .value("tick the role")
                .note("with Use Group Mapping, the filters and the Role Value Pattern decide instead"),
        ),
        Setting::RoleSessionNameClaim | Setting::NameId => Some(
            Screen::documented("Applications > Applications > the application > Sign On > Edit > Credentials Details", "Okta support, app-assignment-for-app-without-provisioning")
                .field("Application username format")
                .value("Email, or Custom with String.toLowerCase(user.email)")
                .note("people already assigned keep the old name until Update Now on the same tab"),
        ),
        Setting::SessionDurationClaim => {
            Some(Screen::documented(ADVANCED, CATALOGUE).field("Session Duration").value("seconds, such as 3600"))
        }
        Setting::TagClaim => Some(
            Screen::documented("Applications > Applications > the application > Sign On > Edit > Attributes (Optional)", STATEMENTS)
                .field("Attribute Statements (optional): Name, Name format, Value")
                .value("{A}/PrincipalTag:{key}, URI Reference, user.{field}"),
        ),
        Setting::Recipient => Some(
            Screen::documented(ADVANCED, CATALOGUE)
                .field("AWS Environment, ACS URL (optional & only relevant to SAML SSO)")
                .value("{acs}"),
        ),
        Setting::RelayState => {
            Some(Screen::observed(SIGN_ON, "a walk-through of Okta with Amazon Connect").field("Default Relay State").value("{relay}"))
        }
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::GroupMapping => Some(
            Screen::documented(ADVANCED, ROLES)
                .field("Use Group Mapping, App Filter, Group Filter, Role Value Pattern")
                .value("arn:{partition}:iam::${accountid}:saml-provider/{provider},arn:{partition}:iam::${accountid}:role/${role}")
                .note("[\\w\\-]+ in the default filter leaves out role names with . @ + = or a comma"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented(ADVANCED, CATALOGUE)
                .field("Identity Provider ARN (Required only for SAML SSO)")
                .value("arn:{partition}:iam::{account}:saml-provider/{provider}")
                .note("with Use Group Mapping, the provider's name in the Role Value Pattern, the same in every account"),
        ),
        Setting::SessionEnd => Some(
            Screen::documented(SIGN_ON, "Okta support, maximum-app-session-lifetime")
                .field("Maximum App Session Lifetime > Send value in response")
                .value("off, or as long as wanted")
                .note("it sets SessionNotOnOrAfter, which AWS honours"),
        ),
        Setting::Audience | Setting::SignWhat | Setting::Encryption | Setting::Lifetime => None,
    }
}

fn of_self_made(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(ATTRIBUTES, DEFINE)
                .field("Name, Name format, Value")
                .value("{A}/Role, URI Reference, \"{pair}\"")
                .note("newer consoles: Sign On > Attribute Statements > Add expression; Names must be unique over user and group statements"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(ATTRIBUTES, DEFINE)
                .field("Name, Value")
                .value("{A}/RoleSessionName, user.email or String.toLowerCase(user.login)"),
        ),
        Setting::SessionDurationClaim => {
            Some(Screen::documented(ATTRIBUTES, STATEMENTS).field("Name, Value").value("{A}/SessionDuration, 3600"))
        }
        Setting::TagClaim => Some(
            Screen::documented(ATTRIBUTES, STATEMENTS)
                .field("Name, Value")
                .value("{A}/PrincipalTag:{key}, user.{field}"),
        ),
        Setting::NameId => Some(
            Screen::documented(CONFIGURE, WIZARD)
                .field("Name ID format, Application username")
                .value("Persistent or EmailAddress; Email")
                .note("Update application username on decides when it follows"),
        ),
        Setting::Audience => {
            Some(Screen::documented(CONFIGURE, WIZARD).field("Audience URI (SP Entity ID)").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::documented(CONFIGURE, WIZARD)
                .field("Single sign-on URL, with Use this for Recipient URL and Destination URL ticked")
                .value("{acs}")
                .note("a blank or a slash too many is sent as typed"),
        ),
        Setting::RelayState => {
            Some(Screen::documented(CONFIGURE, WIZARD).field("Default RelayState").value("{relay}"))
        }
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignWhat => Some(
            Screen::documented(SIGNATURES, WIZARD)
                .field("Response, Assertion Signature")
                .value("Signed, Signed")
                .note("Signature Algorithm RSA-SHA256 and Digest Algorithm SHA256 are the defaults"),
        ),
        Setting::Encryption => {
            Some(Screen::documented(SIGNATURES, WIZARD).field("Assertion Encryption").value("Unencrypted"))
        }
        Setting::GroupMapping => Some(
            Screen::documented(
                "Applications > Applications > the application > General > SAML Settings > Edit > Next > Group Attribute Statements (optional)",
                "Okta help, define-group-attribute-statements",
            )
            .field("Name, Filter")
            .value("{A}/Role, Matches regex")
            .note("it sends the names of groups: each has to be named exactly like a Role value"),
        ),
        Setting::ProviderArn => {
            Some(Screen::documented(ATTRIBUTES, DEFINE).field("Value of the Role statement").value("\"{pair}\""))
        }
        Setting::Lifetime | Setting::SessionEnd => None,
    }
}

fn of_center(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::Recipient => Some(
            Screen::documented(ADVANCED, "Okta, AWS-Identity-Manager-Center")
                .field("AWS SSO ACS URL")
                .value("the IAM Identity Center ACS URL of IAM Identity Center > Settings > Identity source"),
        ),
        Setting::Audience => Some(
            Screen::documented(ADVANCED, "Okta, AWS-Identity-Manager-Center")
                .field("AWS SSO issuer URL")
                .value(
                    "the IAM Identity Center issuer URL of IAM Identity Center > Settings > Identity source",
                ),
        ),
        Setting::NameId => Some(
            Screen::documented(SIGN_ON, "Okta support, app-assignment-for-app-without-provisioning")
                .field("Application username format")
                .value("the user name in IAM Identity Center"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(
                "Applications > Applications > the application > Sign On > Edit > Attributes (Optional)",
                "IAM Identity Center User Guide, okta-idp",
            )
            .field("Attribute Statements (optional): Name")
            .value("{A}/AccessControl:{key}"),
        ),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}
