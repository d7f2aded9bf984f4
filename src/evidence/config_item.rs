//! AWS Config's record of a role: how it stood when the record was made.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::role_shape::canonical;
use super::roles::{Standing, Tags, read_role};
use crate::document::{Document, Node};
use crate::instant::Instant;

pub static KIND: Kind = Kind {
    id: "config-item",
    words: "a record of AWS Config's",
    command: "aws configservice get-resource-config-history --resource-type AWS::IAM::Role --resource-id ROLE_ID",
    file: "item.json",
    question: "how the role stood at that time",
    operations: &["GetResourceConfigHistory", "BatchGetResourceConfig"],
    recognise: |document| (!items(&document.root).is_empty()).then_some("AWS Config item"),
    read: Some(read),
    ..Kind::NONE
};

/// The records of `get-resource-config-history`, `batch-get-resource-config`, or one alone.
fn items(root: &Node) -> Vec<&Node> {
    let lists = ["configurationItems", "baseConfigurationItems"];
    let list = lists.iter().find_map(|name| root.member(name)).unwrap_or(root);
    let of_role = |item: &&Node| {
        item.member("resourceType").and_then(Node::text) == Some("AWS::IAM::Role")
            && item.has(&["configuration"])
    };
    list.one_or_more().iter().filter(of_role).collect()
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    for item in items(root) {
        let Some(configuration) = item.member("configuration") else { continue };
        let inner;
        let configuration = match configuration.word() {
            Some(word) => {
                inner = Document::json(word.span.source, &word.traced()).map_err(|error| {
                    Unreadable::at(error.span, format!("its configuration is no JSON: {error}"))
                })?;
                &inner.root
            }
            None => configuration,
        };
        let mut role = read_role(given, &canonical(configuration), Tags::NeverPrinted)?;
        let taken = item.member("configurationItemCaptureTime").and_then(Node::text);
        if let Some(taken) = taken.and_then(|text| Instant::parse_rfc3339(text).ok()) {
            role.standing = Standing::AsOf(taken.instant);
        }
        evidence.roles.push(role);
    }
    Ok(())
}
