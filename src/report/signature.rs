//! A signature and what came of checking it.

use serde::Serialize;

use crate::signature;

/// One `ds:Signature`, each part named as the JSON contract names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Signature {
    #[cfg_attr(test, schemars(with = "crate::contract::Path"))]
    pub path: String,
    /// Path of the element that the first reference leads to.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Path>"))]
    pub covers: Option<String>,
    pub references: Vec<Reference>,
    #[cfg_attr(test, schemars(with = "signature::Value"))]
    pub value: &'static str,
    #[cfg_attr(test, schemars(with = "Option<signature::KeyOrigin>"))]
    pub key: Option<&'static str>,
    pub algorithm: Option<String>,
    /// 64 lower-case hexadecimal digits of the DER.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Sha256>"))]
    pub certificate_sha256: Option<String>,
    /// Whether a key of the metadata or the IAM provider made it; `None` where there is neither.
    pub trusted: Option<bool>,
    #[cfg_attr(test, schemars(with = "signature::SignatureVerdict"))]
    pub verdict: &'static str,
}

/// A Reference of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reference {
    pub uri: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["one", "none", "ambiguous", "external"])))]
    pub resolved: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["match", "mismatch", "not-computed"])))]
    pub digest: &'static str,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub algorithm: Option<&'static str>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
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
