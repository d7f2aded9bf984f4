//! JumpCloud.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static JUMPCLOUD: IdentityProvider = IdentityProvider {
    id: "jumpcloud",
    name: "JumpCloud",
    recognise,
    applications: &[Application::only("an SSO application", screen)],
    metadata: Some(
        "USER AUTHENTICATION > SSO Applications > the application > SSO > JumpCloud Metadata > Export Metadata",
    ),
    clock: ServerClock::Vendors,
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
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(CONSTANTS, CONSTANT)
                .value("Service Provider Attribute Name = {A}/Role, Value = {pair}")
                .note("one row a role, for all users of the application; other roles for other people: another connector, or a custom attribute under User Attribute Mapping"),
        ),
        Setting::GroupMapping => Some(
            Screen::documented(USER, DYNAMIC)
                .value("Service Provider Attribute Name = {A}/Role, JumpCloud Attribute Name = the custom attribute's name")
                .note("delete the preset constant row first; the value stands in Custom Attributes of the user or the group"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(USER, "JumpCloud support, AWS IAM connector")
                .value("Service Provider Attribute Name = {A}/RoleSessionName, JumpCloud Attribute Name = email")
                .note("the preset constant SSO-User is one name for everybody: delete its row"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(CONSTANTS, CONSTANT)
                .value("Service Provider Attribute Name = {A}/SessionDuration, Value = 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(USER, DYNAMIC)
                .value("Service Provider Attribute Name = {A}/{tag}, JumpCloud Attribute Name = the attribute's name"),
        ),
        Setting::NameId => Some(
            Screen::documented(SSO, FIELDS)
                .value("SAMLSubject NameID = email")
                .address("SAMLSubject NameID = email, SAMLSubject NameID Format = urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
                .note("its Format: SAMLSubject NameID Format"),
        ),
        Setting::Audience => Some(
            Screen::documented(SSO, FIELDS).field("SP Entity ID").value("{aud}").note("case sensitive"),
        ),
        Setting::Recipient => {
            Some(Screen::documented(SSO, FIELDS).field("ACS URLs").value("{acs}").note("case sensitive"))
        }
        Setting::SignWhat => Some(
            Screen::observed(SSO, "an integration guide")
                .field("Sign (before: Sign Assertion)")
                .value("Assertion, or Assertion & Response"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::observed(SSO, "an integration guide").field("Signature Algorithm").value("RSA-SHA256"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(SSO, FIELDS)
                .field("JumpCloud Metadata > Export Metadata")
                .note("or Copy Metadata URL; a changed IdP Entity ID needs the metadata anew"),
        ),
        Setting::RoleSessionNameCase
        | Setting::RelayState
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}
