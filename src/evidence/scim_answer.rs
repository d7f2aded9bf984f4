//! What SCIM of IAM Identity Center answers a call that failed with.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::scim::{ScimCall, ScimSource, failure, is_answer};
use crate::document::{Document, Node};

pub static KIND: Kind = Kind {
    id: "scim-answer",
    words: "an answer of SCIM",
    command: "the body that the SCIM client was answered with, from its log",
    question: "what SCIM answered",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let all = !root.elements().is_empty() && root.elements().iter().all(is_answer);
    if is_list(root) {
        return Some("list that SCIM answered");
    }
    (is_answer(root) || all).then_some("answer of SCIM to a call that failed")
}

/// What a search is answered with.
fn is_list(node: &Node) -> bool {
    node.has(&["totalResults", "Resources"])
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    for node in root.one_or_more() {
        if is_list(node) {
            evidence.scim.push(ScimCall::new(given, ScimSource::Answer, node.span));
            continue;
        }
        let mut call = ScimCall::new(given, ScimSource::Answer, node.span);
        call.failure = Some(failure(node));
        evidence.scim.push(call);
    }
    Ok(())
}
