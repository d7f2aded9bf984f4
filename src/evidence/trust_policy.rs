//! A trust policy as a file has it: an object, or its text in a string.

use super::kind::Unreadable;
use super::unknown;
use crate::aws::policy::{Policy, parse};
use crate::capture::percent;
use crate::document::{Document, Node};
use crate::source::SourceId;

/// A trust policy in a file.
#[derive(Debug, Clone)]
pub struct TrustPolicy {
    pub policy: Policy,
    /// The same, as a tree.
    pub node: Node,
    /// As the file has it, for `--patch`: the document alone, in JSON.
    pub source: SourceId,
}

/// A trust policy: an object, or its text as a string, percent-encoded or not.
pub fn read_trust(node: &Node) -> Result<TrustPolicy, Unreadable> {
    let mut marked;
    match node.word() {
        Some(word) => {
            let text = word.traced();
            let written = text.bytes.trim_ascii_start();
            let text = if written.starts_with(b"%") { percent::decode(&text) } else { text };
            let inner = Document::json(node.span.source, &text).map_err(|unparsed| {
                Unreadable::at(unparsed.span, format!("the trust policy is no JSON: {}", unparsed.what))
            })?;
            marked = inner.root;
            unknown::mark(&mut marked, &unknown::places(word));
        }
        None => {
            marked = node.clone();
            unknown::mark(&mut marked, &[]);
        }
    }
    let node = &marked;
    match parse::read(node) {
        Some(policy) => Ok(TrustPolicy { policy, source: node.span.source, node: node.clone() }),
        None => Err(Unreadable::at(
            node.span,
            format!("the trust policy has no Statement: it is {}", node.kind()),
        )),
    }
}
