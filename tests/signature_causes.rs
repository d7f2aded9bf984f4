//! Why a digest differs: documents damaged in known ways after signing.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod signing;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use saml_doctor::signature::compare::compare;
use saml_doctor::signature::{
    Cause, ChangeKind, Hash, Indent, Scheme, SignatureAlgorithm, SignatureVerdict, diagnose,
    verify as verify_tree,
};
use saml_doctor::xml::canonical::{Algorithm, Apex, Canonicalization, Method, canonicalize};
use saml_doctor::xml::{NodeId, NodeKind, Tree};
use signing::{ENVELOPED, EXCLUSIVE, INCLUSIVE, Plan, RESPONSE, parse, sign, verify};
use unicode_normalization::UnicodeNormalization as _;

/// The cause of the first signature that is not valid.
fn cause(text: &str) -> Option<Cause> {
    let tree = parse(text).unwrap_or_else(|refused| panic!("{refused:?} in {text}"));
    let mut signatures = verify_tree(&tree, tree.root(), &[]);
    diagnose(&tree, &mut signatures);
    let signature = signatures.into_iter().find(|signature| signature.verdict != SignatureVerdict::Valid)?;
    signature.references[0].cause.clone().or(signature.cause)
}

fn inclusive() -> Plan {
    Plan { transforms: vec![(ENVELOPED, ""), (INCLUSIVE, "")], ..Plan::default() }
}

/// Every element on its own line; values stay where they are.
fn indented(text: &str, unit: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = text;
    let mut after_text = false;
    while let Some(end) = rest.find('>') {
        let start = rest.find('<').unwrap();
        let (value, tag) = (&rest[..start], &rest[start..=end]);
        out.push_str(value);
        let closes = tag.starts_with("</");
        if closes {
            depth -= 1;
        }
        if value.is_empty() && !(closes && after_text) && !out.is_empty() {
            out.push('\n');
            out.push_str(&unit.repeat(depth));
        }
        out.push_str(tag);
        after_text = !closes && !tag.ends_with("/>");
        if after_text {
            depth += 1;
        }
        rest = &rest[end + 1..];
    }
    out
}

fn digest_value(text: &str) -> String {
    let at = text.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    text[at..at + text[at..].find('<').unwrap()].to_owned()
}

/// With another DigestValue in its first signature.
fn with_digest(text: &str, digest: &str) -> String {
    text.replacen(&digest_value(text), digest, 1)
}

const SAML: &str = "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"";

const RSA_SHA256: SignatureAlgorithm = SignatureAlgorithm { scheme: Scheme::RsaPkcs1, hash: Hash::Sha256 };

/// With the SignatureValue of its only signature made anew, over the SignedInfo that is there.
fn signed_again(text: &str, algorithm: SignatureAlgorithm) -> String {
    let tree = parse(text).unwrap();
    let signed_info = Apex::Element(signing::find(&tree, "SignedInfo"));
    let how = Canonicalization::new(Algorithm::from_uri(EXCLUSIVE).unwrap(), 1 << 20);
    let bytes = canonicalize(&tree, signed_info, &how).unwrap();
    let value = BASE64_STANDARD.encode(signing::sign_bytes("rsa-2048", algorithm, &bytes));
    let span = tree.content(signing::find(&tree, "SignatureValue")).span;
    let mut again = text.to_owned();
    again.replace_range(span.range(), &value);
    again
}

#[test]
fn each_mishap_is_named_by_what_undoes_it() {
    let plain = sign(RESPONSE, "Assertion", &Plan::default());
    let both = sign(
        &sign(RESPONSE, "Assertion", &Plan { line_end: "&#13;\n", ..Plan::default() }),
        "Response",
        &Plan::default(),
    );
    let wrapped = sign(
        &sign(RESPONSE, "Assertion", &Plan { line_end: "\n", ..Plan::default() }),
        "Response",
        &Plan::default(),
    );
    let pretty = |unit| sign(&indented(RESPONSE, unit), "Assertion", &Plan::default());
    let minified = |text: &str| text.split('\n').map(str::trim_start).collect::<String>();
    let ampersand = sign(&RESPONSE.replace("jané", "a&amp;b"), "Assertion", &Plan::default());
    let escaped = sign(&RESPONSE.replace("jané", "a&amp;amp;b"), "Assertion", &Plan::default());
    let mojibake = |text: &str| text.replace('é', "Ã©");
    let decomposed = sign(&RESPONSE.nfd().collect::<String>(), "Assertion", &Plan::default());
    let spaced = sign(&RESPONSE.replace("webservices<", "webservices <"), "Assertion", &Plan::default());
    let alone = {
        // Signed as a document of its own, and put into a response afterwards.
        let start = RESPONSE.find("<saml:Assertion").unwrap();
        let end = RESPONSE.find("</samlp:Response>").unwrap();
        let assertion = RESPONSE[start..end].replacen(
            "<saml:Assertion ",
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ",
            1,
        );
        let signed = sign(&assertion, "Assertion", &inclusive());
        format!("{}{signed}</samlp:Response>", &RESPONSE[..start])
    };
    let xs = "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
    let inner = RESPONSE
        .replace(&format!(" {xs}"), "")
        .replace("<saml:AttributeValue ", &format!("<saml:AttributeValue {xs} "));
    let hoisted = sign(&inner, "Assertion", &inclusive())
        .replace(&format!("<saml:AttributeValue {xs} "), "<saml:AttributeValue ")
        .replacen("<saml:Assertion ", &format!("<saml:Assertion {xs} "), 1);
    let dropped = sign(
        RESPONSE,
        "Assertion",
        &Plan { transforms: vec![(ENVELOPED, ""), (EXCLUSIVE, "xs")], ..Plan::default() },
    )
    .replace(&format!(" {xs}"), "");
    let commented = {
        let plan = Plan {
            uri: "#xpointer(id('{id}'))",
            transforms: vec![(ENVELOPED, ""), ("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "")],
            ..Plan::default()
        };
        sign(RESPONSE, "Assertion", &plan).replacen("<saml:Subject>", "<!-- x --><saml:Subject>", 1)
    };
    let led = sign(&RESPONSE.replace(">jane@", "> jane@"), "Assertion", &Plan::default());
    let padded =
        sign(&RESPONSE.replace(">jane@example.com<", "> jane@example.com <"), "Assertion", &Plan::default());
    let with_list = Plan { transforms: vec![(ENVELOPED, ""), (EXCLUSIVE, "xs foo")], ..Plan::default() };
    // Signed without the declaration in scope; "foo" is bound nowhere, "samlp" not listed.
    let listed = sign(&RESPONSE.replace(&format!(" {xs}"), ""), "Assertion", &with_list).replacen(
        "<samlp:Response ",
        &format!("<samlp:Response {xs} "),
        1,
    );
    let unlisted = {
        let own = RESPONSE.replace(&format!(" {xs}"), "").replacen(
            "<saml:Assertion ",
            &format!("<saml:Assertion {xs} "),
            1,
        );
        let without = sign(&own, "Assertion", &Plan::default());
        let listed = sign(&own, "Assertion", &with_list);
        signed_again(&with_digest(&listed, &digest_value(&without)), RSA_SHA256)
    };
    let response_first = sign(&sign(RESPONSE, "Response", &Plan::default()), "Assertion", &Plan::default());
    let one_gone = {
        let own = RESPONSE.replace("<saml:Assertion ", &format!("<saml:Assertion {SAML} "));
        sign(&own, "Assertion", &inclusive()).replacen(&format!(" {xs}"), "", 1)
    };
    let anew = alone.replacen("<samlp:Response ", &format!("<samlp:Response {xs} "), 1);
    let bare = Plan { transforms: vec![(EXCLUSIVE, "")], ..Plan::default() };
    let itself = sign(RESPONSE, "Assertion", &bare);
    let unenveloped = signed_again(&with_digest(&itself, &digest_value(&plain)), RSA_SHA256);
    for (what, text, expected) in [
        ("pretty-printed", indented(&plain, "  "), Cause::IndentationAdded),
        (
            "pretty-printed, values too",
            indented(&plain, "  ").replace("jane@example.com", "\n      jane@example.com\n    "),
            Cause::IndentationAdded,
        ),
        ("minified from two", minified(&pretty("  ")), Cause::IndentationRemoved(Indent::Spaces(2))),
        ("minified from four", minified(&pretty("    ")), Cause::IndentationRemoved(Indent::Spaces(4))),
        ("minified from tabs", minified(&pretty("\t")), Cause::IndentationRemoved(Indent::Tab)),
        ("values trimmed", spaced.replace("webservices <", "webservices<"), Cause::EdgeSpaceRemoved),
        ("a value with space", plain.replace("webservices<", "webservices\n      <"), Cause::EdgeSpaceAdded),
        ("CR lost", both.replace("&#13;\n", "\n"), Cause::CarriageReturnsLost),
        ("CR added", wrapped.replace('\n', "&#13;\n"), Cause::CarriageReturnsAdded),
        ("lines joined", wrapped.replace('\n', ""), Cause::Base64Rewrapped),
        ("mojibake", mojibake(&plain), Cause::Utf8ReadAsLatin1),
        (
            "signed mojibake",
            sign(&mojibake(RESPONSE), "Assertion", &Plan::default()).replace("Ã©", "é"),
            Cause::SignedAsLatin1,
        ),
        ("escaped twice", ampersand.replace("a&amp;b", "a&amp;amp;b"), Cause::EscapedTwice),
        ("unescaped", escaped.replace("a&amp;amp;b", "a&amp;b"), Cause::UnescapedOnce),
        ("inherited", alone, Cause::NamespacesInherited(vec!["samlp".to_owned()])),
        ("hoisted", hoisted, Cause::NamespacesHoisted),
        ("dropped", dropped, Cause::NamespacesDropped(vec!["xs".to_owned()])),
        ("composed", decomposed.nfc().collect(), Cause::Composed),
        ("decomposed", plain.nfd().collect(), Cause::Decomposed),
        ("a comment", commented, Cause::CommentsAdded),
        ("trimmed in front", led.replace("> jane", ">jane"), Cause::EdgeSpaceRemoved),
        (
            "trimmed on both sides",
            padded.replace("> jane@example.com <", ">jane@example.com<"),
            Cause::EdgeSpaceRemoved,
        ),
        (
            "one gone of two that are declared inside",
            one_gone,
            Cause::NamespacesDropped(vec!["xs".to_owned()]),
        ),
        (
            "what is declared anew is not inherited",
            anew,
            Cause::NamespacesInherited(vec!["samlp".to_owned()]),
        ),
        ("only what is listed is inherited", listed, Cause::NamespacesInherited(vec!["xs".to_owned()])),
        ("a PrefixList that was not used", unlisted, Cause::PrefixListIgnored),
        ("signed inside afterwards", response_first, Cause::SignatureAdded),
        ("left out without saying so", unenveloped, Cause::EnvelopedTransformMissing),
        ("over itself", itself, Cause::CoversItself),
        ("another digest", with_digest(&plain, &"A".repeat(43)), Cause::DigestValueChanged),
        ("no digest", plain.replace("<ds:DigestValue>", "<ds:DigestValue>*"), Cause::DigestValueChanged),
        (
            "no digest, and another key",
            with_digest(&plain, "AAAA").replace("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
            Cause::DigestValueMalformed,
        ),
        ("changed", plain.replace("jane@", "june@"), Cause::ChangedAfterSigning),
        ("a role", plain.replace("role/Dev", "role/Admin"), Cause::ChangedAfterSigning),
    ] {
        assert_eq!(cause(&text), Some(expected), "{what}");
    }
}

/// With other prefixes, as a program writes them that knows names by their namespaces.
fn renamed(text: &str, prefixes: &[(&str, &str)]) -> String {
    prefixes.iter().fold(text.to_owned(), |text, (from, to)| {
        text.replace(&format!("<{from}:"), &format!("<{to}:"))
            .replace(&format!("</{from}:"), &format!("</{to}:"))
            .replace(&format!("xmlns:{from}="), &format!("xmlns:{to}="))
            .replace(&format!(" {from}:"), &format!(" {to}:"))
    })
}

/// With each element's namespace declared on it as the default one, as Go writes it.
fn without_prefix(text: &str, prefix: &str, namespace: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&format!("<{prefix}:")) {
        let name = at + prefix.len() + 2;
        let end = name + rest[name..].find([' ', '>', '/']).unwrap();
        out.push_str(&rest[..at]);
        out.push_str(&format!("<{} xmlns=\"{namespace}\"", &rest[name..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.replace(&format!("</{prefix}:"), "</").replace(&format!(" xmlns:{prefix}=\"{namespace}\""), "")
}

#[test]
fn renamed_prefixes_are_found_among_those_that_software_writes() {
    const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
    const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
    let xs = " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
    let listed = Plan { transforms: vec![(ENVELOPED, ""), (EXCLUSIVE, "xs")], ..Plan::default() };
    let plain = sign(RESPONSE, "Assertion", &Plan::default());
    let both = sign(&plain, "Response", &Plan::default());
    let numbered = [("samlp", "ns0"), ("saml", "ns1"), ("ds", "ns2"), ("xsi", "ns3"), ("ec", "ns4")];
    let in_values =
        RESPONSE.replace(xs, "").replace("<saml:AttributeValue ", &format!("<saml:AttributeValue{xs} "));
    let okta = renamed(RESPONSE, &[("samlp", "saml2p"), ("saml", "saml2")]);
    let entra = without_prefix(RESPONSE, "saml", ASSERTION);
    let unprefixed = Plan { prefix: "", ..Plan::default() };
    let entra = sign(&sign(&entra, "Assertion", &unprefixed), "Response", &unprefixed);
    let pysaml2 = renamed(RESPONSE, &[("samlp", "ns0"), ("saml", "ns1")]);
    let pysaml2 = sign(&pysaml2, "Assertion", &Plan { prefix: "ns2", ..Plan::default() });
    let go = |text: &str| without_prefix(&without_prefix(text, "saml", ASSERTION), "samlp", PROTOCOL);
    for (what, text, expected) in [
        (
            "ElementTree, the Assertion",
            renamed(&plain, &numbered),
            &["xsi is now ns3", "saml is now ns1"][..],
        ),
        (
            "ElementTree, both",
            renamed(&both, &numbered),
            &["ds is now ns2", "xsi is now ns3", "saml is now ns1", "samlp is now ns0"],
        ),
        (
            "ElementTree loses what only a value uses",
            renamed(&sign(RESPONSE, "Assertion", &listed).replace(xs, ""), &numbered),
            &["xsi is now ns3", "saml is now ns1"],
        ),
        (
            "the same, declared at each value",
            renamed(&sign(&in_values, "Assertion", &listed).replace(xs, ""), &numbered),
            &["xsi is now ns3", "saml is now ns1"],
        ),
        ("saml to saml2", renamed(&plain, &[("saml", "saml2")]), &["saml is now saml2"]),
        (
            "saml2 to saml",
            renamed(&sign(&okta, "Response", &Plan::default()), &[("saml2", "saml"), ("saml2p", "samlp")]),
            &["saml2 is now saml", "saml2p is now samlp"],
        ),
        ("Go", go(&plain), &["saml is now the default namespace"]),
        (
            "numbers that pysaml2 signed, and another",
            renamed(&pysaml2, &[("xsi", "ns3")]),
            &["xsi is now ns3"],
        ),
        (
            "numbers that pysaml2 signed, gone",
            without_prefix(&pysaml2, "ns1", ASSERTION),
            &["ns1 is now the default namespace"],
        ),
        (
            "default namespaces to numbers",
            entra.replace("samlp:", "ns0:").replace(":samlp=", ":ns0="),
            &["samlp is now ns0"],
        ),
        (
            "by an inclusive method, each declared where it is used",
            renamed(&sign(&in_values, "Response", &inclusive()), &[("samlp", "p"), ("saml", "saml2")]),
            &["saml is now saml2", "samlp is now p"],
        ),
    ] {
        let expected = Cause::PrefixesRenamed(expected.iter().map(|one| (*one).to_owned()).collect());
        assert_eq!(cause(&text), Some(expected), "{what}");
    }
    // A cause is no match: the signature does not hold, and what else was changed is not overlooked.
    assert_eq!(verify(&renamed(&plain, &numbered))[0].verdict, SignatureVerdict::DigestMismatch);
    let forged = renamed(&plain, &numbered).replace("role/Dev", "role/Admin");
    assert_eq!(cause(&forged), Some(Cause::ChangedAfterSigning));
}

/// As Python's minidom prints: every node on a line of its own, white space too.
fn printed_over(text: &str, unit: &str) -> String {
    let tree = parse(text).unwrap();
    let mut out = String::new();
    print_over(&tree, tree.root(), unit, 0, &mut out);
    out
}

fn print_over(tree: &Tree, id: NodeId, unit: &str, depth: usize, out: &mut String) {
    let tag = tree.written(tree.start_tag(id));
    out.push_str(tag);
    if tag.ends_with("/>") {
        return;
    }
    if tree.has_elements(id) {
        for child in tree.children(id) {
            out.push_str(&format!("\n{}", unit.repeat(depth + 1)));
            match tree.kind(child) {
                NodeKind::Element => print_over(tree, child, unit, depth + 1, out),
                _ => out.push_str(tree.written(tree.span(child))),
            }
        }
        out.push_str(&format!("\n{}", unit.repeat(depth)));
    } else if tree.children(id).next().is_some() {
        out.push_str(tree.written(tree.content(id).span));
    }
    let name = tag[1..].split([' ', '>']).next().unwrap();
    out.push_str(&format!("</{name}>"));
}

#[test]
fn line_ends_of_its_own_are_put_back_where_a_printer_took_or_moved_them() {
    let key_info = format!(
        "\n<ds:X509Data>\n<ds:X509Certificate>{}</ds:X509Certificate>\n</ds:X509Data>\n",
        signing::certificate_body("rsa-2048")
    );
    let key_info = Some(&*key_info.leak());
    let java = Plan { blank: "\n", line_end: "&#13;\n", key_info, ..Plan::default() };
    let both = sign(&sign(RESPONSE, "Assertion", &java), "Response", &java);
    let minified = both.replace(">\n<", "><");
    let lines = indented(RESPONSE, "").replace("</saml:Subject>\n", "</saml:Subject>\n\n");
    let template = sign(&lines, "Assertion", &Plan::default());
    let php = |text: &str| {
        [
            ("<ds:SignedInfo>", "\n  "),
            ("<ds:SignatureMethod ", "\n    "),
            ("<ds:Reference ", "\n  "),
            ("<ds:KeyInfo>", "\n"),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (tag, gap)| text.replace(tag, &format!("{gap}{tag}")))
    };
    // Signed inside with PHP's line ends; the signature around it counts those.
    let toolkit = sign(&php(&sign(RESPONSE, "Assertion", &Plan::default())), "Response", &Plan::default());
    let flat = toolkit.replace(['\n'], "").replace(">  <", "><").replace(">    <", "><");
    for (what, text, expected) in [
        ("PHP's, pretty-printed", indented(&flat, "    "), Cause::IndentationAdded),
        ("PHP's, minified", flat.clone(), Cause::IndentationRemoved(Indent::None)),
        ("Java's, pretty-printed", indented(&minified, "  "), Cause::IndentationAdded),
        ("Java's, minified", minified.clone(), Cause::IndentationRemoved(Indent::None)),
        ("Java's, printed over", printed_over(&both, "\t"), Cause::IndentationAdded),
        ("a template's, printed over", printed_over(&template, "  "), Cause::IndentationAdded),
    ] {
        let found = cause(&text);
        assert_eq!(found, Some(expected), "{what}");
    }
}

#[test]
fn a_signed_info_that_was_laid_out_anew_shows_what_befell_the_rest() {
    // Its own line ends stand where no printer puts any.
    let odd = RESPONSE
        .replace("<saml:Subject>", "<saml:Subject>\n\n ")
        .replace("</saml:Conditions>", "\n</saml:Conditions>\n");
    let signed = sign(&odd, "Assertion", &Plan::default());
    let flat = signed.replace(['\n'], "").replace("> <", "><");
    let printed = indented(&flat, "  ");
    let tree = parse(&printed).unwrap();
    let mut signatures = verify_tree(&tree, tree.root(), &[]);
    diagnose(&tree, &mut signatures);
    assert_eq!(signatures[0].cause, Some(Cause::IndentationAdded));
    assert_eq!(signatures[0].references[0].cause, Some(Cause::LaidOutAnew));
    assert_eq!(signatures[0].verdict, SignatureVerdict::DigestMismatch);
    assert!(!signatures[0].holds_without_added_space());
    // Without a trace in the SignedInfo, nothing says so.
    assert_eq!(cause(&flat), Some(Cause::ChangedAfterSigning));
}

#[test]
fn a_method_that_was_not_the_one_named_is_found() {
    let signed = sign(RESPONSE, "Assertion", &inclusive());
    let other = sign(RESPONSE, "Assertion", &Plan::default());
    let mixed = signed_again(&with_digest(&other, &digest_value(&signed)), RSA_SHA256);
    assert_eq!(cause(&mixed), Some(Cause::OtherCanonicalization(Method::Inclusive10)));
}

#[test]
fn the_signed_info_itself_is_diagnosed_with_its_own_key() {
    let plan = Plan { canonicalization: (INCLUSIVE, ""), blank: "\n", ..Plan::default() };
    let signed = sign(RESPONSE, "Assertion", &plan);
    let changed = signed.replacen("<samlp:Response ", "<samlp:Response xmlns:added=\"urn:added\" ", 1);
    assert_eq!(verify(&changed)[0].verdict, SignatureVerdict::SignatureMismatch);
    assert_eq!(cause(&changed), Some(Cause::NamespacesInherited(vec!["added".to_owned()])));
}

#[test]
fn every_cause_is_a_sentence_without_a_stop() {
    for cause in [
        Cause::IndentationAdded,
        Cause::IndentationRemoved(Indent::Tab),
        Cause::EdgeSpaceAdded,
        Cause::EdgeSpaceRemoved,
        Cause::CarriageReturnsLost,
        Cause::CarriageReturnsAdded,
        Cause::Base64Rewrapped,
        Cause::Utf8ReadAsLatin1,
        Cause::SignedAsLatin1,
        Cause::EscapedTwice,
        Cause::UnescapedOnce,
        Cause::NamespacesInherited(vec![String::new()]),
        Cause::NamespacesHoisted,
        Cause::NamespacesDropped(vec!["xs".to_owned()]),
        Cause::PrefixesRenamed(vec!["saml is now ns0".to_owned()]),
        Cause::LaidOutAnew,
        Cause::Composed,
        Cause::Decomposed,
        Cause::CommentsAdded,
        Cause::CommentsSigned,
        Cause::OtherCanonicalization(Method::Inclusive11),
        Cause::ChangedAfterSigning,
    ] {
        let sentence = cause.to_string();
        assert!(
            !sentence.ends_with('.') && sentence.starts_with(|c: char| c.is_lowercase() || c == 'U'),
            "{sentence}"
        );
        assert!(cause.name().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    }
}

#[test]
fn another_algorithm_than_the_one_named_is_found() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let made_by = SignatureAlgorithm { scheme: Scheme::RsaPkcs1, hash: Hash::Sha512 };
    assert_eq!(cause(&signed_again(&text, made_by)), Some(Cause::OtherAlgorithm(made_by)));
}

#[test]
fn the_values_that_a_mishap_befell_are_pointed_at() {
    let text = sign(RESPONSE, "Assertion", &Plan::default());
    let spaced = text.replace("webservices<", "webservices <").replace(">jane@", ">\u{a0}jane@");
    let tree = parse(&spaced).unwrap();
    let mut signatures = verify_tree(&tree, tree.root(), &[]);
    diagnose(&tree, &mut signatures);
    let places = &signatures[0].references[0].cause_places;
    let written: Vec<&str> = places.iter().map(|&place| tree.written(place)).collect();
    assert_eq!(written, ["\u{a0}jane@example.com", "urn:amazon:webservices "]);
}

#[test]
fn an_intact_copy_shows_what_was_changed() {
    let intact = sign(RESPONSE, "Assertion", &Plan::default());
    let statement = {
        let start = intact.find("<saml:AuthnStatement").unwrap();
        let end = "</saml:AuthnStatement>";
        &intact[start..start + intact[start..].find(end).unwrap() + end.len()]
    };
    let value =
        |intact: &str, here: &str| ChangeKind::Value { intact: intact.to_owned(), here: here.to_owned() };
    for (what, changed, expected) in [
        (
            "a value",
            intact.replace(">jane@example.com<", ">june@example.com<"),
            vec![("NameID", "june@example.com", value("jane@example.com", "june@example.com"))],
        ),
        (
            "an attribute and an element",
            intact
                .replace(" Recipient=\"https://signin.", " Recipient=\"https://signout.")
                .replace(statement, ""),
            vec![
                ("AuthnStatement", "<saml:Assertion", ChangeKind::Removed),
                (
                    "@Recipient",
                    "https://signout.aws.amazon.com/saml",
                    value("https://signin.aws.amazon.com/saml", "https://signout.aws.amazon.com/saml"),
                ),
            ],
        ),
        (
            "another attribute",
            intact.replacen("<saml:Subject>", "<saml:Subject a=\"b\">", 1),
            vec![("@a", "b", ChangeKind::Added)],
        ),
        ("outside of what is signed", intact.replace("status:Success", "status:Responder"), vec![]),
    ] {
        let (copy, tree) = (parse(&intact).unwrap(), parse(&changed).unwrap());
        let mut signatures = verify_tree(&tree, tree.root(), &[]);
        diagnose(&tree, &mut signatures);
        compare(&tree, &mut signatures, Some(3), &copy, &verify_tree(&copy, copy.root(), &[]));
        let found = signatures[0].references[0].intact.clone();
        let entry = found.as_ref().and_then(|intact| intact.entry);
        assert_eq!(entry, (!expected.is_empty()).then_some(3), "{what}");
        let changes = found.map_or_else(Vec::new, |intact| intact.changes);
        assert_eq!(changes.len(), expected.len(), "{what}: {changes:?}");
        for (change, (name, written, kind)) in changes.iter().zip(expected) {
            assert_eq!((change.name.as_str(), &change.kind), (name, &kind), "{what}");
            assert!(tree.written(change.span).starts_with(written), "{what}: {change:?}");
        }
    }
}

#[test]
fn a_copy_that_was_changed_too_shows_nothing() {
    let intact = sign(RESPONSE, "Assertion", &Plan::default());
    let changed = intact.replace(">jane@example.com<", ">june@example.com<");
    let (copy, tree) = (parse(&intact.replace("role/Dev", "role/Ops")).unwrap(), parse(&changed).unwrap());
    let mut signatures = verify_tree(&tree, tree.root(), &[]);
    diagnose(&tree, &mut signatures);
    compare(&tree, &mut signatures, None, &copy, &verify_tree(&copy, copy.root(), &[]));
    assert_eq!(signatures[0].references[0].intact, None);
}
