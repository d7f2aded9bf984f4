//! Messages in JSON of any shape: proxy exports, API clients, logs, events.

use super::beside::{beside, bytes_beside};
use super::form::{
    Found, MOST, Parameter, captured, carrier, in_form, mentions_carrier, messages as in_parameters,
    parameters,
};
use super::json_tree::{JsonTree, Node};
use super::traced::Traced;
use super::value::Written;
use super::{Capture, Stage, base64, html, redirect};
use crate::message_kind::MessageKind;

/// A shorter string is no message.
const SHORTEST: usize = 100;

/// Messages in every string of a document.
pub(crate) fn messages(document: &JsonTree<'_>, template: &Capture) -> Found {
    let mut template = template.clone();
    template.decoding.push(Stage::Json);
    let mut found = Found::default();
    visit(document, &document.root, &template, &mut found);
    found
}

fn visit(document: &JsonTree<'_>, node: &Node, template: &Capture, found: &mut Found) {
    if found.captured.len() >= MOST {
        return;
    }
    match node {
        Node::Object(members, _) => {
            let mut template = template.clone();
            for (key, value) in members {
                match document.key(key) {
                    "url" | "URL" | "uri" => {
                        template.url = document.words(value).map(beside).or(template.url)
                    }
                    "method" => template.method = document.words(value).map(beside).or(template.method),
                    _ => {}
                }
            }
            let list: Vec<Parameter> = members
                .iter()
                .filter_map(|(key, value)| parameter(document, document.key(key), value))
                .collect();
            let named = list.iter().any(|parameter| carrier(&parameter.name).is_some());
            if named {
                found.add(in_parameters(&list, &template));
            }
            for (key, value) in members {
                if !(named && carrier(document.key(key)).is_some()) {
                    visit(document, value, &template, found);
                }
            }
        }
        Node::Array(elements, _) => {
            let list = pairs(document, elements);
            if list.iter().any(|parameter| carrier(&parameter.name).is_some()) {
                found.add(in_parameters(&list, template));
                return;
            }
            for element in elements {
                visit(document, element, template, found);
            }
        }
        Node::String(_) => {
            if let Some(text) = document.string(node).filter(|text| text.len() >= 16) {
                string(&text, template, found);
            }
        }
        Node::Bare(_) => {}
    }
}

fn parameter(document: &JsonTree<'_>, name: &str, value: &Node) -> Option<Parameter> {
    let value = match value {
        Node::String(_) => document.string(value)?,
        // `{"SAMLResponse": ["..."]}`: a form as a map of lists.
        Node::Array(values, _) => match values.as_slice() {
            [only @ Node::String(_)] => document.string(only)?,
            _ => return None,
        },
        Node::Object(..) | Node::Bare(_) => return None,
    };
    Some(Parameter { name: name.to_owned(), value, written: Written::Anyhow })
}

/// `[{"name": "SAMLResponse", "value": "..."}]`, `[["SAMLResponse", "..."]]`.
pub(crate) fn pairs(document: &JsonTree<'_>, elements: &[Node]) -> Vec<Parameter> {
    let pair = |element: &Node| match element {
        Node::Object(..) => {
            let name = document.member(element, "name").or(document.member(element, "key"))?;
            parameter(document, &document.words(name)?, document.member(element, "value")?)
        }
        Node::Array(parts, _) => match parts.as_slice() {
            [name, value] => parameter(document, &document.words(name)?, value),
            _ => None,
        },
        Node::String(_) | Node::Bare(_) => None,
    };
    elements.iter().filter_map(pair).take(MOST).collect()
}

/// A string that may be a form body, a URL, a page, or the value itself.
pub(crate) fn string(text: &Traced, template: &Capture, found: &mut Found) {
    if let Some(inner) = base64_of_a_form(text) {
        let mut template = template.clone();
        template.decoding.push(Stage::Base64);
        return string(&inner, &template, found);
    }
    if mentions_carrier(&text.bytes) {
        let bytes = text.bytes.trim_ascii_start();
        let one = if bytes.starts_with(b"http://") || bytes.starts_with(b"https://") {
            let template = Capture { url: Some(bytes_beside(bytes)), ..template.clone() };
            redirect::messages(text, &template)
        } else if bytes.starts_with(b"<") {
            html::messages(text, template)
        } else if bytes.starts_with(b"{") || bytes.starts_with(b"[") {
            match JsonTree::parse(text, 0) {
                Some(document) => messages(&document, template),
                None => Found::default(),
            }
        } else {
            in_parameters(&parameters(text, Written::Body), &in_form(template))
        };
        return found.add(one);
    }
    if text.len() < SHORTEST || !begins_like_a_message(&text.bytes) {
        return;
    }
    let one = captured(text, Written::Anyhow, template.clone());
    if !matches!(
        one.capture.kind,
        MessageKind::OtherXml(_)
            | MessageKind::Unknown
            | MessageKind::Html
            | MessageKind::Metadata
            | MessageKind::Soap
    ) {
        found.captured.push(one);
    }
}

fn begins_like_a_message(bytes: &[u8]) -> bool {
    match bytes.trim_ascii_start() {
        [b'P', b'A'..=b'P', ..] | [b'%', b'3', b'C' | b'c', ..] => true,
        rest => {
            (rest.starts_with(b"<") || rest.starts_with(b"&lt;"))
                && memchr::memmem::find(rest, b"urn:oasis:names:tc:SAML").is_some()
        }
    }
}

/// A body that its exporter put into base64, with a form or a page inside.
pub(crate) fn base64_of_a_form(text: &Traced) -> Option<Traced> {
    let whole = text.bytes.first().is_some_and(u8::is_ascii_alphanumeric);
    let hint = ["U0FNTF", "NBTUxSZX", "TQU1MUm", "NBTUxBc3", "TQU1MQX"];
    if !whole || !hint.iter().any(|hint| memchr::memmem::find(&text.bytes, hint.as_bytes()).is_some()) {
        return None;
    }
    let inner = base64::decode(text).ok()?.bytes;
    mentions_carrier(&inner.bytes).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine;
    use ::base64::engine::general_purpose::STANDARD;

    #[test]
    fn a_message_is_found_in_json_of_any_shape() {
        let body = "RelayState=x&SAMLResponse=PGEvPg%3D%3D";
        for (text, decoding) in [
            (r#"{"SAMLResponse": "PGEvPg=="}"#.to_owned(), vec![Stage::Json, Stage::Base64]),
            (r#"{"samlResponse": "PGEvPg\u003d="}"#.to_owned(), vec![Stage::Json, Stage::Base64]),
            (
                r#"{"a": [{"name": "SAMLResponse", "value": "PGEvPg=="}]}"#.to_owned(),
                vec![Stage::Json, Stage::Base64],
            ),
            (r#"{"post": [["SAMLResponse", "PGEvPg=="]]}"#.to_owned(), vec![Stage::Json, Stage::Base64]),
            (r#"{"postData": {"SAMLResponse": ["PGEvPg=="]}}"#.to_owned(), vec![Stage::Json, Stage::Base64]),
            (
                format!(r#"[{{"request": {{"body": {{"text": "{body}"}}}}}}]"#),
                vec![Stage::Json, Stage::Form, Stage::Percent, Stage::Base64],
            ),
            (
                format!(r#"{{"body": "{}", "isBase64Encoded": true}}"#, STANDARD.encode(body)),
                vec![Stage::Json, Stage::Base64, Stage::Form, Stage::Percent, Stage::Base64],
            ),
        ] {
            let traced = Traced::plain(text.as_str(), 0);
            let document = JsonTree::parse(&traced, 0).unwrap();
            let found = messages(&document, &Capture::default());
            assert_eq!(found.captured.len(), 1, "{text}");
            assert_eq!(found.captured[0].decoded.as_ref().unwrap().xml, "<a/>", "{text}");
            assert_eq!(found.captured[0].capture.decoding, decoding, "{text}");
        }
    }
}
