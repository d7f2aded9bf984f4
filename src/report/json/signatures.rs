//! The signatures of a message as the JSON report has them.

use serde::Serialize;

use crate::signature::{Reference, Signature};

#[derive(Serialize)]
pub(super) struct SignatureMember<'a> {
    path: &'a str,
    covers: Option<&'a str>,
    references: Vec<ReferenceMember<'a>>,
    value: &'static str,
    key: Option<&'static str>,
    algorithm: Option<String>,
    certificate_sha256: Option<String>,
    trusted: Option<bool>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct ReferenceMember<'a> {
    uri: Option<&'a str>,
    resolved: &'static str,
    digest: &'static str,
    algorithm: Option<&'static str>,
    cause: Option<&'static str>,
}

pub(super) fn members(signatures: &[Signature]) -> Vec<SignatureMember<'_>> {
    signatures.iter().map(SignatureMember::of).collect()
}

impl SignatureMember<'_> {
    fn of(signature: &Signature) -> SignatureMember<'_> {
        SignatureMember {
            path: &signature.path,
            covers: signature.covers.as_deref(),
            references: signature.references.iter().map(ReferenceMember::of).collect(),
            value: signature.value.name(),
            key: signature.fitting_key().map(|key| key.origin.name()),
            algorithm: signature.algorithm.map(|algorithm| algorithm.name()),
            certificate_sha256: signature.certificate().map(|certificate| certificate.fingerprint()),
            trusted: signature.trusted(),
            verdict: signature.verdict.name(),
        }
    }
}

impl ReferenceMember<'_> {
    fn of(reference: &Reference) -> ReferenceMember<'_> {
        ReferenceMember {
            uri: reference.uri.as_ref().map(|uri| uri.value.as_str()).filter(|uri| !uri.is_empty()),
            resolved: reference.resolved.name(),
            digest: reference.digest.name(),
            algorithm: reference.hash.map(|hash| hash.name()),
            cause: reference.cause.as_ref().map(|cause| cause.name()),
        }
    }
}
