//! White space stands between the two ARNs of a Role value.

use crate::aws::known_errors::sts;
use crate::aws::role_value::{Reading, inner_blanks};
use crate::aws::services;
use crate::citations::SAML_ASSERTIONS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::role_values::each;
use crate::rules::values::{first_name, marks};

pub static RULE: Rule = Rule {
    id: "role-value-inner-space",
    summary: "a Role value has white space around its comma",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The console has been seen to accept it. Command line tools that split the value at the comma pass \
        the white space on, and STS answers that an ARN is invalid.",
    remedy: Remedy {
        text: "write the pair without white space around the comma",
        setting: Some(Setting::RoleValue),
    },
    citations: &[SAML_ASSERTIONS],
    explains: &[&sts::PRINCIPAL_ARN_INVALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each(case, |_, value| {
        let text = &value.value.text;
        let Reading::Pair(pair) = value.reading else { return None };
        let blanks = inner_blanks(&text.value);
        if blanks.is_empty() {
            return None;
        }
        let message = format!("{} has white space around its comma", value.name());
        let finding = Finding::of_value(&RULE, text, message)
            .note(first_name(&text.value, &blanks))
            .marks(marks(case, text, &blanks))
            .expected(pair.tidy.clone());
        Some(finding)
    })
}
