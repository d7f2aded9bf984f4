//! What a SCIM client sends to make or change a user or a group.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::scim::{ScimCall, ScimSource, is_request};
use crate::document::Document;

pub static KIND: Kind = Kind {
    id: "scim-request",
    words: "a request to SCIM",
    command: "the body that the SCIM client sent, from its log",
    question: "what the SCIM client sent",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let all = !root.elements().is_empty() && root.elements().iter().all(is_request);
    (is_request(root) || all).then_some("request to SCIM")
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    for node in root.one_or_more() {
        let mut call = ScimCall::new(given, ScimSource::Request, node.span);
        call.body = Some(node.clone());
        evidence.scim.push(call);
    }
    Ok(())
}
