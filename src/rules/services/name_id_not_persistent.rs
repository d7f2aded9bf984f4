//! The NameID is not persistent, as desktops behind the IAM sign-in want it.

use crate::aws::services;
use crate::citations::{APPSTREAM_SAML, WORKSPACES_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "name-id-not-persistent",
    summary: "the Format of the NameID is not persistent, which Amazon WorkSpaces and AppStream want",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Both guides demand the persistent format, and the trust policy of their sample roles compares it (SAML:sub_type): with another, such a role is not authorized.",
    remedy: Remedy {
        text: "send the NameID with the Format urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        setting: Some(Setting::NameId),
    },
    citations: &[WORKSPACES_SAML, APPSTREAM_SAML],
    check: Check::Message {
        services: &[&services::WORK_SPACES, &services::APP_STREAM],
        needs: &[Need::Assertion],
        check,
    },
    ..Rule::OF_MESSAGE
};

const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    match &name_id.format {
        Some(format) if format.value == PERSISTENT => Outcome::Clean,
        Some(format) => {
            let message = format!("the Format of the NameID is {}", quoted(&format.value));
            Finding::of_value(&RULE, format, message).expected(PERSISTENT).into()
        }
        None => Finding::new(&RULE, name_id.tag, "the NameID has no Format").expected(PERSISTENT).into(),
    }
}
