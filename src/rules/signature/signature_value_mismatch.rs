//! A SignatureValue that no known key made.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::certificate::decode_base64;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::handling::Layout;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::providers::of_another_kind;
use crate::rules::signatures::{
    WEB_PROFILE, broken, certificate_words, is_filtered_copy, remedy_of, unjudged, words,
};
use crate::signature::{
    Cause, Checked, Digest, Reference, Scheme, Signature, SignatureAlgorithm, SignatureVerdict, TriedKey,
    Value,
};

pub static RULE: Rule = Rule {
    id: "signature-value-mismatch",
    summary: "a SignatureValue was made with another key than the ones at hand, or SignedInfo was changed",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The SignatureValue signs SignedInfo with the identity provider's private key. It fits no other key than that one's public half, and no SignedInfo that was changed. A bad signature of the Response refuses a response even where the Assertion's own is good: STS did so.",
    remedy: Remedy {
        text: "send the certificate of the key that signs, in the response and in the metadata; let nothing change the response after it is signed",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML, WEB_PROFILE, STS_MEASURED],
    explains: &[&sts::SIGNATURE_INVALID],
    follows: &[
        "signature-malformed",
        "signature-reference-missing",
        "signature-reference-external",
        "signature-digest-mismatch",
    ],
    measured: Some(&measured::RESPONSE_SIGNATURE_ZEROED),
    who: Some(Who::IdentityProviderAdmin),
    check: Check::Message {
        services: services::ALL,
        needs: &[Need::Unredacted, Need::SigningKey, Need::OtherVerifier],
        check,
    },
};

/// What a finding follows that has nothing to do with the digests.
const WHATEVER_THE_DIGESTS: &[&str] =
    &["signature-malformed", "signature-reference-missing", "signature-reference-external"];

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    if case.handling.layout == Layout::Restored {
        // It fits without the white space that whoever showed the XML put in.
        return Outcome::Clean;
    }
    let findings: Vec<Finding> = case
        .signatures
        .iter()
        .filter(|signature| signature.value == Value::Mismatch && !signature.value_in_der())
        .filter(|signature| signature.signature_value.is_some())
        .map(|signature| finding(case, signature))
        .collect();
    if is_filtered_copy(case) && !findings.is_empty() {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    if !findings.is_empty() {
        return findings.into();
    }
    // Of a signature that is not built as one there is nothing to ask another program.
    let built = || case.signatures.iter().filter(|signature| signature.malformed.is_empty());
    // Where the identity provider's keys are at hand, no key is missing.
    let misses_key = |signature: &Signature| {
        signature.value == Value::NoKey
            && signature.untried == 0
            && of_another_kind(case, signature).is_none()
    };
    if built().any(|signature| signature.verdict == SignatureVerdict::Redacted) {
        Outcome::NotChecked(Need::Unredacted)
    } else if built().any(misses_key) {
        Outcome::NotChecked(Need::SigningKey)
    } else if built().any(|signature| signature.value == Value::Unsupported || signature.untried > 0) {
        Outcome::NotChecked(Need::OtherVerifier)
    } else if built().next().is_none() {
        Outcome::NotApplicable
    } else {
        Outcome::Clean
    }
}

fn finding(case: &Case, signature: &Signature) -> Finding {
    let tried: Vec<&TriedKey> = signature.keys.iter().filter(|key| key.checked.is_some()).collect();
    debug_assert!(tried.iter().all(|key| key.checked != Some(Checked::Match)));
    let keys = match tried.as_slice() {
        [only] => key_words(only),
        several => format!("any of the {} keys at hand", several.len()),
    };
    let words = words(case, signature);
    let message = match (&signature.cause, fault(signature)) {
        (Some(cause @ Cause::OtherAlgorithm(_)), _) => {
            format!("the SignatureValue of {words} does not fit {keys}; {}", cause.words("it"))
        }
        (Some(cause), _) => {
            let cause = cause.words("the SignatureValue");
            format!("the SignatureValue of {words} does not fit {keys}; in SignedInfo, {cause}")
        }
        (None, Some(fault)) => format!("the SignatureValue of {words} {fault}"),
        (None, None) => {
            format!("the SignatureValue of {words} does not fit {keys}; {}", what_else(signature))
        }
    };
    let span = signature.signature_value.as_ref().map_or(signature.span, |value| value.span);
    let mut finding = Finding::new(&RULE, span, message);
    if signature.cause.is_none() {
        finding = finding.glance(format!("{words} does not fit {keys}"));
    }
    for key in tried.iter().take(4) {
        if let Some(span) = key.span {
            finding = finding.related(span, format!("tried: {}", key_words(key)));
        }
    }
    if let Some(remedy) = signature.cause.as_ref().and_then(remedy_of) {
        finding = finding.remedy(remedy);
    } else if signature.cause.is_some() {
        finding = finding.remedy(
            "let nothing change the response between the identity provider and AWS; the key is right",
        );
    }
    // Some verifiers find the length of the salt out by themselves.
    if let Some(Cause::OtherAlgorithm(SignatureAlgorithm { scheme: Scheme::RsaPss { .. }, .. })) =
        signature.cause
    {
        finding = finding.likely();
    }
    // The same mishap broke both, where one is known to have broken SignedInfo.
    let differs = |reference: &Reference| matches!(reference.digest, Digest::Mismatch { .. });
    let is_same = match signature.cause {
        None | Some(Cause::OtherAlgorithm(_)) => false,
        Some(_) => signature.references.iter().any(differs),
    };
    if !is_same {
        finding = finding.follows(WHATEVER_THE_DIGESTS);
    }
    broken(case, signature, finding)
}

/// What no SignatureValue can be, whatever the key.
fn fault(signature: &Signature) -> Option<String> {
    let text = signature.signature_value.as_ref()?.value.trim();
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    let Some(value) = decode_base64(text) else { return Some("is not base64".to_owned()) };
    let lengths: Vec<usize> = signature
        .keys
        .iter()
        .filter(|tried| tried.checked.is_some())
        .filter_map(|tried| tried.key.as_ref().ok()?.value_length())
        .collect();
    let wanted = *lengths.first()?;
    (!lengths.contains(&value.len())).then(|| {
        let found = value.len();
        format!("has {found} bytes, and the key at hand makes {wanted}: it was cut or changed, or another key made it")
    })
}

/// What is left where no mishap is proven: what the digests say.
fn what_else(signature: &Signature) -> &'static str {
    let any = |wanted: fn(&Digest) -> bool| signature.references.iter().any(|one| wanted(&one.digest));
    if any(|digest| matches!(digest, Digest::Mismatch { .. })) {
        "the content is not what SignedInfo says either"
    } else if signature.references.is_empty() || any(|digest| matches!(digest, Digest::NotComputed(_))) {
        "another key made it, or it or SignedInfo was changed"
    } else {
        "the content is what SignedInfo says, so another key made it, or it or SignedInfo was changed"
    }
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
