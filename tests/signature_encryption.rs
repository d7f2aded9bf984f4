//! Encrypted assertions, made by others than us, and the keys that open them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod signing;

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockEncryptMut as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::BigUint;
use rsa::traits::PublicKeyParts as _;
use saml_doctor::certificate::{Certificate, decode_base64};
use saml_doctor::signature::encryption::{Closed, PrivateKey, UnreadableKey, decrypt, find};
use saml_doctor::signature::{PublicKey, SignatureVerdict, verify};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml;
use signing::key_file;

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/signature/encrypted/{name}.xml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn key(name: &str) -> PrivateKey {
    PrivateKey::read_all(key_file(name, "key").as_bytes(), None).unwrap().remove(0)
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
        let name_id = signing::find(&tree, "NameID");
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
            "its ciphertext has 203 bytes, which are not a vector and whole blocks",
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
    let tree = signing::parse(&text).unwrap();
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
    let tree = signing::parse(&captured).unwrap();
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
        assert_eq!(signature.verdict, SignatureVerdict::Valid, "{}", signature.path);
    }
}

#[test]
fn keys_are_read_in_every_usual_form() {
    let file = |what| key_file("rsa-2048", what);
    let bundle = file("crt") + &file("pkcs1");
    let ec_first = key_file("ec-p256", "key") + &file("key");
    let body = |what| file(what).lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let der = |what| decode_base64(&body(what)).unwrap();
    for (what, text, passphrase) in [
        ("PKCS#8", file("key").into_bytes(), None),
        ("PKCS#1", file("pkcs1").into_bytes(), None),
        ("encrypted PKCS#8", file("encrypted").into_bytes(), Some("throw-away")),
        (
            "Triple DES and SHA-1, as OpenSSL 1.0 wrote it",
            file("encrypted-3des").into_bytes(),
            Some("throw-away"),
        ),
        ("behind a certificate", bundle.into_bytes(), None),
        ("behind a key of another kind", ec_first.into_bytes(), None),
        ("carriage returns", file("key").replace('\n', "\r\n").into_bytes(), None),
        ("a byte order mark", format!("\u{feff}{}", file("key")).into_bytes(), None),
        ("base64 without armour", body("key").into_bytes(), None),
        ("PKCS#8 in DER", der("key"), None),
        ("PKCS#1 in DER", der("pkcs1"), None),
        ("encrypted PKCS#8 in DER", der("encrypted"), Some("throw-away")),
        ("a passphrase that is not needed", file("key").into_bytes(), Some("throw-away")),
    ] {
        let keys = PrivateKey::read_all(&text, passphrase.map(str::as_bytes));
        let keys = keys.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(keys.len(), 1, "{what}");
        assert_eq!(keys[0].public_key().to_string(), "RSA 2048 bit", "{what}");
        assert_eq!(format!("{:?}", keys[0]), "PrivateKey(RSA 2048 bit)", "{what}");
    }
    let two = file("key") + &key_file("sp-encryption", "key");
    assert_eq!(PrivateKey::read_all(two.as_bytes(), None).unwrap().len(), 2);
}

#[test]
fn a_file_without_a_usable_key_says_what_it_is() {
    let file = |what| key_file("rsa-2048", what).into_bytes();
    let certificate = Certificate::from_text(&key_file("rsa-2048", "crt")).unwrap();
    let public = b"-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----\n".to_vec();
    let container =
        b"\x30\x82\x09\x00\x02\x01\x03\x30\x82\x08\xc0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01".to_vec();
    for (what, text, passphrase, expected) in [
        ("no passphrase", file("encrypted"), None, UnreadableKey::NeedsPassphrase),
        ("another passphrase", file("encrypted"), Some("x"), UnreadableKey::WrongPassphrase),
        ("an empty passphrase", file("encrypted"), Some(""), UnreadableKey::WrongPassphrase),
        ("PBES1", file("encrypted-pbes1"), Some("throw-away"), UnreadableKey::UnsupportedEncryption),
        ("the old encryption", file("legacy"), Some("throw-away"), UnreadableKey::LegacyEncryption),
        ("OpenSSH's form", file("openssh"), None, UnreadableKey::OpenSsh),
        ("a certificate", file("crt"), None, UnreadableKey::Certificate),
        ("a certificate in DER", certificate.der, None, UnreadableKey::Certificate),
        ("a public key", public, None, UnreadableKey::PublicKey),
        ("a public key in DER", certificate.public_key, None, UnreadableKey::PublicKey),
        ("PKCS#12", container, None, UnreadableKey::Pkcs12),
        ("an EC key", key_file("ec-p256", "key").into_bytes(), None, UnreadableKey::NotRsa),
        ("half a key", file("key")[..400].to_vec(), None, UnreadableKey::Damaged),
        ("nothing", Vec::new(), None, UnreadableKey::NoKey),
        ("a sentence", b"this is no key".to_vec(), None, UnreadableKey::NoKey),
        ("UTF-16", b"\xff\xfe-\0-\0-\0".to_vec(), None, UnreadableKey::NoKey),
    ] {
        let result = PrivateKey::read_all(&text, passphrase.map(str::as_bytes));
        assert_eq!(result.unwrap_err(), expected, "{what}");
    }
}

/// The fixture in AES-128-GCM, with its EncryptedKey as a template for others.
fn gcm_with(encrypted_keys: impl Fn(&str) -> String) -> String {
    let text = fixture("aes128-gcm");
    let start = text.find("<xenc:EncryptedKey").unwrap();
    let end = text.find("</xenc:EncryptedKey>").unwrap() + "</xenc:EncryptedKey>".len();
    format!("{}{}{}", &text[..start], encrypted_keys(&text[start..end]), &text[end..])
}

fn opened(text: &str, keys: &[PrivateKey]) -> Vec<Result<(), Closed>> {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, text, None));
    let mut tree = xml::parse(source, text).unwrap();
    decrypt(&mut tree, &sources, keys).into_iter().map(|opened| opened.result.map(|_| ())).collect()
}

#[test]
fn what_is_wrong_with_another_recipients_key_keeps_nobody_out() {
    let others = |key: &str| key.replace("<xenc:CipherValue>", "<xenc:CipherValue>AAAA");
    for (what, text) in [
        ("no base64", gcm_with(|key| key.replace("<xenc:CipherValue>", "<xenc:CipherValue>*") + key)),
        ("no algorithm", gcm_with(|key| key.replace("Algorithm=", "Other=") + key)),
        ("key wrap", gcm_with(|key| key.replace("#rsa-oaep\"", "#kw-aes128\"") + key)),
        ("an unknown mask", gcm_with(|key| key.replace("#mgf1sha256", "#mgf1md5") + key)),
        ("of another length", gcm_with(|key| others(key) + key)),
        ("twenty of them", gcm_with(|key| others(key).repeat(20) + key)),
    ] {
        assert_eq!(opened(&text, &[key("rsa-2048")]), [Ok(())], "{what}");
        assert_eq!(opened(&text, &[key("sp-encryption"), key("rsa-2048")]), [Ok(())], "{what}, two keys");
    }
}

#[test]
fn an_encrypted_key_that_points_to_its_data_is_found_anywhere() {
    let keyless = gcm_with(|_| String::new()).replace("<xenc:EncryptedData", "<xenc:EncryptedData Id=\"_d\"");
    let text = gcm_with(|key| {
        let list =
            "<xenc:ReferenceList><xenc:DataReference URI=\"#_d\"/></xenc:ReferenceList></xenc:EncryptedKey>";
        keyless.replace(
            "<saml:EncryptedAssertion>",
            &format!("{}<saml:EncryptedAssertion>", key.replace("</xenc:EncryptedKey>", list)),
        )
    });
    let text =
        text[text.rfind("<samlp:Response").unwrap()..].split_inclusive("</samlp:Response>").next().unwrap();
    assert_eq!(opened(text, &[key("rsa-2048")]), [Ok(())]);
}

#[test]
fn of_several_reasons_the_one_that_says_most_is_given() {
    let right = key("rsa-2048");
    let long = key("rsa-4224");
    for (what, text, keys, expected) in [
        (
            "a key of another length",
            gcm_with(str::to_owned),
            vec![long.clone()],
            "the private key does not open it; it has 4224 bits, and the content key is encrypted for one of 2048",
        ),
        (
            "two keys",
            gcm_with(str::to_owned),
            vec![long.clone(), long.clone()],
            "none of the private keys opens it",
        ),
        (
            "very many recipients",
            gcm_with(|key| key.replace("<xenc:CipherValue>", "<xenc:CipherValue>AAAA").repeat(3_000) + key),
            vec![right.clone()],
            "the private key does not open it; it has 2048 bits, and the content key is encrypted for one of 2072; 2937 more EncryptedKeys were not tried",
        ),
        (
            "the mask is not supported",
            gcm_with(|key| key.replace("#mgf1sha256", "#mgf1md5")),
            vec![right.clone()],
            "its algorithm is not supported",
        ),
        (
            "the content key of the named recipient was changed",
            {
                let named = format!(
                    "<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
                    key_file("rsa-2048", "crt")
                        .lines()
                        .filter(|line| !line.starts_with('-'))
                        .collect::<String>()
                );
                gcm_with(|key| key.replacen("</ds:KeyInfo>", &named, 1).replace("#mgf1sha256", "#mgf1sha1"))
            },
            vec![right.clone()],
            "it is encrypted for the private key, which does not open it: the encrypted key was changed, or made wrongly",
        ),
        (
            "the ciphertext is short",
            {
                let text = fixture("aes128-gcm");
                let start = text.rfind("<xenc:CipherValue>").unwrap() + "<xenc:CipherValue>".len();
                let end = text.rfind("</xenc:CipherValue>").unwrap();
                format!("{}AAAA{}", &text[..start], &text[end..])
            },
            vec![right],
            "its ciphertext has 3 bytes, which are not a vector, the content and a tag",
        ),
    ] {
        let closed = opened(&text, &keys).remove(0).expect_err(what);
        assert_eq!(closed.to_string(), expected, "{what}");
    }
}

#[test]
fn a_plaintext_that_is_not_what_belongs_there_is_said_to_be() {
    for (what, plaintext, expected) in [
        ("text", "hello", Some("the plaintext is not one Assertion, but holds text")),
        ("nothing", "", Some("the plaintext is not one Assertion, but holds text")),
        (
            "a Response",
            "<samlp:Response/>",
            Some("the plaintext is not one Assertion, but holds an element \"Response\""),
        ),
        (
            "half an element",
            "<saml:Assertion>",
            Some("the plaintext is no XML: the text ends inside the element Assertion"),
        ),
        (
            "a DOCTYPE",
            "<!DOCTYPE a><saml:Assertion/>",
            Some(
                "the plaintext is no XML: there is a document type declaration (DOCTYPE), which SAML has no use for and which is not read here",
            ),
        ),
        (
            "an unbound prefix",
            "<other:Assertion/>",
            Some("the plaintext is no XML: the prefix \"other\" of other:Assertion is not declared"),
        ),
        ("an XML declaration", "<?xml version=\"1.0\"?><saml:Assertion/>", None),
        ("a comment before it", "<!-- c --> <saml:Assertion/>", None),
        ("two", "<saml:Assertion/><saml:Assertion/>", Some("the plaintext holds more than one Assertion")),
        (
            "text beside it",
            "evil<saml:Assertion/>",
            Some("the plaintext is not one Assertion, but holds text"),
        ),
        (
            "another element beside it",
            "<saml:Assertion/><saml:Issuer/>",
            Some("the plaintext is not one Assertion, but holds an element \"Issuer\""),
        ),
        ("a byte order mark", "\u{feff}<saml:Assertion/>", None),
        (
            "two byte order marks",
            "\u{feff}\u{feff}<saml:Assertion/>",
            Some(
                "the plaintext is no XML: a byte order mark (U+FEFF) stands before the document a second time",
            ),
        ),
    ] {
        let text = encrypted(plaintext);
        let result = opened(&text, &[key("rsa-2048")]).remove(0);
        assert_eq!(result.err().map(|closed| closed.to_string()).as_deref(), expected, "{what}");
    }
}

#[test]
fn what_is_encrypted_over_and_over_or_too_often_is_said_to_stay_closed() {
    let mut text = "<saml:Assertion/>".to_owned();
    for _ in 0..6 {
        let element = encrypted_element(&text);
        let data = element.strip_prefix("<saml:EncryptedAssertion>").unwrap();
        text = data.strip_suffix("</saml:EncryptedAssertion>").unwrap().to_owned();
    }
    let text = format!("<saml:EncryptedAssertion>{text}</saml:EncryptedAssertion>");
    let results = opened(&response(&text), &[key("rsa-2048")]);
    assert_eq!(results.last(), Some(&Err(Closed::TooDeep)), "{results:?}");
    let many = encrypted_element("<saml:NameID/>").replace("EncryptedAssertion", "EncryptedID").repeat(80);
    let results = opened(&response(&many), &[key("rsa-2048")]);
    assert_eq!(results.len(), 65);
    assert!(results[..64].iter().all(Result::is_ok));
    assert_eq!(results[64], Err(Closed::TooMany));
}

#[test]
fn a_document_costs_so_many_private_key_operations_and_no_more() {
    let key_info = encrypted_element("<saml:Assertion/>");
    let start = key_info.find("<xenc:EncryptedKey>").unwrap();
    let end = key_info.find("</xenc:EncryptedKey>").unwrap() + "</xenc:EncryptedKey>".len();
    let own = &key_info[start..end];
    let value = own.find("<xenc:CipherValue>").unwrap() + "<xenc:CipherValue>".len();
    let of_another = own.replace(&own[value..][..340], &"A".repeat(340));
    let element = key_info.replace(&key_info[start..end], &of_another.repeat(60));
    let results = opened(&response(&element.repeat(20)), &[key("rsa-2048")]);
    let untried = |result: &Result<(), Closed>| match result {
        Err(Closed::WrongKey(tried)) => tried.untried,
        _ => 0,
    };
    assert_eq!(results.iter().map(untried).sum::<usize>(), 20 * 60 - 512);
}

/// A plaintext in an EncryptedAssertion, in AES-128-CBC and RSA 1.5.
fn encrypted(plaintext: &str) -> String {
    response(&encrypted_element(plaintext))
}

fn response(inner: &str) -> String {
    format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{inner}</samlp:Response>"
    )
}

fn encrypted_element(plaintext: &str) -> String {
    const XMLENC: &str = "http://www.w3.org/2001/04/xmlenc#";
    let content_key = [7_u8; 16];
    let mut blocks = plaintext.as_bytes().to_vec();
    let padding = 16 - blocks.len() % 16;
    blocks.extend(vec![padding as u8; padding]);
    let length = blocks.len();
    let encryptor = cbc::Encryptor::<aes::Aes128>::new(&content_key.into(), &[0; 16].into());
    encryptor.encrypt_padded_mut::<NoPadding>(&mut blocks, length).unwrap();
    let data = [[0; 16].as_slice(), &blocks].concat();
    // RSA 1.5 without chance: what fills up is not secret here.
    let PublicKey::Rsa(public) = key("rsa-2048").public_key() else { unreachable!() };
    let filled = [&[0, 2][..], &[1; 237], &[0], &content_key].concat();
    let number = BigUint::from_bytes_be(&filled).modpow(public.e(), public.n()).to_bytes_be();
    let wrapped = [vec![0; 256 - number.len()], number].concat();
    let base64 = |bytes: &[u8]| STANDARD.encode(bytes);
    format!(
        "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc=\"{XMLENC}\"><xenc:EncryptionMethod Algorithm=\"{XMLENC}aes128-cbc\"/><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"{XMLENC}rsa-1_5\"/><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>",
        base64(&wrapped),
        base64(&data)
    )
}
