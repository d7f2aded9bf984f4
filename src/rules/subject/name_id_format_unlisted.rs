//! The format of the NameID is not on AWS's list.

use crate::aws::measurements::sts as measured;
use crate::aws::nearest::nearest;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "name-id-format-unlisted",
    summary: "the Format of the NameID is not one that AWS lists",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "AWS's documents and its metadata as a service provider list eight formats. STS, called with a Format that nobody knows, took it and handed it on as SAML:sub_type; only a NameID without any Format is refused.",
    remedy: Remedy {
        text: "if in doubt, choose urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        setting: Some(Setting::NameId),
    },
    citations: &[SAML_ASSERTIONS, STS_MEASURED],
    measured: Some(&measured::NAME_ID_FORMAT_OWN),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// IAM User Guide, and AWS's metadata as a service provider.
const LISTED: &[&str] = &[
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
];

fn check(case: &Case) -> Outcome {
    let name_id = case.assertion().and_then(|assertion| assertion.name_id());
    let Some(format) = name_id.and_then(|name_id| name_id.format.as_ref()) else {
        return case.absent();
    };
    if LISTED.contains(&format.value.as_str()) {
        return Outcome::Clean;
    }
    let message = format!("the Format of the NameID is {}", quoted(&format.value));
    let finding = Finding::of_value(&RULE, format, message);
    match nearest(&format.value, LISTED.iter().copied()) {
        Some(near) => finding.expected(near.candidate).into(),
        None => finding.into(),
    }
}
