//! Copies of one response in one input: an intact one shows what was changed in the other.

use std::collections::HashMap;

use super::Message;
use crate::signature::{Cause, Digest, Reference, compare};

/// Fills in what an intact copy in the same input shows of digests that differ for no known mishap.
pub(super) fn compare_with_copies(messages: &mut [Message]) {
    let digest_of = |reference: &Reference| Some(reference.digest_value.as_ref()?.value.clone());
    let mut intact: HashMap<String, usize> = HashMap::new();
    for (index, message) in messages.iter().enumerate() {
        let references = message.signatures.iter().flat_map(|signature| &signature.references);
        for reference in references.filter(|reference| reference.digest == Digest::Match) {
            let Some(digest) = digest_of(reference) else { continue };
            intact.entry(digest).or_insert(index);
        }
    }
    for index in 0..messages.len() {
        let references = messages[index].signatures.iter().flat_map(|signature| &signature.references);
        let open = references.filter(|reference| reference.cause.as_ref().is_some_and(Cause::is_open));
        let mut copies: Vec<usize> =
            open.filter_map(|reference| intact.get(&digest_of(reference)?).copied()).collect();
        copies.sort_unstable();
        copies.dedup();
        let mut signatures = std::mem::take(&mut messages[index].signatures);
        for copy in copies.into_iter().map(|copy| &messages[copy]) {
            if let (Some(here), Some(there)) = (&messages[index].document, &copy.document) {
                let entry = copy.capture.entry;
                compare::compare(&here.tree, &mut signatures, entry, &there.tree, &copy.signatures);
            }
        }
        messages[index].signatures = signatures;
    }
}
