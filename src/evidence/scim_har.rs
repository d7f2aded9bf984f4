//! Calls of SCIM that a proxy or a client recorded as HAR: each with what was sent and what was answered.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::scim::{Failure, ScimCall, ScimSource, Server, failure, is_call_to_center, is_request};
use crate::document::{Document, Node, Word};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "scim-har",
    words: "a HAR of calls to SCIM",
    command: "the network log of the SCIM client, saved as HAR",
    question: "what the SCIM client sent, and what it was answered",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

/// Whether a URL is one of Identity Center's SCIM.
pub fn is_scim(url: &str) -> bool {
    url.contains("/scim/v") && is_call_to_center(url)
}

fn recognise(document: &Document) -> Option<&'static str> {
    entries(&document.root).next().map(|_| "HAR of calls to SCIM")
}

fn entries(root: &Node) -> impl Iterator<Item = &Node> {
    let list = root.at(&["log", "entries"]).map_or(&[][..], Node::elements);
    list.iter().filter(|entry| entry.at(&["request", "url"]).and_then(Node::text).is_some_and(is_scim))
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    evidence.scim.extend(entries(root).map(|entry| call(given, entry)));
    Ok(())
}

fn call(given: &Given, entry: &Node) -> ScimCall {
    let word = |path: &[&str]| entry.at(path).and_then(Node::word);
    let mut call = ScimCall::new(given, ScimSource::Log, entry.span);
    call.method = word(&["request", "method"]).map(|method| method.value.to_ascii_uppercase());
    call.address = word(&["request", "url"]).map(Word::to_text);
    let sent = word(&["request", "postData", "text"]);
    call.body = sent.and_then(|text| json(given, text)).filter(is_request);
    let status = entry.at(&["response", "status"]);
    let code: Option<u16> = status.and_then(Node::scalar).and_then(|code| code.trim().parse().ok());
    let (Some(status), Some(code)) = (status, code) else { return call };
    if code < 400 {
        return call;
    }
    let answered = word(&["response", "content", "text"]).and_then(|text| json(given, text));
    let mut failed = answered.as_ref().map_or_else(|| Failure::unsaid(status.span), failure);
    failed.server = Server::IdentityCenter;
    call.failure = Some(failed.with_status(code));
    call
}

/// The JSON that a string of the HAR's holds.
fn json(given: &Given, text: &Word) -> Option<Node> {
    let source = given.document.map_or(SourceId::NONE, |document| document.root.span.source);
    Some(Document::json(source, &text.traced()).ok()?.root)
}
