//! Exports of the SAML-tracer browser extension, in each of its filter profiles.

use super::beside::{beside, bytes_beside};
use super::form::{Found, captured, carrier, emptied, messages as in_parameters};
use super::json_messages::pairs;
use super::json_tree::{JsonTree, Node};
use super::value::Written;
use super::{Capture, ExchangeFacts, Stage, Stamped, redirect};

/// Whether a document is such an export.
pub(crate) fn recognise(document: &JsonTree<'_>) -> bool {
    let Some(requests) = document.member(&document.root, "requests") else { return false };
    let is_request = |request: &Node| {
        document.has(request, &["method", "url"])
            && (document.has(request, &["requestHeaders"]) || document.has(request, &["responseHeaders"]))
    };
    match requests.elements() {
        [] => document.has(&document.root, &["timestamp"]),
        requests => requests.iter().any(is_request),
    }
}

/// How many requests it holds.
pub(crate) fn requests(document: &JsonTree<'_>) -> usize {
    document.member(&document.root, "requests").map_or(0, |requests| requests.elements().len())
}

pub(crate) fn messages(document: &JsonTree<'_>, template: &Capture) -> Found {
    let mut found = Found::default();
    let requests = document.member(&document.root, "requests").map(Node::elements).unwrap_or_default();
    for (entry, request) in requests.iter().enumerate() {
        let mut template = template.clone();
        template.decoding.extend([Stage::SamlTracer, Stage::Json]);
        template.entry = Some(entry);
        template.exchange = Some(facts(document, request));
        let words =
            |name: &str| document.member(request, name).and_then(|value| document.words(value)).map(beside);
        template.method = words("method");
        template.url = words("url");
        found.add(in_request(document, request, &template));
    }
    found
}

fn in_request(document: &JsonTree<'_>, request: &Node, template: &Capture) -> Found {
    let list = |name: &str| {
        document.member(request, name).map(|list| pairs(document, list.elements())).unwrap_or_default()
    };
    let mut parameters = list("post");
    parameters.extend(list("get"));
    let mut found = in_parameters(&parameters, template);
    if found.captured.is_empty()
        && found.emptied.is_empty()
        && let Some(url) = document.member(request, "url").and_then(|url| document.string(url))
    {
        found = redirect::messages(&url, template);
    }
    if !found.captured.is_empty() {
        return found;
    }
    let Some(xml) = document.member(request, "saml").and_then(|saml| document.string(saml)) else {
        return found;
    };
    if emptied(&xml.bytes).is_some() {
        return found;
    }
    // The filter took the posted value and left the XML that was decoded from it.
    let carried = parameters.iter().find(|parameter| carrier(&parameter.name).is_some());
    let relay_state = parameters.iter().find(|parameter| parameter.name == "RelayState");
    let mut capture = Capture {
        parameter: carried.map(|parameter| parameter.name.clone()),
        relay_state: relay_state
            .filter(|parameter| emptied(&parameter.value.bytes).is_none())
            .map(|parameter| bytes_beside(&parameter.value.bytes)),
        ..template.clone()
    };
    capture.notes.push(
        "the export's filter took the posted value out; this is the XML that SAML-tracer decoded from it, so a signature that does not verify here may still be good".to_owned(),
    );
    found.emptied.clear();
    found.captured.push(captured(&xml, Written::Anyhow, capture));
    found
}

fn facts(document: &JsonTree<'_>, request: &Node) -> ExchangeFacts {
    let words =
        |name: &str| document.member(request, name).and_then(|value| document.words(value)).map(beside);
    let headers = document.member(request, "responseHeaders").map(|list| pairs(document, list.elements()));
    let header = |name: &str| {
        headers.iter().flatten().find(|header| header.name.eq_ignore_ascii_case(name)).and_then(|header| {
            emptied(&header.value.bytes)
                .is_none()
                .then(|| String::from_utf8_lossy(&header.value.bytes).into_owned())
        })
    };
    ExchangeFacts {
        status: words("responseStatus").and_then(|status| status.parse().ok()),
        stamped: Stamped { date: header("date"), ..Stamped::default() },
        location: header("location"),
        ..ExchangeFacts::default()
    }
}
