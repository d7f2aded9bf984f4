//! The metadata file is not in UTF-8.

use crate::aws::known_errors::iam;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::evidence::Encoding;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-not-utf8",
    summary: "the metadata file is not in UTF-8",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM takes metadata in UTF-8 only. Windows tools save UTF-16, and old servers send ISO-8859-1.",
    remedy: Remedy {
        text: "save the file as UTF-8 without BOM, and have its XML declaration say UTF-8",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    let message = match case.metadata.written_as.encoding {
        Encoding::Utf8 => return Outcome::Clean,
        Encoding::Utf16 => "the file is in UTF-16",
        Encoding::Other => "bytes of the file are not UTF-8",
    };
    Finding::new(&RULE, case.metadata.start(), message).into()
}
