//! The SAML provider that the responses were sent for, and the metadata that IAM was given.

use super::PROVIDER_UUID;

/// Of the key that signs; it ended an hour before the responses were issued.
pub fn certificate() -> String {
    let path = format!("{}/fixtures/measured/expired.crt.pem", env!("CARGO_MANIFEST_DIR"));
    let pem = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

/// AssertionEncryptionMode.
#[derive(Debug, Clone, Copy)]
pub enum Mode {
    Allowed,
    Required,
}

/// What `aws iam get-saml-provider` prints of it.
pub fn printed(mode: Mode) -> String {
    let mode = match mode {
        Mode::Allowed => "Allowed",
        Mode::Required => "Required",
    };
    let document = serde_json::json!({
        "SAMLProviderUUID": PROVIDER_UUID,
        "SAMLMetadataDocument": metadata(),
        "CreateDate": "2026-09-11T10:30:00.627000+00:00",
        "ValidUntil": "2126-09-11T10:30:00.642000+00:00",
        "Tags": [],
        "AssertionEncryptionMode": mode,
        "PrivateKeyList": [{ "KeyId": "SAMLPKABCDEFGHIJKLMNOP", "Timestamp": "2026-09-11T10:30:00.627000+00:00" }]
    });
    format!("{}\n", serde_json::to_string_pretty(&document).unwrap())
}

const NAMESPACES: &str =
    r#"xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#""#;
const SERVICE: &str = r#"<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>"#;

fn metadata() -> String {
    entity(r#" entityID="https://idp.example/metadata""#, &descriptor(&key(r#" use="signing""#), SERVICE))
}

fn entity(attributes: &str, content: &str) -> String {
    format!("<EntityDescriptor {NAMESPACES}{attributes}>{content}</EntityDescriptor>")
}

fn descriptor(keys: &str, services: &str) -> String {
    format!(
        "<IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{keys}{services}</IDPSSODescriptor>"
    )
}

fn key(usage: &str) -> String {
    format!(
        "<KeyDescriptor{usage}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>",
        certificate()
    )
}

/// The metadata that was measured, by the id of its measurement. What is too short for IAM is filled
/// up by a comment, so that nothing else is wrong with it.
pub fn measured_metadata() -> Vec<(&'static str, String)> {
    let id = r#" entityID="https://idp.example/metadata""#;
    let signing = || key(r#" use="signing""#);
    let long = format!("<!-- {} -->", "to have a thousand characters ".repeat(40));
    vec![
        ("metadata-no-entity-id", entity("", &descriptor(&signing(), SERVICE))),
        (
            "metadata-another-root",
            metadata()
                .replace("<EntityDescriptor", "<Descriptor")
                .replace("</EntityDescriptor", "</Descriptor"),
        ),
        ("metadata-certificate-no-der", metadata().replace(&certificate(), &"QUJD".repeat(300))),
        ("metadata-empty-entity", entity(id, &long)),
        ("metadata-no-key-descriptor", entity(id, &format!("{long}{}", descriptor("", SERVICE)))),
        ("metadata-encryption-key-only", entity(id, &descriptor(&key(r#" use="encryption""#), SERVICE))),
        (
            "metadata-entities-round-one",
            format!(
                "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}</EntitiesDescriptor>",
                metadata()
            ),
        ),
        ("metadata-no-sign-on-service", entity(id, &descriptor(&signing(), ""))),
        ("metadata-comment-behind-the-root", format!("{}<!-- made by a test -->", metadata())),
        (
            "metadata-valid-until-past",
            entity(&format!("{id} validUntil=\"2020-01-01T00:00:00Z\""), &descriptor(&signing(), SERVICE)),
        ),
    ]
}
