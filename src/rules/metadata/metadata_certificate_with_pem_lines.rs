//! A certificate in the metadata stands in its PEM lines.

use crate::citations::CREATE_SAML_PROVIDER;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::XML_SIGNATURE;

pub static RULE: Rule = Rule {
    id: "metadata-certificate-with-pem-lines",
    summary: "a certificate in the metadata has its BEGIN and END lines",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "X509Certificate holds base64 and nothing else (XML Signature, section 4.5.4). The lines of a PEM file do not belong there: many readers refuse them, and what IAM does with them is not documented.",
    remedy: Remedy {
        text: "take the BEGIN and END lines out of the certificate at the identity provider, and download the metadata again",
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
    let mut findings = Vec::new();
    for key in &document.keys {
        let written = document.tree.written(key.span);
        let Some(start) = written.find("-----BEGIN ") else { continue };
        let end = written[start + 5..].find("-----").map_or(written.len(), |at| start + at + 10);
        let line = key.span.part(start..end);
        let message = "an X509Certificate holds the lines of a PEM file, not base64 alone";
        let after = written.find("-----END ");
        let mut finding = Finding::new(&RULE, line, message);
        if let Some(after) = after {
            finding = finding.marks([key.span.part(after..written.trim_end().len())]);
        }
        findings.push(finding);
    }
    findings.into()
}
