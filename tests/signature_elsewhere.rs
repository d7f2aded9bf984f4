//! Signatures of what is not judged: requests, logout messages, responses for others, metadata.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod signing;

use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::formats::json;
use saml_doctor::input::read;
use saml_doctor::instant::Instant;
use saml_doctor::report::Report;
use serde_json::Value;
use signing::{Plan, RESPONSE, sign};

const SAMLP: &str = "xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1\" Version=\"2.0\" IssueInstant=\"2026-11-21T12:00:00Z\"";

fn reported(text: &str) -> Value {
    let options = Options::at(Instant::parse_rfc3339("2026-11-21T12:00:05Z").unwrap().instant);
    let input = read("document.xml", text.as_bytes(), &Default::default());
    serde_json::from_str(&json::render(&Report::of(&diagnose(vec![input], &options)))).unwrap()
}

#[test]
fn every_signature_has_a_verdict_whatever_it_is_of() {
    let metadata = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_m\" entityID=\"https://idp.example\"></md:EntityDescriptor>";
    let message = |name: &str| {
        format!("<samlp:{name} {SAMLP}><saml:Issuer>https://sp.example</saml:Issuer></samlp:{name}>")
    };
    for (text, local, list) in [
        (message("AuthnRequest"), "AuthnRequest", "messages"),
        (message("LogoutRequest"), "LogoutRequest", "messages"),
        (message("LogoutResponse"), "LogoutResponse", "messages"),
        (message("ArtifactResolve"), "ArtifactResolve", "messages"),
        (metadata.to_owned(), "EntityDescriptor", "evidence"),
    ] {
        let signed = sign(&text, local, &Plan::default());
        let changed = signed.replacen(".example", ".example.", 1);
        for (text, verdict) in [(&signed, "valid"), (&changed, "digest-mismatch")] {
            let document = reported(text);
            let signatures = document[list][0]["signatures"].as_array().unwrap();
            assert_eq!(signatures.len(), 1, "{text}");
            assert_eq!(signatures[0]["verdict"], verdict, "{text}");
            assert_eq!(signatures[0]["covers"], format!("/{local}"), "{text}");
            assert_eq!(signatures[0]["trusted"], Value::Null, "{text}");
            assert_eq!(document["exit_code"], if list == "messages" { 3 } else { 1 }, "{text}");
        }
    }
}

#[test]
fn a_response_for_somebody_else_is_verified_although_it_is_not_judged() {
    let elsewhere = RESPONSE
        .replace("https://signin.aws.amazon.com/saml", "https://app.example/acs")
        .replace("urn:amazon:webservices", "https://app.example")
        .replace("https://aws.amazon.com/SAML/Attributes/", "");
    let signed = sign(&elsewhere, "Assertion", &Plan::default());
    let form = format!(
        "<form action=\"https://app.example/acs\" method=post><input name=SAMLResponse value=\"{}\"></form>",
        base64(&signed)
    );
    let document = reported(&form);
    assert_eq!(document["messages"][0]["target"], Value::Null);
    assert_eq!(document["messages"][0]["signatures"][0]["verdict"], "valid");
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(text)
}
