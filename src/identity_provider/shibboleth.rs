//! Shibboleth Identity Provider.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static SHIBBOLETH: IdentityProvider = IdentityProvider {
    id: "shibboleth",
    name: "Shibboleth",
    recognise,
    applications: &[Application::only("files under conf/", screen)],
    metadata: None,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    if let Some((_, "/idp/shibboleth")) = signs.issuer_url() {
        return Some(Strength::Strong);
    }
    match signs.attribute_names.iter().any(|name| name.starts_with("urn:oid:")) {
        true => Some(Strength::Weak),
        false => signs.are_named(&["shibboleth"]),
    }
}

const REGISTRY: &str = "IDEM GARR wiki, attribute registry";
const PROFILE: &str = "Shibboleth wiki, ProfileConfiguration-SAMLAssertion";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::observed("conf/attribute-resolver.xml", REGISTRY)
                .field("the encoder's name, a Template or Script definition for the value")
                .value("{A}/Role, {pair}")
                .note("AWS reads the encoder's name, not its friendlyName; conf/attribute-filter.xml has to release it to urn:amazon:webservices"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::observed("conf/attribute-resolver.xml", REGISTRY)
                .field("the encoder's name")
                .value("{A}/RoleSessionName")
                .note("AWS reads the encoder's name, not its friendlyName"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed("conf/attribute-resolver.xml", REGISTRY)
                .field("the encoder's name, a Simple definition for the value")
                .value("{A}/SessionDuration, 3600"),
        ),
        Setting::TagClaim => Some(
            Screen::observed("conf/attribute-resolver.xml", REGISTRY)
                .field("the encoder's name")
                .value("{A}/PrincipalTag:{key}"),
        ),
        Setting::Audience => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", PROFILE)
                .field("p:additionalAudiencesForAssertion")
                .value("{aud}")
                .note("the Audience itself is the entityID in the metadata file of the service provider"),
        ),
        Setting::SignWhat => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", PROFILE)
                .field("p:signResponses, p:signAssertions")
                .value("true"),
        ),
        Setting::Encryption => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", "Shibboleth wiki, ProfileConfiguration-SAML2")
                .field("p:encryptAssertions")
                .value("false")
                .note("Shibboleth encrypts until it is told not to"),
        ),
        Setting::Lifetime => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", PROFILE).field("p:assertionLifetime").value("PT5M"),
        ),
        Setting::ProviderArn => Some(
            Screen::observed("conf/attribute-resolver.xml", REGISTRY).field("the definition of Role").value("{pair}"),
        ),
        Setting::NameId
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::GroupMapping
        | Setting::SessionEnd => None,
    }
}
