//! Signatures of whole responses: captured ones, and ones made here with throw-away keys.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod signing;

use saml_doctor::signature::{Digest, KeyOrigin, NotComputed, Resolved, SignatureVerdict, TrustedKey, Value};
use signing::{ENVELOPED, EXCLUSIVE, INCLUSIVE, Plan, RESPONSE, SHA256, sign, verify, verify_with};

fn response(name: &str) -> String {
    let path = format!("{}/fixtures/responses/{name}.xml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn captured_responses_verify_with_the_key_they_carry() {
    for (name, covered) in [
        ("simplesamlphp", &["/Response", "/Response/Assertion"] as &[&str]),
        ("samlp", &["/Response", "/Response/Assertion"]),
        ("samlp-wrong-audience", &["/Response/Assertion"]),
        ("pysaml2", &["/Response", "/Response/Assertion"]),
        ("pysaml2-authn-failed", &["/Response"]),
    ] {
        let signatures = verify(&response(name));
        let covers: Vec<&str> = signatures.iter().filter_map(|s| s.covers.as_deref()).collect();
        assert_eq!(covers, covered, "{name}");
        for signature in signatures {
            assert_eq!(signature.verdict, SignatureVerdict::Valid, "{name} {}", signature.path);
            assert_eq!(signature.fitting_key().map(|key| key.origin), Some(KeyOrigin::Embedded));
            assert_eq!(signature.trusted(), None);
        }
    }
}

#[test]
fn every_supported_algorithm_verifies_what_it_signed() {
    for (key, algorithm) in [
        ("rsa-2048", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
        ("rsa-4224", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        ("ec-p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
        ("ec-p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        ("ec-p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
        ("ec-p384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
        ("ec-p384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
        ("ec-p521", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        ("ec-p521", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
    ] {
        let text = sign(RESPONSE, "Assertion", &Plan { key, algorithm, ..Plan::default() });
        let signatures = verify(&text);
        assert_eq!(signatures[0].verdict, SignatureVerdict::Valid, "{algorithm} {key}");
        assert!(algorithm.ends_with(&signatures[0].algorithm.unwrap().name()), "{algorithm}");
        let changed = text.replacen("jane@", "june@", 1);
        assert_eq!(verify(&changed)[0].verdict, SignatureVerdict::DigestMismatch, "{algorithm} {key}");
    }
}

#[test]
fn what_a_reader_of_xml_cannot_see_breaks_no_signature() {
    let text = sign(RESPONSE, "Assertion", &Plan { blank: "\n", line_end: "\n", ..Plan::default() });
    let text = sign(&text, "Response", &Plan::default());
    for (what, changed) in [
        ("nothing", text.clone()),
        ("line ends", text.replace('\n', "\r\n")),
        ("quotes", text.replace("Version=\"2.0\"", "Version='2.0'")),
        ("character references", text.replace("jané", "jan&#233;").replace("jane@", "&#x6A;ane@")),
        ("CDATA", text.replace("jane@example.com", "<![CDATA[jane@example.com]]>")),
        ("comments", text.replace("<saml:Subject>", "<!-- a --><saml:Subject>")),
        ("comments in values", text.replace("jane@", "jane<!-- a -->@")),
        ("blanks in tags", text.replace("<saml:Subject>", "<saml:Subject  >").replace("\"/>", "\"\n/>")),
        (
            "order of attributes",
            text.replace(
                "Version=\"2.0\" IssueInstant=\"2026-11-21T12:00:00Z\"",
                "IssueInstant=\"2026-11-21T12:00:00Z\" Version=\"2.0\"",
            ),
        ),
        ("empty elements", text.replace("success\"/>", "success\"></samlp:StatusCode>")),
        ("a declaration", format!("<?xml version=\"1.0\"?>\n<!-- x -->{text}\n")),
        (
            "an unused namespace",
            text.replacen("<samlp:Response ", "<samlp:Response xmlns:unused=\"urn:x\" ", 1),
        ),
    ] {
        for signature in verify(&changed) {
            assert_eq!(signature.verdict, SignatureVerdict::Valid, "{what}: {}", signature.path);
        }
    }
}

#[test]
fn the_verdict_is_the_first_that_applies() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let reference = &text[text.find("<ds:Reference").unwrap()..];
    let reference = &reference[..reference.find("</ds:Reference>").unwrap() + "</ds:Reference>".len()];
    let digest_at = text.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    let mut other_digest = text.clone();
    other_digest.replace_range(digest_at..digest_at + 4, "AAAA");
    for (what, changed, verdict, value) in [
        ("no Reference", text.replace(reference, ""), SignatureVerdict::NoReference, Value::Mismatch),
        (
            "no such ID",
            text.replace("URI=\"#_assertion\"", "URI=\"#_other\""),
            SignatureVerdict::Unresolved,
            Value::Mismatch,
        ),
        (
            "the ID twice",
            text.replace("ID=\"_response\"", "ID=\"_assertion\""),
            SignatureVerdict::Ambiguous,
            Value::Match,
        ),
        (
            "another place",
            text.replace("URI=\"#_assertion\"", "URI=\"https://evil.example/\""),
            SignatureVerdict::External,
            Value::Mismatch,
        ),
        (
            "an XPath transform",
            text.replace(ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116"),
            SignatureVerdict::Unsupported,
            Value::Mismatch,
        ),
        (
            "HMAC",
            text.replace("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#hmac-sha1"),
            SignatureVerdict::Unsupported,
            Value::Unsupported,
        ),
        (
            "another digest method",
            text.replace(SHA256, "http://www.w3.org/2001/04/xmlenc#sha384"),
            SignatureVerdict::Unsupported,
            Value::Mismatch,
        ),
        ("another value", text.replace("jane@", "joan@"), SignatureVerdict::DigestMismatch, Value::Match),
        ("another digest", other_digest, SignatureVerdict::DigestMismatch, Value::Mismatch),
        (
            "other algorithm",
            text.replace("rsa-sha256", "rsa-sha512"),
            SignatureVerdict::SignatureMismatch,
            Value::Mismatch,
        ),
        ("no KeyInfo", text.replace("KeyInfo>", "Object>"), SignatureVerdict::NoKey, Value::NoKey),
        (
            "an EC algorithm for an RSA key",
            text.replace("rsa-sha256", "ecdsa-sha256"),
            SignatureVerdict::NoKey,
            Value::NoKey,
        ),
        (
            "a second SignedInfo",
            text.replace("<ds:SignatureValue>", "<ds:SignedInfo/><ds:SignatureValue>"),
            SignatureVerdict::Unsupported,
            Value::Match,
        ),
        (
            "no SignatureValue",
            text.replace("SignatureValue>", "Nothing>"),
            SignatureVerdict::Unsupported,
            Value::Mismatch,
        ),
    ] {
        let signature = &verify(&changed)[0];
        assert_eq!((signature.verdict, signature.value), (verdict, value), "{what}");
    }
}

#[test]
fn references_lead_where_xml_signature_says() {
    for (uri, expected) in [
        ("#", "/Response/Assertion"),
        ("", "/Response"),
        ("absent", "/Response"),
        ("#xpointer(/)", "/Response"),
        ("#xpointer(id('{id}'))", "/Response/Assertion"),
    ] {
        let text = sign(RESPONSE, "Assertion", &Plan { uri, ..Plan::default() });
        let signature = &verify(&text)[0];
        assert_eq!(signature.verdict, SignatureVerdict::Valid, "{uri:?}");
        assert_eq!(signature.covers.as_deref(), Some(expected), "{uri:?}");
    }
}

#[test]
fn comments_count_only_where_the_pointer_and_the_method_take_them() {
    const WITH: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
    let commented = RESPONSE.replace("<saml:Subject>", "<!-- one --><saml:Subject>");
    for (uri, method, verdict) in [
        ("#", EXCLUSIVE, SignatureVerdict::Valid),
        ("#", WITH, SignatureVerdict::Valid),
        ("", WITH, SignatureVerdict::Valid),
        ("#xpointer(id('{id}'))", EXCLUSIVE, SignatureVerdict::Valid),
        ("#xpointer(id('{id}'))", WITH, SignatureVerdict::DigestMismatch),
        ("#xpointer(/)", WITH, SignatureVerdict::DigestMismatch),
    ] {
        let plan = Plan { uri, transforms: vec![(ENVELOPED, ""), (method, "")], ..Plan::default() };
        let text = sign(&commented, "Assertion", &plan);
        assert_eq!(verify(&text)[0].verdict, SignatureVerdict::Valid, "{uri} {method}");
        let changed = text.replace("<!-- one -->", "<!-- two -->");
        assert_eq!(verify(&changed)[0].verdict, verdict, "{uri} {method}, another comment");
    }
}

#[test]
fn chains_of_transforms_are_followed() {
    for (transforms, verdict) in [
        (vec![], SignatureVerdict::DigestMismatch),
        (vec![(ENVELOPED, "")], SignatureVerdict::Valid),
        (vec![(ENVELOPED, ""), (ENVELOPED, ""), (EXCLUSIVE, "")], SignatureVerdict::Valid),
        (vec![(ENVELOPED, ""), (EXCLUSIVE, "xs"), (EXCLUSIVE, "")], SignatureVerdict::Valid),
        (vec![(ENVELOPED, ""), (INCLUSIVE, ""), (EXCLUSIVE, "xs #default")], SignatureVerdict::Valid),
    ] {
        let plan = Plan { transforms: transforms.clone(), ..Plan::default() };
        let text = sign(RESPONSE, "Assertion", &plan);
        assert_eq!(verify(&text)[0].verdict, verdict, "{transforms:?}");
    }
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let late = text.replacen(ENVELOPED, "x", 1).replacen(EXCLUSIVE, ENVELOPED, 2).replacen(
        "\"x\"",
        &format!("\"{EXCLUSIVE}\""),
        1,
    );
    let signature = &verify(&late)[0];
    assert!(
        matches!(signature.references[0].digest, Digest::NotComputed(NotComputed::Transform(_))),
        "{signature:?}"
    );
}

#[test]
fn a_key_from_elsewhere_counts_for_more_than_the_embedded_one() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let given =
        |origin, name| TrustedKey::from_pem(origin, name, &signing::key_file(name, "crt")).remove(0).unwrap();
    for (origin, name, key, trusted) in [
        (KeyOrigin::Provider, "rsa-2048", Some(KeyOrigin::Provider), Some(true)),
        (KeyOrigin::Metadata, "rsa-4224", Some(KeyOrigin::Embedded), Some(false)),
        (KeyOrigin::Given, "rsa-2048", Some(KeyOrigin::Given), None),
        (KeyOrigin::Given, "ec-p256", Some(KeyOrigin::Embedded), None),
    ] {
        let signature = &verify_with(&text, &[given(origin, name)])[0];
        assert_eq!(signature.verdict, SignatureVerdict::Valid, "{origin:?} {name}");
        assert_eq!(signature.fitting_key().map(|key| key.origin), key, "{origin:?} {name}");
        assert_eq!(signature.trusted(), trusted, "{origin:?} {name}");
    }
    let without = text.replace("KeyInfo>", "Object>");
    assert_eq!(
        verify_with(&without, &[given(KeyOrigin::Given, "rsa-2048")])[0].verdict,
        SignatureVerdict::Valid
    );
    assert_eq!(
        verify_with(&without, &[given(KeyOrigin::Given, "rsa-4224")])[0].verdict,
        SignatureVerdict::SignatureMismatch
    );
}

#[test]
fn keys_and_values_are_read_as_they_stand() {
    let text = sign(RESPONSE, "Assertion", &Plan { line_end: "\n", ..Plan::default() });
    let value_at = text.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let body = signing::certificate_body("rsa-2048");
    let in_value = |put: &str| format!("{}{put}{}", &text[..value_at + 9], &text[value_at + 9..]);
    for (what, changed) in [
        ("carriage returns in SignatureValue", in_value("&#13;\n ")),
        ("a comment in SignatureValue", in_value("<!-- x -->")),
        ("a comment in DigestValue", text.replace("<ds:DigestValue>", "<ds:DigestValue><!-- x -->")),
        (
            "armour",
            text.replace(
                &body,
                &format!("-----BEGIN CERTIFICATE-----&#13;\n{body}\n-----END CERTIFICATE-----"),
            ),
        ),
        ("blanks in the certificate", text.replace(&body, &format!("  {} {}\r\n", &body[..9], &body[9..]))),
        (
            "an empty certificate before it",
            text.replace("<ds:X509Data>", "<ds:X509Data><ds:X509Certificate/>"),
        ),
    ] {
        assert_eq!(verify(&changed)[0].verdict, SignatureVerdict::Valid, "{what}");
    }
}

#[test]
fn an_ecdsa_value_in_der_is_named_as_such() {
    use base64::Engine as _;
    let plan = Plan {
        key: "ec-p256",
        algorithm: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        ..Plan::default()
    };
    let text = sign(RESPONSE, "Assertion", &plan);
    let signature = &verify(&text)[0];
    let span = signature.signature_value.as_ref().unwrap().span;
    let fixed = base64::prelude::BASE64_STANDARD.decode(&text[span.range()]).unwrap();
    let der = p256::ecdsa::Signature::from_slice(&fixed).unwrap().to_der();
    let mut changed = text.clone();
    changed.replace_range(span.range(), &base64::prelude::BASE64_STANDARD.encode(der.as_bytes()));
    let signature = &verify(&changed)[0];
    assert_eq!((signature.verdict, signature.value_in_der()), (SignatureVerdict::SignatureMismatch, true));
}

#[test]
fn repeated_ids_are_counted() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let doubled = text.replace("<saml:Subject>", "<saml:Subject ID=\"_assertion\" Id=\"_assertion\">");
    let signature = &verify(&doubled)[0];
    assert!(matches!(&signature.references[0].resolved, Resolved::Ambiguous(all) if all.len() == 2));
}

#[test]
fn a_relative_namespace_leaves_nothing_to_sign() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let changed = text.replacen("<samlp:Response ", "<samlp:Response xmlns:r=\"relative\" ", 1);
    let signature = &verify(&changed)[0];
    assert!(matches!(signature.references[0].digest, Digest::NotComputed(NotComputed::RelativeNamespace(_))));
    assert_eq!(signature.verdict, SignatureVerdict::Unsupported);
}

#[test]
fn a_thousand_references_to_everything_end_in_time() {
    let reference = format!(
        "<ds:Reference URI=\"\"><ds:DigestMethod Algorithm=\"{SHA256}\"/><ds:DigestValue>AA==</ds:DigestValue></ds:Reference>"
    );
    let text = format!(
        "<a xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Signature><ds:SignedInfo>{}</ds:SignedInfo></ds:Signature>{}</a>",
        reference.repeat(1_000),
        "<b>text</b>".repeat(50_000)
    );
    let references = &verify(&text)[0].references;
    assert!(references.iter().any(|one| one.digest == Digest::NotComputed(NotComputed::TooLong)));
}
