//! One good response in every form people bring it in, and everything that is none.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use saml_doctor::capture::{ByAws, Captured, DocumentKind, Fidelity, Stage};
use saml_doctor::input::{Format, Input, InputKind, ProblemKind, ReadOptions, read};

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

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").unwrap(),
        }
    }
    out
}

fn lines(text: &str, width: usize, before: &str, end: &str) -> String {
    let line = |line: &[u8]| format!("{before}{}{end}", String::from_utf8_lossy(line));
    text.as_bytes().chunks(width).map(line).collect()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn deflated(xml: &str) -> String {
    STANDARD.encode(miniz_oxide::deflate::compress_to_vec(xml.as_bytes(), 6))
}

fn escaped(xml: &str) -> String {
    xml.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn har(post_data: &str) -> String {
    format!(
        r#"{{"log": {{"version": "1.2", "creator": {{"name": "WebInspector", "version": "537.36"}}, "entries": [
        {{"startedDateTime": "2026-05-26T11:58:03Z", "time": 12,
          "request": {{"method": "POST", "url": "https://signin.aws.amazon.com/saml", "postData": {post_data}}},
          "response": {{"status": 200, "headers": [], "content": {{}}}}}}]}}}}"#
    )
}

struct Form {
    name: &'static str,
    bytes: Vec<u8>,
    kind: InputKind,
    decoding: Vec<Stage>,
}

fn form(name: &'static str, bytes: impl Into<Vec<u8>>, kind: InputKind, decoding: &[Stage]) -> Form {
    Form { name, bytes: bytes.into(), kind, decoding: decoding.to_vec() }
}

/// The forms of one response.
fn forms(xml: &str, value: &str) -> Vec<Form> {
    use Stage::{Base64, Curl, Form as FormBody, Har, Html, Http, Inflate, Json, Percent, Utf16, XmlEscape};
    let encoded = percent(value);
    let body = format!(
        "SAMLResponse={encoded}&RelayState=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2F%3Fx%3D1%26y%3Da%2Bb"
    );
    let http_head = "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let json_text = |text: &str| serde_json::to_string(text).unwrap();
    let html_value = value.replace('+', "&#x2b;").replace('=', "&#61;");
    let url_safe = value.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned();
    let cmd_body = body.replace('%', "^%^").replace('&', "^&");
    let with_mark = |bytes: Vec<u8>| [vec![0xEF, 0xBB, 0xBF], bytes].concat();
    vec![
        form("xml", xml, InputKind::Xml, &[]),
        form("xml after a byte order mark", with_mark(xml.into()), InputKind::Xml, &[]),
        form("xml after blank lines", format!("\n\n  {xml}"), InputKind::Xml, &[]),
        form(
            "xml in UTF-16LE with mark",
            utf16(&format!("\u{FEFF}{xml}"), u16::to_le_bytes),
            InputKind::Xml,
            &[Utf16],
        ),
        form(
            "xml in UTF-16BE with mark",
            utf16(&format!("\u{FEFF}{xml}"), u16::to_be_bytes),
            InputKind::Xml,
            &[Utf16],
        ),
        form("xml in UTF-16LE", utf16(xml, u16::to_le_bytes), InputKind::Xml, &[Utf16]),
        form("xml escaped", escaped(xml), InputKind::Base64, &[XmlEscape]),
        form("xml percent-encoded", percent(xml), InputKind::Base64, &[Percent]),
        form("xml as a JSON string", json_text(xml), InputKind::Base64, &[Json]),
        form("base64", value, InputKind::Base64, &[Base64]),
        form("base64 and a line end", format!("{value}\r\n"), InputKind::Base64, &[Base64]),
        form("base64 after a byte order mark", with_mark(value.into()), InputKind::Base64, &[Base64]),
        form(
            "base64 in UTF-16",
            utf16(&format!("\u{FEFF}{value}"), u16::to_le_bytes),
            InputKind::Base64,
            &[Utf16, Base64],
        ),
        form("base64 wrapped at 76", lines(value, 76, "", "\n"), InputKind::Base64, &[Base64]),
        form("base64 wrapped at 64 with CRLF", lines(value, 64, "", "\r\n"), InputKind::Base64, &[Base64]),
        form("base64 wrapped and indented", lines(value, 64, "    ", "\n"), InputKind::Base64, &[Base64]),
        form("base64 wrapped with blanks", lines(value, 64, "", " "), InputKind::Base64, &[Base64]),
        form("base64 quoted in a mail", lines(value, 64, "> ", "\n"), InputKind::Base64, &[Base64]),
        form("base64 of the URL-safe alphabet", url_safe, InputKind::Base64, &[Base64]),
        form("base64 in quotes", format!("\"{value}\","), InputKind::Base64, &[Base64]),
        form("base64 in typographic quotes", format!("“{value}”"), InputKind::Base64, &[Base64]),
        form("base64 with blanks for plus", value.replace('+', " "), InputKind::Base64, &[Base64]),
        form(
            "base64 with zero-width spaces",
            lines(value, 100, "", "\u{200B}"),
            InputKind::Base64,
            &[Base64],
        ),
        form(
            "base64 with no-break spaces at the ends",
            format!("\u{A0}{value}\u{A0}"),
            InputKind::Base64,
            &[Base64],
        ),
        form("base64 in quoted-printable", lines(value, 75, "", "=\r\n"), InputKind::Base64, &[Base64]),
        form(
            "base64 with JSON escapes",
            value.replace('/', "\\/").replace('+', "\\u002b"),
            InputKind::Base64,
            &[Json, Base64],
        ),
        form("base64 with references", value.replace('+', "&#43;"), InputKind::Base64, &[XmlEscape, Base64]),
        form("base64 twice", STANDARD.encode(value), InputKind::Base64, &[Base64, Base64]),
        form("percent-encoded", encoded.clone(), InputKind::Base64, &[Percent, Base64]),
        form(
            "percent-encoded in lower case with line breaks",
            percent(&lines(value, 76, "", "\r\n")).to_lowercase_escapes(),
            InputKind::Base64,
            &[Percent, Base64],
        ),
        form("percent-encoded twice", percent(&encoded), InputKind::Base64, &[Percent, Percent, Base64]),
        form("base64 of DEFLATE", deflated(xml), InputKind::Base64, &[Base64, Inflate]),
        form("form body", body.clone(), InputKind::Form, &[FormBody, Percent, Base64]),
        form(
            "form body, RelayState first",
            format!("RelayState=x&SAMLResponse={encoded}"),
            InputKind::Form,
            &[FormBody, Percent, Base64],
        ),
        form("form body, not encoded", format!("SAMLResponse={value}"), InputKind::Form, &[FormBody, Base64]),
        form(
            "form body, raw XML",
            format!("SAMLResponse={}", percent(xml)),
            InputKind::Form,
            &[FormBody, Percent],
        ),
        form(
            "query of a redirect",
            format!("https://sp.example/acs?RelayState=x&SAMLResponse={}#y", percent(&deflated(xml))),
            InputKind::Form,
            &[FormBody, Percent, Base64, Inflate],
        ),
        form(
            "lines of the Payload tab",
            format!("SAMLResponse: {value}\nRelayState: x\n"),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "ticket",
            format!(
                "Hi,\n\nthis is what the browser posts:\n\n{}\nKind regards\nAnn\n",
                lines(value, 72, "", "\n")
            ),
            InputKind::Text,
            &[Base64],
        ),
        form("XML in a ticket", format!("The response is\n{xml}\nand it fails."), InputKind::Text, &[]),
        form(
            "log line",
            format!("2026-05-26 11:58:03 DEBUG acs - SAMLResponse='{value}' from 192.0.2.1"),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "cURL for bash",
            format!(
                "curl 'https://signin.aws.amazon.com/saml' \\\n  -H 'Origin: https://idp.example' \\\n  --data-raw '{body}' --compressed"
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "cURL for bash with $''",
            format!(
                "curl 'https://signin.aws.amazon.com/saml' --data-raw $'{}\\u0021'",
                body.replace("%2B", "%2\\x42")
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "cURL for cmd.exe",
            format!(
                "curl --url ^\"https://signin.aws.amazon.com/saml^\" ^\r\n  -H ^\"Origin: https://idp.example^\" ^\r\n  --data-raw ^\"{cmd_body}^\""
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "cURL with --data-urlencode",
            format!(
                "curl https://signin.aws.amazon.com/saml --data-urlencode 'SAMLResponse={value}' -d RelayState=x"
            ),
            InputKind::Curl,
            &[Curl, FormBody, Base64],
        ),
        form(
            "PowerShell",
            format!(
                "Invoke-WebRequest -UseBasicParsing -Uri \"https://signin.aws.amazon.com/saml\" `\r\n-Method \"POST\" `\r\n-Headers @{{\r\n\"a\"=\"`\"b`\"\"\r\n}} `\r\n-Body \"{body}\""
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "PowerShell with bytes",
            format!(
                "Invoke-WebRequest -Uri \"https://signin.aws.amazon.com/saml\" -Body ([System.Text.Encoding]::UTF8.GetBytes(\"{body}\"))"
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "fetch",
            format!(
                "fetch(\"https://signin.aws.amazon.com/saml\", {{\n  \"headers\": {{}},\n  \"body\": {},\n  \"method\": \"POST\"\n}});",
                json_text(&body)
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "AWS CLI command",
            format!(
                "aws sts assume-role-with-saml --role-arn arn:aws:iam::123456789012:role/Admin \\\n --principal-arn arn:aws:iam::123456789012:saml-provider/CorpSSP --saml-assertion {value}"
            ),
            InputKind::Curl,
            &[Curl, Base64],
        ),
        form(
            "AWS CLI debug log",
            format!(
                "2026-05-26 11:58:03,101 - MainThread - botocore.endpoint - DEBUG - Making request for OperationModel(name=AssumeRoleWithSAML) with params: {{'body': {{'Action': 'AssumeRoleWithSAML', 'Version': '2011-06-15', 'RoleArn': 'arn:aws:iam::123456789012:role/Admin', 'PrincipalArn': 'arn:aws:iam::123456789012:saml-provider/CorpSSP', 'SAMLAssertion': '{value}'}}}}"
            ),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "STS query body",
            format!(
                "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FAdmin&SAMLAssertion={encoded}"
            ),
            InputKind::Form,
            &[FormBody, Percent, Base64],
        ),
        form(
            "raw HTTP request",
            format!("{http_head}Content-Length: {}\r\n\r\n{body}", body.len()),
            InputKind::Http,
            &[Http, FormBody, Percent, Base64],
        ),
        form(
            "raw HTTP request with LF and its response",
            format!(
                "{}\n{body}\n\nHTTP/1.1 400 Bad Request\nContent-Type: text/html\n\n<p>no</p>",
                http_head.replace("\r\n", "\n")
            ),
            InputKind::Http,
            &[Http, FormBody, Percent, Base64],
        ),
        form(
            "raw HTTP response with a form",
            format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<form action=https://signin.aws.amazon.com/saml><input name=SAMLResponse value={value}></form>"
            ),
            InputKind::Http,
            &[Http, Html, Base64],
        ),
        form(
            "multipart form",
            format!(
                "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n{value}\r\n--x--\r\n"
            ),
            InputKind::Http,
            &[Http, Base64],
        ),
        form(
            "HTML form",
            format!(
                "<!DOCTYPE html><html><body onload='document.forms[0].submit()'><form method=\"post\" action=\"https://signin.aws.amazon.com/saml\"><input type=\"hidden\" name=\"SAMLResponse\" value=\"{value}\"/></form></body></html>"
            ),
            InputKind::Html,
            &[Html, Base64],
        ),
        form(
            "HTML form in upper case, unquoted, with references",
            format!(
                "<FORM METHOD=POST ACTION=https://signin.aws.amazon.com/saml><INPUT VALUE='{html_value}' TYPE=HIDDEN NAME=SAMLResponse></FORM>"
            ),
            InputKind::Html,
            &[Html, Base64],
        ),
        form(
            "HTML form after decoys and another form",
            format!(
                "<html><!-- <input name=SAMLResponse value=no> --><script>var a = '<input name=\"SAMLResponse\" value=\"no\">'</script><form action=/logout><input name=a value=b></form><form id=saml_form action=/saml><input name=RelayState value=x><input name=SAMLResponse value=\"{value}\"><input name=SAMLResponse value=\"{value}\"></form>"
            ),
            InputKind::Html,
            &[Html, Base64],
        ),
        form(
            "JSON",
            format!("{{\"SAMLResponse\": {}, \"RelayState\": \"x\"}}", json_text(value).replace('/', "\\/")),
            InputKind::Json,
            &[Json, Base64],
        ),
        form(
            "Charles session",
            format!(
                "[{{\"status\":\"COMPLETE\",\"method\":\"POST\",\"host\":\"signin.aws.amazon.com\",\"request\":{{\"body\":{{\"text\":{}}}}}}}]",
                json_text(&body)
            ),
            InputKind::Json,
            &[Json, FormBody, Percent, Base64],
        ),
        form(
            "Lambda event",
            format!(
                "{{\"httpMethod\": \"POST\", \"isBase64Encoded\": true, \"body\": \"{}\"}}",
                STANDARD.encode(&body)
            ),
            InputKind::Json,
            &[Json, Base64, FormBody, Percent, Base64],
        ),
        form(
            "HAR, text",
            har(&format!(
                "{{\"mimeType\": \"application/x-www-form-urlencoded\", \"text\": {}}}",
                json_text(&body)
            )),
            InputKind::Har,
            &[Har, FormBody, Percent, Base64],
        ),
        form(
            "HAR, encoded params (Chrome)",
            har(&format!("{{\"params\": [{{\"name\": \"SAMLResponse\", \"value\": \"{encoded}\"}}]}}")),
            InputKind::Har,
            &[Har, FormBody, Percent, Base64],
        ),
        form(
            "HAR, decoded params, blanks for plus, byte order mark (Fiddler)",
            with_mark(
                har(&format!(
                    "{{\"params\": [{{\"name\": \"SAMLResponse\", \"value\": \"{}\"}}]}}",
                    value.replace('+', " ")
                ))
                .into(),
            ),
            InputKind::Har,
            &[Har, FormBody, Base64],
        ),
        form(
            "HAR, empty params beside text (Safari)",
            har(&format!(
                "{{\"mimeType\": \"application/x-www-form-urlencoded\", \"text\": {}, \"params\": []}}",
                json_text(&body)
            )),
            InputKind::Har,
            &[Har, FormBody, Percent, Base64],
        ),
        form(
            "HAR, escaped names",
            har(&format!("{{\"text\": \"\\u0053AMLResponse\\u003d{encoded}\"}}")),
            InputKind::Har,
            &[Har, FormBody, Percent, Base64],
        ),
        form(
            "HAR, body in base64",
            har(&format!("{{\"encoding\": \"base64\", \"text\": \"{}\"}}", STANDARD.encode(&body))),
            InputKind::Har,
            &[Har, Base64, FormBody, Percent, Base64],
        ),
        form(
            "HAR in UTF-16",
            utf16(
                &format!("\u{FEFF}{}", har(&format!("{{\"text\": {}}}", json_text(&body)))),
                u16::to_le_bytes,
            ),
            InputKind::Har,
            &[Har, FormBody, Percent, Base64],
        ),
    ]
}

trait LowerEscapes {
    fn to_lowercase_escapes(&self) -> String;
}

impl LowerEscapes for String {
    fn to_lowercase_escapes(&self) -> String {
        self.replace("%2B", "%2b")
            .replace("%2F", "%2f")
            .replace("%3D", "%3d")
            .replace("%0D", "%0d")
            .replace("%0A", "%0a")
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
        assert_eq!(captured.capture.kind, DocumentKind::Response, "{name}");
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

fn slice(bytes: &[u8], range: &Range<u64>) -> String {
    let range = range.start as usize..range.end as usize;
    String::from_utf8_lossy(&bytes[range]).replace('\0', "")
}

/// Whether a stretch of the capture, undone by other means, holds the text and little else.
fn leads_back(bytes: &[u8], origin: &Range<u64>, text: &str) -> bool {
    let raw = slice(bytes, origin);
    if raw.len() > text.len() * 8 {
        return false;
    }
    let mut plain = raw;
    for _ in 0..3 {
        plain = plain
            .replace('^', "")
            .replace("\\x42", "B")
            .replace("\\u002b", "+")
            .replace("&#43;", "+")
            .replace("&#x2b;", "+");
        for (escape, character) in [
            ("%3A", ":"),
            ("%2F", "/"),
            ("%2B", "+"),
            ("%25", "%"),
            ("%3D", "="),
            ("%2f", "/"),
            ("%2b", "+"),
            ("%3d", "="),
            ("%0d", ""),
            ("%0a", ""),
        ] {
            plain = plain.replace(escape, character);
        }
    }
    if plain.contains(text) {
        return true;
    }
    let spaced = plain.replace(' ', "+");
    [plain, spaced].iter().any(|plain| {
        let characters =
            plain.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_'));
        let once: String = characters
            .map(|c| match c {
                '-' => '+',
                '_' => '/',
                c => c,
            })
            .collect();
        (0..4).any(|skip| {
            from_base64(&once, skip).is_some_and(|inner| {
                inner.contains(text)
                    || (0..4).any(|skip| from_base64(&inner, skip).is_some_and(|inner| inner.contains(text)))
            })
        })
    })
}

fn from_base64(text: &str, skip: usize) -> Option<String> {
    let text = text.get(skip..)?;
    let bytes = STANDARD_NO_PAD.decode(text.get(..text.len() / 4 * 4)?).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
            assert_eq!(facts.started.as_deref(), post["startedDateTime"].as_str(), "{file}");
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
            assert!(captured.capture.exchange.as_ref().unwrap().date.is_some(), "{file}");
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
fn a_repair_is_told_with_its_place_and_whether_aws_makes_it() {
    let value = text(&format!("{GOOD}.b64")).trim().to_owned();
    let plus = value.find('+').unwrap();
    let exact = har(&format!("{{\"text\": \"SAMLResponse={value}\"}}"));
    for (bytes, fidelity, by_aws_too, what, at) in [
        (value.replacen('+', " ", 1), Fidelity::Copy, ByAws::No, "1 blank was read as \"+\"", plus),
        (lines(&value, 64, "", "\n"), Fidelity::Copy, ByAws::Yes, "168 line breaks were left out", 64),
        (percent(&percent(&value)), Fidelity::Copy, ByAws::No, "the value was percent-encoded twice", 0),
        (
            exact.clone(),
            Fidelity::Exact,
            ByAws::No,
            "\"+\" stands 38 times unescaped in the form, where it means a blank, and was kept",
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
fn what_was_cut_off_is_said_to_be() {
    let good = text(&format!("{GOOD}.xml"));
    let value = text(&format!("{GOOD}.b64"));
    for (name, bytes, terminal) in [
        ("base64 in a group", value[..5001].to_owned(), false),
        ("base64 between groups", value[..5000].to_owned(), false),
        ("base64 at the line of Linux", format!("{}\n", &value[..4095]), true),
        ("base64 at the line of macOS", value[..1023].to_owned(), true),
        ("base64 at an ellipsis", format!("{}…", &value[..3000]), false),
        ("XML", good[..6000].to_owned(), false),
        ("a form", format!("SAMLResponse={}", percent(&value[..5000])), false),
        ("a form within an escape", format!("SAMLResponse={}%2", &value[..16]), false),
    ] {
        let input = input(bytes.as_bytes());
        assert_eq!(input.captured.len(), 1, "{name}: {:?}", input.problem);
        let captured = &input.captured[0];
        match &captured.decoded {
            Ok(decoded) => {
                assert!(decoded.truncated.is_some(), "{name}");
                assert!(good.starts_with(&decoded.xml), "{name}");
            }
            Err(error) => assert!(name.contains("escape"), "{name}: {error}"),
        }
        assert_eq!(captured.capture.notes.iter().any(|note| note.contains("terminal")), terminal, "{name}");
    }
    let middle = input(&value.as_bytes()[2001..6000]);
    let error = middle.captured[0].decoded.as_ref().unwrap_err();
    assert!(error.problem.contains("beginning was not copied"), "{error}");
}

#[test]
fn what_is_no_response_is_named_with_what_to_copy_instead() {
    let request = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>";
    let logout = "<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>";
    let encoded_request = format!("SAMLRequest={}", percent(&deflated(request)));
    for (bytes, what) in [
        (b"".to_vec(), "empty"),
        (b" \r\n\t".to_vec(), "white space"),
        (b"\x89PNG\r\n\x1A\n\0\0".to_vec(), "PNG"),
        (b"\xFF\xD8\xFF\xE0\0\0".to_vec(), "JPEG"),
        (b"%PDF-1.7\n".to_vec(), "PDF"),
        (b"PK\x03\x04\0\0".to_vec(), "ZIP"),
        (b"\x1F\x8B\x08\0".to_vec(), "gzip"),
        (br#"{"name": "saml-doctor"}"#.to_vec(), "JSON"),
        (br#"{"log": {"entries": []}}"#.to_vec(), "no requests"),
        (br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://x.example"}}]}}"#.to_vec(), "carries no SAML message"),
        (b"<!DOCTYPE html><title>Sign in</title><input type=password>".to_vec(), "login page (\"Sign in\")"),
        (b"<html><body>hello</body></html>".to_vec(), "web page without a SAML form, and no metadata"),
        (b"<saml:AttributeStatement xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>".to_vec(), "only the AttributeStatement"),
        (b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln".to_vec(), "JSON Web Token"),
        (request.as_bytes().to_vec(), "AuthnRequest"),
        (encoded_request.into_bytes(), "AuthnRequest"),
        (logout.as_bytes().to_vec(), "LogoutResponse"),
        (b"<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:1.0:assertion\"/>".to_vec(), "SAML 1.1"),
        (b"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><t:RequestSecurityToken xmlns:t=\"http://docs.oasis-open.org/ws-sx/ws-trust/200512\"/></s:Envelope>".to_vec(), "WS-Trust"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "root element svg"),
        (b"Response signature invalid (service: AWSSecurityTokenService; status code: 400)".to_vec(), "AWS's sentence \"Response signature invalid\""),
        (b"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n".to_vec(), "private key"),
        (b"aws sts assume-role-with-saml --saml-assertion file://assertion.b64".to_vec(), "assertion.b64"),
        (b"Hello, my login fails. Can you help?".to_vec(), "no SAML message in this text"),
        (vec![0x9C; 300], "bytes of no known format"),
        (b"SAMLResponse=[redacted]&RelayState=x".to_vec(), "[redacted]"),
        (b"callback({\"log\": {\"entries\": []}})".to_vec(), "this HAR holds no requests"),
    ] {
        let input = input(&bytes);
        let problem = input.problem.unwrap_or_else(|| panic!("{what}: {:?}", input.captured));
        assert_eq!(problem.severity, ProblemKind::NotSaml, "{what}");
        assert!(problem.what.contains(what), "{what}: {}", problem.what);
        assert!(problem.instead.len() > 10 && !problem.instead.ends_with('.'), "{what}: {}", problem.instead);
    }
}

#[test]
fn a_message_in_another_document_stays_in_it() {
    let good = text(&format!("{GOOD}.xml"));
    let soap = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{good}</s:Body></s:Envelope>"
    );
    let captured = &input(soap.as_bytes()).captured[0];
    assert_eq!((xml(captured), &captured.capture.kind), (soap.as_str(), &DocumentKind::Response));
    let inside = format!("<t:Token xmlns:t=\"urn:example\">{}</t:Token>", escaped(&good));
    let captured = &input(inside.as_bytes()).captured[0];
    assert_eq!((xml(captured), &captured.capture.decoding), (good.as_str(), &vec![Stage::XmlEscape]));
}

#[test]
fn an_emptied_har_names_the_request_and_what_it_reads() {
    for (post_data, reads) in [
        (
            r#"{"mimeType": "application/x-www-form-urlencoded", "text": "SAMLResponse=[redacted]"}"#,
            "SAMLResponse is \"[redacted]\"",
        ),
        (r#"{"params": [{"name": "SAMLResponse", "value": "***"}]}"#, "SAMLResponse is \"***\""),
        (r#"{"text": "", "params": []}"#, "request body is not there"),
        (r#"{"text": "[REDACTED]"}"#, "request body is \"[REDACTED]\""),
        (
            r#"{"text": "SAMLResponse=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
            "9f86d081",
        ),
        ("null", "request body is not there"),
    ] {
        let input = input(har(post_data).as_bytes());
        let problem = input.problem.unwrap_or_else(|| panic!("{post_data}: {:?}", input.captured));
        assert_eq!(problem.severity, ProblemKind::NotSaml, "{post_data}");
        assert!(problem.what.contains("POST https://signin.aws.amazon.com/saml"), "{}", problem.what);
        assert!(problem.what.contains(reads), "{}", problem.what);
    }
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

#[test]
fn evidence_is_told_apart_by_its_content() {
    let metadata = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.example\"></md:EntityDescriptor>";
    for (text, kind) in [
        (metadata.to_owned(), InputKind::Metadata),
        (STANDARD.encode(metadata), InputKind::Metadata),
        (
            format!("2026-11-21T21:14:01+00:00\t{metadata}\t2032-05-09T16:27:11+00:00\n"),
            InputKind::IamProvider,
        ),
        (r#"{"Role": {"Arn": "arn:aws:iam::123456789012:role/Admin"}}"#.to_owned(), InputKind::IamRole),
        (
            "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"/>".to_owned(),
            InputKind::IamRole,
        ),
        (
            r#"{"Records": [{"eventName": "AssumeRoleWithSAML", "eventSource": "sts.amazonaws.com"}]}"#
                .to_owned(),
            InputKind::CloudTrail,
        ),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned(), InputKind::Certificate),
    ] {
        let input = input(text.as_bytes());
        assert_eq!((input.kind, input.problem), (Some(kind), None), "{text}");
        assert!(input.evidence.is_some() && input.captured.is_empty(), "{text}");
    }
}

#[test]
fn a_flag_forces_the_format() {
    let value = text(&format!("{GOOD}.b64"));
    for format in Format::ALL {
        let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
        let input = read("-", value.as_bytes(), &options);
        let fits = matches!(format, Format::Base64 | Format::Xml | Format::Text);
        assert_eq!(input.problem.is_none(), fits, "{}: {:?}", format.name(), input.problem);
        assert_eq!(format.name().parse(), Ok(format));
    }
}

#[test]
fn garbage_neither_panics_nor_takes_long() {
    let mut seeds: Vec<Vec<u8>> = vec![
        bytes(&format!("{GOOD}.body.txt")),
        bytes(&format!("{GOOD}.xml")),
        bytes("copies/devtools_copy-as-powershell.txt"),
        bytes("har/chromium-playwright_pw-minimal.har"),
    ];
    seeds
        .push(forms(&text(&format!("{GOOD}.xml")), text(&format!("{GOOD}.b64")).trim()).swap_remove(3).bytes);
    for seed in &seeds {
        for length in (0..seed.len()).step_by(97 * seed.len().div_ceil(12_000)) {
            let _ = input(&seed[..length]);
            let _ = input(&seed[length..]);
        }
    }
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..400 {
        let noise: Vec<u8> = (0..random() % 600).map(|_| random() as u8).collect();
        let _ = input(&noise);
        let mut seed = seeds[round % 3].clone();
        for _ in 0..8 {
            let at = random() as usize % seed.len();
            seed[at] = random() as u8;
        }
        let _ = input(&seed);
    }
    let deep = [
        "<a>".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "[".repeat(100_000),
        "&amp;".repeat(100_000),
        "%25".repeat(100_000),
        "SAMLResponse=".repeat(20_000),
        "SAMLResponse=P&".repeat(20_000),
        "PHNh ".repeat(50_000),
        "> ".repeat(100_000),
        "<samlp:Response ".repeat(20_000),
        "<form><input name=SAMLResponse value=x>".repeat(5_000),
        "curl -d SAMLResponse=x ".repeat(10_000),
        "\"".repeat(100_000),
    ];
    for text in deep {
        let start = Instant::now();
        let _ = input(text.as_bytes());
        let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
        assert!(start.elapsed() < limit, "{:?} for {}", start.elapsed(), &text[..20]);
    }
}
