//! JumpCloud.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static JUMPCLOUD: IdentityProvider = IdentityProvider {
    id: "jumpcloud",
    name: "JumpCloud",
    recognise,
    applications: &[Application::only("an SSO application", screen)],
    metadata: Some(
        "USER AUTHENTICATION > SSO Applications > the application > SSO > JumpCloud Metadata > Export Metadata",
    ),
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        // An administrator chooses the issuer; many keep the address of the sign-in.
        Some((host, _)) if host == "sso.jumpcloud.com" => Some(Strength::Strong),
        _ => signs.are_named(&["jumpcloud"]),
    }
}

const FIELDS: &str = "JumpCloud support, sso-application-connector-fields";
const CONSTANT: &str = "JumpCloud support, configure-aws-roles-in-jumpcloud-with-constant-attributes";
const DYNAMIC: &str = "JumpCloud support, configure-dynamic-aws-roles-in-jumpcloud";
const SSO: &str = "USER AUTHENTICATION > SSO Applications > the application > SSO";
const CONSTANTS: &str =
    "USER AUTHENTICATION > SSO Applications > the application > SSO > Constant Attributes > add attribute";
const USER: &str =
    "USER AUTHENTICATION > SSO Applications > the application > SSO > User Attribute Mapping > add attribute";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(CONSTANTS, CONSTANT)
                .field("Service Provider Attribute Name, Value")
                .value("{A}/Role, {pair}")
                .note("one row a role, for all users of the application"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented(USER, DYNAMIC)
                .field("Service Provider Attribute Name, JumpCloud Attribute Name")
                .value("{A}/Role, the custom attribute's name")
                .note("delete the preset constant row first; the value stands in Custom Attributes of the user or the group"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(USER, "JumpCloud support, AWS IAM connector")
                .field("Service Provider Attribute Name, JumpCloud Attribute Name")
                .value("{A}/RoleSessionName, email")
                .note("the preset constant SSO-User is one name for everybody: delete its row"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(CONSTANTS, CONSTANT)
                .field("Service Provider Attribute Name, Value")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(USER, DYNAMIC)
                .field("Service Provider Attribute Name, JumpCloud Attribute Name")
                .value("{A}/PrincipalTag:{key}, the attribute's name"),
        ),
        Setting::NameId => Some(
            Screen::documented(SSO, FIELDS).field("SAMLSubject NameID, SAMLSubject NameID Format").value("email"),
        ),
        Setting::Audience => Some(Screen::documented(SSO, FIELDS).field("SP Entity ID").value("{aud}")),
        Setting::Recipient => Some(Screen::documented(SSO, FIELDS).field("ACS URLs").value("{acs}")),
        Setting::SignWhat => Some(
            Screen::observed(SSO, "an integration guide").field("Sign").value("Assertion, or Assertion & Response"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(SSO, FIELDS)
                .field("JumpCloud Metadata > Export Metadata")
                .note("a changed IdP Entity ID needs the metadata anew"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented(CONSTANTS, CONSTANT).field("Value of the row Role").value("{pair}"),
        ),
        Setting::RelayState | Setting::Encryption | Setting::Lifetime | Setting::SessionEnd => None,
    }
}
