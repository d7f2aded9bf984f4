//! Form bodies, queries, and lists of parameters: which of them carry a SAML message.

use std::ops::Range;

use super::beside::{beginning, beside, bytes_beside};
use super::document;
use super::traced::Traced;
use super::value::{Written, decode_value};
use super::{Capture, Captured, ReadAs, Stage, StsCall, percent};
use crate::message_kind::MessageKind;

/// Parameters that carry a message: SAML Bindings 3.4 and 3.5, AWS STS, WS-Federation.
const CARRIERS: [&str; 4] = ["SAMLResponse", "SAMLRequest", "SAMLAssertion", "wresult"];

/// Names that stand beside a message; at the start of a line they begin a new parameter.
const COMPANIONS: [&str; 8] =
    ["RelayState", "SigAlg", "Signature", "Action", "Version", "RoleArn", "PrincipalArn", "DurationSeconds"];

/// At most this many messages are taken out of one file, so that no file costs without end.
pub(crate) const MOST: usize = 1_000;

/// One parameter, its value as written.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub name: String,
    pub value: Traced,
    pub written: Written,
}

impl Parameter {
    /// The value as the server reads it, as far as it matters beside a message.
    fn text(&self) -> String {
        match self.written {
            Written::Body | Written::Query => beside(percent::form_text(&beginning(&self.value))),
            Written::Anyhow => bytes_beside(&self.value.bytes),
        }
    }
}

/// What was found in one place.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub captured: Vec<Captured>,
    pub emptied: Vec<Emptied>,
    /// Posts to AWS whose body the program that wrote the capture did not record.
    pub unrecorded: Vec<Unrecorded>,
    /// Where a command says the value is instead: a file, a variable.
    pub files: Vec<String>,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.captured.is_empty()
            && self.emptied.is_empty()
            && self.unrecorded.is_empty()
            && self.files.is_empty()
    }

    pub fn add(&mut self, other: Found) {
        self.captured.extend(other.captured);
        self.captured.truncate(MOST);
        self.emptied.extend(other.emptied);
        self.emptied.truncate(MOST);
        self.unrecorded.extend(other.unrecorded);
        self.unrecorded.truncate(MOST);
        self.files.extend(other.files);
        self.files.truncate(MOST);
    }
}

/// A parameter that carried a message until somebody cleaned the capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Emptied {
    pub parameter: String,
    /// What stands there now, shortened.
    pub reads: String,
    pub entry: Option<usize>,
    pub method: Option<String>,
    pub url: Option<String>,
}

/// A request that brought AWS a response, in a capture that holds no bodies of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unrecorded {
    pub entry: usize,
    pub url: String,
    pub status: Option<u16>,
    /// What a person reads on the page that was answered.
    pub page: Option<String>,
}

/// The name of the parameter that carries a message, as AWS spells it.
pub(crate) fn carrier(name: &str) -> Option<&'static str> {
    CARRIERS.into_iter().find(|carrier| carrier.eq_ignore_ascii_case(name.trim()))
}

/// Whether a form body or a query with a message may be in here.
pub(crate) fn mentions_carrier(bytes: &[u8]) -> bool {
    CARRIERS.iter().any(|carrier| memchr::memmem::find(bytes, carrier.as_bytes()).is_some())
}

/// Splits `a=b&c=d`.
pub(crate) fn parameters(body: &Traced, written: Written) -> Vec<Parameter> {
    let bytes = &body.bytes;
    let mut parameters = Vec::new();
    let mut start = 0;
    while start < bytes.len() && parameters.len() < MOST {
        let end = parameter_end(bytes, start);
        let part = trimmed(bytes, start..end.start);
        if let Some(equals) = memchr::memchr(b'=', &bytes[part.clone()]) {
            let name = percent::form_text(&body.slice(part.start..part.start + equals));
            let value = body.slice(part.start + equals + 1..part.end);
            parameters.push(Parameter { name: name.trim().to_owned(), value, written });
        }
        start = end.end;
    }
    parameters
}

/// The separator behind the parameter that starts here: `&`, `&amp;`, or a line break with a known
/// name after it.
fn parameter_end(bytes: &[u8], start: usize) -> Range<usize> {
    for at in memchr::memchr2_iter(b'&', b'\n', &bytes[start..]).map(|at| start + at) {
        let rest = &bytes[at..];
        if rest.starts_with(b"&#") {
            continue;
        }
        if rest.starts_with(b"&amp;") {
            return at..at + 5;
        }
        if rest[0] == b'&' || starts_known_parameter(&rest[1..]) {
            return at..at + 1;
        }
    }
    bytes.len()..bytes.len()
}

fn starts_known_parameter(bytes: &[u8]) -> bool {
    CARRIERS.iter().chain(&COMPANIONS).any(|name| {
        bytes.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
    })
}

/// Without white space, but that a blank at the end may be a "+".
fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let part = &bytes[range.clone()];
    let end = range.end - part.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let start = range.start + super::characters::trim(part).start;
    start.min(end)..end
}

/// The messages among parameters. The template says where they stand and how they got there.
pub(crate) fn messages(parameters: &[Parameter], template: &Capture) -> Found {
    let text_of =
        |name: &str| parameters.iter().find(|parameter| parameter.name == name).map(Parameter::text);
    let relay_state = text_of("RelayState").or_else(|| text_of("wctx"));
    let role_index = text_of("roleIndex").filter(|role| !role.trim().is_empty());
    let mut found = Found::default();
    for parameter in parameters {
        let Some(carrier) = carrier(&parameter.name) else { continue };
        if found.captured.len() + found.emptied.len() >= MOST {
            break;
        }
        if let Some(reads) = emptied(&parameter.value.bytes) {
            found.emptied.push(Emptied {
                parameter: carrier.to_owned(),
                reads,
                entry: template.entry,
                method: template.method.clone(),
                url: template.url.clone(),
            });
            continue;
        }
        let mut capture = Capture {
            relay_state: relay_state.clone(),
            role_index: role_index.clone(),
            parameter: Some(carrier.to_owned()),
            ..template.clone()
        };
        if parameter.name != carrier {
            capture
                .notes
                .push(format!("the parameter is spelt \"{}\", AWS reads \"{carrier}\"", parameter.name));
        }
        if carrier == "wresult" {
            capture.notes.push(
                "this is a token of WS-Federation (wresult); AWS takes SAML 2.0 responses only, in SAMLResponse"
                    .to_owned(),
            );
        }
        if carrier == "SAMLAssertion" {
            capture.sts_call = Some(StsCall {
                role_arn: text_of("RoleArn"),
                principal_arn: text_of("PrincipalArn"),
                duration_seconds: text_of("DurationSeconds"),
            });
        }
        found.captured.push(captured(&parameter.value, parameter.written, capture));
    }
    found
}

/// Decodes one value into a message.
pub(crate) fn captured(value: &Traced, written: Written, mut capture: Capture) -> Captured {
    let unwrapped = decode_value(value, written);
    capture.at = value.captured(0..value.len());
    capture.decoding.extend(unwrapped.stages);
    capture.repairs.extend(unwrapped.repairs);
    capture.base64_length = unwrapped.base64_length;
    capture.kind = match &unwrapped.decoded {
        Ok(decoded) => document::classify(&decoded.xml),
        Err(_) => MessageKind::Unknown,
    };
    let conflict = unwrapped.decoded.as_ref().ok().and_then(|decoded| decoded.encoding_conflict.as_ref());
    if let Some(conflict) = conflict.filter(|conflict| conflict.read == ReadAs::Pasted) {
        capture.notes.push(format!(
            "the XML declares {} and this copy of it is {}; whether the sent bytes are as declared, only the base64 tells",
            clip(&conflict.declared), conflict.actual
        ));
    }
    Captured { capture, decoded: unwrapped.decoded }
}

/// A name that is not longer than names of encodings are.
fn clip(name: &str) -> &str {
    &name[..crate::source::floor_char_boundary(name, 40)]
}

/// A template for messages found in a form.
pub(crate) fn in_form(template: &Capture) -> Capture {
    let mut template = template.clone();
    template.decoding.push(Stage::Form);
    template
}

/// What stands where a message stood, if somebody took it out.
pub(crate) fn emptied(value: &[u8]) -> Option<String> {
    let text = value.trim_ascii();
    if text.len() > 200 {
        return None;
    }
    let lower = String::from_utf8_lossy(text).to_ascii_lowercase();
    let words = [
        "redact",
        "remove",
        "sanitiz",
        "sanitis",
        "filter",
        "mask",
        "hidden",
        "scrub",
        "overwritten",
        "omitted",
        "secret",
        "hash:",
        "anonym",
        "deleted",
        "stripped",
        "censor",
        "obfuscat",
        "xxxx",
        "****",
        "snip",
    ];
    let only_filler = !lower.is_empty() && lower.chars().all(|c| "*x.-_•█#? \u{2026}".contains(c));
    let is_hash = matches!(lower.len(), 32 | 40 | 56 | 64 | 96 | 128)
        && lower.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bracketed = lower.len() > 2
        && matches!(
            (lower.as_bytes()[0], lower.as_bytes()[lower.len() - 1]),
            (b'[', b']') | (b'<', b'>') | (b'{', b'}')
        )
        && !lower.contains('/');
    let empty = lower.is_empty();
    let found = empty || only_filler || is_hash || bracketed || words.iter().any(|word| lower.contains(word));
    found.then(|| String::from_utf8_lossy(text).chars().take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_in_any_order_and_separation() {
        for (body, expected) in [
            ("SAMLResponse=a%3D&RelayState=b", "SAMLResponse:a%3D RelayState:b"),
            ("RelayState=&SAMLResponse=a=", "RelayState: SAMLResponse:a="),
            ("SAMLResponse=a&amp;RelayState=b", "SAMLResponse:a RelayState:b"),
            ("SAMLResponse=a&#61;&RelayState=b", "SAMLResponse:a&#61; RelayState:b"),
            ("SAMLResponse=a\r\nb\r\nRelayState=c\r\n", "SAMLResponse:a\r\nb RelayState:c"),
            ("SAML%52esponse=a", "SAMLResponse:a"),
            ("&&x&y=", "y:"),
        ] {
            let parameters = parameters(&Traced::plain(body, 0), Written::Body);
            let shown: Vec<String> = parameters
                .iter()
                .map(|p| format!("{}:{}", p.name, String::from_utf8_lossy(&p.value.bytes)))
                .collect();
            assert_eq!(shown.join(" "), expected, "{body:?}");
        }
    }

    #[test]
    fn what_a_sanitizer_left_is_recognised() {
        for (value, expected) in [
            ("[redacted]", true),
            ("", true),
            ("***", true),
            ("{hash:4777da71}", true),
            ("4777da71aea20f419d407e6791eafbcc6a0f1d569696dbec1d02ea2f35c72bd1", true),
            ("%5Bredacted%5D", true),
            ("PHNhbWxwOlJlc3BvbnNl", false),
        ] {
            assert_eq!(emptied(value.as_bytes()).is_some(), expected, "{value}");
        }
    }
}
