//! Microsoft Entra ID, once Azure Active Directory.

use super::{
    Application, Fit, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, for_identity_center,
};

pub static ENTRA: IdentityProvider = IdentityProvider {
    id: "entra",
    name: "Microsoft Entra ID",
    recognise,
    applications: &[
        Application { name: "AWS Single-Account Access", fits: fits_account_access, screen, preview: None },
        Application {
            name: "AWS IAM Identity Center",
            fits: for_identity_center,
            screen: of_center,
            preview: None,
        },
    ],
    metadata: Some(
        "Entra ID > Enterprise apps > the application > Single sign-on > SAML Certificates > Federation Metadata XML > Download",
    ),
    clock: ServerClock::Vendors,
    own_errors: &[
        ("AADSTS50011", "the reply URL is not one of the application's"),
        ("AADSTS750054", "no SAMLRequest came: the sign-in was begun at the provider, as its test does"),
        ("AADSTS50105", "the user is not assigned to the application"),
    ],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    let hosts = ["sts.windows.net", "sts.chinacloudapi.cn"];
    if signs.issuer_url().is_some_and(|(host, _)| hosts.contains(&host.as_str())) {
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

/// The gallery application and one made by hand have the same screens.
fn fits_account_access(signs: &Signs<'_>) -> Fit {
    if signs.is_for_identity_center() { Fit::Excluded } else { Fit::Likely }
}

const TUTORIAL: &str = "Microsoft Learn, amazon-web-service-tutorial";
const CUSTOMIZE: &str = "Microsoft Learn, saml-claims-customization";
const SIGNING: &str = "Microsoft Learn, certificate-signing-options";
const CLAIMS: &str =
    "Entra ID > Enterprise apps > the application > Single sign-on > Attributes & Claims > Edit";
const BASIC: &str =
    "Entra ID > Enterprise apps > the application > Single sign-on > Basic SAML Configuration > Edit";
const CERTIFICATES: &str =
    "Entra ID > Enterprise apps > the application > Single sign-on > SAML Certificates";

const ROW: &str = "Add new claim, or the claim's row";

const NAME_ID: Screen = Screen::documented(CLAIMS, CUSTOMIZE)
    .field("Unique User Identifier (Name ID) > Choose name identifier format")
    .value("Persistent or Email address")
    .address("Email address")
    .persistent("Persistent")
    .note("where the source is empty Entra sends a persistent identifier of its own instead");

const CERTIFICATE: Screen = Screen::documented(CERTIFICATES, TUTORIAL)
    .field("Federation Metadata XML > Download")
    .note("or App Federation Metadata Url; each application has a certificate of its own: take the metadata of this application, not the tenant's; a new one: Edit > New Certificate > Save, then Make certificate active; an inactive one that has not expired is used at once when the active one has");

const ENCRYPTION: Screen = Screen::documented(
    "Entra ID > Enterprise apps > the application > Token encryption",
    "Microsoft Learn, howto-saml-token-encryption",
)
.field("Deactivate token encryption, or Import Certificate and Activate token encryption")
.note("the certificate is the IAM provider's");

const SIGN_WHAT: Screen = Screen::documented(CERTIFICATES, SIGNING)
    .field("Edit > Signing Option")
    .value("Sign SAML assertion, or Sign SAML response and assertion")
    .note("Sign SAML assertion is the default; Sign SAML response signs that alone");

const ALGORITHM: Screen =
    Screen::documented(CERTIFICATES, SIGNING).field("Edit > Signing Algorithm").value("SHA-256");

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(CLAIMS, TUTORIAL)
                .field(ROW)
                .value("Name = Role, Namespace = {A}, Source attribute = user.assignedroles")
                .note("two boxes: what is sent is Namespace, a slash and Name, in the case they were typed; Source = Attribute; before: Identity > Applications > Enterprise applications > the application > Single sign-on"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(CLAIMS, TUTORIAL)
                .field(ROW)
                .value("Name = RoleSessionName, Namespace = {A}, Source attribute = user.userprincipalname or user.mail")
                .note("a guest's user principal name has #EXT#; a name of their own for guests: Claim conditions, User type = All guests"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::documented(CLAIMS, CUSTOMIZE)
                .field("the row RoleSessionName > Source = Transformation > Manage transformation")
                .value("ToLowercase()")
                .note("older text: ToLower(); at most two transformations; ExtractMailPrefix() cuts the domain off"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(CLAIMS, TUTORIAL)
                .field(ROW)
                .value("Name = SessionDuration, Namespace = {A}, Source attribute = 3600")
                .note("the number is typed without quotes; 900 in many tenants"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(CLAIMS, "IAM Identity Center User Guide, azure-ad-idp")
                .field(ROW)
                .value("Name = {tag}, Namespace = {A}, Source attribute = user.{field}"),
        ),
        Setting::NameId => Some(NAME_ID),
        Setting::Audience => Some(
            Screen::documented(BASIC, TUTORIAL)
                .field("Identifier (Entity ID)")
                .value("https://signin.aws.amazon.com/saml")
                .note("#1, #2 and the like at its end tell applications apart, and are not sent"),
        ),
        Setting::Recipient => Some(
            Screen::documented(BASIC, "Microsoft Learn, add-application-portal-setup-sso")
                .field("Reply URL (Assertion Consumer Service URL)")
                .value("{acs}")
                .note("never with #2"),
        ),
        Setting::RelayState => Some(
            Screen::observed(BASIC, "AWS Contact Center blog, Azure AD for Connect")
                .field("Relay State")
                .value("{relay}"),
        ),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignWhat => Some(SIGN_WHAT),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::Encryption => Some(ENCRYPTION),
        Setting::GroupMapping => Some(
            Screen::documented("Entra ID > Enterprise apps > the application > Users and groups", TUTORIAL)
                .field("Add user/group > Select a role")
                .note("Default Access is not an AWS role"),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(
                "Entra ID > App registrations > the application > App roles",
                "Microsoft Learn, howto-add-app-roles-in-apps",
            )
            .field("Value")
            .value("{pair}")
            .note("roles that provisioning made are not to be edited by hand"),
        ),
        Setting::Lifetime | Setting::OtherAttributes | Setting::SessionEnd => None,
    }
}

fn of_center(setting: Setting) -> Option<Screen> {
    const CENTER: &str = "Microsoft Learn, aws-single-sign-on-tutorial";
    match setting {
        Setting::Audience => {
            Some(Screen::documented(BASIC, CENTER).field("Identifier (Entity ID)").value("{aud}"))
        }
        Setting::Recipient => Some(
            Screen::documented(BASIC, CENTER)
                .field("Reply URL (Assertion Consumer Service URL)")
                .value("{acs}"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(CLAIMS, "IAM Identity Center User Guide, azure-ad-idp")
                .field(ROW)
                .value("Name = {tag}, Namespace = {A}, Source attribute = user.{field}"),
        ),
        Setting::NameId => Some(NAME_ID),
        Setting::SigningCertificate => Some(CERTIFICATE),
        Setting::SignWhat => Some(SIGN_WHAT),
        Setting::SignatureAlgorithm => Some(ALGORITHM),
        Setting::Encryption => Some(ENCRYPTION),
        Setting::RoleClaim
        | Setting::RoleValue
        | Setting::RoleSessionNameClaim
        | Setting::RoleSessionNameCase
        | Setting::SessionDurationClaim
        | Setting::RelayState
        | Setting::Lifetime
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::ProviderArn
        | Setting::SessionEnd => None,
    }
}
