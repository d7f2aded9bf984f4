//! A SignatureValue that no known key made.

use crate::aws::known_errors::citations::TROUBLESHOOT_SAML;
use crate::aws::known_errors::sts;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target, quoted};
use crate::rules::signatures::{WEB_PROFILE, broken, certificate_words, is_filtered_copy, unjudged, words};
use crate::signature::{Checked, Digest, Signature, TriedKey, Value};

pub static RULE: Rule = Rule {
    id: "signature-value-mismatch",
    summary: "a SignatureValue was made with another key than the ones at hand, or SignedInfo was changed",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The SignatureValue signs SignedInfo with the identity provider's private key. It fits no other key than that one's public half, and no SignedInfo that was changed.",
    remedy: Remedy {
        text: "send the certificate of the key that signs, in the response and in the metadata; let nothing change the response after it is signed",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, WEB_PROFILE],
    explains: &[&sts::SIGNATURE_INVALID],
    follows: &["signature-malformed", "signature-reference-missing", "signature-reference-external"],
    needs: &[],
    targets: Target::ALL,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let findings: Vec<Finding> = case
        .signatures
        .iter()
        .filter(|signature| signature.value == Value::Mismatch && !signature.value_in_der())
        .map(|signature| finding(case, signature))
        .collect();
    if is_filtered_copy(case) && !findings.is_empty() {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let is_open = |signature: &Signature| matches!(signature.value, Value::NoKey | Value::Unsupported);
    if findings.is_empty() && case.signatures.iter().any(is_open) {
        return Outcome::NotChecked(Need::SigningKey);
    }
    findings.into()
}

fn finding(case: &Case, signature: &Signature) -> Finding {
    let tried: Vec<&TriedKey> = signature.keys.iter().filter(|key| key.checked.is_some()).collect();
    debug_assert!(tried.iter().all(|key| key.checked != Some(Checked::Match)));
    let keys = match tried.as_slice() {
        [only] => key_words(only),
        several => format!("any of the {} keys at hand", several.len()),
    };
    let digests_hold = signature.references.iter().all(|reference| reference.digest == Digest::Match);
    let rest = match digests_hold {
        _ if signature.references.is_empty() => "another key made it, or SignedInfo was changed",
        true => "the content is what was signed, so another key signed it, or SignedInfo was changed",
        false => "the content is not what was signed either",
    };
    let rest = match &signature.cause {
        Some(cause) => format!("of SignedInfo: {cause}"),
        None => rest.to_owned(),
    };
    let message = format!("the SignatureValue of {} does not fit {keys}; {rest}", words(case, signature));
    let span = signature.signature_value.as_ref().map_or(signature.span, |value| value.span);
    let mut finding = Finding::new(&RULE, span, message);
    for key in tried.iter().take(4) {
        if let Some(span) = key.span {
            finding = finding.related(span, format!("tried: {}", key_words(key)));
        }
    }
    broken(case, signature, finding)
}

fn key_words(key: &TriedKey) -> String {
    let whose = match (&key.certificate, &key.key) {
        (Some(certificate), _) => format!("the certificate {}", certificate_words(certificate)),
        (None, Ok(public)) => format!("the key in KeyValue ({public})"),
        (None, Err(_)) => "the key".to_owned(),
    };
    match &key.name {
        Some(name) => format!("{whose} of {}", quoted(name)),
        None => format!("{whose} in its KeyInfo"),
    }
}
