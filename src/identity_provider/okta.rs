//! Okta, with its catalogue applications for AWS and the ones its wizard makes.

use super::{
    Application, Fit, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, Sure,
    for_identity_center,
};
use crate::aws::attributes::SESSION_DURATION;

pub static OKTA: IdentityProvider = IdentityProvider {
    id: "okta",
    name: "Okta",
    recognise,
    applications: &[
        Application {
            name: "AWS Account Federation",
            fits: fits_catalogue,
            screen: of_catalogue,
            preview: Some("Sign On > Edit > Attributes (Optional) > Preview SAML"),
        },
        Application {
            name: "a self-made SAML 2.0 app",
            fits: fits_self_made,
            screen: of_self_made,
            preview: Some("General > SAML Settings > Edit > Next > Preview the SAML Assertion"),
        },
        Application {
            name: "AWS IAM Identity Center",
            fits: for_identity_center,
            screen: of_center,
            preview: None,
        },
    ],
    metadata: Some(
        "Applications > Applications > the application > Sign On > SAML Signing Certificates > Actions of the active row > View IdP metadata",
    ),
    clock: ServerClock::Vendors,
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
    match (signs.has_foreign_audience(), has_no_duration(signs)) {
        (true, _) => Fit::Excluded,
        (false, true) => Fit::Possible,
        (false, false) => Fit::Likely,
    }
}

fn fits_self_made(signs: &Signs<'_>) -> Fit {
    let made_here = signs.misspells(&["Role", "RoleSessionName", "SessionDuration"])
        || signs.has_foreign_audience()
        || has_no_duration(signs);
    match (signs.is_for_identity_center(), made_here) {
        (true, _) => Fit::Possible,
        (false, true) => Fit::Likely,
        (false, false) => Fit::Possible,
    }
}

/// The catalogue application has a box for it that has to be filled in.
fn has_no_duration(signs: &Signs<'_>) -> bool {
    !signs.attribute_names.is_empty() && !signs.attribute_names.contains(&SESSION_DURATION)
}

const CATALOGUE: &str = "Okta help, aws-configure-aws-app";
const ROLES: &str = "Okta help, aws-enable-role-based";
const STATEMENTS: &str = "Okta help, attribute-statements-saml";
const CONSTANT: &str = "Okta support, how-to-pass-static-constant-value";
const USER_NAME: &str = "Okta support, app-assignment-for-app-without-provisioning";
const WIZARD: &str = "Okta help, aiw-saml-reference";
const DEFINE: &str = "Okta help, define-attribute-statements";
const CERTIFICATES: &str = "Okta help, manage-signing-certificates";
const CENTER: &str = "Okta, AWS-Identity-Manager-Center";
const SIGN_ON: &str = "Applications > Applications > the application > Sign On > Edit";
const ADVANCED: &str =
    "Applications > Applications > the application > Sign On > Edit > Advanced Sign-on Settings";
const CREDENTIALS: &str =
    "Applications > Applications > the application > Sign On > Edit > Credentials Details";
const CONFIGURE: &str =
    "Applications > Applications > the application > General > SAML Settings > Edit > Next";
const ATTRIBUTES: &str = "Applications > Applications > the application > Sign On > Attribute Statements";
const SIGNATURES: &str = "Applications > Applications > the application > General > SAML Settings > Edit > Next > Show Advanced Settings";
const SIGNING: &str = "Applications > Applications > the application > Sign On > SAML Signing Certificates";
const OLDER_WIZARD: &str = "older consoles: General > SAML Settings > Edit > Next > Attribute Statements (optional): Name, Name format = URI Reference, Value = user.<field>; Names must be unique over user and group statements";
const OLDER_CATALOGUE: &str = "older consoles, or Show legacy configuration: Edit > Attributes (Optional) > Attribute Statements (optional): Name, Name format = URI Reference, Value = user.<field>";

const CERTIFICATE: Screen = Screen::documented(SIGNING, CERTIFICATES)
    .field("Actions of the active row > View IdP metadata")
    .note("save it as XML from the browser, or take Metadata URL > Copy; a new one: Generate new certificate, then Actions > Activate; an application that was created again has a new issuer and a new certificate");

const USER_NAME_FORMAT: Screen = Screen::documented(CREDENTIALS, USER_NAME)
    .field("Application username format")
    .value("Email")
    .note("the default is the Okta username; people already assigned keep the old name until Update Now on the same tab");

fn of_catalogue(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented("Applications > Applications > the application > Assignments > edit the person or group", "Okta help, aws-about-integration")
                .field("SAML User Roles")
                .value("tick the role")
                .note("new IAM roles appear only after refreshing application data; person and group both assigned: Sign On > Edit > Advanced Sign-on Settings > Join all roles; with Use Group Mapping, the filters and the Role Value Pattern decide instead"),
        ),
        Setting::RoleValue => Some(
            Screen::documented(ADVANCED, ROLES)
                .field("Role Value Pattern, with Use Group Mapping")
                .value("arn:{partition}:iam::${accountid}:saml-provider/{provider},arn:{partition}:iam::${accountid}:role/${role}")
                .note("without group mapping: Identity Provider ARN (Required only for SAML SSO), in the same place"),
        ),
        // That it is fed from the same field as the NameID no page says.
        Setting::RoleSessionNameClaim => Some(Screen { sure: Sure::Inferred, ..USER_NAME_FORMAT }),
        Setting::RoleSessionNameCase => Some(
            Screen { sure: Sure::Inferred, ..USER_NAME_FORMAT }.value("Custom, String.toLowerCase(user.email)"),
        ),
        Setting::NameId => Some(USER_NAME_FORMAT),
        Setting::SessionDurationClaim => {
            Some(Screen::documented(ADVANCED, CATALOGUE).field("Session Duration").value("seconds, such as 3600"))
        }
        Setting::TagClaim => Some(
            Screen::documented(ATTRIBUTES, STATEMENTS)
                .field("Add expression")
                .value("Name = {A}/{tag}, Expression = user.profile.{field}")
                .note(OLDER_CATALOGUE),
        ),
        Setting::Recipient => Some(
            Screen::documented(ADVANCED, CATALOGUE)
                .field("AWS Environment, or ACS URL (optional & only relevant to SAML SSO)")
                .value("{acs}")
                .note("a regional endpoint has to be written into ACS URL"),
        ),
        Setting::RelayState => {
            Some(Screen::observed(SIGN_ON, "a walk-through of Okta with Amazon Connect").field("Default Relay State").value("{relay}"))
        }
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::GroupMapping => Some(
            Screen::documented(ADVANCED, ROLES)
                .field("Use Group Mapping, App Filter, Group Filter, Role Value Pattern")
                .value("App Filter = okta, Group Filter = a pattern with (?{{role}}...) and (?{{accountid}}...), Role Value Pattern = arn:{partition}:iam::${accountid}:saml-provider/{provider},arn:{partition}:iam::${accountid}:role/${role}")
                .note("App Filter is active_directory for groups of AD; [\\w\\-]+ in the default filter leaves out role names with . @ + = or a comma"),
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
        Setting::Audience
        | Setting::SignWhat
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes => None,
    }
}

fn of_self_made(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(ATTRIBUTES, DEFINE)
                .field("Add expression, or the statement's row")
                .value("Name = {A}/Role, Expression = \"{pair}\"")
                .note(OLDER_WIZARD),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(ATTRIBUTES, CONSTANT)
                .field("the statement of Role")
                .value("Expression = \"{pair}\"")
                .note("joined with a field: \"arn:aws:iam::\" + user.<field> + \":role/...\"; older consoles: General > SAML Settings > Edit > Next > Attribute Statements (optional): Value"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(ATTRIBUTES, DEFINE)
                .field("Add expression, or the statement's row")
                .value("Name = {A}/RoleSessionName, Expression = user.profile.email")
                .note(OLDER_WIZARD),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(ATTRIBUTES, DEFINE)
                .field("the statement of RoleSessionName")
                .value("Expression = String.toLowerCase(user.profile.email)")
                .note("older consoles: General > SAML Settings > Edit > Next > Attribute Statements (optional): Value = String.toLowerCase(user.login)"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(ATTRIBUTES, CONSTANT)
                .field("Add expression, or the statement's row")
                .value("Name = {A}/SessionDuration, Expression = \"3600\"")
                .note(OLDER_WIZARD),
        ),
        Setting::TagClaim => Some(
            Screen::documented(ATTRIBUTES, STATEMENTS)
                .field("Add expression, or the statement's row")
                .value("Name = {A}/{tag}, Expression = user.profile.{field}")
                .note(OLDER_WIZARD),
        ),
        Setting::NameId => Some(
            Screen::documented(CONFIGURE, WIZARD)
                .value("Name ID format = Persistent or EmailAddress, Application username = Email")
                .address("Name ID format = EmailAddress, Application username = Email").persistent("Name ID format = Persistent, Application username = Email")
                .note("Update application username on decides when it follows"),
        ),
        Setting::Audience => {
            Some(Screen::documented(CONFIGURE, WIZARD).field("Audience URI (SP Entity ID)").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::documented(CONFIGURE, WIZARD)
                .field("Single sign-on URL, with Use this for Recipient URL and Destination URL ticked")
                .value("{acs}")
                .note("unticked: Recipient URL and Destination URL apart; a blank or a slash too many is sent as typed"),
        ),
        Setting::RelayState => {
            Some(Screen::documented(CONFIGURE, WIZARD).field("Default RelayState").value("{relay}"))
        }
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignWhat => Some(
            Screen::documented(SIGNATURES, WIZARD).value("Response = Signed, Assertion Signature = Signed"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented(SIGNATURES, WIZARD)
                .value("Signature Algorithm = RSA-SHA256, Digest Algorithm = SHA256")
                .note("they are the defaults"),
        ),
        Setting::Encryption => {
            Some(Screen::documented(SIGNATURES, WIZARD).field("Assertion Encryption").value("Unencrypted"))
        }
        Setting::GroupMapping | Setting::OtherAttributes => Some(
            Screen::documented(
                "Applications > Applications > the application > General > SAML Settings > Edit > Next > Group Attribute Statements (optional)",
                "Okta help, define-group-attribute-statements",
            )
            .value("Name = {A}/Role, Filter = Matches regex")
            .note("the other filters: Starts with, Equals, Contains; it sends the names of groups: each has to be named exactly like a Role value"),
        ),
        Setting::Lifetime | Setting::SessionEnd => None,
    }
}

fn of_center(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::Recipient => Some(
            Screen::documented(ADVANCED, CENTER)
                .field("the box for the IAM Identity Center ACS URL (before: AWS SSO ACS URL)")
                .value("{acs}"),
        ),
        Setting::Audience => Some(
            Screen::documented(ADVANCED, CENTER)
                .field("the box for the IAM Identity Center issuer URL (before: AWS SSO issuer URL)")
                .value("{aud}"),
        ),
        Setting::NameId => Some(
            Screen::documented(SIGN_ON, USER_NAME)
                .field("Application username format")
                .value("the user name in IAM Identity Center"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(
                "Applications > Applications > the application > Sign On > Edit > Attributes (Optional)",
                "IAM Identity Center User Guide, okta-idp",
            )
            .field("Attribute Statements (optional): Name")
            .value("{A}/{tag}"),
        ),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::RoleClaim
        | Setting::RoleValue
        | Setting::RoleSessionNameClaim
        | Setting::RoleSessionNameCase
        | Setting::SessionDurationClaim
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}
