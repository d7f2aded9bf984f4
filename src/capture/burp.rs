//! Items saved from Burp Suite: requests and responses as they were sent, in base64 or as they are.

use super::beside::bytes_beside;
use super::form::{Found, MOST};
use super::traced::Traced;
use super::{Capture, Stage, base64, entities, http};

/// Whether a document with this root, which begins so, is such a file.
pub(crate) fn recognise(root: &str, head: &str) -> bool {
    root == "items" && (head.contains("burpVersion") || head.contains("<request base64="))
}

/// How many items there are.
pub(crate) fn items(text: &Traced) -> usize {
    memchr::memmem::find_iter(&text.bytes, b"<item>").count()
}

/// Messages in the requests and the responses, item by item.
pub(crate) fn messages(text: &Traced, template: &Capture) -> Found {
    let mut found = Found::default();
    let bytes = &text.bytes;
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, b"<item>").take(MOST).collect();
    for (entry, &start) in starts.iter().enumerate() {
        let end = starts.get(entry + 1).copied().unwrap_or(bytes.len());
        let item = text.slice(start..end);
        let url = content(&item, b"url").map(|(url, _)| bytes_beside(url.bytes.trim_ascii()));
        let answer = content(&item, b"response").and_then(opened).map(|(answer, _)| answer);
        let template = Capture { entry: Some(entry), ..template.clone() };
        if let Some((request, coded)) = content(&item, b"request").and_then(opened) {
            let mut sent = http::messages(&request, &in_item(&template, coded));
            for captured in &mut sent.captured {
                captured.capture.url = url.clone().or(captured.capture.url.take());
                captured.capture.exchange = Some(answer.as_ref().map(http::facts).unwrap_or_default());
            }
            found.add(sent);
        }
    }
    found
}

fn in_item(template: &Capture, coded: Coded) -> Capture {
    let mut template = template.clone();
    match coded {
        Coded::Base64 => template.decoding.push(Stage::Base64),
        Coded::AsItIs => {}
    }
    template
}

/// How Burp wrote a request: "Base64-encode requests and responses" is ticked unless one unticks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coded {
    Base64,
    AsItIs,
}

fn opened((text, coded): (Traced, Coded)) -> Option<(Traced, Coded)> {
    match coded {
        Coded::Base64 => Some((base64::decode(&text).ok()?.bytes, coded)),
        Coded::AsItIs => Some((text, coded)),
    }
}

/// What the first element of this name in an item holds; Burp writes all of it as CDATA.
fn content(item: &Traced, name: &[u8]) -> Option<(Traced, Coded)> {
    let bytes = &item.bytes;
    let open = [b"<", name].concat();
    let at = memchr::memmem::find_iter(bytes, &open)
        .find(|at| matches!(bytes.get(at + open.len()), Some(b'>' | b' ')))?;
    let inner = at + memchr::memchr(b'>', &bytes[at..])? + 1;
    let tag = &bytes[at..inner];
    let coded = match memchr::memmem::find(tag, b"base64=\"true\"") {
        Some(_) => Coded::Base64,
        None => Coded::AsItIs,
    };
    let (start, close): (usize, &[u8]) = match bytes[inner..].starts_with(b"<![CDATA[") {
        true => (inner + b"<![CDATA[".len(), b"]]>"),
        false => (inner, b"</"),
    };
    let length = memchr::memmem::find(&bytes[start..], close)?;
    let text = item.slice(start..start + length);
    Some((if start == inner { entities::decode(&text) } else { text }, coded))
}

#[cfg(test)]
mod tests {
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn items_are_read_in_base64_and_as_they_are() {
        let request = "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n\r\nRelayState=x&SAMLResponse=PGEvPg%3D%3D";
        let answer = "HTTP/1.1 400 Bad Request\r\nDate: Tue, 26 May 2026 11:58:03 GMT\r\nContent-Type: text/html\r\n\r\n<p>Response signature invalid</p>";
        for (label, written) in [("true", STANDARD.encode(request)), ("false", request.to_owned())] {
            let shown = if label == "true" { STANDARD.encode(answer) } else { answer.to_owned() };
            let text = format!(
                "<items burpVersion=\"2024.5.3\"><item><url><![CDATA[https://signin.aws.amazon.com/saml]]></url><request base64=\"{label}\"><![CDATA[{written}]]></request><response base64=\"{label}\"><![CDATA[{shown}]]></response></item></items>"
            );
            let traced = Traced::plain(text.as_str(), 0);
            let found = messages(&traced, &Capture::default());
            assert_eq!(found.captured.len(), 1, "{text}");
            let captured = &found.captured[0];
            assert_eq!(captured.decoded.as_ref().unwrap().xml, "<a/>", "{text}");
            assert_eq!(captured.capture.url.as_deref(), Some("https://signin.aws.amazon.com/saml"));
            let facts = captured.capture.exchange.as_ref().unwrap();
            assert_eq!(facts.status, Some(400), "{text}");
            assert_eq!(facts.page.as_deref(), Some("Response signature invalid"), "{text}");
            assert_eq!(facts.stamped.date.as_deref(), Some("Tue, 26 May 2026 11:58:03 GMT"), "{text}");
        }
    }
}
