//! An attribute's Name is nearly one that AWS reads.

use std::collections::HashSet;

use crate::aws::attributes::{
    Miss, NearAttribute, PRINCIPAL_TAG_PREFIX, ROLE, ROLE_SESSION_NAME, Reader, SESSION_DURATION, near_miss,
};
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_ASSERTIONS_CHINA};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::missing::rename;
use crate::rules::values::enumerated;
use crate::saml::Attribute;

pub static RULE: Rule = Rule {
    id: "aws-attribute-name-near-miss",
    summary: "an attribute is named nearly as AWS names SessionDuration, SourceIdentity, PrincipalTag or TransitiveTagKeys",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS reads an attribute only under its exact Name and says nothing of others: the session keeps its \
        default length, and tags and the source identity are not set.",
    remedy: Remedy { text: "write the Name of the attribute exactly", setting: None },
    citations: &[SAML_ASSERTIONS, SAML_ASSERTIONS_CHINA],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    if attributes.is_empty() {
        return case.absent();
    }
    let names: HashSet<&str> = attributes
        .iter()
        .filter_map(|attribute| attribute.name.as_ref())
        .map(|name| name.value.as_str())
        .collect();
    attributes.iter().filter_map(|attribute| judge(&names, attribute)).collect::<Vec<_>>().into()
}

fn judge(names: &HashSet<&str>, attribute: &Attribute) -> Option<Finding> {
    let name = attribute.name.as_ref()?;
    let NearAttribute { meant, name: right, miss } = near_miss(&name.value)?;
    // A missing Role or RoleSessionName is an error of its own.
    let judged = meant.name != ROLE && meant.name != ROLE_SESSION_NAME && meant.reader == Reader::Iam;
    if !judged || names.contains(right.as_str()) {
        return None;
    }
    let note = match &miss {
        Miss::Near(differences) => {
            enumerated(&differences.iter().map(ToString::to_string).collect::<Vec<_>>())
        }
        Miss::NoColon => "no colon before the tag key".to_owned(),
        Miss::Prefix | Miss::Bare | Miss::ChinaPrefix | Miss::MicrosoftClaim => "another prefix".to_owned(),
    };
    let message = format!("the attribute {} is not {right}, so AWS does not read it", quoted(&name.value));
    let finding = Finding::of_value(&RULE, name, message)
        .note(note)
        .expected(right.clone())
        .remedy(rename(&name.value, &right));
    Some(match meant.name {
        SESSION_DURATION => finding.setting(Setting::SessionDurationClaim),
        PRINCIPAL_TAG_PREFIX => finding.setting(Setting::TagClaim),
        _ => finding,
    })
}
