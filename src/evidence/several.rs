//! Several documents in one text: a trust policy and a permissions policy in a ticket.

use super::Evidence;
use super::kind::{DOCUMENTS, Given, Kind, Unreadable};
use crate::document::{Document, Node, Syntax};

pub static KIND: Kind = Kind {
    id: "several-documents",
    words: "several documents",
    question: "what they say together",
    recognise: |document| document.root.member(DOCUMENTS).map(|_| "text with several documents in it"),
    read: Some(read),
    ..Kind::NONE
};

/// Each of them as its own kind reads it; one that cannot be read is passed over where another can.
fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let roots = given.document.and_then(|document| document.root.member(DOCUMENTS));
    let (mut read, mut failed) = (0, None);
    for root in roots.map_or(&[][..], Node::elements) {
        let document = Document { syntax: Syntax::Json, name: None, root: root.clone(), flaws: Vec::new() };
        let Some((kind, _)) = Kind::of(&document) else { continue };
        let Some(reads) = kind.read else { continue };
        match reads(&Given { document: Some(&document), ..*given }, evidence) {
            Ok(()) => read += 1,
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) if read == 0 => Err(error),
        _ => Ok(()),
    }
}
