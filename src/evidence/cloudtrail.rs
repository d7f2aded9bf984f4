//! CloudTrail's events, in the envelopes they come in.

use super::kind::Kind;
use crate::document::{Document, Node};

pub static KIND: Kind = Kind {
    id: "cloudtrail",
    words: "CloudTrail events",
    command: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoleWithSAML",
    file: "events.json",
    question: "what CloudTrail recorded of this login",
    recognise,
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let is_event = |node: &Node| node.has(&["eventName", "eventSource"]);
    let all_events = |list: &Node| !list.elements().is_empty() && list.elements().iter().all(is_event);
    let holds = is_event(root)
        || all_events(root)
        || root.has(&["CloudTrailEvent"])
        || root.member("Records").is_some_and(all_events)
        || root.member("detail").is_some_and(is_event)
        || root
            .member("Events")
            .is_some_and(|events| events.elements().iter().any(|event| event.has(&["CloudTrailEvent"])));
    holds.then_some("CloudTrail events")
}
