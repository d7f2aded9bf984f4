//! The key that signed is none that the IAM provider holds.

use std::collections::BTreeSet;

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::certificate::Certificate;
use crate::citations::TROUBLESHOOT_SAML;
use crate::evidence::MetadataFile;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::providers::{deciding, of_another_kind, own_metadata, updated_by};
use crate::rules::signatures::{certificate_words, is_beside, is_decoded_elsewhere, unjudged, words};
use crate::signature::{Checked, KeyOrigin, PublicKey, Signature, TriedKey, Value};

pub static RULE: Rule = Rule {
    id: "signing-key-not-the-providers",
    summary: "the response is signed with a key that the IAM provider's metadata does not hold",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS verifies a response with the keys in the metadata that the provider in the Role pair holds, and with no others. After the identity provider changes its signing certificate, every login fails until the metadata in IAM is updated.",
    remedy: Remedy {
        text: "download the metadata of this application from the identity provider and update the IAM provider with it; while a rotation lasts, keep both certificates in it",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[TROUBLESHOOT_SAML],
    explains: &[&sts::SIGNATURE_INVALID],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let files = deciding(case);
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let issuer = issuer.or(case.response.issuer.as_ref()).map(|issuer| issuer.value.as_str());
    let held: Vec<(&MetadataFile, &Certificate)> = files
        .iter()
        .flat_map(|file| file.keys_for(issuer).map(move |key| (*file, key)))
        .filter_map(|(file, key)| Some((file, key.certificate.as_ref().ok()?)))
        .collect();
    let Some(&(file, _)) = held.first() else {
        return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND));
    };
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    let is_held = |key: &TriedKey| key.origin == file.origin && key.checked == Some(Checked::Match);
    let made: Vec<&Signature> =
        case.signatures.iter().filter(|signature| signature.value == Value::Match).collect();
    let foreign: Vec<Finding> = case
        .signatures
        .iter()
        .filter(|signature| !is_beside(case, signature))
        .filter_map(|signature| Some(by_no_key(case, file, signature, &of_another_kind(case, signature)?)))
        .collect();
    if !foreign.is_empty() {
        return foreign.into();
    }
    if made.is_empty() {
        return Outcome::NotApplicable;
    }
    let (trusted, strange): (Vec<&Signature>, Vec<&Signature>) =
        made.into_iter().partition(|signature| signature.keys.iter().any(is_held));
    let mut findings: Vec<Finding> = Vec::new();
    let mut told: Vec<&PublicKey> = Vec::new();
    for signature in strange {
        let Some(key) = signature.fitting_key() else { continue };
        let Ok(public) = &key.key else { continue };
        if told.contains(&public) {
            continue;
        }
        told.push(public);
        let finding = finding(case, file, &held, signature, key);
        findings.push(if trusted.is_empty() { finding } else { finding.likely() });
    }
    findings.into()
}

/// A signature by an algorithm that none of the keys can have made it with.
fn by_no_key(case: &Case, file: &MetadataFile, signature: &Signature, keys: &[&PublicKey]) -> Finding {
    let written = signature.signature_method.as_ref().map_or("", |method| &method.value);
    let by_uri = || written.rsplit('#').next().unwrap_or_default().to_owned();
    let algorithm = signature.algorithm.map_or_else(by_uri, |algorithm| algorithm.name());
    let kinds: BTreeSet<String> = keys.iter().map(|key| key.to_string()).collect();
    let kinds = kinds.into_iter().take(4).collect::<Vec<_>>().join(" and ");
    let message = format!(
        "{} is {algorithm}, which no key that {} holds can have made: {kinds}",
        words(case, signature),
        file.words(),
    );
    let span = signature.signature_method.as_ref().map_or(signature.span, |method| method.span);
    let finding = Finding::new(&RULE, span, message).expected(kinds).found(algorithm);
    let finding = updated_by(finding, case, file, None);
    if file.origin != KeyOrigin::Provider || is_decoded_elsewhere(case) { finding.likely() } else { finding }
}

fn finding(
    case: &Case,
    file: &MetadataFile,
    held: &[(&MetadataFile, &Certificate)],
    signature: &Signature,
    key: &TriedKey,
) -> Finding {
    let made_with = match &key.certificate {
        Some(certificate) => format!("the certificate {}", dated(certificate)),
        None => "a key without certificate".to_owned(),
    };
    let holds: Vec<String> = held.iter().take(4).map(|(_, certificate)| dated(certificate)).collect();
    let holds_short: Vec<String> = held
        .iter()
        .take(2)
        .map(|(_, certificate)| format!("SHA-256 {}, valid {}", short(certificate), certificate.validity()))
        .collect();
    let more = if held.len() > 4 { " and others" } else { "" };
    let mut message = format!(
        "{} was made with {made_with}; {} holds {}{more}",
        words(case, signature),
        file.words(),
        holds.join(" and ")
    );
    let holds_it = |own: &&MetadataFile| {
        let keys = own.document.as_ref().map_or(&[][..], |document| &document.keys);
        keys.iter().any(|known| known.key.is_ok() && known.key == key.key)
    };
    let from = own_metadata(case).filter(|_| file.origin == KeyOrigin::Provider).find(holds_it);
    if let Some(from) = from {
        message.push_str(&format!("; {} has the one that signed", from.words()));
    }
    let span = key.span.or(signature.keys.iter().find_map(|key| key.span)).unwrap_or(signature.span);
    let mut finding = Finding::new(&RULE, span, message)
        .glance(format!("{} does not hold the key that signed this response", file.words()))
        .expected(holds_short.join(" or "));
    finding = updated_by(finding, case, file, from);
    if let Some(certificate) = &key.certificate {
        let validity = certificate.validity();
        finding = finding
            .found(certificate.fingerprint())
            .note(format!("SHA-256 {}, valid {validity}", short(certificate)));
    }
    if file.origin != KeyOrigin::Provider || is_decoded_elsewhere(case) { finding.likely() } else { finding }
}

/// As much of a fingerprint as tells two certificates apart.
fn short(certificate: &Certificate) -> String {
    certificate.fingerprint().chars().take(8).chain(['…']).collect()
}

fn dated(certificate: &Certificate) -> String {
    format!("{} (valid {})", certificate_words(certificate), certificate.validity())
}
