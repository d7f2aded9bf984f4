//! A value of an attribute has white space at its ends.

use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME, Reader, SESSION_DURATION, SOURCE_IDENTITY, recognise};
use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{is_cut, is_legible, padded};
use crate::saml::{Attribute, AttributeValue};

pub static RULE: Rule = Rule {
    id: "attribute-value-padded",
    summary: "an attribute value has white space before or after it",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS names leading and trailing white space in any attribute's value as a cause of an invalid SAML \
        response: an error for an attribute that AWS reads, a warning for another one.",
    remedy: Remedy {
        text: "remove the white space before and after the value: in the directory field, or with a trim in the claim",
        setting: None,
    },
    citations: &[TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    // Role and RoleSessionName have rules of their own.
    let judged: Vec<&Attribute> = attributes
        .iter()
        .filter(|attribute| !attribute.is_named(ROLE) && !attribute.is_named(ROLE_SESSION_NAME))
        .collect();
    if judged.is_empty() {
        return case.absent();
    }
    let mut findings = Vec::new();
    for attribute in judged {
        let values =
            attribute.values.iter().filter(|value| is_text(attribute, value) && !is_cut(case, value.tag));
        findings.extend(values.filter_map(|value| judge(case, attribute, value)));
    }
    findings.into()
}

/// White space among elements is layout; where a blank value is as good as none, another rule says so.
fn is_text(attribute: &Attribute, value: &AttributeValue) -> bool {
    let required = attribute.is_named(SESSION_DURATION) || attribute.is_named(SOURCE_IDENTITY);
    !value.has_elements && (is_legible(value) || !required)
}

fn judge(case: &Case, attribute: &Attribute, value: &AttributeValue) -> Option<Finding> {
    let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
    let read = recognise(name).filter(|(known, _)| known.reader == Reader::Iam);
    let called = match read {
        Some((known, Some(key))) => {
            format!("in {} {}, the value", known.short.trim_end_matches(':'), quoted(key))
        }
        Some((known, None)) => format!("the {} value", known.short),
        None => format!("in the attribute {}, the value", quoted(name)),
    };
    let finding = padded(case, &RULE, &value.text, &called)?;
    Some(if read.is_some() { finding } else { finding.at_most(Severity::Warning) })
}
