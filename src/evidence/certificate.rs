//! Certificates and public keys, as files of their own.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};

pub static KIND: Kind = Kind {
    id: "certificate",
    words: "a certificate",
    command: "the signing certificate, from the identity provider",
    question: "whether the SignatureValue fits the signing key",
    read: Some(read),
    ..Kind::NONE
};

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    evidence.add_certificates(given.input, given.name, given.text);
    Ok(())
}
