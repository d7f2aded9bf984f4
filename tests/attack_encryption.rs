//! Attacks with encryption: a genuine part, encrypted for the service provider by whoever likes, is hidden
//! in a forgery, so that the signature would fit the plaintext and something else is read.

#![allow(clippy::unwrap_used, reason = "a test stops where its documents are not what they should be")]

mod attacking;
mod sealing;
mod signing;
mod support;

use attacking::{
    Beside, Form, element, good, none, proved, report_with, signed_assertion, signed_response, unproved,
    verdict,
};
use saml_doctor::engine::Verdict;
use saml_doctor::signature;
use sealing::{sealed, sealed_in};
use signing::{Plan, sign};

/// The key of the service provider.
const KEY: &str = "rsa-2048";

/// The names of the genuine elements that are hidden, with what is forged in them.
const PARTS: [(&str, &str, &str); 16] = [
    ("saml:AttributeValue", "role/Dev,", "role/Admin,"),
    ("saml:Attribute", "role/Dev,", "role/Admin,"),
    ("saml:AttributeStatement", "role/Dev,", "role/Admin,"),
    ("saml:AttributeStatement", ">jane<", ">root<"),
    ("saml:NameID", "jane@example.com", "evil@example.com"),
    ("saml:Subject", "jane@example.com", "evil@example.com"),
    ("saml:Subject", "12:05:00Z\" Recipient", "13:05:00Z\" Recipient"),
    ("saml:SubjectConfirmation", "12:05:00Z\" Recipient", "13:05:00Z\" Recipient"),
    ("saml:Conditions", "12:05:00Z\"><saml:Aud", "13:05:00Z\"><saml:Aud"),
    ("saml:AudienceRestriction", "urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
    ("saml:Audience", "urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
    ("saml:AuthnStatement", "_s\"", "_t\""),
    ("saml:AuthnContext", "classes:Password", "classes:Kerberos"),
    ("samlp:Status", "status:Success", "status:Responder"),
    ("samlp:StatusCode", "status:Success", "status:Responder"),
    ("saml:Issuer", "https://idp.example/metadata", "https://idp.example/other"),
];

/// An element without end tag counts, too.
fn part<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("<{name}")).unwrap();
    let tag = start + text[start..].find('>').unwrap() + 1;
    if text[..tag].ends_with("/>") { &text[start..tag] } else { element(text, name) }
}

#[test]
fn a_genuine_part_that_is_hidden_in_a_forged_one_is_not_read_for_it() {
    let mut failures = Vec::new();
    for (signed, text) in [("assertion", signed_assertion()), ("response", signed_response())] {
        for (name, from, to) in PARTS {
            let genuine = part(&text, name);
            let forged = genuine.replace(from, to);
            assert_ne!(forged, genuine, "{name}");
            if signed == "assertion" && name.starts_with("samlp:") {
                continue;
            }
            let data = sealed(genuine);
            let close = format!("</{name}>");
            // Put into the forgery: in front, at its end; and in its place.
            let first = forged.find('>').unwrap() + 1;
            let mut variants = vec![("beside", format!("{forged}{data}")), ("in its place", data.clone())];
            if forged.ends_with(&close) {
                let inside = forged.strip_suffix(&close).unwrap();
                variants.push(("at the end", format!("{inside}{data}{close}")));
                variants.push(("in front", format!("{}{data}{}", &forged[..first], &forged[first..])));
            }
            for holder in ["saml:EncryptedAttribute", "saml:EncryptedID", "saml:EncryptedAssertion"] {
                variants.push((holder, format!("<{holder}>{forged}{data}</{holder}>")));
                variants.push(("sealed beside", format!("{forged}<{holder}>{data}</{holder}>")));
            }
            for (how, variant) in variants {
                unproved(
                    &mut failures,
                    &format!("{signed}, {name}, {how}"),
                    &text.replacen(genuine, &variant, 1),
                );
            }
        }
    }
    none(failures);
}

#[test]
fn a_genuine_assertion_that_is_hidden_is_not_read_for_a_forged_one() {
    let mut failures = Vec::new();
    let text = signed_response();
    let genuine = element(&text, "saml:Assertion");
    let forged = genuine.replace("role/Dev,", "role/Admin,");
    let data = sealed(genuine);
    let close = "</saml:Assertion>";
    let inside = forged.strip_suffix(close).unwrap();
    for (how, variant) in [
        ("in the forgery", format!("{inside}{data}{close}")),
        (
            "beside it, in the holder",
            format!("<saml:EncryptedAssertion>{forged}{data}</saml:EncryptedAssertion>"),
        ),
        (
            "before it, in the holder",
            format!("<saml:EncryptedAssertion>{data}{forged}</saml:EncryptedAssertion>"),
        ),
        (
            "two in the holder",
            format!("<saml:EncryptedAssertion>{data}{}</saml:EncryptedAssertion>", sealed(&forged)),
        ),
        (
            "two in the holder, the forged first",
            format!("<saml:EncryptedAssertion>{}{data}</saml:EncryptedAssertion>", sealed(&forged)),
        ),
        (
            "two in one plaintext",
            format!(
                "<saml:EncryptedAssertion>{}</saml:EncryptedAssertion>",
                sealed(&format!("{forged}{genuine}"))
            ),
        ),
        ("text beside it", format!("<saml:EncryptedAssertion>x{data}</saml:EncryptedAssertion>")),
        ("unencrypted in the holder", format!("<saml:EncryptedAssertion>{forged}</saml:EncryptedAssertion>")),
        ("a forged one, sealed", sealed_in("saml:EncryptedAssertion", &forged)),
        (
            "the genuine one in Extensions",
            format!(
                "{forged}<samlp:Extensions>{}</samlp:Extensions>",
                sealed_in("saml:EncryptedAssertion", genuine)
            ),
        ),
    ] {
        unproved(&mut failures, how, &text.replacen(genuine, &variant, 1));
    }
    none(failures);
}

#[test]
fn what_was_signed_before_it_was_encrypted_is_a_cause_and_no_match() {
    let text = signed_response();
    let genuine = element(&text, "saml:Assertion");
    let encrypted = text.replacen(genuine, &sealed_in("saml:EncryptedAssertion", genuine), 1);
    let mut failures = Vec::new();
    unproved(&mut failures, "a response signed before", &encrypted);
    let report = report_with(encrypted.as_bytes(), Form::Posted, Beside::Metadata, &[KEY]);
    let reference = &report.messages[0].signatures[0].references[0];
    assert_eq!(reference.cause, Some(signature::Cause::EncryptedAfterSigning));
    assert_ne!(verdict(&report), Some(Verdict::Accepted));
    let text = signed_assertion();
    for (holder, name) in [("saml:EncryptedID", "saml:NameID"), ("saml:EncryptedAttribute", "saml:Attribute")]
    {
        let genuine = element(&text, name);
        let encrypted = text.replacen(genuine, &sealed_in(holder, genuine), 1);
        unproved(&mut failures, holder, &encrypted);
    }
    none(failures);
}

#[test]
fn what_is_signed_and_encrypted_in_the_right_order_is_proved() {
    let signed = signed_assertion();
    let inside = signed.replacen(
        element(&signed, "saml:Assertion"),
        &sealed_in("saml:EncryptedAssertion", element(&signed, "saml:Assertion")),
        1,
    );
    let plain = good();
    let unsigned = plain.replacen(
        element(&plain, "saml:Assertion"),
        &sealed_in("saml:EncryptedAssertion", element(&plain, "saml:Assertion")),
        1,
    );
    for (what, text) in [
        ("the assertion signed, then encrypted", inside.clone()),
        ("encrypted, then the response signed", sign(&unsigned, "Response", &Plan::default())),
        ("both", sign(&inside, "Response", &Plan::default())),
    ] {
        for beside in [Beside::Nothing, Beside::Metadata] {
            assert_eq!(proved(&text, beside, &[KEY]), Ok(()), "{what}, {beside:?}");
            assert!(proved(&text, beside, &[]).is_err(), "{what}, {beside:?}, without the key");
        }
    }
    let forged = unsigned.replacen(element(&unsigned, "samlp:Status"), "", 1);
    let mut failures = Vec::new();
    unproved(&mut failures, "encrypted, and signed by nobody", &forged);
    none(failures);
}
