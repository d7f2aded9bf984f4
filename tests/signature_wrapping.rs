//! Signature wrapping: the eight classic attacks (XSW 1 to 8, as SAML Raider builds them), and others.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod signing;

use saml_doctor::signature::{Coverage, Fact, SignatureVerdict, coverage, verify};
use signing::{Plan, RESPONSE, parse, sign, sign_at};

fn examined(text: &str) -> (Vec<SignatureVerdict>, Coverage) {
    let tree = parse(text).unwrap_or_else(|refused| panic!("{refused:?} in {text}"));
    let signatures = verify(&tree, tree.root(), &[]);
    let verdicts = signatures.iter().map(|signature| signature.verdict).collect();
    (verdicts, coverage(&tree, tree.root(), &signatures))
}

/// A fact as the table below writes it.
fn kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::SignsElsewhere { .. } => "signs elsewhere",
        Fact::NotInWhatItSigns { .. } => "not in what it signs",
        Fact::SeveralReferences { .. } => "several references",
        Fact::RepeatedId { .. } => "repeated ID",
        Fact::UnsignedBesideSigned { .. } => "unsigned beside signed",
        Fact::Misplaced { .. } => "misplaced",
        Fact::SplitValue { .. } => "split value",
    }
}

/// The text of the first element of this name.
fn element<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("<{name}")).unwrap();
    let end = format!("</{name}>");
    &text[start..start + text[start..].find(&end).unwrap() + end.len()]
}

/// The eight wrappings, by name.
fn wrappings() -> Vec<(&'static str, String)> {
    let signed_response = sign(RESPONSE, "Response", &Plan::default());
    let signed_assertion = sign(RESPONSE, "Assertion", &Plan::default());

    let signature = element(&signed_response, "ds:Signature");
    let evil = |text: &str| text.replace("jane@", "evil@");
    // The response without its signature, and the same with other content under another ID.
    let original = signed_response.replace(signature, "");
    let forged_response = evil(&original).replace("ID=\"_response\"", "ID=\"_forged\"");
    let behind_issuer = |text: &str, put: &str| {
        let at = text.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
        format!("{}{put}{}", &text[..at], &text[at..])
    };
    let holding =
        signature.replace("</ds:Signature>", &format!("<ds:Object>{original}</ds:Object></ds:Signature>"));

    let assertion = element(&signed_assertion, "saml:Assertion");
    let own_signature = element(assertion, "ds:Signature");
    let bare = assertion.replace(own_signature, "");
    let forged = evil(&bare).replace("ID=\"_assertion\"", "ID=\"_forged\"");
    let forged_same_id = evil(&bare);
    let with = |assertions: &str| signed_assertion.replace(assertion, assertions);
    let holding_assertion =
        own_signature.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
    let extended = |put: &str| {
        let extensions = format!("<samlp:Extensions>{put}</samlp:Extensions>");
        behind_issuer(&signed_assertion, &extensions)
    };
    vec![
        ("xsw1", behind_issuer(&forged_response, &holding)),
        ("xsw2", behind_issuer(&forged_response, &format!("{original}{signature}"))),
        ("xsw3", with(&format!("{forged}{assertion}"))),
        ("xsw4", with(&forged.replace("</saml:Assertion>", &format!("{assertion}</saml:Assertion>")))),
        ("xsw5", with(&format!("{}{bare}", behind_issuer(&forged, own_signature)))),
        ("xsw6", with(&behind_issuer(&forged, &holding_assertion))),
        ("xsw7", extended(&forged_same_id)),
        ("xsw8", with(&behind_issuer(&forged_same_id, &holding_assertion))),
    ]
}

#[test]
fn the_fixtures_are_the_wrappings_built_here() {
    for (name, text) in wrappings() {
        let path = format!("{}/fixtures/signature/wrapping/{name}.xml", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(std::fs::read_to_string(&path).as_deref().ok(), Some(text.as_str()), "{path}");
    }
}

#[test]
fn each_wrapping_leaves_its_facts() {
    let expected: [(&str, SignatureVerdict, &[&str]); 8] = [
        ("xsw1", SignatureVerdict::Valid, &["signs elsewhere", "repeated ID", "misplaced", "misplaced"]),
        ("xsw2", SignatureVerdict::Valid, &["signs elsewhere", "repeated ID", "misplaced", "misplaced"]),
        ("xsw3", SignatureVerdict::Valid, &["unsigned beside signed"]),
        ("xsw4", SignatureVerdict::Valid, &["misplaced"]),
        ("xsw5", SignatureVerdict::Valid, &["signs elsewhere"]),
        ("xsw6", SignatureVerdict::Valid, &["signs elsewhere", "misplaced"]),
        ("xsw7", SignatureVerdict::Ambiguous, &["repeated ID", "misplaced"]),
        ("xsw8", SignatureVerdict::Ambiguous, &["repeated ID", "misplaced"]),
    ];
    for ((name, text), (expected_name, verdict, facts)) in wrappings().into_iter().zip(expected) {
        let (verdicts, coverage) = examined(&text);
        assert_eq!(name, expected_name);
        assert_eq!(verdicts, [verdict], "{name}");
        assert_eq!(coverage.facts.iter().map(kind).collect::<Vec<_>>(), facts, "{name}");
        // What is read first is never what was signed.
        assert!(!coverage.assertions[0].is_signed() || name == "xsw7", "{name}: {coverage:?}");
    }
}

#[test]
fn honest_responses_are_accused_of_nothing() {
    let advised = {
        let inner = element(RESPONSE, "saml:Assertion").replace("_assertion", "_advice");
        let at = RESPONSE.find("<saml:AuthnStatement").unwrap();
        format!("{}<saml:Advice>{inner}</saml:Advice>{}", &RESPONSE[..at], &RESPONSE[at..])
    };
    let mut texts = vec![
        ("unsigned", RESPONSE.to_owned()),
        ("assertion", sign(RESPONSE, "Assertion", &Plan::default())),
        ("response", sign(RESPONSE, "Response", &Plan::default())),
        ("both", sign(&sign(RESPONSE, "Assertion", &Plan::default()), "Response", &Plan::default())),
        ("whole document", sign(RESPONSE, "Response", &Plan { uri: "", ..Plan::default() })),
        ("advice", sign(&advised, "Assertion", &Plan::default())),
    ];
    for entry in std::fs::read_dir(format!("{}/fixtures/responses", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            texts.push(("a captured response", std::fs::read_to_string(path).unwrap()));
        }
    }
    for (what, text) in texts {
        assert_eq!(examined(&text).1.facts, [], "{what}");
    }
    let (_, coverage) = examined(&sign(RESPONSE, "Response", &Plan::default()));
    assert_eq!((coverage.message, coverage.assertions[0].by_message), (Some(0), Some(0)));
}

#[test]
fn a_comment_in_a_value_that_counts_is_a_fact() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    for (what, changed) in [
        ("NameID", text.replace("jane@example.com", "jane@example.com<!-- -->.evil.example")),
        ("Role", text.replace("role/Dev,", "role/Dev<!-- -->,")),
        ("DigestValue", text.replace("<ds:DigestValue>", "<ds:DigestValue><!-- -->")),
        ("SignatureValue", text.replace("<ds:SignatureValue>", "<ds:SignatureValue><?x?>")),
        ("Audience", text.replace("urn:amazon:webservices", "urn:amazon<!-- -->:webservices")),
        ("Issuer", text.replacen("</saml:Issuer>", "<!-- --></saml:Issuer>", 1)),
    ] {
        assert_eq!(
            examined(&changed).1.facts.iter().map(kind).collect::<Vec<_>>(),
            ["split value"],
            "{what}"
        );
    }
    let elsewhere = text.replacen("<saml:Subject>", "<!-- --><saml:Subject>", 1);
    assert_eq!(examined(&elsewhere).1.facts, []);
}

#[test]
fn a_signature_that_covers_what_is_read_is_told_from_one_that_does_not() {
    let behind = |text: &str, what: &str| text.find(what).unwrap() + what.len();
    let second = element(RESPONSE, "saml:Assertion").replace("_assertion", "_second");
    let two = RESPONSE.replace("</samlp:Response>", &format!("{second}</samlp:Response>"));
    let signed_at = |text: &str, at: usize, id: &str| sign_at(text, at, id, &Plan::default());
    let issuer = "</saml:Issuer>";
    let assertion_issuer = RESPONSE.rfind(issuer).unwrap() + issuer.len();
    for (what, text, expected) in [
        (
            "the assertion, from the response",
            signed_at(RESPONSE, behind(RESPONSE, issuer), "_assertion"),
            "not in what it signs",
        ),
        (
            "the response, from the assertion",
            signed_at(RESPONSE, assertion_issuer, "_response"),
            "not in what it signs",
        ),
        (
            "the assertion, from its subject",
            signed_at(RESPONSE, behind(RESPONSE, "<saml:Subject>"), "_assertion"),
            "not in what it signs",
        ),
        (
            "the second assertion, from the response",
            signed_at(&two, behind(&two, issuer), "_second"),
            "signs elsewhere",
        ),
    ] {
        let (_, coverage) = examined(&text);
        assert_eq!(coverage.facts.iter().map(kind).collect::<Vec<_>>(), [expected], "{what}");
    }
}
