//! One response in the forms people bring it in.

use super::*;

pub struct Form {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub kind: InputKind,
    pub decoding: Vec<Stage>,
}

fn form(name: &'static str, bytes: impl Into<Vec<u8>>, kind: InputKind, decoding: &[Stage]) -> Form {
    Form { name, bytes: bytes.into(), kind, decoding: decoding.to_vec() }
}

/// The forms of one response.
pub fn forms(xml: &str, value: &str) -> Vec<Form> {
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
        form("base64 twice on two lines", format!("{value}\n{value}\n"), InputKind::Base64, &[Base64]),
        form("base64 twice with an empty line", format!("{value}\n\n{value}"), InputKind::Base64, &[Base64]),
        form(
            "folded block of YAML",
            format!("login:\n  SAMLResponse: >-\n{}\n  user: jane\n", lines(value, 76, "    ", "\n")),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "literal block of YAML",
            format!("SAMLResponse: |\n{}\nuser: jane\n", lines(value, 64, "  ", "\n")),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "mail in HTML with a break a line",
            format!("<html><body><div>Hi,</div><div>{}</div></body></html>", lines(value, 76, "", "<br>\n")),
            InputKind::Html,
            &[Base64],
        ),
        form(
            "mail in HTML with pre",
            format!("<html><body><pre>{}</pre></body></html>", lines(value, 76, "", "\n")),
            InputKind::Html,
            &[Base64],
        ),
        form(
            "command that names a file, the value below it",
            format!(
                "aws sts assume-role-with-saml --role-arn a --principal-arn b --saml-assertion file://r.b64\n{value}\n"
            ),
            InputKind::Text,
            &[Base64],
        ),
        form(
            "form body that a mail program wrapped, escapes too",
            lines(&body, 75, "", "\r\n"),
            InputKind::Form,
            &[FormBody, Percent, Base64],
        ),
        form(
            "form body in a script of cmd.exe",
            format!("curl \"https://signin.aws.amazon.com/saml\" --data-raw \"{}\"", body.replace('%', "%%")),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
        ),
        form(
            "cURL as old browsers wrote it for cmd.exe",
            format!(
                "curl \"https://signin.aws.amazon.com/saml\" -H \"a: b\" --data \"{}\" --compressed",
                body.replace('%', "\"%\"")
            ),
            InputKind::Curl,
            &[Curl, FormBody, Percent, Base64],
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

pub fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").unwrap(),
        }
    }
    out
}

pub fn lines(text: &str, width: usize, before: &str, end: &str) -> String {
    let line = |line: &[u8]| format!("{before}{}{end}", String::from_utf8_lossy(line));
    text.as_bytes().chunks(width).map(line).collect()
}

pub fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

pub fn deflated(xml: &str) -> String {
    STANDARD.encode(miniz_oxide::deflate::compress_to_vec(xml.as_bytes(), 6))
}

pub fn escaped(xml: &str) -> String {
    xml.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub fn har(post_data: &str) -> String {
    format!(
        r#"{{"log": {{"version": "1.2", "creator": {{"name": "WebInspector", "version": "537.36"}}, "entries": [
        {{"startedDateTime": "2026-05-26T11:58:03Z", "time": 12,
          "request": {{"method": "POST", "url": "https://signin.aws.amazon.com/saml", "postData": {post_data}}},
          "response": {{"status": 200, "headers": [], "content": {{}}}}}}]}}}}"#
    )
}
