//! What is signed, and with which key it holds.

use crate::certificate::Certificate;
use crate::diagnosis::Message;
use crate::handling::Layout;
use crate::rule::quoted;
use crate::signature::{Cause, Digest, KeyOrigin, NotComputed, Signature, SignatureVerdict, Value};
use crate::source::Text;

/// More lines than these tell a reader nothing new.
const MOST_LINES: usize = 4;
/// Hex digits of a fingerprint that tell two certificates apart at a glance.
const FINGERPRINT_DIGITS: usize = 16;

/// What is to be said of the signatures of a message; nothing on a copy that was cut off, whose digests
/// can only differ.
pub(super) fn of_message(message: &Message) -> Vec<String> {
    let document = message.document.as_ref();
    if document.is_some_and(|document| document.truncated && message.judged.is_some()) {
        return Vec::new();
    }
    match document.map(|document| &document.handling) {
        Some(handling) if handling.hides_signatures() && !message.signatures.is_empty() => {
            vec!["not checked: no signature can hold on a copy that was changed".to_owned()]
        }
        Some(handling) if handling.layout == Layout::Restored => {
            vec!["good once the white space is left out that this copy has added".to_owned()]
        }
        Some(_) | None => lines(&message.signatures),
    }
}

/// One line for the signatures that end alike; none where nothing is signed.
pub(super) fn lines(signatures: &[Signature]) -> Vec<String> {
    let mut lines: Vec<(Vec<String>, String)> = Vec::new();
    for signature in signatures {
        let what = signed(signature, signatures);
        let said = state(signature);
        match lines.iter_mut().find(|(_, known)| *known == said) {
            Some((names, _)) => names.push(what),
            None => lines.push((vec![what], said)),
        }
    }
    let told = lines.into_iter().take(MOST_LINES);
    told.map(|(names, said)| format!("{}: {said}", names.join(" and "))).collect()
}

/// What a signature is over; where that is not the element it stands in, or nothing, that one too.
fn signed(signature: &Signature, all: &[Signature]) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let home = signature.path.rsplit_once('/').map_or("", |(home, _)| home);
    let Some(covers) = &signature.covers else { return format!("the signature in {home}") };
    let namesakes = all.iter().filter_map(|other| other.covers.as_deref());
    let unique = namesakes.filter(|other| *other != covers).all(|other| last(other) != last(covers));
    // Deeper than `/Response/Assertion` is no usual place.
    let usual = covers.matches('/').count() <= 2;
    let what = match covers.strip_prefix("/Response/EncryptedAssertion/") {
        Some(name) if unique && !name.contains('/') => format!("{name} in EncryptedAssertion"),
        _ if unique && usual => last(covers),
        _ => covers.clone(),
    };
    if home == covers { what } else { format!("{what}, by the signature in {home}") }
}

fn state(signature: &Signature) -> String {
    let algorithm =
        signature.algorithm.map_or_else(String::new, |algorithm| format!("{}, ", algorithm.name()));
    let certificate = signature.certificate().map_or_else(String::new, certificate);
    let holds = match signature.verdict {
        SignatureVerdict::Valid => format!("good with {}", key(signature)),
        SignatureVerdict::DigestMismatch if signature.cause == Some(Cause::DigestValueChanged) => {
            "its DigestValue was changed after signing".to_owned()
        }
        SignatureVerdict::DigestMismatch if has_no_digest(signature) => {
            "its DigestValue is not a digest, so no content fits it".to_owned()
        }
        SignatureVerdict::DigestMismatch => match signature.value {
            Value::Match => {
                format!("the content differs from what was signed, the key is right: {}", key(signature))
            }
            Value::Mismatch => {
                "the content differs from what was signed, nor does the SignatureValue fit the key at hand"
                    .to_owned()
            }
            Value::NoKey | Value::Unsupported => "the content differs from what was signed".to_owned(),
        },
        SignatureVerdict::SignatureMismatch if signature.value_in_der() => {
            "its SignatureValue is right, but in DER".to_owned()
        }
        SignatureVerdict::SignatureMismatch => "its SignatureValue does not fit the key at hand".to_owned(),
        SignatureVerdict::NoKey if signature.untried > 0 => {
            format!("none of the keys that were tried made it, and not all were ({} left)", signature.untried)
        }
        SignatureVerdict::NoKey if signature.embedded().any(|tried| tried.key.is_ok()) => {
            "the key it carries is of another kind than its algorithm".to_owned()
        }
        SignatureVerdict::NoKey => "no key at hand to check it with".to_owned(),
        SignatureVerdict::Unsupported => format!("cannot be checked: {}", hindrance(signature)),
        SignatureVerdict::NoReference => "it has no Reference, so it covers nothing".to_owned(),
        SignatureVerdict::Unresolved => "nothing in this document is what its Reference names".to_owned(),
        SignatureVerdict::Ambiguous => "several elements of this document have the ID it is over".to_owned(),
        SignatureVerdict::Redacted => "not checked: removed by redaction".to_owned(),
        SignatureVerdict::External => "its Reference leads out of this document".to_owned(),
    };
    format!("{algorithm}{holds}{certificate}")
}

fn has_no_digest(signature: &Signature) -> bool {
    signature.references.iter().any(|reference| reference.cause == Some(Cause::DigestValueMalformed))
}

/// What keeps a signature from being checked at all.
fn hindrance(signature: &Signature) -> String {
    let named = |text: &Text| quoted(&text.value);
    if let Some(malformed) = signature.malformed.first() {
        return format!("it is not built as XML Signature demands, {}", malformed.fault);
    }
    let not_computed = signature.references.iter().find_map(|reference| match &reference.digest {
        Digest::NotComputed(reason) => Some(reason),
        Digest::Match | Digest::Mismatch { .. } => None,
    });
    match not_computed {
        Some(NotComputed::Transform(transform)) => {
            format!("the transform {} is not supported here", named(transform))
        }
        Some(NotComputed::DigestMethod(method)) => {
            format!("the digest method {} is not supported here", named(method))
        }
        Some(NotComputed::RelativeNamespace(_)) => {
            "a namespace in the document is no absolute URI, so it has no canonical form".to_owned()
        }
        Some(NotComputed::InheritedBase) => {
            "it is over an element that inherits xml:base, which is not supported here".to_owned()
        }
        Some(NotComputed::TooLong) => {
            "the references of the document cover more than is worth computing".to_owned()
        }
        Some(NotComputed::Redacted) => "its DigestValue was removed by redaction".to_owned(),
        Some(NotComputed::NoTarget | NotComputed::Malformed) => "its Reference lacks a part".to_owned(),
        None => match (&signature.signature_method, &signature.canonicalization_method) {
            (Some(method), _) if signature.algorithm.is_none() => {
                format!("the signature method {} is not supported here", named(method))
            }
            (Some(_), Some(method)) => {
                format!("SignedInfo has no canonical form by {}", named(method))
            }
            (None, _) | (_, None) => "its SignedInfo lacks a part".to_owned(),
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature;
    use crate::source::{Source, SourceKind, Sources};
    use crate::xml;

    fn verified(document: &str) -> Vec<Signature> {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, document.to_owned(), None));
        let tree = xml::parse(source, document).unwrap();
        signature::verify(&tree, tree.root(), &[])
    }

    /// A signature over `#ID`, with something instead of its parts.
    fn of(id: &str, replace: (&str, &str)) -> String {
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
         <ds:Reference URI=\"#ID\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>\
         <ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>"
            .replace("ID", id)
            .replace(replace.0, replace.1)
    }

    #[test]
    fn what_keeps_a_signature_from_being_checked_is_named() {
        for (replace, expected) in [
            (
                ("#enveloped-signature", "#own"),
                "the transform \"http://www.w3.org/2000/09/xmldsig#own\" is not",
            ),
            (
                ("xmlenc#sha256", "xmlenc#sha384"),
                "the digest method \"http://www.w3.org/2001/04/xmlenc#sha384\" is not",
            ),
            (
                ("more#rsa-sha256", "more#rsa-md5"),
                "the signature method \"http://www.w3.org/2001/04/xmldsig-more#rsa-md5\"",
            ),
            (("ds:SignedInfo>", "ds:Other>"), "the element SignedInfo is missing"),
            (("<ds:Reference ", "<ds:Reference xmlns:own=\"relative\" "), "no absolute URI"),
        ] {
            let document = format!("<Response ID=\"a\">{}</Response>", of("a", replace));
            let said = state(&verified(&document)[0]);
            assert!(said.contains("cannot be checked: ") && said.contains(expected), "{said}");
        }
    }

    #[test]
    fn what_is_signed_is_told_from_where_the_signature_stands() {
        let nothing = ("", "");
        for (document, expected) in [
            (format!("<R ID=\"r\">{}<A ID=\"a\">{}</A></R>", of("r", nothing), of("a", nothing)), ["R", "A"]),
            (
                format!("<R><A ID=\"a\">{}</A><A ID=\"b\">{}</A></R>", of("a", nothing), of("a", nothing)),
                ["A[1]", "A[1], by the signature in /R/A[2]"],
            ),
            (
                format!(
                    "<R><A ID=\"a\">{}<B><A ID=\"b\">{}</A></B></A></R>",
                    of("a", nothing),
                    of("b", nothing)
                ),
                ["/R/A", "/R/A/B/A"],
            ),
            (
                format!("<R ID=\"r\">{}<A ID=\"a\">{}</A></R>", of("none", nothing), of("a", nothing)),
                ["the signature in /R", "A"],
            ),
            (
                format!(
                    "<Response ID=\"r\">{}<EncryptedAssertion><A ID=\"a\">{}</A></EncryptedAssertion></Response>",
                    of("r", nothing),
                    of("a", nothing)
                ),
                ["Response", "A in EncryptedAssertion"],
            ),
        ] {
            let signatures = verified(&document);
            let said: Vec<String> = signatures.iter().map(|one| signed(one, &signatures)).collect();
            assert_eq!(said, expected, "{document}");
        }
    }
}
