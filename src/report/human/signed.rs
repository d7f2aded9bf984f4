//! What is signed, and with which key it holds.

use crate::certificate::Certificate;
use crate::diagnosis::{Judged, Message};
use crate::report::screen::{Screen, Style};
use crate::signature::{Cause, KeyOrigin, Signature, Value, Verdict};

const INDENT: usize = 12;
/// Hex digits of a fingerprint that tell two certificates apart at a glance.
const FINGERPRINT_DIGITS: usize = 16;

/// One line for the signatures that end alike; none where nothing is signed, and none on a copy
/// that was cut off, whose digests can only differ.
pub fn block(screen: &mut Screen, message: &Message, judged: &Judged) {
    if message.document.as_ref().is_some_and(|document| document.truncated) {
        return;
    }
    let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
    for signature in &judged.signatures {
        let what = signature.covers.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or("nothing");
        let said = state(signature);
        match lines.iter_mut().find(|(_, known)| *known == said) {
            Some((names, _)) => names.push(what),
            None => lines.push((vec![what], said)),
        }
    }
    for (index, (names, said)) in lines.iter().take(4).enumerate() {
        if index == 0 {
            screen.gap();
            screen.styled(Style::Strong, "signed");
        }
        screen
            .to_column(INDENT)
            .words(Style::Plain, INDENT, &format!("{}: {said}", names.join(" and ")))
            .end();
    }
}

fn state(signature: &Signature) -> String {
    let algorithm =
        signature.algorithm.map_or_else(String::new, |algorithm| format!("{}, ", algorithm.name()));
    let certificate = signature.certificate().map_or_else(String::new, certificate);
    let holds = match signature.verdict {
        Verdict::Valid => format!("good with {}", key(signature)),
        Verdict::DigestMismatch if signature.value == Value::Match => {
            format!("the content differs from what was signed, the key is right: {}", key(signature))
        }
        Verdict::DigestMismatch if signature.cause == Some(Cause::DigestValueChanged) => {
            "its DigestValue was changed after signing".to_owned()
        }
        Verdict::DigestMismatch => "the content differs from what was signed".to_owned(),
        Verdict::SignatureMismatch if signature.value_in_der() => {
            "its SignatureValue is right, but in DER".to_owned()
        }
        Verdict::SignatureMismatch => "its SignatureValue does not fit the key at hand".to_owned(),
        Verdict::NoKey if signature.embedded().any(|tried| tried.key.is_ok()) => {
            "the key it carries is of another kind than its algorithm".to_owned()
        }
        Verdict::NoKey => "no key at hand to check it with".to_owned(),
        Verdict::Unsupported if !signature.malformed.is_empty() => {
            "not built as XML Signature demands".to_owned()
        }
        Verdict::Unsupported => "not checked, its algorithms are not supported here".to_owned(),
        Verdict::NoReference => "it has no Reference, so it covers nothing".to_owned(),
        Verdict::Unresolved | Verdict::Ambiguous | Verdict::External => {
            "it does not lead to one element of this document".to_owned()
        }
    };
    format!("{algorithm}{holds}{certificate}")
}

fn key(signature: &Signature) -> &'static str {
    match signature.fitting_key().map(|key| key.origin) {
        Some(KeyOrigin::Provider) => "a key of the IAM provider",
        Some(KeyOrigin::Metadata) => "a key of the metadata",
        Some(KeyOrigin::Given) => "the given certificate",
        Some(KeyOrigin::Embedded) if signature.certificate().is_none() => "the KeyValue it carries",
        Some(KeyOrigin::Embedded) | None => "the key it carries",
    }
}

fn certificate(certificate: &Certificate) -> String {
    let fingerprint = certificate.fingerprint();
    let start = fingerprint.get(..FINGERPRINT_DIGITS).unwrap_or(&fingerprint);
    format!(" (certificate SHA-256 {start}…)")
}
