//! HAR files of real browsers, and what can be wrong with one.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saml_doctor::capture::har::{
    Body, Exchange, Found, HarError, HarProblem, Options, RequestBody, exchanges,
};
use sha2::{Digest, Sha256};

const CAPTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/har");

/// What a HAR yields: its exchanges, and why it was not read to its end.
fn read(har: &[u8]) -> (Vec<Exchange>, Option<HarError>) {
    read_with(har, Options::default())
}

fn read_with(har: impl Read, options: Options) -> (Vec<Exchange>, Option<HarError>) {
    let (mut found, mut error) = (Vec::new(), None);
    for item in exchanges(har, options) {
        assert!(error.is_none(), "an error is the last item");
        match item {
            Ok(exchange) => found.push(exchange),
            Err(problem) => error = Some(problem),
        }
    }
    (found, error)
}

fn given(body: &Body) -> Vec<u8> {
    match body {
        Body::Given(text) => text.decode().text.bytes,
        Body::TooLong(range) => panic!("too long: {range:?}"),
    }
}

/// The decoded SAMLResponse of a form, from its text or else from its params.
fn saml_response(body: &RequestBody) -> Option<Vec<u8>> {
    let text = body.text.as_ref().map(given).unwrap_or_default();
    let text = String::from_utf8(text).expect("a form is ASCII");
    let field = text.split('&').find_map(|field| field.strip_prefix("SAMLResponse="));
    let value = match field {
        Some(field) => field.as_bytes().to_vec(),
        None => given(&body.params.iter().find(|param| param.name.is("SAMLResponse"))?.value),
    };
    let value: Vec<u8> = percent_encoding::percent_decode(&value).collect();
    Some(STANDARD.decode(value).expect("what was posted is base64"))
}

#[test]
fn captures_of_real_browsers_yield_the_messages_they_hold() {
    let expected = fs::read_to_string(Path::new(CAPTURES).join("expected.json")).unwrap();
    let expected: Vec<serde_json::Value> = serde_json::from_str(&expected).unwrap();
    let mut by_file = BTreeMap::<&str, Vec<String>>::new();
    for row in &expected {
        let text = |key: &str| row[key].as_str().unwrap();
        by_file.entry(text("file")).or_default().push(format!(
            "{} {} {} {}",
            row["entry"],
            text("url"),
            text("startedDateTime"),
            text("xml_sha256")
        ));
    }
    for (file, expected) in by_file {
        let mut found = Vec::new();
        for exchange in exchanges(File::open(Path::new(CAPTURES).join(file)).unwrap(), Options::default()) {
            let exchange = exchange.unwrap();
            let Some(xml) = exchange.request_body.as_ref().and_then(saml_response) else { continue };
            assert_eq!((exchange.method.as_str(), exchange.status), ("POST", Some(200)), "{file}");
            let digest: String = Sha256::digest(&xml).iter().map(|byte| format!("{byte:02x}")).collect();
            let started = exchange.stamped.started.unwrap();
            found.push(format!("{} {} {started} {digest}", exchange.entry, exchange.url));
        }
        assert_eq!(found, expected, "{file}");
    }
}

const POST: &str = r#"{"startedDateTime":"2026-01-01T00:00:00Z","time":12.5,"request":{"method":"POST","url":"https://signin.aws.amazon.com/saml","postData":{"mimeType":"application/x-www-form-urlencoded","text":"SAMLResponse=PGEvPg%3D%3D"}},"response":{"status":200,"headers":[{"name":"date","value":"Thu, 01 Jan 2026 00:00:00 GMT"},{"name":"X","value":"y"}],"content":{"mimeType":"text/html","text":"<p>"}}}"#;

fn har(entries: &[&str]) -> String {
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"Test","version":"1"}},"entries":[{}]}}}}"#,
        entries.join(",")
    )
}

/// Each exchange in a few words, for tables.
fn summary(exchanges: &[Exchange]) -> Vec<String> {
    exchanges
        .iter()
        .map(|exchange| {
            let body = exchange.request_body.as_ref().map_or("", |_| " body");
            let cut = if exchange.cut_off { " cut" } else { "" };
            format!("{} {}{body}{cut}", exchange.entry, exchange.method)
        })
        .collect()
}

#[test]
fn an_entry_gives_what_a_diagnosis_needs() {
    let har = har(&[POST]);
    let (found, error) = read(har.as_bytes());
    assert!(error.is_none(), "{error:?}");
    let [exchange] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(exchange.stamped.started.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(exchange.stamped.duration, Some(12.5));
    assert_eq!(exchange.status, Some(200));
    assert_eq!(exchange.stamped.date.as_deref(), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
    assert_eq!(exchange.content_type.as_deref(), Some("text/html"));
    assert_eq!(given(&exchange.page.as_ref().unwrap().text), b"<p>");
    let Some(Body::Given(text)) = &exchange.request_body.as_ref().unwrap().text else { panic!() };
    let start = har.find("SAMLResponse").unwrap() as u64;
    assert_eq!(text.captured(), start..start + 25);
}

#[test]
fn members_may_stand_in_any_order() {
    let entry = r#"{"response":{"content":{"text":"<p>","encoding":null,"mimeType":"text/html"},"headers":[{"value":"gone","name":"LOCATION"}],"redirectURL":"other","status":"302"},
        "request":{"postData":{"params":[{"value":"v","name":"SAMLResponse"}],"mimeType":"m"},"url":"https://signin.aws.amazon.com/saml","method":"POST"},"time":1}"#;
    let har = format!(r#"{{"log":{{"entries":[{entry}],"creator":{{"version":"2","name":"Late"}}}}}}"#);
    let mut reader = exchanges(har.as_bytes(), Options::default());
    let exchange = reader.next().unwrap().unwrap();
    assert!(reader.next().is_none());
    assert_eq!(reader.creator().unwrap().name.as_deref(), Some("Late"));
    assert_eq!(exchange.location.as_deref(), Some("gone"));
    assert_eq!(exchange.status, Some(302));
    assert!(exchange.page.is_some());
    let body = exchange.request_body.unwrap();
    assert!(body.params[0].name.is("SAMLResponse"));
    assert_eq!(given(&body.params[0].value), b"v");
}

#[test]
fn keys_and_values_may_be_escaped() {
    let entry = POST
        .replace("postData", r"p\u006fstData")
        .replace("SAMLResponse=", r"\u0053AMLResponse\u003d")
        .replace("/saml", r"\/saml");
    let har = har(&[&entry]);
    let (found, _) = read(har.as_bytes());
    let exchange = &found[0];
    assert_eq!(exchange.url, "https://signin.aws.amazon.com/saml");
    let Some(Body::Given(text)) = &exchange.request_body.as_ref().unwrap().text else { panic!() };
    let text = text.decode().text;
    assert_eq!(text.bytes, b"SAMLResponse=PGEvPg%3D%3D");
    let captured = |range| {
        let std::ops::Range { start, end } = text.captured(range);
        &har[start as usize..end as usize]
    };
    for (range, expected) in [(0..1, r"\u0053"), (12..13, r"\u003d"), (13..15, "PG")] {
        assert_eq!(captured(range.clone()), expected, "{range:?}");
    }
}

#[test]
fn damage_in_what_is_skipped_does_no_harm() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let braces = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    for (what, damage) in [
        ("lone surrogate", r#""\ud800""#),
        ("deep arrays", &deep),
        ("deep objects", &braces),
        ("trailing commas", r#"[1,2,,],"#),
        ("brackets in a string", r#""}]}\"}]}\\""#),
        ("raw line breaks in a string", "\"a\nb\tc\u{0}\""),
        ("not a number", "NaN"),
        ("unquoted", "undefined"),
        ("crossed brackets", "[1}"),
        ("long key", &format!(r#"{{"{}":1}}"#, "k".repeat(1000))),
    ] {
        let damaged = format!(r#"{{"_x":{damage},"request":{{"headers":{damage},"method":"GET"}}}}"#);
        let har = har(&[&damaged, POST]);
        let (found, error) = read(har.as_bytes());
        assert!(error.is_none(), "{what}: {error:?}");
        assert_eq!(summary(&found), ["0 GET", "1 POST body"], "{what}");
    }
    let commas = har(&[&POST.replace('}', ",}").replace(']', ",]"), POST, ""]);
    assert_eq!(summary(&read(commas.as_bytes()).0), ["0 POST body", "1 POST body"]);
    let mut invalid = har(&[&POST.replace("\"y\"", "\"???\""), POST]).into_bytes();
    let at = invalid.windows(3).position(|part| part == b"???").unwrap();
    invalid[at..at + 3].copy_from_slice(b"\xff\xfe\xc0");
    assert_eq!(summary(&read(&invalid).0), ["0 POST body", "1 POST body"]);
}

#[test]
fn damage_in_what_is_kept_is_said() {
    let har = har(&[&POST.replace("PGEv", r"PG\udc00Ev")]);
    let (found, _) = read(har.as_bytes());
    let Some(Body::Given(text)) = &found[0].request_body.as_ref().unwrap().text else { panic!() };
    let decoded = text.decode();
    assert_eq!(decoded.text.bytes, "SAMLResponse=PG\u{fffd}Ev".replace("Ev", "EvPg%3D%3D").as_bytes());
    let at = har.find(r"\udc00").unwrap() as u64;
    assert_eq!(decoded.lone_surrogates.first(), Some(&(at..at + 6)));
}

#[test]
fn a_har_in_any_encoding_leads_back_to_its_bytes() {
    let text = har(&[&POST.replace("\"X\"", "\"é😀\""), POST]);
    let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let with = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    for (what, file, width) in [
        ("UTF-8 with a mark", with(b"\xef\xbb\xbf", text.clone().into_bytes()), 1),
        ("UTF-16LE", with(b"\xff\xfe", utf16(u16::to_le_bytes)), 2),
        ("UTF-16BE", with(b"\xfe\xff", utf16(u16::to_be_bytes)), 2),
        ("UTF-16LE without a mark", utf16(u16::to_le_bytes), 2),
        ("UTF-16BE without a mark", utf16(u16::to_be_bytes), 2),
    ] {
        let (found, error) = read(&file);
        assert!(error.is_none(), "{what}: {error:?}");
        assert_eq!(summary(&found), ["0 POST body", "1 POST body"], "{what}");
        for exchange in found {
            let Some(Body::Given(body)) = &exchange.request_body.as_ref().unwrap().text else { panic!() };
            let body = body.decode().text;
            assert_eq!(body.bytes, b"SAMLResponse=PGEvPg%3D%3D", "{what}");
            let range = body.captured(0..body.len());
            let written: Vec<u8> = file[range.start as usize..range.end as usize]
                .iter()
                .copied()
                .filter(|&byte| byte != 0)
                .collect();
            assert_eq!(written, b"SAMLResponse=PGEvPg%3D%3D", "{what}");
            assert_eq!(range.end - range.start, 25 * width, "{what}");
        }
    }
}

#[test]
fn what_stands_before_a_cut_is_kept_and_the_cut_is_said() {
    let whole = har(&[POST, POST]);
    let second = whole.rfind(POST).unwrap();
    for (after, expected) in [
        ("\"startedDateTime\"", vec!["0 POST body"]),
        ("\"method\"", vec!["0 POST body", "1  cut"]),
        ("PGEv", vec!["0 POST body", "1 POST body cut"]),
        ("\"status\":2", vec!["0 POST body", "1 POST body cut"]),
        ("<p", vec!["0 POST body", "1 POST body cut"]),
    ] {
        let cut = second + whole[second..].find(after).unwrap() + after.len();
        let (found, error) = read(&whole.as_bytes()[..cut]);
        assert_eq!(summary(&found), expected, "after {after}");
        let error = error.unwrap();
        assert!(matches!(error.problem, HarProblem::CutOff), "{error:?}");
        assert_eq!(error.offset, cut as u64, "after {after}");
    }
    let cut = second + whole[second..].find("PGEv").unwrap() + 4;
    let (found, _) = read(&whole.as_bytes()[..cut]);
    let Some(Body::Given(text)) = &found[1].request_body.as_ref().unwrap().text else { panic!() };
    assert_eq!((text.raw(), text.is_whole()), (&b"SAMLResponse=PGEv"[..], false));
}

#[test]
fn a_cut_anywhere_loses_nothing_before_it() {
    let whole = har(&[POST, POST]);
    let ends: Vec<usize> = whole.match_indices(POST).map(|(at, _)| at + POST.len()).collect();
    for cut in 0..whole.len() {
        let (found, error) = read(&whole.as_bytes()[..cut]);
        assert!(error.is_some(), "{cut}");
        let complete = found.iter().filter(|exchange| !exchange.cut_off).count();
        assert_eq!(complete, ends.iter().filter(|&&end| end <= cut).count(), "{cut}");
    }
}

#[test]
fn what_is_no_har_is_named() {
    for (file, expected) in [
        ("", Found::Nothing),
        ("  \n", Found::Nothing),
        ("<samlp:Response", Found::NoJson(b'<')),
        ("PHNhbWxw", Found::NoJson(b'P')),
        ("\"text\"", Found::NoJson(b'"')),
        ("[]", Found::Array),
        ("[1, [2]]", Found::Array),
        ("{}", Found::Object(vec![])),
        (r#"{"Role": {"Arn": "a"}}"#, Found::Object(vec!["Role".to_owned()])),
        (
            r#"{"requests": [], "timestamp": 1}"#,
            Found::Object(vec!["requests".to_owned(), "timestamp".to_owned()]),
        ),
        (r#"{"log": "text"}"#, Found::Object(vec!["log".to_owned()])),
        (r#"{"log": {"version": "1.2"}}"#, Found::Object(vec!["log".to_owned()])),
        (r#"{"entries": [1, 2]}"#, Found::Object(vec!["entries".to_owned()])),
    ] {
        let (found, error) = read(file.as_bytes());
        assert!(found.is_empty());
        match error {
            Some(HarError { problem: HarProblem::NotHar(found), .. }) => {
                assert_eq!(found, expected, "{file}")
            }
            error => panic!("{file}: {error:?}"),
        }
    }
    assert!(read(har(&[]).as_bytes()).1.is_none());
}

#[test]
fn a_har_is_found_in_a_wrapper_an_array_or_without_its_log() {
    let log = har(&[POST, POST]);
    let both = ["0 POST body", "1 POST body"].as_slice();
    for (file, expected) in [
        (format!(r#"{{"status":"ok","data":{{"har":{log}}}}}"#), both),
        (format!("[{log}]"), both),
        (format!("[{POST},{POST}]"), both),
        (format!(r#"{{"entries":[{POST},{POST}]}}"#), both),
        (format!("{POST}\n{POST}\n"), both),
        (POST.to_owned(), &both[..1]),
        (format!(r#"{{"log":{{"pages":[{POST},{{"entries":[{POST}]}}],"entries":[{POST}]}}}}"#), &both[..1]),
    ] {
        let (found, error) = read(file.as_bytes());
        assert!(error.is_none(), "{file}: {error:?}");
        assert_eq!(summary(&found), expected, "{file}");
    }
}

#[test]
fn bodies_over_the_limit_are_skipped_and_said() {
    let long = format!("SAMLResponse={}", "A".repeat(1000));
    let har = har(&[&POST.replace("SAMLResponse=PGEvPg%3D%3D", &long).replace("<p>", &long), POST]);
    let options = Options { body_limit: 1000, ..Options::default() };
    let (found, error) = read_with(har.as_bytes(), options);
    assert!(error.is_none());
    let start = har.find(&long).unwrap() as u64;
    let expected = Body::TooLong(start..start + long.len() as u64);
    assert_eq!(found[0].request_body.as_ref().unwrap().text.as_ref(), Some(&expected));
    assert!(matches!(found[0].page.as_ref().unwrap().text, Body::TooLong(_)));
    assert_eq!(saml_response(found[1].request_body.as_ref().unwrap()).unwrap(), b"<a/>");
}

#[test]
fn pages_of_others_are_dropped_unless_a_form_of_saml_is_in_them() {
    let other = POST.replace("signin.aws.amazon.com", "idp.example");
    let form = other.replace("<p>", r#"<input name=\"SAMLResponse\">"#);
    let script = form.replace("text/html", "text/javascript");
    let har = har(&[&other, &form, &script, POST]);
    let kept: Vec<bool> = read(har.as_bytes()).0.iter().map(|exchange| exchange.page.is_some()).collect();
    assert_eq!(kept, [false, true, false, true]);
}

/// Gives a file in pieces, then fails.
struct Trickle<'a> {
    rest: &'a [u8],
    step: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            return Err(io::Error::other("the disk is gone"));
        }
        let length = self.step.min(self.rest.len()).min(into.len());
        into[..length].copy_from_slice(&self.rest[..length]);
        self.rest = &self.rest[length..];
        Ok(length)
    }
}

#[test]
fn the_size_of_the_pieces_read_makes_no_difference() {
    let entry = POST.replace("\"y\"", r#""\\\"\\\\\"é\\""#).replace("request", r"\u0072equest");
    let har = har(&[&entry, &entry]);
    let utf16: Vec<u8> = har.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for file in [har.as_bytes(), &utf16] {
        let (whole, _) = read(file);
        for step in [1, 2, 3, 5, 7, 11, 16, 33, 64, 79] {
            let (found, error) = read_with(Trickle { rest: file, step }, Options::default());
            assert_eq!(found, whole, "{step}");
            assert!(matches!(error.unwrap().problem, HarProblem::Read(_)), "{step}");
        }
    }
}

#[test]
fn garbage_never_panics() {
    let seeds = [har(&[POST, POST]).into_bytes(), b"{\"log\":{\"entries\":[{\"request\":".to_vec()];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    for round in 0..1000 {
        let mut file = seeds[round % 2].clone();
        for _ in 0..1 + random() % 8 {
            let at = random() % file.len();
            match random() % 4 {
                0 => file[at] = random() as u8,
                1 => file[at] = b"\"\\{}[],:u"[random() % 9],
                2 => file.truncate(at + 1),
                _ => file.insert(at, b"\"\\{}[]\0\xff\xd8"[random() % 9]),
            }
        }
        for exchange in read(&file).0 {
            if let Some(RequestBody { text: Some(Body::Given(text)), .. }) = exchange.request_body {
                let decoded = text.decode().text;
                assert!(decoded.captured(0..decoded.len()).end <= file.len() as u64);
            }
        }
    }
}
