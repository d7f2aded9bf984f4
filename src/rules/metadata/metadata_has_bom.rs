//! The metadata file begins with a byte order mark.

use crate::aws::known_errors::iam;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::evidence::Encoding;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "metadata-has-bom",
    summary: "the metadata file begins with a byte order mark",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM takes metadata in UTF-8 without byte order mark only. Editors and PowerShell on Windows write one without saying so, and nothing on a screen shows it.",
    remedy: Remedy {
        text: "save the file as UTF-8 without BOM; in PowerShell 7: Set-Content -Encoding utf8NoBOM",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let written_as = case.metadata.written_as;
    // In UTF-16 the mark belongs there, and the encoding is the matter.
    if !written_as.byte_order_mark || written_as.encoding == Encoding::Utf16 {
        return Outcome::Clean;
    }
    let span = Span { source: case.metadata.source, start: 0, end: 0 };
    Finding::new(&RULE, span, "the file begins with a byte order mark, U+FEFF").into()
}
