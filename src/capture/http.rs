//! A raw HTTP request, as a proxy or a debugger shows it.

use std::ops::Range;

use super::beside::beside;
use super::form::{Found, in_form, messages as in_parameters, parameters};
use super::traced::Traced;
use super::value::{Written, is_text};
use super::{Capture, ExchangeFacts, Fidelity, Stage, Stamped, html, prose, redirect};

/// Whether the text begins with the line of a request or a response.
pub(crate) fn recognise(text: &[u8]) -> bool {
    let line = first_line(text);
    let words: Vec<&[u8]> = line.split(|&byte| byte == b' ').collect();
    let is_version = |word: &[u8]| word.trim_ascii().starts_with(b"HTTP/");
    match words.as_slice() {
        [version, status, ..] if is_version(version) => {
            status.len() == 3 && status.iter().all(u8::is_ascii_digit)
        }
        [method @ (b"GET" | b"POST"), target, version] => {
            !method.is_empty() && !target.is_empty() && is_version(version)
        }
        _ => false,
    }
}

/// Messages in the requests and responses of a text.
pub(crate) fn messages(text: &Traced, template: &Capture) -> Found {
    let mut found = Found::default();
    let mut from = 0;
    while from < text.len() {
        let (one, end) = exchange(text, from, template);
        found.add(one);
        from = end.max(from + 1);
        // What follows is another request or response, or nothing that is known.
        let next =
            text.bytes[from.min(text.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        from += next;
        if from >= text.len() || !recognise(&text.bytes[from..]) {
            break;
        }
    }
    found
}

/// The messages of the request or response that starts here, and where it ends.
fn exchange(text: &Traced, start: usize, template: &Capture) -> (Found, usize) {
    let bytes = &text.bytes[start..];
    let head = head_end(bytes);
    let headers = &bytes[..head.start];
    let line = String::from_utf8_lossy(first_line(bytes)).into_owned();
    let length = header(headers, "content-length").and_then(|length| length.parse().ok());
    let rest = &bytes[head.end..];
    let body_length = match length {
        Some(length) if length <= rest.len() => length,
        _ => next_message(rest),
    };
    let end = start + head.end + body_length;
    let body = text.slice(start + head.end..end);
    let mut template = template.clone();
    template.decoding.push(Stage::Http);
    template.fidelity = Fidelity::Exact;
    if line.starts_with("HTTP/") {
        return (html::messages(&body, &Capture { fidelity: Fidelity::Copy, ..template }), end);
    }
    let mut words = line.split(' ');
    template.method = words.next().map(beside);
    let target = words.next().unwrap_or("");
    let host = header(headers, "host").unwrap_or_default();
    template.url = Some(beside(match target.contains("://") {
        true => target.to_owned(),
        false => format!("https://{host}{target}"),
    }));
    let mut found = redirect::messages(&text.slice(start..start + first_line(bytes).len()), &template);
    let kind = header(headers, "content-type").unwrap_or_default();
    if kind.starts_with("multipart/") || kind.contains("json") || kind.contains("xml") {
        found.add(prose::messages(&body, &Capture { fidelity: Fidelity::Copy, ..template }));
    } else {
        found.add(in_parameters(&parameters(&body, Written::Body), &in_form(&template)));
    }
    (found, end)
}

/// What a response that was captured alone says.
pub(crate) fn facts(answer: &Traced) -> ExchangeFacts {
    let bytes = &answer.bytes;
    let head = head_end(bytes);
    let status =
        String::from_utf8_lossy(first_line(bytes)).split(' ').nth(1).and_then(|word| word.parse().ok());
    let body = Some(&bytes[head.end..]).filter(|body| is_text(body)).map(String::from_utf8_lossy);
    let page = body.map(|body| match body.trim_start().starts_with('<') {
        true => html::visible_text(&body),
        false => body.chars().take(16 << 10).collect(),
    });
    ExchangeFacts {
        status,
        stamped: Stamped { date: header(&bytes[..head.start], "date"), ..Stamped::default() },
        location: header(&bytes[..head.start], "location"),
        page: page.filter(|page| !page.trim().is_empty()),
        ..ExchangeFacts::default()
    }
}

fn first_line(text: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', &text[..text.len().min(256 << 10)]).unwrap_or(text.len().min(256 << 10));
    text[..end].trim_ascii_end()
}

/// The empty line between head and body.
fn head_end(bytes: &[u8]) -> Range<usize> {
    let ends = |at: &usize| bytes[at + 1..].starts_with(b"\n") || bytes[at + 1..].starts_with(b"\r\n");
    match memchr::memchr_iter(b'\n', bytes).find(ends) {
        Some(at) => at..at + 2 + usize::from(bytes[at + 1] == b'\r'),
        None => bytes.len()..bytes.len(),
    }
}

/// Where a response or another request begins, as tools write them one below the other.
fn next_message(body: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', body)
        .map(|at| at + 1)
        .find(|&at| {
            body[at..].starts_with(b"HTTP/")
                || body[at..].starts_with(b"POST ")
                || body[at..].starts_with(b"GET ")
        })
        .filter(|&at| recognise(&body[at..]))
        .unwrap_or(body.len())
}

fn header(head: &[u8], name: &str) -> Option<String> {
    head.split(|&byte| byte == b'\n').find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let found = line[..colon].trim_ascii();
        found
            .eq_ignore_ascii_case(name.as_bytes())
            .then(|| String::from_utf8_lossy(line[colon + 1..].trim_ascii()).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_with_their_host_and_exactly() {
        let text = "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\nContent-Length: 32\r\n\r\nRelayState=x&SAMLResponse=PGEvPg==\r\n";
        let found = messages(&Traced::plain(text, 0), &Capture::default());
        let capture = &found.captured[0].capture;
        assert_eq!(capture.url.as_deref(), Some("https://signin.aws.amazon.com/saml"));
        assert_eq!(capture.fidelity, Fidelity::Exact);
        assert_eq!(capture.decoding, [Stage::Http, Stage::Form, Stage::Base64]);
        assert_eq!(found.captured[0].decoded.as_ref().unwrap().xml, "<a/>");
    }

    #[test]
    fn only_the_line_of_a_request_begins_one() {
        for (text, expected) in [
            ("POST /saml HTTP/1.1\r\n", true),
            ("POST https://signin.aws.amazon.com/saml HTTP/2\n", true),
            ("HTTP/1.1 200 OK\r\n", true),
            ("POST the response", false),
            ("GET HTTP", false),
        ] {
            assert_eq!(recognise(text.as_bytes()), expected, "{text}");
        }
    }
}
