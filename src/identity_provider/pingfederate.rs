//! PingFederate, whose issuer an administrator chooses.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static PINGFEDERATE: IdentityProvider = IdentityProvider {
    id: "pingfederate",
    name: "PingFederate",
    recognise,
    applications: &[Application::only("an SP connection", screen)],
    metadata: None,
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
            Screen::documented(FULFILLMENT, FEDERATE)
                .field("Source, Value; the Name stands in Attribute Contract > Extend the Contract")
                .value("Text, {pair}; {A}/Role")
                .note("the value without spaces around it"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(CONTRACT, TAGS)
                .field("Extend the Contract: attribute, name format")
                .value("{A}/RoleSessionName, urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
                .note("a page of Ping's prints RoleSessioName, which AWS does not read"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(FULFILLMENT, FEDERATE).field("Source, Value").value("Text, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(CONTRACT, TAGS).field("Extend the Contract").value("{A}/PrincipalTag:{key}"),
        ),
        Setting::NameId => Some(
            Screen::documented(CONTRACT, FEDERATE)
                .field("SAML_SUBJECT, Subject Name Format")
                .value("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
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
                .field("Assertion Consumer Service URL: Binding, Endpoint URL")
                .value("POST, {acs}"),
        ),
        Setting::RelayState => Some(
            Screen::inferred("the link that starts the sign-in", CONFIG).field("TargetResource").value("{relay}"),
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
            .field("Minutes Before, Minutes After")
            .value("5 and 5")
            .note("Minutes Before also cures a fast clock"),
        ),
        Setting::ProviderArn => {
            Some(Screen::documented(FULFILLMENT, FEDERATE).field("the value of Role").value("{pair}"))
        }
        Setting::GroupMapping | Setting::SessionEnd => None,
    }
}
