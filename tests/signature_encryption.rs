//! Encrypted assertions, made by others than us, and the keys that open them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::key_file;
use saml_doctor::signature::encryption::{Closed, PrivateKey, UnreadableKey, decrypt, find};
use saml_doctor::signature::{Verdict, verify};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml;

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/signature/encrypted/{name}.xml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pem(&key_file(name, "key"), None).unwrap()
}

#[test]
fn every_cipher_and_transport_opens_with_the_right_key() {
    for name in
        ["aes128-cbc", "aes192-cbc", "aes256-cbc", "tripledes-cbc", "aes128-gcm", "aes192-gcm", "aes256-gcm"]
    {
        let text = fixture(name);
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, text.as_str(), None));
        let mut tree = xml::parse(source, &text).unwrap();
        let opened = decrypt(&mut tree, &sources, &[key("sp-encryption"), key("rsa-2048")]);
        assert_eq!(opened.len(), 1, "{name}");
        let elements = opened[0].result.as_ref().unwrap_or_else(|closed| panic!("{name}: {closed}"));
        let name_id = common::find(&tree, "NameID");
        let content = tree.content(name_id);
        assert_eq!(content.value, "jané", "{name}");
        assert_eq!(tree.path(tree.root(), elements[0]), "/Response/EncryptedAssertion/Assertion", "{name}");
        assert_eq!(sources.text(content.span), "jané", "{name}");
        assert_eq!(
            sources.get(content.span.source).kind,
            SourceKind::Decrypted { element: "EncryptedAssertion".to_owned() }
        );
    }
}

#[test]
fn what_stays_closed_says_why() {
    let right = key("rsa-2048");
    let wrong = key("sp-encryption");
    let gcm = fixture("aes128-gcm");
    for (what, text, keys, expected) in [
        ("no key", gcm.clone(), vec![], "no private key is given"),
        ("another key, OAEP", gcm.clone(), vec![wrong.clone()], "the private key does not open it"),
        ("another key, RSA 1.5", fixture("aes128-cbc"), vec![wrong], "the private key does not open it"),
        (
            "changed, GCM",
            fixture("changed-gcm"),
            vec![right.clone()],
            "the ciphertext does not fit its authentication tag",
        ),
        (
            "another cipher",
            gcm.replace("#aes128-gcm", "#aes256-gcm"),
            vec![right.clone()],
            "its content key has 16 bytes where the algorithm needs 32",
        ),
        (
            "an unknown cipher",
            gcm.replace("#aes128-gcm", "#rot13"),
            vec![right.clone()],
            "its algorithm is not supported",
        ),
        (
            "an unknown transport",
            gcm.replace("#rsa-oaep\"", "#kw-aes128\""),
            vec![right.clone()],
            "its algorithm is not supported",
        ),
        (
            "no EncryptedKey",
            gcm.replace("xenc:EncryptedKey", "xenc:Other"),
            vec![right.clone()],
            "there is no EncryptedKey",
        ),
        (
            "GCM read as CBC",
            gcm.replace("2009/xmlenc11#aes128-gcm", "2001/04/xmlenc#aes128-cbc"),
            vec![right],
            "the decrypted bytes do not end in a padding",
        ),
    ] {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, text.as_str(), None));
        let mut tree = xml::parse(source, &text).unwrap();
        let opened = decrypt(&mut tree, &sources, &keys);
        let closed = opened[0].result.as_ref().expect_err(what);
        assert_eq!(closed.to_string(), expected, "{what}: {closed:?}");
        let _: &Closed = closed;
    }
}

#[test]
fn without_a_key_the_recipient_is_still_named() {
    let text = fixture("aes256-gcm");
    let tree = common::parse(&text).unwrap();
    let found = find(&tree);
    assert_eq!(found[0].algorithm.as_ref().unwrap().value, "http://www.w3.org/2009/xmlenc11#aes256-gcm");
    let recipient = &found[0].recipients[0];
    assert_eq!(recipient.name.as_ref().unwrap().value, "urn:amazon:webservices");
    assert_eq!(recipient.key_name.as_ref().unwrap().value, "throw-away");
    assert_eq!(
        recipient.algorithm.as_ref().unwrap().value,
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
    );
    let captured = fixture("samlp");
    let tree = common::parse(&captured).unwrap();
    let certificate = find(&tree)[0].recipients[0].certificate.clone().unwrap();
    assert_eq!(certificate.value.subject, "CN=sp-encryption");
}

#[test]
fn a_signature_inside_a_captured_encrypted_assertion_verifies() {
    let text = fixture("samlp");
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, text.as_str(), None));
    let mut tree = xml::parse(source, &text).unwrap();
    let opened = decrypt(&mut tree, &sources, &[key("sp-encryption")]);
    assert!(opened[0].result.is_ok(), "{:?}", opened[0].result);
    for signature in verify(&tree, tree.root(), &[]) {
        assert_eq!(signature.verdict, Verdict::Valid, "{}", signature.path);
    }
}

#[test]
fn keys_are_read_in_every_usual_form() {
    let file = |what| key_file("rsa-2048", what);
    let bundle = file("crt") + &file("pkcs1");
    for (what, text, passphrase) in [
        ("PKCS#8", file("key"), None),
        ("PKCS#1", file("pkcs1"), None),
        ("encrypted PKCS#8", file("encrypted"), Some("throw-away")),
        ("behind a certificate", bundle, None),
        ("carriage returns", file("key").replace('\n', "\r\n"), None),
    ] {
        let key = PrivateKey::from_pem(&text, passphrase).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(key.public_key().to_string(), "RSA 2048 bit", "{what}");
        assert_eq!(format!("{key:?}"), "PrivateKey(RSA 2048 bit)", "{what}");
    }
    for (what, text, passphrase, expected) in [
        ("no passphrase", file("encrypted"), None, UnreadableKey::NeedsPassphrase),
        ("another passphrase", file("encrypted"), Some("x"), UnreadableKey::WrongPassphrase),
        ("the old encryption", file("legacy"), Some("throw-away"), UnreadableKey::LegacyEncryption),
        ("a certificate", file("crt"), None, UnreadableKey::NoKey),
        ("an EC key", key_file("ec-p256", "key"), None, UnreadableKey::NotRsa),
        ("half a key", file("key")[..400].to_owned(), None, UnreadableKey::Damaged),
    ] {
        assert_eq!(PrivateKey::from_pem(&text, passphrase).unwrap_err(), expected, "{what}");
    }
}
