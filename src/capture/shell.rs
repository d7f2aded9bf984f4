//! Commands copied from a browser or a terminal: cURL, PowerShell, fetch, the AWS CLI.

mod words;

use super::beside::{beside, bytes_beside};
use super::form::{
    Found, Parameter, captured, in_form, mentions_carrier, messages as in_parameters, parameters,
};
use super::json_tree::JsonTree;
use super::traced::Traced;
use super::value::Written;
use super::{Capture, Fidelity, Stage, StsCall, redirect};

pub(crate) use self::words::{Dialect, words};

/// What kind of command a text begins with, `None` if with none that carries SAML.
pub(crate) fn recognise(text: &[u8]) -> Option<&'static str> {
    let text = text.trim_ascii_start();
    let text = [&b"$ "[..], b"> ", b"PS> ", b"# "]
        .iter()
        .find_map(|prompt| text.strip_prefix(*prompt))
        .unwrap_or(text);
    let head = &text[..text.len().min(2048)];
    let starts = |word: &str| {
        head.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
            && head.get(word.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    };
    let has = |needle: &str| memchr::memmem::find(head, needle.as_bytes()).is_some();
    if starts("curl") || starts("curl.exe") {
        Some("cURL command")
    } else if starts("Invoke-WebRequest")
        || starts("Invoke-RestMethod")
        || (starts("$session") && has("Invoke-"))
    {
        Some("PowerShell command")
    } else if starts("fetch(") || starts("await fetch(") || starts("fetch") && has("fetch(\"") {
        Some("fetch call")
    } else if starts("aws") && has("assume-role-with-saml") {
        Some("AWS CLI command")
    } else {
        None
    }
}

/// Messages in a command, or in several, one after the other.
pub(crate) fn messages(text: &Traced, template: &Capture) -> (Found, Dialect) {
    let mut template = template.clone();
    template.decoding.push(Stage::Curl);
    if let Some(at) = memchr::memmem::find(&text.bytes, b"fetch(")
        && recognise(&text.bytes) == Some("fetch call")
    {
        return (fetch(text, at + "fetch(".len(), &template), Dialect::Posix);
    }
    let dialect = Dialect::of(&text.bytes);
    let mut found = Found::default();
    let words = words(text, dialect);
    let starts: Vec<usize> =
        (0..words.len()).filter(|&at| is_program(&words[at].bytes)).chain([words.len()]).collect();
    for pair in starts.windows(2) {
        found.add(command(&words[pair[0]..pair[1]], &template));
    }
    if starts.len() == 1 {
        found.add(command(&words, &template));
    }
    (found, dialect)
}

fn is_program(word: &[u8]) -> bool {
    ["curl", "curl.exe", "Invoke-WebRequest", "Invoke-RestMethod", "aws"]
        .iter()
        .any(|program| word.eq_ignore_ascii_case(program.as_bytes()))
}

fn command(words: &[Traced], template: &Capture) -> Found {
    let mut template = template.clone();
    let mut list = Vec::new();
    let mut sts = StsCall::default();
    let mut assertion = None;
    let mut found = Found::default();
    let text = |word: &Traced| String::from_utf8_lossy(&word.bytes).into_owned();
    let mut at = 0;
    while at < words.len() {
        let word = text(&words[at]);
        let (option, inline) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => {
                (option.to_owned(), Some(words[at].slice(word.len() - value.len()..words[at].len())))
            }
            _ => (word, None),
        };
        let short = option.starts_with('-') && !option.starts_with("--") && option.len() > 2;
        let (option, inline) = match option.get(..2) {
            Some(flag @ ("-d" | "-X" | "-F")) if short => {
                (flag.to_owned(), Some(words[at].slice(2..words[at].len())))
            }
            _ => (option, inline),
        };
        let mut value = || {
            inline.clone().or_else(|| {
                at += 1;
                words.get(at).cloned()
            })
        };
        match option.as_str() {
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "-Body" | "--post-data" => {
                // PowerShell may wrap the body in a call or two.
                let mut body = value();
                while option == "-Body"
                    && body.as_ref().is_some_and(|b| !mentions_carrier(&b.bytes))
                    && at < words.len()
                {
                    at += 1;
                    body = words.get(at).cloned();
                }
                let Some(body) = body else { break };
                match body.bytes.strip_prefix(b"@") {
                    Some(file) => found.files.push(String::from_utf8_lossy(file).into_owned()),
                    None => list.extend(parameters(&body, Written::Body)),
                }
            }
            "--data-urlencode" | "-F" | "--form" | "--form-string" => {
                let Some(field) = value() else { break };
                list.extend(parameters(&field, Written::Anyhow).into_iter().take(1).map(|first| {
                    // An ampersand ends nothing here.
                    let start = first.name.len() + 1;
                    Parameter { value: field.slice(start.min(field.len())..field.len()), ..first }
                }));
            }
            "-X" | "--request" | "-Method" => {
                template.method = value().map(|value| bytes_beside(&value.bytes))
            }
            "--url" | "-Uri" => template.url = value().map(|value| bytes_beside(&value.bytes)),
            "--saml-assertion" => assertion = value(),
            "--role-arn" => sts.role_arn = value().map(|value| bytes_beside(&value.bytes)),
            "--principal-arn" => sts.principal_arn = value().map(|value| bytes_beside(&value.bytes)),
            "--duration-seconds" => sts.duration_seconds = value().map(|value| bytes_beside(&value.bytes)),
            url if url.contains("://") && template.url.is_none() && !url.starts_with('-') => {
                template.url = Some(beside(url));
                found.add(redirect::messages(&words[at], &template));
            }
            _ => {}
        }
        at += 1;
    }
    if template.method.is_none() && !list.is_empty() {
        template.method = Some("POST".to_owned());
    }
    found.add(in_parameters(&list, &in_form(&template)));
    if let Some(assertion) = assertion {
        let value = text(&assertion);
        if let Some(file) = value.strip_prefix("file://").or(value.strip_prefix("fileb://")) {
            found.files.push(file.to_owned());
        } else if value.starts_with('$') || value.starts_with('`') || value.is_empty() {
            found.files.push(value);
        } else {
            let capture = Capture {
                parameter: Some("SAMLAssertion".to_owned()),
                fidelity: Fidelity::Exact,
                sts_call: Some(sts),
                ..template
            };
            found.captured.push(captured(&assertion, Written::Anyhow, capture));
        }
    }
    found
}

/// `fetch("url", { "body": "...", "method": "POST" })`, as DevTools copies it.
fn fetch(text: &Traced, start: usize, template: &Capture) -> Found {
    let mut template = template.clone();
    let bytes = &text.bytes;
    let head = bytes[start..].trim_ascii_start();
    if let Some(&quote @ (b'"' | b'\'' | b'`')) = head.first()
        && let Some(length) = memchr::memchr(quote, &head[1..])
    {
        template.url = Some(bytes_beside(&head[1..1 + length]));
    }
    let Some(open) = memchr::memchr(b'{', &bytes[start..]).map(|at| start + at) else {
        return Found::default();
    };
    let Some(document) = JsonTree::parse(text, open) else { return Found::default() };
    let root = &document.root;
    template.method = document.member(root, "method").and_then(|method| document.words(method)).map(beside);
    match document.member(root, "body").and_then(|body| document.string(body)) {
        Some(body) => in_parameters(&parameters(&body, Written::Body), &in_form(&template)),
        None => Found::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_recognised_by_their_first_word() {
        for (text, expected) in [
            ("curl 'https://x'", Some("cURL command")),
            ("$ curl.exe x", Some("cURL command")),
            ("$session = New-Object X\r\nInvoke-WebRequest -Uri x", Some("PowerShell command")),
            ("fetch(\"https://x\", {})", Some("fetch call")),
            ("aws sts assume-role-with-saml --saml-assertion x", Some("AWS CLI command")),
            ("aws s3 ls", None),
            ("curly", None),
        ] {
            assert_eq!(recognise(text.as_bytes()), expected, "{text}");
        }
    }
}
