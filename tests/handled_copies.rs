//! A copy is a copy: whatever people did to a response before they showed it is not alleged of it.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;

use saml_doctor::aws::policy::Outcome;
use saml_doctor::clock::At;
use saml_doctor::diagnosis::{Diagnosis, Options, diagnose};
use saml_doctor::engine::{Verdict, Why};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rule::Severity;
use support::{fixture, judged_findings};

/// As people cross values out.
const SPELLINGS: [&str; 19] = [
    "XXXXXXXXXXXX",
    "xxxxxxxx",
    "xxx",
    "****",
    "************",
    "REDACTED",
    "[REDACTED]",
    "&lt;redacted>",
    "redacted",
    "[removed]",
    "REMOVED",
    "(hidden)",
    "…",
    "...",
    "…snip…",
    "[...]",
    "█████",
    "-- removed --",
    "__SANITIZED__",
];

/// Whole and correct but for what is planted.
fn response() -> String {
    let text = fs::read_to_string(fixture("captures/people/redacted-account.xml")).unwrap();
    text.replace("XXXXXXXXXXXX", "123456789012")
}

fn judge(text: &str) -> Diagnosis {
    let input = input::read("copy.xml", text.as_bytes(), &ReadOptions::default());
    let [posted, now] = ["2026-05-26T11:58:06Z", "2026-06-01T00:00:00Z"]
        .map(|text| Instant::parse_rfc3339(text).unwrap().instant);
    diagnose(vec![input], &Options { at: Some(At::Moment(posted)), ..Options::at(now) })
}

fn errors(report: &Diagnosis) -> Vec<&'static str> {
    judged_findings(report)
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.rule.id)
        .collect()
}

fn verdict(report: &Diagnosis) -> Option<Verdict> {
    report.messages.first().and_then(|message| message.verdict())
}

/// Every place where a value stands: of an attribute, and of an element without child elements.
fn values(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let end = start + text[start..].find('>').unwrap();
        let tag = &text[start..end];
        let mut from = start;
        while let Some(open) = text[from..end].find("=\"").map(|found| from + found + 2) {
            let close = open + text[open..].find('"').unwrap();
            if !text[start..open].ends_with(":ds=\"") && !is_namespace(&text[start..open]) {
                values.push(open..close);
            }
            from = close + 1;
        }
        let next = text[end..].find('<').map_or(text.len(), |found| end + found);
        if !tag.starts_with("</") && next > end + 1 && text[next..].starts_with("</") {
            values.push(end + 1..next);
        }
        at = end + 1;
    }
    values
}

fn is_namespace(before: &str) -> bool {
    let name = before.rsplit([' ', '\n']).next().unwrap_or("");
    name.starts_with("xmlns") || name.starts_with("Algorithm") || name.starts_with("xsi:type")
}

#[test]
fn a_value_that_was_crossed_out_is_no_error_whatever_its_place_and_spelling() {
    let good = response().replace("Jane Doe", "jane.doe");
    let places = values(&good);
    assert!(places.len() > 30, "{}", places.len());
    for (number, place) in places.iter().enumerate() {
        // Every spelling comes to stand in every kind of place in turn.
        for spelling in SPELLINGS.iter().skip(number % 3).step_by(3) {
            let copy = format!("{}{spelling}{}", &good[..place.start], &good[place.end..]);
            let report = judge(&copy);
            assert_eq!(errors(&report), [""; 0], "{spelling} for {}", &good[place.clone()]);
            assert_ne!(verdict(&report), None, "{spelling} for {}", &good[place.clone()]);
        }
    }
}

/// A response that sends everything a trust policy can test.
fn with_everything() -> String {
    const P: &str = "https://aws.amazon.com/SAML/Attributes/";
    let attribute = |name: &str, value: &str| {
        format!(
            "<saml2:Attribute Name=\"{name}\"><saml2:AttributeValue>{value}</saml2:AttributeValue></saml2:Attribute>"
        )
    };
    let more = [
        attribute(&format!("{P}PrincipalTag:Team"), "blue"),
        attribute(&format!("{P}TransitiveTagKeys"), "Team"),
        attribute(&format!("{P}SourceIdentity"), "jane"),
        attribute("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "staff"),
        attribute("urn:oid:0.9.2342.19200300.100.1.1", "uid1"),
    ];
    let close = "</saml2:AttributeStatement>";
    response().replace("Jane Doe", "jane.doe").replace(close, &format!("{}{close}", more.concat()))
}

/// Where a value stands in that response, the value, and the keys of a policy that are made of it.
const TESTED: [(&str, &str, &[&str]); 11] = [
    ("Recipient=\"", "https://signin.aws.amazon.com/saml", &["SAML:aud"]),
    ("<saml2:Issuer>", "https://idp.example.com/saml", &["saml:iss", "saml:namequalifier"]),
    ("nameid-format:persistent\">", "jane.doe@example.com", &["saml:sub"]),
    ("NameID Format=\"", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", &["saml:sub_type"]),
    ("string\">", "jane.doe", &["sts:RoleSessionName"]),
    (">", "blue", &["aws:RequestTag/Team"]),
    ("PrincipalTag:", "Team", &["aws:RequestTag/Team", "aws:TagKeys"]),
    ("TransitiveTagKeys\"><saml2:AttributeValue>", "Team", &["sts:TransitiveTagKeys"]),
    (">", "jane<", &["sts:SourceIdentity"]),
    (">", "staff", &["saml:edupersonaffiliation"]),
    (">", "uid1", &["saml:uid"]),
];

/// What each key is in that response.
const KEYS: [(&str, &str); 12] = [
    ("SAML:aud", "https://signin.aws.amazon.com/saml"),
    ("saml:iss", "https://idp.example.com/saml"),
    ("saml:namequalifier", "gVMfPykcwyJvL8k2pmXetypU/dY="),
    ("saml:sub", "jane.doe@example.com"),
    ("saml:sub_type", "persistent"),
    ("sts:RoleSessionName", "jane.doe"),
    ("aws:RequestTag/Team", "blue"),
    ("sts:SourceIdentity", "jane"),
    ("saml:uid", "uid1"),
    ("aws:TagKeys", "Team"),
    ("sts:TransitiveTagKeys", "Team"),
    ("saml:edupersonaffiliation", "staff"),
];

fn operator(key: &str) -> &'static str {
    let several = ["aws:TagKeys", "sts:TransitiveTagKeys", "saml:edupersonaffiliation"];
    if several.contains(&key) { "ForAnyValue:StringEquals" } else { "StringEquals" }
}

/// A role that lets in what has all of these, and nothing that a Deny with one of them fits.
fn role(allow: &[(&str, &str)], deny: Option<(&str, &str)>) -> String {
    const WHO: &str = r#""Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/ExampleIdP"}"#;
    let test = |operator: &str, keys: &[(&str, &str)]| {
        let keys: Vec<String> = keys.iter().map(|(key, value)| format!("\"{key}\": \"{value}\"")).collect();
        format!("\"{operator}\": {{{}}}", keys.join(", "))
    };
    let of = |wanted: &str| -> Vec<(&str, &str)> {
        allow.iter().copied().filter(|(key, _)| operator(key) == wanted).collect()
    };
    let block =
        ["StringEquals", "ForAnyValue:StringEquals"].map(|operator| test(operator, &of(operator))).join(", ");
    let mut statements = vec![
        format!(
            r#"{{"Effect": "Allow", {WHO}, "Action": "sts:AssumeRoleWithSAML", "Condition": {{{block}}}}}"#
        ),
        format!(r#"{{"Effect": "Allow", {WHO}, "Action": ["sts:TagSession", "sts:SetSourceIdentity"]}}"#),
    ];
    if let Some((key, value)) = deny {
        let block = test(operator(key), &[(key, value)]);
        statements.push(format!(
            r#"{{"Effect": "Deny", {WHO}, "Action": "sts:AssumeRoleWithSAML", "Condition": {{{block}}}}}"#
        ));
    }
    format!(
        r#"{{"Role": {{"RoleName": "Operators", "Arn": "arn:aws:iam::123456789012:role/Operators", "Path": "/", "RoleId": "AROA5XQ3M7K2ZB9T6N1D4", "MaxSessionDuration": 3600, "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [{}]}}}}}}"#,
        statements.join(", ")
    )
}

/// What the role's policy comes to, the verdict, and the errors.
fn with_role(text: &str, role: &str) -> (Vec<Option<Outcome>>, Option<Verdict>, Vec<&'static str>) {
    let inputs = [("copy.xml", text), ("role.json", role)]
        .map(|(name, text)| input::read(name, text.as_bytes(), &ReadOptions::default()));
    let [posted, now] = ["2026-05-26T11:58:06Z", "2026-06-01T00:00:00Z"]
        .map(|text| Instant::parse_rfc3339(text).unwrap().instant);
    let options = Options { at: Some(At::Moment(posted)), ..Options::at(now) };
    let report = diagnose(inputs.into(), &options);
    let outcomes = report.messages[0].judged.as_ref().unwrap().role_outcomes.clone();
    (outcomes, verdict(&report), errors(&report))
}

#[test]
fn what_was_crossed_out_of_a_response_decides_no_trust_policy() {
    let whole = with_everything();
    assert_eq!(with_role(&whole, &role(&KEYS, None)).0, [Some(Outcome::Allow)]);
    for key in KEYS {
        assert_eq!(with_role(&whole, &role(&[], Some(key))).0, [Some(Outcome::Deny)], "{key:?}");
    }
    let open = (vec![Some(Outcome::Undetermined)], Some(Verdict::Undetermined(Why::Handled)), vec![]);
    for (number, (before, value, keys)) in TESTED.into_iter().enumerate() {
        let planted = format!("{before}{value}");
        assert!(whole.contains(&planted), "{planted}");
        for spelling in SPELLINGS.iter().skip(number % 4).step_by(4) {
            let behind = if value.ends_with('<') { "<" } else { "" };
            let copy = whole.replace(&planted, &format!("{before}{spelling}{behind}"));
            let (outcomes, verdict, errors) = with_role(&copy, &role(&KEYS, None));
            assert_eq!((&outcomes, &errors), (&open.0, &open.2), "{spelling} for {planted}");
            assert!(matches!(verdict, Some(Verdict::Undetermined(_))), "{spelling} for {planted}");
            for key in KEYS.iter().filter(|(key, _)| keys.contains(key)) {
                let (outcomes, _, errors) = with_role(&copy, &role(&[], Some(*key)));
                assert_eq!((&outcomes, &errors), (&open.0, &open.2), "{spelling} for {planted}, {key:?}");
            }
        }
    }
}

#[test]
fn what_is_left_of_a_crossed_out_copy_still_decides() {
    let recipient = ("SAML:aud", "https://us-east-2.signin.aws.amazon.com/saml");
    for spelling in SPELLINGS.into_iter().step_by(3).chain(["000000000000", "&lt;account>"]) {
        let copy = with_everything().replace("123456789012", spelling);
        // The one file whose role has this name is taken for the login's.
        let (outcomes, verdict, errors) = with_role(&copy, &role(&[recipient], None));
        assert_eq!(outcomes, [Some(Outcome::Deny)], "{spelling}");
        assert_eq!((verdict, errors), (Some(Verdict::Refused), vec!["trust-audience-differs"]), "{spelling}");
        let (outcomes, verdict, errors) = with_role(&copy, &role(&KEYS[..1], None));
        assert_eq!(outcomes, [Some(Outcome::Allow)], "{spelling}");
        assert_eq!((verdict, errors), (Some(Verdict::Undetermined(Why::Handled)), vec![]), "{spelling}");
        // Whose account it is nobody knows.
        let account = ("aws:ResourceAccount", "123456789012");
        assert_eq!(
            with_role(&copy, &role(&[], Some(account))).0,
            [Some(Outcome::Undetermined)],
            "{spelling}"
        );
        // Of another name it says nothing.
        let other = role(&[recipient], None).replace("Operators", "Admins");
        assert_eq!(with_role(&copy, &other).2, [""; 0], "{spelling}");
    }
}

#[test]
fn attributes_that_were_taken_out_may_be_anything() {
    let good = with_everything();
    for mark in ["<!-- more attributes -->...", "...", "<!-- removed -->"] {
        let copy = good.replace("</saml2:AttributeStatement>", &format!("{mark}</saml2:AttributeStatement>"));
        let absent = ("saml:cn", "staff");
        let (outcomes, _, errors) = with_role(&copy, &role(&[absent], None));
        assert_eq!((outcomes, errors), (vec![Some(Outcome::Undetermined)], vec![]), "{mark}");
        assert_eq!(with_role(&copy, &role(&KEYS[..1], None)).0, [Some(Outcome::Undetermined)], "{mark}");
    }
}

#[test]
fn a_comment_in_the_place_of_a_value_is_no_error() {
    let good = response().replace("Jane Doe", "jane.doe");
    for place in values(&good).iter().filter(|place| good[..place.start].ends_with('>')) {
        for comment in ["<!-- REMOVED -->", "<!--...-->", "<!-- certificate here -->", "\n  <!-- x -->\n"] {
            let copy = format!("{}{comment}{}", &good[..place.start], &good[place.end..]);
            assert_eq!(errors(&judge(&copy)), [""; 0], "{comment} for {}", &good[place.clone()]);
        }
    }
}

#[test]
fn the_true_fault_of_a_crossed_out_copy_is_found_and_nothing_else() {
    let faulty = response();
    for spelling in SPELLINGS {
        for part in [
            "123456789012",
            "https://idp.example.com/saml",
            "jane.doe@example.com",
            "_a75adf55-01d7-40cc-929f-dbd8372ebdfc",
        ] {
            let copy = faulty.replace(part, spelling);
            let report = judge(&copy);
            assert_eq!(errors(&report), ["role-session-name-malformed"], "{spelling} for {part}");
            assert_eq!(verdict(&report), Some(Verdict::Refused), "{spelling} for {part}");
        }
    }
}

#[test]
fn parts_that_were_taken_out_are_not_missed() {
    let good = response().replace("Jane Doe", "jane.doe");
    let without = |from: &str, to: &str, instead: &str| {
        let start = good.find(from).unwrap();
        let end = start + good[start..].find(to).unwrap() + to.len();
        format!("{}{instead}{}", &good[..start], &good[end..])
    };
    for instead in [
        "<!-- signature removed -->",
        "...",
        "[snip]",
        "<!-- ... -->",
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">...</ds:Signature>",
    ] {
        let one = without("<ds:Signature ", "</ds:Signature>", instead);
        let start = one
            .rfind("<ds:Signature ")
            .filter(|_| instead.starts_with("<ds"))
            .map_or(one.find("<ds:Signature "), Some);
        let copy = match start.filter(|_| !instead.starts_with("<ds")) {
            Some(start) => {
                let end = start + one[start..].find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
                format!("{}{instead}{}", &one[..start], &one[end..])
            }
            None => one,
        };
        assert_eq!(errors(&judge(&copy)), [""; 0], "{instead}");
    }
    for instead in ["<!-- removed -->", "...", "…"] {
        let copy = without(
            "<saml2:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/Role\"",
            "</saml2:Attribute>",
            instead,
        );
        let report = judge(&copy);
        assert_eq!(errors(&report), [""; 0], "{instead}");
        assert_eq!(verdict(&report), Some(Verdict::Undetermined(Why::Handled)), "{instead}");
    }
}

#[test]
fn of_a_crossed_out_copy_nothing_is_accepted_since_nothing_proves_it() {
    let good = response().replace("Jane Doe", "jane.doe");
    for (part, expected) in [
        ("123456789012", Verdict::Undetermined(Why::Handled)),
        (">jane.doe<", Verdict::Undetermined(Why::Handled)),
        ("urn:amazon:webservices", Verdict::Undetermined(Why::Handled)),
        ("2026-05-26T12:03:01.412Z", Verdict::Undetermined(Why::Handled)),
        ("https://idp.example.com/saml", Verdict::Undetermined(Why::Handled)),
        ("jane.doe@example.com", Verdict::Undetermined(Why::SignatureHidden)),
        ("_a75adf55-01d7-40cc-929f-dbd8372ebdfc", Verdict::Undetermined(Why::SignatureHidden)),
        ("_s1", Verdict::Undetermined(Why::SignatureHidden)),
    ] {
        let (open, close) = if part.starts_with('>') { (">", "<") } else { ("", "") };
        let copy = good.replace(part, &format!("{open}[REDACTED]{close}"));
        assert_eq!(verdict(&judge(&copy)), Some(expected), "{part}");
    }
}

#[test]
fn what_the_signature_covers_was_written_by_the_identity_provider() {
    let signed = fs::read_to_string(fixture("rules/signature-digest-mismatch/intact.xml")).unwrap();
    let report = judge(&signed);
    assert_eq!(errors(&report), [""; 0]);
    let document = report.messages[0].document.as_ref().unwrap();
    assert!(document.handling.crossed_out.is_empty());
}

#[test]
fn a_copy_that_was_laid_out_anew_is_judged_without_what_was_added() {
    let good = fs::read_to_string(fixture("captures/people/indented.xml")).unwrap();
    let report = judge(&good);
    assert_eq!((errors(&report), verdict(&report)), (vec![], Some(Verdict::Accepted)));
    let faulty = good.replacen(
        "jane.doe@example.com\n                </AttributeValue>",
        "Jane Doe\n                </AttributeValue>",
        1,
    );
    assert_ne!(faulty, good);
    let report = judge(&faulty);
    assert_eq!(errors(&report), ["role-session-name-malformed"]);
    // Without a signature nothing proves what was added.
    let start = good.find("<Signature ").unwrap();
    let end = good.find("</Signature>").unwrap() + "</Signature>".len();
    let unsigned = format!("{}{}", &good[..start], &good[end..]);
    let found = errors(&judge(&unsigned));
    assert!(!found.iter().any(|rule| rule.ends_with("-padded")), "{found:?}");
}

#[test]
fn padding_that_only_one_value_has_is_the_responses() {
    let good = response().replace("Jane Doe", "\n      jane.doe\n    ");
    assert!(errors(&judge(&good)).contains(&"role-session-name-padded"));
}

/// Each text on a line of its own, as many formatters lay XML out.
fn laid_out(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        if !before.trim().is_empty() {
            out.push_str(&format!("\n      {}", before.trim()));
        }
        let end =
            if tag.starts_with("<!--") { tag.find("-->").unwrap() + 3 } else { tag.find('>').unwrap() + 1 };
        out.push_str("\n    ");
        out.push_str(&tag[..end]);
        rest = &tag[end..];
    }
    out.trim_start().to_owned()
}

/// Replaces what stands between two marks, each time.
fn between(text: &str, open: &str, close: &str, instead: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inner = start + rest[start..].find('>').map_or(open.len(), |end| end + 1).max(open.len());
        let Some(length) = rest[inner..].find(close) else { break };
        out.push_str(&rest[..inner]);
        out.push_str(instead);
        rest = &rest[inner + length..];
    }
    out.push_str(rest);
    out
}

#[test]
fn no_copy_of_any_response_here_is_blamed_for_what_only_the_copy_explains() {
    let files: Vec<_> = support::sorted(&fixture("responses"))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "xml"))
        .collect();
    assert!(files.len() > 5, "there are hardly any responses");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let whole = text.split("\n<!--").next().unwrap();
        let own = errors(&judge(whole));
        let copies = [
            ("laid out", laid_out(whole)),
            (
                "accounts",
                whole.replace("123456789012", "XXXXXXXXXXXX").replace("111122223333", "************"),
            ),
            ("certificate", between(whole, "X509Certificate>", "<", "MIIC...")),
            ("signature", between(whole, "SignatureValue>", "<", "<!-- removed -->")),
            ("digest", between(whole, "DigestValue>", "<", "[REDACTED]")),
            ("NameID", between(whole, "NameID ", "<", "REDACTED")),
            ("names of persons", whole.replace("jane", "xxxx")),
            ("hosts", whole.replace(".example", ".REDACTED")),
            ("laid out and crossed out", laid_out(&whole.replace("123456789012", "[REDACTED]"))),
        ];
        for (what, copy) in copies {
            let new: Vec<&str> =
                errors(&judge(&copy)).into_iter().filter(|rule| !own.contains(rule)).collect();
            assert_eq!(new, [""; 0], "{}, {what}", file.display());
        }
    }
}
