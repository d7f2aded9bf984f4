//! Attacks on the verdict, made here with throw-away keys: whatever is not what the key of the identity
//! provider signed may be refused or undetermined, and never accepted.

#![allow(clippy::unwrap_used, reason = "a test stops where its documents are not what they should be")]

mod attacking;
mod signing;
mod support;

use attacking::{
    Beside, Form, WAYS, behind_issuer, element, good, none, posted, refuse, refuse_in, report,
    signed_assertion, signed_response, unproved, verdict,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use saml_doctor::engine::Verdict;
use signing::{ENVELOPED, EXCLUSIVE, Plan, certificate_body, key_file, sign, sign_at};

#[test]
fn what_is_signed_as_it_should_be_is_accepted() {
    let both = sign(&signed_assertion(), "Response", &Plan::default());
    for (what, text) in [("assertion", signed_assertion()), ("both", both)] {
        for (form, beside) in WAYS {
            let report = report(text.as_bytes(), form, beside);
            assert_eq!(verdict(&report), Some(Verdict::Accepted), "{what} {form:?} {beside:?}");
        }
    }
}

#[test]
fn a_response_that_alone_is_signed_is_refused_as_sts_refused_it() {
    let whole = sign(&good(), "Response", &Plan { uri: "", ..Plan::default() });
    for (what, text) in [("response", signed_response()), ("whole", whole)] {
        for (form, beside) in WAYS {
            let report = report(text.as_bytes(), form, beside);
            assert_eq!(verdict(&report), Some(Verdict::Refused), "{what} {form:?} {beside:?}");
        }
    }
}

/// What the forger writes instead.
fn forged(text: &str) -> Vec<(&'static str, String)> {
    vec![
        ("role", text.replace("role/Dev,", "role/Admin,")),
        ("name", text.replace("jane@example.com", "evil@example.com")),
        ("session", text.replace(">jane<", ">root<")),
        ("audience", text.replace("urn:amazon:webservices", "https://signin.aws.amazon.com/saml")),
    ]
}

/// How the forgery is named.
fn renamed(text: &str, id: &str) -> Vec<(&'static str, String)> {
    let own = format!(" ID=\"{id}\"");
    assert!(text.contains(&own), "{text}");
    vec![
        ("another ID", text.replacen(&own, " ID=\"_forged\"", 1)),
        ("the same ID", text.to_owned()),
        ("no ID", text.replacen(&own, "", 1)),
        ("an empty ID", text.replacen(&own, " ID=\"\"", 1)),
        ("an Id beside", text.replacen(&own, &format!(" ID=\"_forged\" Id=\"{id}\""), 1)),
        ("an xml:id beside", text.replacen(&own, &format!(" ID=\"_forged\" xml:id=\"{id}\""), 1)),
    ]
}

/// The eight wrappings as SAML Raider builds them, each with every forgery and every name.
fn wrappings() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let signed = signed_response();
    let signature = element(&signed, "ds:Signature");
    let original = signed.replace(signature, "");
    let in_object =
        signature.replace("</ds:Signature>", &format!("<ds:Object>{original}</ds:Object></ds:Signature>"));
    for (value, forgery) in forged(&original) {
        for (name, forgery) in renamed(&forgery, "_response") {
            let mut add = |kind: &str, text: String| all.push((format!("{kind}, {value}, {name}"), text));
            add("xsw1", behind_issuer(&forgery, &in_object));
            add("xsw2", behind_issuer(&forgery, &format!("{original}{signature}")));
            add("xsw2, signature first", behind_issuer(&forgery, &format!("{signature}{original}")));
            add("xsw1, in Extensions", {
                let held = format!("<samlp:Extensions>{original}</samlp:Extensions>");
                behind_issuer(&forgery, &format!("{signature}{held}"))
            });
        }
    }
    let signed = signed_assertion();
    let assertion = element(&signed, "saml:Assertion");
    let signature = element(assertion, "ds:Signature");
    let bare = assertion.replace(signature, "");
    let with = |assertions: &str| signed.replace(assertion, assertions);
    let in_object =
        signature.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
    let extended = |put: &str| behind_issuer(&signed, &format!("<samlp:Extensions>{put}</samlp:Extensions>"));
    for (value, forgery) in forged(&bare) {
        for (name, forgery) in renamed(&forgery, "_assertion") {
            let mut add = |kind: &str, text: String| all.push((format!("{kind}, {value}, {name}"), text));
            let inside =
                |inner: &str| forgery.replace("</saml:Assertion>", &format!("{inner}</saml:Assertion>"));
            add("xsw3", with(&format!("{forgery}{assertion}")));
            add("xsw3, behind", with(&format!("{assertion}{forgery}")));
            add("xsw4", with(&inside(assertion)));
            add("xsw5", with(&format!("{}{bare}", behind_issuer(&forgery, signature))));
            add("xsw5, behind", with(&format!("{bare}{}", behind_issuer(&forgery, signature))));
            add("xsw6", with(&behind_issuer(&forgery, &in_object)));
            add("xsw7", extended(&forgery));
            add("xsw7, the signed one", {
                let extensions = format!("<samlp:Extensions>{assertion}</samlp:Extensions>");
                behind_issuer(&signed.replace(assertion, &forgery), &extensions)
            });
            add("xsw8", with(&behind_issuer(&forgery, &in_object)));
            for holder in ["saml:Advice", "saml:Subject", "samlp:StatusDetail", "x:x", "ds:KeyInfo"] {
                let held = |held: &str| {
                    format!(
                        "<{holder} xmlns:x=\"urn:x\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{held}</{holder}>"
                    )
                };
                add(holder, with(&inside(&held(assertion))));
                add(&format!("{holder}, before"), with(&format!("{}{assertion}", held(&forgery))));
            }
        }
    }
    all
}

#[test]
fn no_wrapping_is_accepted() {
    let mut failures = Vec::new();
    let all = wrappings();
    for kind in 1..=8 {
        let of_kind = all.iter().filter(|(name, _)| name.starts_with(&format!("xsw{kind}"))).count();
        assert!(of_kind >= 20, "xsw{kind} has {of_kind} variants");
    }
    for (at, (name, text)) in all.iter().enumerate() {
        unproved(&mut failures, name, text);
        // The whole way for some, in every way in turn: there are hundreds.
        if at % 24 == 0 {
            refuse_in(&mut failures, name, text, &WAYS[at / 24 % WAYS.len()..][..1]);
        }
    }
    none(failures);
}

#[test]
fn a_reference_to_another_id_than_the_elements_own_proves_nothing() {
    let mut failures = Vec::new();
    for other in ["Id", "id", "xml:id", "AssertionID"] {
        // Its own ID is a part of the other one.
        let text = good().replace(" ID=\"_assertion\"", &format!(" ID=\"_a\" {other}=\"_assertion\""));
        for uri in ["#_assertion", "#xpointer(id('_assertion'))"] {
            let text = sign(&text, "Assertion", &Plan { uri, ..Plan::default() });
            unproved(&mut failures, &format!("{other}, {uri}"), &text);
        }
    }
    none(failures);
}

#[test]
fn what_stands_around_the_message_signs_nothing_of_it() {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    let good = good();
    let envelope = format!(
        "<s:Envelope xmlns:s=\"{soap}\" xmlns:wsu=\"{wsu}\"><s:Header></s:Header><s:Body wsu:Id=\"_body\">{good}</s:Body></s:Envelope>"
    );
    let header = envelope.find("</s:Header>").unwrap();
    let detached = |uri| Plan { uri, transforms: vec![(EXCLUSIVE, "")], ..Plan::default() };
    let artifact = format!(
        "<samlp:ArtifactResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_artifact\" Version=\"2.0\" IssueInstant=\"2026-11-21T12:00:00Z\"><saml:Issuer>https://idp.example/metadata</saml:Issuer><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{good}</samlp:ArtifactResponse>"
    );
    let at_artifact = artifact.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
    let sibling = format!("<x ID=\"_x\">{good}</x>");
    let mut failures = Vec::new();
    for (what, text) in [
        ("the body", sign_at(&envelope, header, "_body", &detached("#"))),
        ("the response, from the header", sign_at(&envelope, header, "_response", &detached("#"))),
        ("the assertion, from the header", sign_at(&envelope, header, "_assertion", &detached("#"))),
        ("the whole envelope", sign_at(&envelope, header, "", &Plan { uri: "", ..Plan::default() })),
        ("an ArtifactResponse", sign_at(&artifact, at_artifact, "_artifact", &Plan::default())),
        ("a holder", sign_at(&sibling, "<x ID=\"_x\">".len(), "_x", &Plan::default())),
        (
            "a holder, by nothing",
            sign_at(&sibling, "<x ID=\"_x\">".len(), "_x", &Plan { uri: "", ..Plan::default() }),
        ),
        ("a sibling", sign_at(&sibling, "<x ID=\"_x\">".len(), "_response", &detached("#"))),
    ] {
        refuse(&mut failures, what, text);
    }
    none(failures);
}

#[test]
fn a_value_that_programs_read_in_two_ways_is_not_accepted() {
    let mut failures = Vec::new();
    for (signed, text) in [("assertion", signed_assertion()), ("response", signed_response())] {
        for seam in ["<!---->", "<!-- a -->", "<?x?>", "<?x y?>"] {
            for (what, from, to) in [
                // ruby-saml, python-saml, OmniAuth, Clever (CVE-2017-11427 to 11430, CVE-2018-0489).
                ("name", "jane@example.com", "jane@example.com{}.evil.example"),
                ("name, before", "jane@", "{}jane@"),
                ("role", "role/Dev,", "role/Dev{},"),
                ("role, behind", "saml-provider/Example<", "saml-provider/Example{}<"),
                ("audience", "urn:amazon:webservices", "urn:amazon{}:webservices"),
                (
                    "issuer",
                    "https://idp.example/metadata</saml:Issuer><saml:Subject",
                    "https://idp{}.example/metadata</saml:Issuer><saml:Subject",
                ),
                // xml-crypto (CVE-2025-29775).
                ("digest", "<ds:DigestValue>", "<ds:DigestValue>{}"),
                ("value", "<ds:SignatureValue>", "<ds:SignatureValue>{}"),
            ] {
                let changed = text.replacen(from, &to.replace("{}", seam), 1);
                if changed == text {
                    continue;
                }
                unproved(&mut failures, &format!("{signed}, {what}, {seam}"), &changed);
            }
        }
    }
    none(failures);
}

#[test]
fn published_holes_of_other_programs_are_none_here() {
    let text = signed_assertion();
    let assertion = element(&text, "saml:Assertion");
    let signature = element(&text, "ds:Signature");
    let signed_info = element(&text, "ds:SignedInfo");
    let forged = text.replace("role/Dev,", "role/Admin,");
    let other_digest = {
        let again = sign(&good().replace("role/Dev,", "role/Admin,"), "Assertion", &Plan::default());
        element(&again, "ds:DigestValue").to_owned()
    };
    let digest = element(&text, "ds:DigestValue");
    let forged_info = signed_info.replace(digest, &other_digest);
    let mut failures = Vec::new();
    for (what, document) in [
        // ruby-saml, CVE-2024-45409: the first DigestValue anywhere is taken.
        ("a digest elsewhere", forged.replacen("<samlp:StatusCode", &format!("<samlp:StatusDetail xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{other_digest}</samlp:StatusDetail><samlp:StatusCode"), 1)),
        ("a digest in an Object", forged.replace("</ds:Signature>", &format!("<ds:Object>{other_digest}</ds:Object></ds:Signature>"))),
        // xml-crypto, CVE-2025-29774: two SignedInfo.
        ("two SignedInfo", forged.replace(signed_info, &format!("{forged_info}{signed_info}"))),
        ("two SignedInfo, the forged last", forged.replace(signed_info, &format!("{signed_info}{forged_info}"))),
        ("a SignedInfo in a SignedInfo", forged.replace(signed_info, &signed_info.replace("<ds:CanonicalizationMethod", &format!("{forged_info}<ds:CanonicalizationMethod")))),
        ("two digests", forged.replace(digest, &format!("{other_digest}{digest}"))),
        ("two digests, the forged last", forged.replace(digest, &format!("{digest}{other_digest}"))),
        ("a digest in a digest", forged.replace(digest, &digest.replace("</", &format!("{other_digest}</")))),
        ("a Signature in a Signature", forged.replace(signature, &signature.replace("<ds:SignedInfo>", &format!("{signature}<ds:SignedInfo>")))),
        // xmldom, CVE-2021-21366, CVE-2022-39353: several roots.
        ("two roots", format!("{forged}{text}")),
        ("two roots, the forged last", format!("{text}{forged}")),
        ("text behind", format!("{text}<!-- --> x")),
        // samlify, CVE-2025-47949: an unsigned assertion beside.
        ("unsigned before", text.replace(assertion, &format!("{}{assertion}", element(&forged, "saml:Assertion").replace(signature, "")))),
        ("unsigned behind", text.replace(assertion, &format!("{assertion}{}", element(&forged, "saml:Assertion").replace(signature, "")))),
        // goxmldsig and Go's encoding/xml, CVE-2020-29509 to 29511, CVE-2020-7711.
        ("a colon first", forged.replace("<saml:AttributeStatement>", "<saml:AttributeStatement :x=\"\">")),
        ("no SignatureValue", text.replace(element(&text, "ds:SignatureValue"), "")),
        ("no Reference", text.replace(element(&text, "ds:Reference"), "")),
        ("an empty Signature", text.replace(signature, "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>")),
        ("no DigestValue", text.replace(digest, "")),
        ("an empty DigestValue", forged.replace(digest, "<ds:DigestValue></ds:DigestValue>")),
        ("a short DigestValue", forged.replace(digest, "<ds:DigestValue>AA==</ds:DigestValue>")),
        // ruby-saml, CVE-2025-25291 and 25292: a document type between two parsers.
        ("a document type", format!("<!DOCTYPE x [<!ATTLIST x ID ID #IMPLIED>]>{forged}")),
        ("an entity", format!("<!DOCTYPE x [<!ENTITY r \"role/Admin\">]>{}", text.replace("role/Dev", "&r;"))),
        ("another prefix for the dsig namespace", forged.replace("<ds:Signature ", "<ds:Signature xmlns:DS=\"http://www.w3.org/2000/09/xmldsig#\" ").replace("ds:SignedInfo", "DS:SignedInfo")),
        ("an attribute ID in a namespace", forged.replace(" ID=\"_assertion\"", " xmlns:y=\"urn:y\" y:ID=\"_assertion\" ID=\"_forged\"")),
    ] {
        assert_ne!(document, text, "{what}");
        unproved(&mut failures, what, &document);
    }
    none(failures);
}

#[test]
fn a_signature_over_something_else_is_none() {
    let good = good();
    let mut failures = Vec::new();
    let issuer = good.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
    let inner = good.rfind("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
    let plan = |uri, transforms| Plan { uri, transforms, ..Plan::default() };
    let usual = || vec![(ENVELOPED, ""), (EXCLUSIVE, "")];
    let with_id = |element: &str| good.replacen(element, &format!("{element} ID=\"_part\""), 1);
    for (what, text) in [
        ("the status", sign_at(&with_id("<samlp:Status"), issuer, "_part", &plan("#", usual()))),
        ("the subject", {
            let text = with_id("<saml:Subject");
            let at = text.rfind("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
            sign_at(&text, at, "_part", &plan("#", usual()))
        }),
        ("the assertion, from the response", sign_at(&good, issuer, "_assertion", &plan("#", usual()))),
        ("the response, from the assertion", sign_at(&good, inner, "_response", &plan("#", usual()))),
        ("the document, from the assertion", sign_at(&good, inner, "", &plan("", usual()))),
        ("no URI", sign_at(&good, issuer, "", &plan("absent", usual()))),
        ("an external URI", {
            let signed = signed_assertion();
            signed.replace("URI=\"#_assertion\"", "URI=\"https://idp.example/response\"")
        }),
        ("an XPath", {
            let signed = signed_assertion();
            signed.replace(ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116")
        }),
        ("an XSLT", signed_assertion().replace(ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116")),
        ("base64", signed_assertion().replace(ENVELOPED, "http://www.w3.org/2000/09/xmldsig#base64")),
        ("two references", {
            let signed = signed_assertion();
            let reference = element(&signed, "ds:Reference");
            signed.replace(reference, &reference.repeat(2))
        }),
    ] {
        refuse(&mut failures, what, text);
    }
    none(failures);
}

/// The base64 of a SignatureValue.
fn value(text: &str) -> &str {
    let element = element(text, "ds:SignatureValue");
    element.split(['>', '<']).nth(2).unwrap()
}

#[test]
fn no_value_but_the_right_one_is_a_signature() {
    let text = signed_assertion();
    let own = value(&text);
    let bytes = BASE64_STANDARD.decode(own).unwrap();
    let modulus = {
        use rsa::pkcs8::DecodePrivateKey as _;
        use rsa::traits::PublicKeyParts as _;
        rsa::RsaPrivateKey::from_pkcs8_pem(&key_file("rsa-2048", "key")).unwrap().n().clone()
    };
    let beyond = (rsa::BigUint::from_bytes_be(&bytes) + &modulus).to_bytes_be();
    let mut values: Vec<(String, Vec<u8>)> = vec![
        ("none".to_owned(), Vec::new()),
        ("zero".to_owned(), vec![0; 256]),
        ("one".to_owned(), [vec![0; 255], vec![1]].concat()),
        ("the modulus less one".to_owned(), (&modulus - 1_u8).to_bytes_be()),
        ("the modulus".to_owned(), modulus.to_bytes_be()),
        ("beyond the modulus".to_owned(), beyond),
        ("a zero before".to_owned(), [&[0], &bytes[..]].concat()),
        ("a zero behind".to_owned(), [&bytes[..], &[0]].concat()),
        ("short".to_owned(), bytes[..255].to_vec()),
        ("twice".to_owned(), bytes.repeat(2)),
        ("backwards".to_owned(), bytes.iter().rev().copied().collect()),
    ];
    for at in [0, 1, 100, 254, 255] {
        for bit in [0, 3, 7] {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            values.push((format!("bit {bit} of byte {at}"), changed));
        }
    }
    let mut failures = Vec::new();
    for (what, value) in values {
        unproved(&mut failures, &what, &text.replace(own, &BASE64_STANDARD.encode(value)));
    }
    for (key, field) in [("ec-p256", 32), ("ec-p384", 48), ("ec-p521", 66)] {
        let algorithm = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
        let text = sign(&good(), "Assertion", &Plan { key, algorithm, ..Plan::default() });
        let own = value(&text);
        let bytes = BASE64_STANDARD.decode(own).unwrap();
        let (r, s) = bytes.split_at(field);
        for (what, value) in [
            // The "psychic" signature of Java (CVE-2022-21449) and its kin.
            ("zeros", vec![0; 2 * field]),
            ("r of zero", [&vec![0; field], s].concat()),
            ("s of zero", [r, &vec![0; field]].concat()),
            ("ones", vec![1; 2 * field]),
            ("all bits", vec![0xff; 2 * field]),
            ("swapped", [s, r].concat()),
            ("r alone", r.to_vec()),
            ("nothing", Vec::new()),
            ("DER of zeros", vec![0x30, 6, 2, 1, 0, 2, 1, 0]),
            ("DER of ones", vec![0x30, 6, 2, 1, 1, 2, 1, 1]),
        ] {
            let forged = text.replace(own, &BASE64_STANDARD.encode(value));
            unproved(&mut failures, &format!("{key}, {what}"), &forged);
        }
        // Good as it is, but not by a key of the provider's kind.
        refuse_in(&mut failures, key, &text, &[(Form::Base64, Beside::Metadata)]);
    }
    none(failures);
}

#[test]
fn no_pss_value_but_the_right_one_is_a_signature() {
    use rsa::pkcs8::DecodePrivateKey as _;
    use rsa::traits::PublicKeyParts as _;
    let modulus = rsa::RsaPrivateKey::from_pkcs8_pem(&key_file("rsa-2048", "key")).unwrap().n().clone();
    let mut failures = Vec::new();
    for algorithm in [
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1",
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
    ] {
        // With the modulus added, only some values still fit into as many bytes.
        let (text, bytes, beyond) = (0..200)
            .find_map(|number| {
                let text = good().replace("SessionIndex=\"_s\"", &format!("SessionIndex=\"_s{number}\""));
                let text = sign(&text, "Assertion", &Plan { algorithm, ..Plan::default() });
                let bytes = BASE64_STANDARD.decode(value(&text)).unwrap();
                let beyond = (rsa::BigUint::from_bytes_be(&bytes) + &modulus).to_bytes_be();
                (beyond.len() == bytes.len()).then_some((text, bytes, beyond))
            })
            .unwrap();
        let found = report(text.as_bytes(), Form::Posted, Beside::Metadata);
        assert_eq!(verdict(&found), Some(Verdict::Accepted), "{algorithm}");
        for (what, forged) in [
            ("beyond the modulus", beyond),
            ("the modulus", modulus.to_bytes_be()),
            ("zero", vec![0; bytes.len()]),
            ("a zero before", [&[0], &bytes[..]].concat()),
            ("short", bytes[1..].to_vec()),
        ] {
            let forged = text.replace(value(&text), &BASE64_STANDARD.encode(forged));
            unproved(&mut failures, &format!("{algorithm}, {what}"), &forged);
        }
    }
    none(failures);
}

#[test]
fn a_key_that_is_not_the_providers_proves_nothing() {
    let strange = Plan { key: "rsa-4224", ..Plan::default() };
    let by_stranger = sign(&good(), "Assertion", &strange);
    let own = certificate_body("rsa-2048");
    let with_metadata = [(Form::Posted, Beside::Metadata), (Form::Xml, Beside::Metadata)];
    let mut failures = Vec::new();
    for (what, text) in [
        ("its own certificate", by_stranger.clone()),
        (
            "the provider's certificate too",
            by_stranger.replace(
                "<ds:X509Certificate>",
                &format!("<ds:X509Certificate>{own}</ds:X509Certificate><ds:X509Certificate>"),
            ),
        ),
        (
            "the provider's certificate alone",
            sign(&good(), "Assertion", &Plan { key_info: None, ..strange.clone() })
                .replace(&certificate_body("rsa-4224"), &own),
        ),
        ("no key", by_stranger.replace(element(&by_stranger, "ds:KeyInfo"), "")),
        (
            "forty of the provider's",
            by_stranger
                .replace(
                    "<ds:X509Certificate>",
                    &format!("<ds:X509Certificate>{own}</ds:X509Certificate>").repeat(40),
                )
                .replace("</ds:X509Certificate></ds:X509Certificate>", "</ds:X509Certificate>"),
        ),
        ("the response by a stranger", sign(&signed_assertion(), "Response", &strange)),
        ("the assertion by a stranger", sign(&by_stranger, "Response", &Plan::default())),
    ] {
        refuse_in(&mut failures, what, text, &with_metadata);
    }
    // Of no kind that the provider's key is of, whatever the value.
    for method in [
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2007/05/xmldsig-more#rsa-pss",
        "none",
        "",
    ] {
        let text = signed_assertion().replace(signing::RSA_SHA256, method);
        refuse(&mut failures, method, text);
    }
    let nameless = signed_assertion();
    let key_info = element(&nameless, "ds:KeyInfo");
    let named = nameless.replace(key_info, "<ds:KeyInfo><ds:KeyName>idp</ds:KeyName></ds:KeyInfo>");
    for text in [nameless.replace(key_info, ""), named] {
        refuse_in(&mut failures, "no key at all", text, &[(Form::Posted, Beside::Nothing)]);
    }
    none(failures);
}

#[test]
fn a_method_of_another_kind_of_key_than_the_providers_is_refused() {
    for method in [
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2009/xmldsig11#dsa-sha256",
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519",
    ] {
        let text = signed_assertion().replace(signing::RSA_SHA256, method);
        let found = report(text.as_bytes(), Form::Base64, Beside::Metadata);
        assert_eq!(verdict(&found), Some(Verdict::Refused), "{method}");
    }
    // Of the same kind, by a hash that is not known here.
    let unknown = "http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160";
    let text = signed_assertion().replace(signing::RSA_SHA256, unknown);
    let found = report(text.as_bytes(), Form::Base64, Beside::Metadata);
    assert!(matches!(verdict(&found), Some(Verdict::Undetermined(_))));
}

/// A HAR that lists what was posted, decoded from percent-encoding, as Firefox writes it.
fn in_parameters(text: &str) -> String {
    let value = serde_json::Value::from(text);
    format!(
        r#"{{"log":{{"entries":[{{"startedDateTime":"2026-11-21T12:00:05Z","request":{{"method":"POST","url":"https://signin.aws.amazon.com/saml","postData":{{"mimeType":"application/x-www-form-urlencoded","params":[{{"name":"SAMLResponse","value":{value}}}]}}}},"response":{{"headers":[],"content":{{}}}}}}]}}}}"#
    )
}

#[test]
fn what_no_parser_reads_is_not_accepted() {
    let text = signed_assertion();
    let beyond = sign(&good().replace("jane@example.com", "jané@example.com"), "Assertion", &Plan::default());
    let declared = |declaration: &str, text: &str| format!("<?xml {declaration}?>{text}").into_bytes();
    let utf16 = |text: &str| -> Vec<u8> {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    };
    let mut failures = Vec::new();
    for (what, document) in [
        ("two byte order marks", format!("\u{feff}\u{feff}{text}").into_bytes()),
        ("two byte order marks, beyond ASCII", format!("\u{feff}\u{feff}{beyond}").into_bytes()),
        ("three", format!("\u{feff}\u{feff}\u{feff}{text}").into_bytes()),
        ("one behind a declaration", declared("version=\"1.0\"", &format!("\u{feff}{text}"))),
        ("two in UTF-16", utf16(&format!("\u{feff}{text}"))),
        ("US-ASCII over UTF-8", declared("version=\"1.0\" encoding=\"US-ASCII\"", &beyond)),
        ("ascii over UTF-8", declared("version='1.0' encoding='ascii'", &beyond)),
        ("utf-7", declared("version=\"1.0\" encoding=\"utf-7\"", &text)),
        ("IBM037", declared("version=\"1.0\" encoding=\"IBM037\"", &text)),
        ("cp500", declared("version=\"1.0\" encoding=\"cp500\"", &text)),
        ("UTF-32", declared("version=\"1.0\" encoding=\"UTF-32\"", &text)),
        ("a name that is none", declared("version=\"1.0\" encoding=\"x-evil\"", &text)),
        ("UTF-16 over UTF-8", declared("version=\"1.0\" encoding=\"UTF-16\"", &text)),
        ("windows-1252, undeclared", beyond.chars().map(|c| c as u8).collect()),
        ("Shift_JIS over UTF-8", declared("version=\"1.0\" encoding=\"Shift_JIS\"", &beyond)),
        ("version 1.9", declared("version=\"1.9\"", &text)),
        ("version 1.10", declared("version=\"1.10\" encoding=\"UTF-8\"", &text)),
        ("version 2.0", declared("version=\"2.0\"", &text)),
        ("behind the document", format!("{text}x").into_bytes()),
        ("an element behind it", format!("{text}<x/>").into_bytes()),
        ("a NUL behind it", format!("{text}\0").into_bytes()),
        ("before the document", format!("x{text}").into_bytes()),
        (
            "a relative namespace",
            text.replacen("<samlp:Response ", "<samlp:Response xmlns:x=\"x\" ", 1).into_bytes(),
        ),
    ] {
        refuse_in(
            &mut failures,
            what,
            document,
            &[(Form::Posted, Beside::Nothing), (Form::Base64, Beside::Metadata)],
        );
    }
    let form = format!("SAMLResponse={}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
    for (what, raw) in [
        ("posted", posted(&form)),
        ("in a list of parameters", in_parameters(&text)),
        ("in a form", form.clone()),
        ("in a command", format!("curl 'https://signin.aws.amazon.com/saml' --data-raw '{form}'")),
    ] {
        refuse_in(&mut failures, &format!("the XML itself, {what}"), raw, &[(Form::Xml, Beside::Metadata)]);
    }
    for marks in ["\u{feff}\u{feff}", "\u{feff}\u{feff}\u{feff}"] {
        let marked = format!("{marks}{text}");
        refuse_in(&mut failures, "a file of two byte order marks", marked, &[(Form::Xml, Beside::Nothing)]);
    }
    none(failures);
}
