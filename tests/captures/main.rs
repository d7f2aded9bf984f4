//! One good response in every form people bring it in, and everything that is none.

#![allow(clippy::unwrap_used)]

mod forms;
mod garbage;
mod origins;
mod wrong;

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use saml_doctor::capture::{ByAws, Captured, Fidelity, Stage};
use saml_doctor::input::{Format, Input, InputKind, ProblemKind, ReadOptions, read};
use saml_doctor::message_kind::MessageKind;

use forms::{Form, deflated, escaped, forms, har, lines, percent, utf16};
use origins::{leads_back, slice};

const GOOD: &str = "idp/01_ssp_alice_rsa-sha256_sig2resp_signin";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    let path = fixture(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

fn input(bytes: &[u8]) -> Input {
    read("-", bytes, &ReadOptions::default())
}

fn xml(captured: &Captured) -> &str {
    match &captured.decoded {
        Ok(decoded) => &decoded.xml,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn one_response_in_every_form_is_the_same_xml_and_leads_back() {
    let good = text(&format!("{GOOD}.xml"));
    let value = text(&format!("{GOOD}.b64"));
    let role = "arn:aws:iam::123456789012:role/";
    let start = good.find(role).unwrap();
    let wanted = start..start + role.len();
    let forms = forms(&good, value.trim());
    assert!(forms.len() >= 35, "{}", forms.len());
    for form in forms {
        let Form { name, bytes, kind, decoding } = form;
        let input = input(&bytes);
        assert!(input.problem.is_none(), "{name}: {:?}", input.problem);
        assert_eq!(input.kind, Some(kind), "{name}");
        assert!(!input.description.is_empty(), "{name}");
        assert_eq!(input.captured.len(), 1, "{name}: {:?}", input.captured);
        let captured = &input.captured[0];
        assert!(captured.decoded.is_ok(), "{name}: {:?}", captured.decoded);
        assert_eq!(xml(captured), good, "{name}");
        assert_eq!(captured.capture.decoding, decoding, "{name}");
        assert_eq!(captured.capture.kind, MessageKind::Response, "{name}");
        let decoded = captured.decoded.as_ref().unwrap();
        assert_eq!(decoded.truncated, None, "{name}");
        let origin = decoded.origins.of(wanted.clone());
        if decoding.last() == Some(&Stage::Inflate) {
            assert!(origin.end <= bytes.len() as u64, "{name}: {origin:?}");
            continue;
        }
        assert!(leads_back(&bytes, &origin, role), "{name}: {origin:?} {:?}", slice(&bytes, &origin));
    }
}

#[test]
fn real_captures_decode_to_their_xml_byte_for_byte() {
    let mut seen = 0;
    for entry in std::fs::read_dir(fixture("idp")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(stem) =
            name.strip_suffix(".b64").or(name.strip_suffix(".body.txt")).or(name.strip_suffix(".xml"))
        else {
            continue;
        };
        let input = input(&bytes(&format!("idp/{name}")));
        assert_eq!(xml(&input.captured[0]), text(&format!("idp/{stem}.xml")), "{name}");
        assert!(input.captured[0].capture.repairs.is_empty(), "{name}");
        seen += 1;
    }
    assert!(seen >= 19, "{seen}");
}

#[test]
fn a_har_yields_every_post_in_order() {
    use sha2::Digest;
    let expected: serde_json::Value = serde_json::from_slice(&bytes("har/expected.json")).unwrap();
    let expected = expected.as_array().unwrap();
    let mut files: Vec<&str> = expected.iter().map(|post| post["file"].as_str().unwrap()).collect();
    files.dedup();
    for file in files {
        let input = input(&bytes(&format!("har/{file}")));
        let posts: Vec<_> = expected.iter().filter(|post| post["file"] == file).collect();
        assert_eq!(input.captured.len(), posts.len(), "{file}");
        for (captured, post) in input.captured.iter().zip(posts) {
            assert_eq!(captured.capture.entry, Some(post["entry"].as_u64().unwrap() as usize), "{file}");
            assert_eq!(captured.capture.url.as_deref(), post["url"].as_str(), "{file}");
            let digest = sha2::Sha256::digest(xml(captured).as_bytes());
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(Some(digest.as_str()), post["xml_sha256"].as_str(), "{file}");
            let facts = captured.capture.exchange.as_ref().unwrap();
            assert_eq!(facts.stamped.started.as_deref(), post["startedDateTime"].as_str(), "{file}");
            assert_eq!(facts.status, Some(200), "{file}");
        }
    }
}

#[test]
fn copies_of_one_request_agree() {
    let har = input(&bytes("har/chromium-devtools_with-sensitive-data.har"));
    let last = har.captured.last().unwrap();
    for name in ["copies/devtools_copy-as-curl_bash.txt", "copies/devtools_copy-as-powershell.txt"] {
        let copy = input(&bytes(name));
        assert_eq!(xml(&copy.captured[0]), xml(last), "{name}");
        assert_eq!(copy.captured[0].capture.relay_state, last.capture.relay_state, "{name}");
        assert_eq!(copy.captured[0].capture.url, last.capture.url, "{name}");
        assert_eq!(copy.captured[0].capture.method.as_deref(), Some("POST"), "{name}");
    }
}

#[test]
fn saml_tracer_keeps_the_xml_whatever_its_filter_took() {
    for (file, notes) in [("none", 0), ("default-hashed", 1)] {
        let input = input(&bytes(&format!("samltracer/SAML-tracer-1.9.5-chromium_{file}.json")));
        assert_eq!(input.kind, Some(InputKind::SamlTracer), "{file}");
        let sizes: Vec<usize> = input.captured.iter().map(|captured| xml(captured).len()).collect();
        assert_eq!(sizes, [8100, 6774, 4583], "{file}");
        for captured in &input.captured {
            assert_eq!(captured.capture.notes.len(), notes, "{file}");
            assert_eq!(captured.capture.fidelity, Fidelity::Copy, "{file}");
            assert!(captured.capture.exchange.as_ref().unwrap().stamped.date.is_some(), "{file}");
        }
    }
}

#[test]
fn parameters_beside_the_message_are_kept() {
    let value = percent(text(&format!("{GOOD}.b64")).trim());
    let body = format!("RelayState=a%2Bb+c&SAMLResponse={value}");
    let captured = &input(body.as_bytes()).captured[0];
    assert_eq!(captured.capture.relay_state.as_deref(), Some("a+b c"));
    assert_eq!(captured.capture.parameter.as_deref(), Some("SAMLResponse"));
    assert_eq!(captured.capture.base64_length, Some(10_800));
    let call = format!(
        "Action=AssumeRoleWithSAML&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FA&DurationSeconds=900&SAMLAssertion={value}"
    );
    let call = input(call.as_bytes()).captured[0].capture.sts_call.clone().unwrap();
    assert_eq!(call.role_arn.as_deref(), Some("arn:aws:iam::123456789012:role/A"));
    assert_eq!((call.principal_arn, call.duration_seconds.as_deref()), (None, Some("900")));
}

#[test]
fn a_call_is_recognised_in_every_form_that_it_is_printed_in() {
    let value = text(&format!("{GOOD}.b64")).trim().to_owned();
    let escaped = percent(&value);
    let (role, provider) = ("arn:aws:iam::123456789012:role/A", "arn:aws:iam::123456789012:saml-provider/P");
    let query =
        format!("Action=AssumeRoleWithSAML&RoleArn={role}&PrincipalArn={provider}&SAMLAssertion={escaped}");
    for capture in [
        query.clone(),
        format!("https://sts.amazonaws.com/?{query}"),
        format!(
            "POST / HTTP/1.1\r\nHost: sts.amazonaws.com\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{query}"
        ),
        format!("curl https://sts.amazonaws.com/ -d '{query}'"),
        format!(
            "aws sts assume-role-with-saml --role-arn {role} --principal-arn {provider} --saml-assertion {value}"
        ),
        format!(
            "{{\"RoleArn\": \"{role}\", \"PrincipalArn\": \"{provider}\", \"SAMLAssertion\": \"{value}\"}}"
        ),
        format!(
            "DEBUG - Making request for OperationModel(name=AssumeRoleWithSAML) with params: {{'method': 'POST', 'body': {{'Action': 'AssumeRoleWithSAML', 'RoleArn': '{role}', 'PrincipalArn': '{provider}', 'SAMLAssertion': '{value}'}}, 'url': 'https://sts.amazonaws.com/'}}"
        ),
        format!(
            "DEBUG - Arguments entered to CLI: ['sts', 'assume-role-with-saml', '--role-arn', '{role}', '--principal-arn', '{provider}', '--saml-assertion', '{value}', '--debug']"
        ),
    ] {
        let input = input(capture.as_bytes());
        let call = input.captured.first().and_then(|captured| captured.capture.sts_call.clone());
        let call = call.unwrap_or_else(|| panic!("no call in {}", &capture[..80]));
        assert_eq!(call.role_arn.as_deref(), Some(role), "{}", &capture[..80]);
        assert_eq!(call.principal_arn.as_deref(), Some(provider), "{}", &capture[..80]);
    }
}

#[test]
fn a_repair_is_told_with_its_place_and_whether_aws_makes_it() {
    let value = text(&format!("{GOOD}.b64")).trim().to_owned();
    let plus = value.find('+').unwrap();
    let exact = har(&format!("{{\"text\": \"SAMLResponse={value}\"}}"));
    for (bytes, fidelity, by_aws_too, what, at) in [
        (value.replacen('+', " ", 1), Fidelity::Copy, ByAws::No, "1 space was read as \"+\"", plus),
        (lines(&value, 64, "", "\n"), Fidelity::Copy, ByAws::Yes, "168 line breaks were left out", 64),
        (percent(&percent(&value)), Fidelity::Copy, ByAws::No, "the value was percent-encoded twice", 0),
        (
            exact.clone(),
            Fidelity::Exact,
            ByAws::No,
            "\"+\" stands 38 times unescaped in the form, where it means a space, and was kept",
            exact.find(&value).unwrap() + plus,
        ),
    ] {
        let input = input(bytes.as_bytes());
        let capture = &input.captured[0].capture;
        let repair = capture
            .repairs
            .iter()
            .find(|repair| repair.what == what)
            .unwrap_or_else(|| panic!("{:?}", capture.repairs));
        assert_eq!((repair.by_aws_too, repair.at.start), (by_aws_too, at as u64), "{what}");
        assert_eq!(capture.fidelity, fidelity, "{what}");
    }
}

#[test]
fn encodings_are_undone_and_conflicts_told() {
    let document = |encoding: &str, name: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"><a>{name}</a></samlp:Response>"
        )
    };
    let latin: Vec<u8> = document("ISO-8859-1", "Jos\u{e9}").chars().map(|c| c as u8).collect();
    let expected = document("ISO-8859-1", "José");
    for bytes in [latin.clone(), STANDARD.encode(&latin).into_bytes()] {
        let input = input(&bytes);
        let captured = &input.captured[0];
        assert_eq!(xml(captured), expected);
        assert_eq!(captured.capture.decoding.last(), Some(&Stage::Iso8859_1));
        assert_eq!(captured.decoded.as_ref().unwrap().encoding_conflict, None);
    }
    for (bytes, declared, actual) in [
        (document("utf-16", "x").into_bytes(), "utf-16", "UTF-8"),
        (utf16(&document("UTF-8", "x"), u16::to_le_bytes), "UTF-8", "UTF-16LE"),
    ] {
        let input = input(&bytes);
        let conflict = input.captured[0].decoded.as_ref().unwrap().encoding_conflict.clone().unwrap();
        assert_eq!((conflict.declared.as_str(), conflict.actual), (declared, actual));
    }
}

#[test]
fn a_message_in_another_document_stays_in_it() {
    let good = text(&format!("{GOOD}.xml"));
    let soap = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{good}</s:Body></s:Envelope>"
    );
    let captured = &input(soap.as_bytes()).captured[0];
    assert_eq!((xml(captured), &captured.capture.kind), (soap.as_str(), &MessageKind::Response));
    let inside = format!("<t:Token xmlns:t=\"urn:example\">{}</t:Token>", escaped(&good));
    let captured = &input(inside.as_bytes()).captured[0];
    assert_eq!((xml(captured), &captured.capture.decoding), (good.as_str(), &vec![Stage::XmlEscape]));
}

#[test]
fn a_form_in_a_page_counts_only_if_nothing_posted_it() {
    let value = text(&format!("{GOOD}.b64")).trim().to_owned();
    let page = format!(
        "<form action='https://signin.aws.amazon.com/saml' method=post><input name=SAMLResponse value='{value}'></form>"
    );
    let entry = |method: &str, url: &str, post: &str, page: &str, encoding: &str| {
        format!(
            r#"{{"startedDateTime": "2026-05-26T11:58:03Z", "request": {{"method": "{method}", "url": "{url}"{post}}}, "response": {{"status": 200, "content": {{"mimeType": "text/html", "text": {}{encoding}}}}}}}"#,
            serde_json::to_string(page).unwrap()
        )
    };
    let file = |entries: &[String]| format!(r#"{{"log": {{"entries": [{}]}}}}"#, entries.join(","));
    let login = entry("GET", "https://idp.example/sso", "", &page, "");
    let login_in_base64 =
        entry("GET", "https://idp.example/sso", "", &STANDARD.encode(&page), r#", "encoding": "base64""#);
    let body = format!(r#", "postData": {{"text": "SAMLResponse={}"}}"#, percent(&value));
    let post = entry("POST", "https://signin.aws.amazon.com/saml", &body, "<p>no</p>", "");
    for (entries, expected) in [(vec![login.clone(), post], 1), (vec![login], 0), (vec![login_in_base64], 0)]
    {
        let input = input(file(&entries).as_bytes());
        assert_eq!(input.captured.len(), 1, "{:?}", input.problem);
        assert_eq!(input.captured[0].capture.entry, Some(expected));
        assert_eq!(input.captured[0].capture.notes.is_empty(), expected == 1);
    }
}
