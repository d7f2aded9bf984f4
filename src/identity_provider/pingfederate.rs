//! PingFederate, whose issuer an administrator chooses.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static PINGFEDERATE: IdentityProvider = IdentityProvider {
    id: "pingfederate",
    name: "PingFederate",
    recognise,
    applications: &[Application::only("an SP connection", screen)],
    metadata: None,
    clock: ServerClock::Own,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    signs.are_named(&["pingfed"])
}

const FEDERATE: &str = "Ping documentation, htg_use_saml_and_token_exchange_to_federate_into_aws";
const CONFIG: &str = "Ping documentation, config_saml_aws_pingfed";
const TAGS: &str = "Ping documentation, AWS session tags";
const CONTRACT: &str = "Applications > Integration > SP Connections > the connection > Browser SSO > Assertion Creation > Attribute Contract";
const FULFILLMENT: &str = "Applications > Integration > SP Connections > the connection > Browser SSO > Assertion Creation > Authentication Source Mapping > the adapter > Attribute Contract Fulfillment";
const PROTOCOL: &str =
    "Applications > Integration > SP Connections > the connection > Browser SSO > Protocol Settings";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(CONTRACT, FEDERATE)
                .field("Extend the Contract")
                .value("{A}/Role, with the name format urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
                .note("its value: Authentication Source Mapping > the adapter > Attribute Contract Fulfillment; before version 10: Identity Provider > SP Connections"),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(FULFILLMENT, FEDERATE)
                .field("Role")
                .value("Source = Text, Value = {pair}")
                .note("the value without spaces around it"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(CONTRACT, TAGS)
                .field("Extend the Contract")
                .value("{A}/RoleSessionName, with the name format urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
                .note("a page of Ping's prints RoleSessioName, which AWS does not read; its value: Authentication Source Mapping > the adapter > Attribute Contract Fulfillment"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(FULFILLMENT, FEDERATE)
                .field("RoleSessionName")
                .value("Source = Expression, Value = an OGNL expression with toLowerCase()"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(FULFILLMENT, FEDERATE)
                .field("SessionDuration")
                .value("Source = Text, Value = 3600"),
        ),
        Setting::TagClaim => {
            Some(Screen::documented(CONTRACT, TAGS).field("Extend the Contract").value("{A}/{tag}"))
        }
        Setting::NameId => Some(
            Screen::documented(CONTRACT, FEDERATE)
                .field("SAML_SUBJECT, Subject Name Format")
                .value("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
                .address("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
                .note("or map SAML_NAME_FORMAT; a guide of Ping's maps SAML_SUBJECT to the text null"),
        ),
        Setting::Audience => Some(
            Screen::documented(
                "Applications > Integration > SP Connections > the connection > General Info",
                CONFIG,
            )
            .field("Partner's Entity ID")
            .value("{aud}"),
        ),
        Setting::Recipient => Some(
            Screen::documented(PROTOCOL, CONFIG)
                .field("Assertion Consumer Service URL > Binding = POST, Endpoint URL")
                .value("{acs}"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(
                "Applications > Integration > SP Connections > the connection > Credentials > Digital Signature Settings",
                CONFIG,
            )
            .field("signing certificate")
            .note("export the metadata again after a change"),
        ),
        Setting::SignWhat => Some(
            Screen::observed(PROTOCOL, "integration guides")
                .field("Signature Policy")
                .value("always sign the assertion"),
        ),
        Setting::Encryption => {
            Some(Screen::observed(PROTOCOL, "integration guides").field("Encryption Policy").value("None"))
        }
        Setting::Lifetime => Some(
            Screen::documented(
                "Applications > Integration > SP Connections > the connection > Browser SSO > Assertion Lifetime",
                "Ping documentation, configassertionlifetimestate",
            )
            .value("Minutes Before = 5, Minutes After = 5")
            .note("Minutes Before also cures a fast clock"),
        ),
        Setting::RelayState
        | Setting::SignatureAlgorithm
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}
