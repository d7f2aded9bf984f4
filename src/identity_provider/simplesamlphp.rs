//! SimpleSAMLphp, whose issuer is the key of an array in its own metadata file.

use super::{Application, IdentityProvider, Screen, Setting, Signs, Strength};

pub static SIMPLESAMLPHP: IdentityProvider = IdentityProvider {
    id: "simplesamlphp",
    name: "SimpleSAMLphp",
    recognise,
    applications: &[Application::only("files under metadata/", screen)],
    metadata: Some("https://<host>/<path>/saml2/idp/metadata.php"),
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
const ENTRY: &str = "metadata/saml20-sp-remote.php > urn:amazon:webservices";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeAdd or core:AttributeMap")
                .value("'{A}/Role' => '{pair}'")
                .note("where core:AttributeLimit is in use, attributes has to name it too"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeMap (core:PHP for lower case)")
                .value("'mail' => '{A}/RoleSessionName'"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeAdd")
                .value("'{A}/SessionDuration' => '3600'"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("authproc: core:AttributeMap")
                .value("'{A}/PrincipalTag:{key}'"),
        ),
        Setting::NameId => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("NameIDFormat, and a saml:NameIDAttribute filter for the value")
                .value("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
                .note("transient where nothing is set"),
        ),
        Setting::Audience => Some(
            Screen::documented("metadata/saml20-sp-remote.php", SP_REMOTE).field("the entry's key").value("{aud}"),
        ),
        Setting::Recipient => {
            Some(Screen::documented(ENTRY, SP_REMOTE).field("AssertionConsumerService").value("{acs}"))
        }
        Setting::RelayState => Some(
            Screen::documented(
                "the link https://<host>/<path>/module.php/saml/idp/singleSignOnService?spentityid=urn:amazon:webservices",
                "SimpleSAMLphp, simplesamlphp-idp-more",
            )
            .field("RelayState=")
            .value("{relay}, percent-encoded"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("metadata/saml20-idp-hosted.php", IDP_HOSTED).field("certificate, privatekey"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(ENTRY, SP_REMOTE)
                .field("saml20.sign.assertion, saml20.sign.response")
                .value("true, true (the defaults)"),
        ),
        Setting::Encryption => {
            Some(Screen::documented(ENTRY, SP_REMOTE).field("assertion.encryption").value("false (the default)"))
        }
        Setting::Lifetime => Some(
            Screen::documented(ENTRY, "SimpleSAMLphp, src/IdP/SAML2.php")
                .field("assertion.lifetime")
                .value("300 (the default)"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented(ENTRY, SP_REMOTE).field("authproc: the value of {A}/Role").value("{pair}"),
        ),
        Setting::GroupMapping | Setting::SessionEnd => None,
    }
}
