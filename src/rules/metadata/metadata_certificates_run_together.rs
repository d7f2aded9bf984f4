//! Several certificates stand in one X509Certificate of the metadata.

use crate::certificate::count_in_text;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::XML_SIGNATURE;

pub static RULE: Rule = Rule {
    id: "metadata-certificates-run-together",
    summary: "several certificates stand in one X509Certificate of the metadata",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "X509Certificate holds one certificate (XML Signature, section 4.5.4). Whoever gives an identity provider a PEM file with a chain gets the whole chain run together in it; many readers refuse that, and what IAM does with it is not documented.",
    remedy: Remedy {
        text: "give the identity provider the signing certificate alone, without the chain, and download the metadata again",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[XML_SIGNATURE, CREATE_SAML_PROVIDER],
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let Ok(document) = &case.metadata.document else { return Outcome::NotApplicable };
    if document.keys.is_empty() {
        return Outcome::NotApplicable;
    }
    let findings: Vec<Finding> = document
        .keys
        .iter()
        .filter_map(|key| {
            let count = count_in_text(document.tree.written(key.span));
            let message = format!("one X509Certificate holds {count} certificates, run together");
            (count > 1).then(|| Finding::new(&RULE, key.span, message).expected("1").found(count.to_string()))
        })
        .collect();
    findings.into()
}
