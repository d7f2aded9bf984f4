//! The identity provider's own metadata, as it publishes it.

use super::kind::{Given, Kind, Unreadable};
use super::{Evidence, MetadataFile};
use crate::document::{Node, Word};
use crate::signature::KeyOrigin;

pub static KIND: Kind = Kind {
    id: "metadata",
    words: "SAML metadata",
    command: "the metadata that the identity provider publishes",
    question: "which issuer and signing key the identity provider publishes",
    read: Some(read),
    ..Kind::NONE
};

/// The first string of a document that is metadata: of `terraform output -json`, of an export.
pub fn in_document(node: &Node) -> Option<&Word> {
    if let Some(word) = node.word() {
        let is_it = word.value.trim_start().starts_with('<') && word.value.contains("EntityDescriptor");
        return is_it.then_some(word);
    }
    let members = node.members().iter().map(|member| &member.value);
    members.chain(node.elements()).find_map(in_document)
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    evidence.metadata.push(MetadataFile::read(given, KeyOrigin::Metadata, given.text));
    Ok(())
}
