//! A web page was saved instead of the metadata.

use crate::aws::known_errors::iam;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "metadata-is-html",
    summary: "the file is an HTML page and no metadata",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The address of the metadata was opened without being signed in, or behind a proxy, and the page that came was saved.",
    remedy: Remedy {
        text: "open the metadata address in a browser, see that it shows XML with an EntityDescriptor, and save that",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    if !case.metadata.written_as.page {
        return Outcome::Clean;
    }
    Finding::new(&RULE, case.metadata.start(), "the file is an HTML page, no SAML metadata").into()
}
