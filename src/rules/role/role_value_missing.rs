//! The Role attribute, or one of its values, holds nothing.

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sign_in;
use crate::aws::role_value::Reading;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::{RoleValue, RoleValues};
use crate::rules::values::is_cut;

pub static RULE: Rule = Rule {
    id: "role-value-missing",
    summary: "the Role attribute has no value, or an empty one",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS wants at least one AttributeValue with a pair of ARNs in it. An empty one mostly means that \
        the user has no role at the identity provider: no group or no role assignment, or a filter that none of \
        the user's groups matches.",
    remedy: Remedy {
        text: "give the user a role at the identity provider (group, assignment or attribute), and see that the claim for Role is filled from it",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let valueless = case
        .attributes(ROLE)
        .filter(|attribute| attribute.values.is_empty() && !is_cut(case, attribute.tag))
        .map(|attribute| {
            let finding = Finding::new(&RULE, attribute.tag, "the Role attribute has no AttributeValue");
            values.lowered(finding.expected("one AttributeValue for each pair of a role and a provider"))
        });
    let empty = values
        .values
        .iter()
        .filter(|value| *value.reading == Reading::Blank)
        .map(|value| empty(&values, value));
    valueless.chain(empty).collect::<Vec<_>>().into()
}

fn empty(values: &RoleValues, value: &RoleValue) -> Finding {
    let name = value.name();
    let expected = "a role ARN and a provider ARN joined by a comma";
    if value.value.has_elements {
        let message = format!("{name} holds XML elements, not text");
        return values.lowered(Finding::new(&RULE, value.value.tag, message).expected(expected).likely());
    }
    let message = match (value.value.nil, value.value.text.value.is_empty()) {
        (true, _) => format!("{name} is declared empty with xsi:nil"),
        (false, true) => format!("{name} is empty"),
        (false, false) => format!("{name} is only white space"),
    };
    values.unusable(&RULE, value, message).expected(expected)
}
