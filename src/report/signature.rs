//! A signature and what came of checking it.

use serde::Serialize;

use crate::signature;

/// One `ds:Signature`, each part named as the JSON contract names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    pub path: String,
    /// Path of the element that the first reference leads to.
    pub covers: Option<String>,
    pub references: Vec<Reference>,
    pub value: &'static str,
    pub key: Option<&'static str>,
    pub algorithm: Option<String>,
    /// 64 lower-case hexadecimal digits of the DER.
    pub certificate_sha256: Option<String>,
    /// Whether a key of the metadata or the IAM provider made it; `None` where there is neither.
    pub trusted: Option<bool>,
    pub verdict: &'static str,
}

/// A Reference of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    pub uri: Option<String>,
    pub resolved: &'static str,
    pub digest: &'static str,
    pub algorithm: Option<&'static str>,
    pub cause: Option<&'static str>,
}

impl Signature {
    pub(super) fn of(signature: &signature::Signature) -> Signature {
        Signature {
            path: signature.path.clone(),
            covers: signature.covers.clone(),
            references: signature.references.iter().map(Reference::of).collect(),
            value: signature.value.name(),
            key: signature.fitting_key().map(|key| key.origin.name()),
            algorithm: signature.algorithm.map(|algorithm| algorithm.name()),
            certificate_sha256: signature.certificate().map(|certificate| certificate.fingerprint()),
            trusted: signature.trusted(),
            verdict: signature.verdict.name(),
        }
    }
}

impl Reference {
    fn of(reference: &signature::Reference) -> Reference {
        let uri = reference.uri.as_ref().map(|uri| uri.value.clone());
        Reference {
            uri: uri.filter(|uri| !uri.is_empty()),
            resolved: reference.resolved.name(),
            digest: reference.digest.name(),
            algorithm: reference.hash.map(|hash| hash.name()),
            cause: reference.cause.as_ref().map(|cause| cause.name()),
        }
    }
}
