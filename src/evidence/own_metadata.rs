//! The identity provider's own metadata, as it publishes it.

use super::kind::{Given, Kind, Unreadable};
use super::{Evidence, MetadataFile};
use crate::signature::KeyOrigin;

pub static KIND: Kind = Kind {
    id: "metadata",
    words: "SAML metadata",
    command: "the metadata that the identity provider publishes",
    question: "which issuer and signing key the identity provider publishes",
    read: Some(read),
    ..Kind::NONE
};

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    evidence.metadata.push(MetadataFile::read(given, KeyOrigin::Metadata, given.text));
    Ok(())
}
