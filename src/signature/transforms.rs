//! How the bytes that a digest is taken of are made out of the nodes that a signature names.

use super::budget::Budget;
use crate::source::{Source, SourceKind, Sources, Span};
use crate::xml::canonical::{
    Algorithm, Apex, Canonicalization, Edit, EncryptedAs, Namespaces, Uncanonical, Unchanged,
    canonicalize_edited,
};
use crate::xml::{NodeId, Tree};

/// How the bytes of a reference are made, once that is known.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    pub apex: Apex,
    /// The Signature that an enveloped signature leaves out.
    pub without: Option<NodeId>,
    /// Other nodes to leave out, in the search for a cause.
    pub also_without: Vec<NodeId>,
    /// At least one; any after the first reads the bytes of the one before it.
    pub canonicalizations: Vec<(Algorithm, Vec<String>)>,
    /// Anything but the ciphertext only in the search for a cause.
    pub encrypted: EncryptedAs,
}

impl Recipe {
    /// Over everything under the apex as it was received.
    pub fn of(apex: Apex, canonicalizations: Vec<(Algorithm, Vec<String>)>) -> Recipe {
        Recipe {
            apex,
            without: None,
            also_without: Vec::new(),
            canonicalizations,
            encrypted: EncryptedAs::Ciphertext,
        }
    }

    /// The bytes, as if the document had been edited.
    pub fn bytes<E: Edit>(
        &self,
        tree: &Tree,
        namespaces: Namespaces<'_>,
        edit: &E,
        budget: &Budget,
    ) -> Result<Vec<u8>, Uncanonical> {
        let mut steps = self.canonicalizations.iter();
        let Some((algorithm, prefixes)) = steps.next() else { return Ok(Vec::new()) };
        let how = Canonicalization {
            inclusive_prefixes: prefixes,
            without: self.without,
            also_without: &self.also_without,
            encrypted: self.encrypted,
            namespaces,
            ..Canonicalization::new(*algorithm, budget.left())
        };
        let mut bytes =
            within(budget, cost(tree, self.apex), || canonicalize_edited(tree, self.apex, &how, edit))?;
        for (algorithm, prefixes) in steps {
            bytes = again(bytes, *algorithm, prefixes, budget)?;
        }
        Ok(bytes)
    }
}

/// Runs a canonicalization within the budget, charging what it reads and what it writes.
fn within(
    budget: &Budget,
    cost: usize,
    canonicalize: impl FnOnce() -> Result<Vec<u8>, Uncanonical>,
) -> Result<Vec<u8>, Uncanonical> {
    if cost > budget.left() {
        budget.spend(cost);
        return Err(Uncanonical::TooLong);
    }
    budget.spend(cost);
    let bytes = canonicalize();
    budget.spend(bytes.as_ref().map_or(usize::MAX, Vec::len));
    bytes
}

/// What a pass over the apex reads: itself and the start tags above it.
fn cost(tree: &Tree, apex: Apex) -> usize {
    let length = |span: Span| span.range().len();
    match apex {
        Apex::Document => length(tree.span(tree.root())),
        Apex::Element(id) => {
            length(tree.span(id)) + tree.ancestors(id).map(|id| length(tree.start_tag(id))).sum::<usize>()
        }
    }
}

/// A second canonicalization reads the bytes of the first as a document (XML Signature 1.1,
/// section 4.4.3.2).
fn again(
    bytes: Vec<u8>,
    algorithm: Algorithm,
    prefixes: &[String],
    budget: &Budget,
) -> Result<Vec<u8>, Uncanonical> {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, "", None));
    // Canonical bytes of a part of a tree are a document unless the whole of it was left out.
    let Ok(tree) = std::str::from_utf8(&bytes)
        .map_err(drop)
        .and_then(|text| crate::xml::parse(source, text).map_err(drop))
    else {
        return Ok(bytes);
    };
    let how =
        Canonicalization { inclusive_prefixes: prefixes, ..Canonicalization::new(algorithm, budget.left()) };
    within(budget, bytes.len(), || canonicalize_edited(&tree, Apex::Document, &how, &Unchanged))
}
