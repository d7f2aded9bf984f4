//! SimpleSAMLphp, whose issuer is the key of an array in its own metadata file.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static SIMPLESAMLPHP: IdentityProvider = IdentityProvider {
    id: "simplesamlphp",
    name: "SimpleSAMLphp",
    recognise,
    applications: &[Application::only("files under metadata/", screen)],
    metadata: Some("https://<host>/<path>/saml2/idp/metadata.php"),
    clock: ServerClock::Own,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        // The usual key is the address of the metadata.
        Some((_, path)) if path.ends_with("/saml2/idp/metadata.php") => Some(Strength::Strong),
        _ => signs.are_named(&["simplesaml"]),
    }
}

const SP_REMOTE: &str = "SimpleSAMLphp, reference-sp-remote";
const IDP_HOSTED: &str = "SimpleSAMLphp, reference-idp-hosted";
const ENTRY: &str = "metadata/saml20-sp-remote.php > {client}";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeAdd or core:AttributeMap")
                .value("'{A}/Role' => '{pair}'")
                .note("where core:AttributeLimit is in use, attributes has to name it too"),
        ),
        Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeAdd or core:AttributeAlter")
                .value("'{A}/Role' => '{pair}'"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeMap")
                .value("'mail' => '{A}/RoleSessionName'")
                .note("where core:AttributeLimit is in use, attributes has to name it too"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(ENTRY, SP_REMOTE)
                .field("authproc: core:PHP")
                .value("strtolower() over '{A}/RoleSessionName'"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeAdd")
                .value("'{A}/SessionDuration' => '3600'"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE).field("authproc: core:AttributeMap").value("'{A}/{tag}'"),
        ),
        Setting::NameId => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("NameIDFormat")
                .value("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
                .address("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
                .note("transient where nothing is set; saml:NameIDAttribute filters make the value"),
        ),
        Setting::Audience => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("the entry's key")
                .value("{aud}")
                .note("further audiences: the option audience"),
        ),
        Setting::Recipient => {
            Some(Screen::documented(ENTRY, SP_REMOTE).field("AssertionConsumerService").value("{acs}"))
        }
        Setting::RelayState => Some(
            Screen::documented(
                "the link https://<host>/<path>/module.php/saml/idp/singleSignOnService?spentityid={client}",
                "SimpleSAMLphp, simplesamlphp-idp-more",
            )
            .field("&RelayState=, percent-encoded")
            .value("{relay}"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("metadata/saml20-idp-hosted.php", IDP_HOSTED).field("certificate, privatekey"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .value("saml20.sign.assertion = true, saml20.sign.response = true")
                .note("both are the default"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("signature.algorithm")
                .value("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
                .note("RSA-SHA256 is the default"),
        ),
        Setting::Encryption => Some(
            Screen::documented(ENTRY, SP_REMOTE).field("assertion.encryption").value("false (the default)"),
        ),
        Setting::Lifetime => Some(
            Screen::documented(ENTRY, "SimpleSAMLphp, src/IdP/SAML2.php")
                .field("assertion.lifetime")
                .value("300 (the default)"),
        ),
        Setting::OtherAttributes => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("attributes, with core:AttributeLimit")
                .value("the Names to be sent"),
        ),
        Setting::GroupMapping | Setting::SessionEnd => None,
    }
}
