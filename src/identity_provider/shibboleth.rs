//! Shibboleth Identity Provider.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static SHIBBOLETH: IdentityProvider = IdentityProvider {
    id: "shibboleth",
    name: "Shibboleth",
    recognise,
    applications: &[Application::only("files under conf/", screen)
        .preview("bin/aacli.sh -n <user> -r urn:amazon:webservices --saml2")],
    metadata: None,
    clock: ServerClock::Own,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    if let Some((_, "/idp/shibboleth")) = signs.issuer_url() {
        return Some(Strength::Strong);
    }
    // As federations name their members.
    let is_member = signs.issuer.is_some_and(|issuer| issuer.starts_with("urn:mace:"));
    match is_member || signs.attribute_names.iter().any(|name| name.starts_with("urn:oid:")) {
        true => Some(Strength::Weak),
        false => signs.are_named(&["shibboleth"]),
    }
}

const REGISTRY: &str = "IDEM GARR wiki, attribute registry";
const RESOLVER: &str = "conf/attribute-resolver.xml";
const RELEASE: &str = "from version 4 on also in the attribute registry, conf/attributes/; AWS reads the name, not the friendlyName; conf/attribute-filter.xml has to release it to urn:amazon:webservices";
const PROFILE: &str = "Shibboleth wiki, ProfileConfiguration-SAMLAssertion";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::observed(RESOLVER, REGISTRY)
                .field("the encoder's name")
                .value("{A}/Role")
                .note(RELEASE),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::observed(RESOLVER, REGISTRY)
                .field("the definition of Role: Simple, Template, ScriptedAttribute or Mapped")
                .value("{pair}"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::observed(RESOLVER, REGISTRY)
                .field("the encoder's name, over a definition such as the mail address")
                .value("{A}/RoleSessionName")
                .note(RELEASE),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::observed(RESOLVER, REGISTRY)
                .field("the definition of RoleSessionName")
                .value("a ScriptedAttribute that makes it lower case"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::observed(RESOLVER, REGISTRY)
                .field("the encoder's name, over a Simple definition of 3600")
                .value("{A}/SessionDuration")
                .note(RELEASE),
        ),
        Setting::TagClaim => Some(
            Screen::observed(RESOLVER, REGISTRY).field("the encoder's name").value("{A}/{tag}").note(RELEASE),
        ),
        Setting::Audience => Some(
            Screen::documented("the metadata file of the service provider", PROFILE)
                .field("entityID")
                .value("{aud}")
                .note("further audiences: conf/relying-party.xml, SAML2.SSO, p:additionalAudiencesForAssertion"),
        ),
        Setting::SignWhat => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", PROFILE)
                .field("p:signAssertions, p:signResponses")
                .value("true")
                .note("p:signAssertions is false by default; WantAssertionsSigned in the service provider's metadata does the same"),
        ),
        Setting::Encryption => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", "Shibboleth wiki, ProfileConfiguration-SAML2")
                .field("p:encryptAssertions")
                .value("false")
                .note("Shibboleth encrypts until it is told not to; p:encryptionOptional lets it pass without a key"),
        ),
        Setting::Lifetime => Some(
            Screen::documented("conf/relying-party.xml, SAML2.SSO", PROFILE).field("p:assertionLifetime").value("PT5M"),
        ),
        Setting::OtherAttributes => Some(
            Screen::observed("conf/attribute-filter.xml", REGISTRY)
                .field("the policy for the requester")
                .value("{client}"),
        ),
        Setting::NameId
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignatureAlgorithm
        | Setting::GroupMapping
        | Setting::SessionEnd => None,
    }
}
