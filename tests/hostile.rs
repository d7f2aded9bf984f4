//! Inputs made to exhaust whoever reads them.
//!
//! What is quadratic takes long here and is seen without a clock; what is held too often is seen in
//! the size of what comes out.

#![allow(clippy::unwrap_used, reason = "a test stops where its inputs are not what they should be")]

use saml_doctor::diagnosis::{Diagnosis, Options, diagnose};
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::formats::{human, json};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::report::Report;

const NAMESPACES: &str = r#"xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:ds="http://www.w3.org/2000/09/xmldsig#""#;
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

fn report(bytes: &[u8]) -> Diagnosis {
    reports(&[bytes])
}

fn reports(files: &[&[u8]]) -> Diagnosis {
    let options = Options::at(Instant::from_unix_seconds(1_779_796_800).expect("a year of four digits"));
    let read = |bytes: &&[u8]| input::read("hostile", *bytes, &ReadOptions::default());
    diagnose(files.iter().map(read).collect(), &options)
}

fn screen(report: &Diagnosis) -> String {
    human::render(&Report::of(report), Layout { width: 100, color: Color::Off, detail: Detail::Usual })
}

fn response(inside: &str) -> String {
    format!(
        r#"<samlp:Response {NAMESPACES} ID="r" Destination="https://signin.aws.amazon.com/saml">{inside}</samlp:Response>"#
    )
}

fn attribute(name: &str, values: &str) -> String {
    format!(
        r#"<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}">{values}</saml:Attribute>"#
    )
}

fn assertion(id: &str, before: &str, audiences: &str, attributes: &str) -> String {
    format!(
        r#"<saml:Assertion ID="{id}">{before}<saml:Conditions><saml:AudienceRestriction>{audiences}</saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"#
    )
}

fn reference(uri: &str, method: &str) -> String {
    format!(
        r#"<ds:Reference URI="{uri}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="{method}"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</ds:DigestValue></ds:Reference>"#
    )
}

fn signature(references: &str, method: &str) -> String {
    format!(
        r#"<ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{method}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>{references}</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>"#
    )
}

/// One for each number.
fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

#[test]
fn twenty_thousand_of_anything_are_judged_and_a_screen_shows_twenty() {
    const MANY: usize = 20_000;
    let value = |text: String| format!("<saml:AttributeValue>{text}</saml:AttributeValue>");
    let role = |n: usize| {
        value(format!(" arn:aws:iam::123456789012:role/R{n},arn:aws:iam::123456789013:saml-provider/P{n} "))
    };
    let audience = |n: usize| format!("<saml:Audience>urn:amazon:webs3rv{n}</saml:Audience>");
    let excl = |uri: &str| reference(uri, EXCLUSIVE);
    for (name, xml) in [
        ("roles, each of another provider", assertion("a", "", "", &attribute("Role", &many(MANY, role)))),
        ("audiences that are nearly AWS's", assertion("a", "", &many(MANY, audience), "")),
        ("assertions", many(MANY, |_| "<saml:Assertion/>".to_owned())),
        ("assertions where none is read", format!("<x>{}</x>", "<saml:Assertion/>".repeat(MANY))),
        ("IDs that two elements have", many(MANY, |n| format!(r#"<x ID="i{}"/>"#, n / 2))),
        (
            "references to an ID of twenty thousand",
            signature(&excl("#b").repeat(2_000), EXCLUSIVE) + &r#"<x ID="b"/>"#.repeat(MANY),
        ),
        (
            "references to as many IDs that two have",
            signature(&many(2_000, |n| excl(&format!("#i{n}"))), EXCLUSIVE)
                + &many(MANY, |n| format!(r#"<x ID="i{}"/>"#, n / 2)),
        ),
        (
            "keys that all have the ID that an encrypted element names as often",
            format!(
                r##"<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><ds:KeyInfo>{}</ds:KeyInfo></xenc:EncryptedData>{}</saml:EncryptedAssertion>"##,
                r##"<ds:RetrievalMethod URI="#k"/>"##.repeat(MANY),
                r#"<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Id="k"/>"#.repeat(MANY),
            ),
        ),
        ("values split by comments", many(MANY, |_| "<saml:NameID>a<!---->b</saml:NameID>".to_owned())),
        ("tags with names of their own", format!("<x>{}</x>", many(MANY, |n| format!("<n{n} a{n}=''/>")))),
    ] {
        let report = report(response(&xml).as_bytes());
        let screen = screen(&report);
        assert!(screen.len() < 50_000, "{name}: {} bytes", screen.len());
        assert!(json::render(&Report::of(&report)).len() < 500 * MANY, "{name}");
    }
}

#[test]
fn prefixes_without_number_are_no_riddle() {
    const MANY: usize = 20_000;
    let declarations = |name: &str| many(MANY, |n| format!(" xmlns:{name}{n}='urn:{n}'"));
    let signed = signature(&reference("#a", INCLUSIVE), INCLUSIVE) + &format!("<x{}/>", declarations("q"));
    let inside = assertion("a", &signed, "", "");
    let xml = response(&inside).replacen(" ID=\"r\"", &(declarations("p") + " ID=\"r\""), 1);
    let report = report(xml.as_bytes());
    assert!(json::render(&Report::of(&report)).contains("digest-mismatch"));
}

#[test]
fn names_and_values_of_megabytes_are_quoted_in_part() {
    let long = "v".repeat(1 << 20);
    let value = |text: &str| format!("<saml:AttributeValue>{text}</saml:AttributeValue>");
    for (name, xml) in [
        ("a Role value", response(&assertion("a", "", "", &attribute("Role", &value(&long))))),
        ("an audience", response(&assertion("a", "", &format!("<saml:Audience>{long}</saml:Audience>"), ""))),
        (
            "a RoleSessionName",
            response(&assertion("a", "", "", &attribute("RoleSessionName", &value(&long)))),
        ),
        ("an element that is not closed", response(&format!("<{long}>"))),
        ("an end tag of another element", response(&format!("<x></{long}>"))),
        ("an attribute that stands twice", response(&format!("<x {long}='' {long}=''/>"))),
        ("a prefix that is not declared", response(&format!("<{long}:x/>"))),
    ] {
        let report = report(xml.as_bytes());
        assert!(screen(&report).len() < 20_000, "{name}");
        for message in &report.messages {
            let problem =
                message.problem.as_ref().map_or(String::new(), |problem| problem.problem.to_string());
            assert!(problem.len() < 500, "{name}: {} bytes", problem.len());
            let findings = message.judged.iter().flat_map(|judged| &judged.judgement.findings);
            for found in findings {
                assert!(found.finding.message.len() < 2_000, "{name}: {}", found.finding.rule.id);
            }
        }
    }
}

#[test]
fn a_message_four_hundred_times_as_long_as_aws_takes_is_not_judged() {
    let report = report(response(&"<saml:NameID>a<!---->b</saml:NameID>".repeat(1_000_000)).as_bytes());
    let [message] = report.messages.as_slice() else { panic!("{} messages", report.messages.len()) };
    let problem = message.problem.as_ref().unwrap();
    assert!(problem.problem.to_string().contains("more than 33554432 are not judged"), "{}", problem.problem);
    assert_eq!((message.verdict(), report.exit_code), (None, 4));
}

#[test]
fn assertions_beyond_number_are_not_judged() {
    let report = report(response(&"<saml:Assertion/>".repeat(100_001)).as_bytes());
    let problem = report.messages[0].problem.as_ref().unwrap();
    assert!(problem.problem.to_string().contains("has 100001 assertions"), "{}", problem.problem);
    assert_eq!(report.exit_code, 4);
}

#[test]
fn many_roles_are_sought_in_a_long_list() {
    const MANY: usize = 5_000;
    let arn = |n: usize| format!("arn:aws:iam::123456789012:saml-provider/{n}");
    let pair = |n: usize| {
        let pair = format!("arn:aws:iam::123456789012:role/R,{}", arn(n));
        format!("<saml:AttributeValue>{pair}</saml:AttributeValue>")
    };
    let xml = response(&assertion("a", "", "", &attribute("Role", &many(MANY, pair))));
    let listed: Vec<_> = (MANY..3 * MANY).map(|n| serde_json::json!({ "Arn": arn(n) })).collect();
    let list = serde_json::json!({ "SAMLProviderList": listed }).to_string();
    let report = reports(&[xml.as_bytes(), list.as_bytes()]);
    let json = json::render(&Report::of(&report));
    assert!(json.contains("it has 10000 others; and 4980 more like it"), "{}", screen(&report));
}

#[test]
fn requests_written_one_below_the_other_are_read_once() {
    let request = "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n\r\nRelayState=x\r\n\r\n";
    let text = request.repeat(200_000);
    assert!(report(text.as_bytes()).messages.is_empty());
}
