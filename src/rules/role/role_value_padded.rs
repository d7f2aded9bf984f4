//! A Role value has white space at its ends.

use crate::aws::known_errors::sign_in;
use crate::aws::role_value::Reading;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::each;
use crate::rules::values::padded;

pub static RULE: Rule = Rule {
    id: "role-value-padded",
    summary: "a Role value has white space before or after it",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS names leading and trailing white space in an attribute's value as a cause of an invalid SAML \
        response. Spaces, tabs, line breaks, non-breaking spaces and characters without width all count; \
        identity providers that indent their XML add them.",
    remedy: Remedy {
        text: "remove the white space before and after the value; switch pretty-printing of assertions off",
        setting: Some(Setting::RoleValue),
    },
    citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // Whatever else is wrong with a value, this is wrong too; but a blank one has no ends.
    each(case, |_, value| {
        let finding = padded(case, &RULE, &value.value.text, &value.name())?;
        match value.reading {
            Reading::Blank => None,
            Reading::Pair(pair) => Some(finding.expected(pair.tidy.clone())),
            _ => Some(finding),
        }
    })
}
