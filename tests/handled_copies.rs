//! A copy is a copy: whatever people did to a response before they showed it is not alleged of it.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;

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
