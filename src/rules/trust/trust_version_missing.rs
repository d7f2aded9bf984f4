//! A trust policy is of the older version of the language, in which a variable is text.

use crate::aws::policy::model::VERSION_WITH_VARIABLES;
use crate::aws::policy::{Value, Variables};
use crate::citations::{CONDITION_OPERATORS, CREATE_ROLE_FOR_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::each_condition;
use crate::rules::trusts::beginning;

pub static RULE: Rule = Rule {
    id: "trust-version-missing",
    summary: "a policy is of the older version of the language, in which a variable is text",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "Variables such as ${saml:sub} need Version 2012-10-17. A policy without Version is of 2008-10-17, and compares them as they are written.",
    remedy: Remedy { text: "write Version 2012-10-17", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_OPERATORS, CREATE_ROLE_FOR_SAML],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let is_old = case.policy.variables() != Variables::Expanded;
    let is_variable = |value: &&Value| is_old && value.is_known() && value.text.contains("${");
    let found = each_condition(case, |words, _, condition| {
        let found = condition.values.iter().filter(is_variable).map(|value| {
            let message = format!(
                "{words} compares with the text {}, and not with a variable's value: the policy is not of Version {VERSION_WITH_VARIABLES}",
                quoted(&value.text)
            );
            Finding::new(&RULE, value.span, message).found(value.text.clone())
        });
        found.collect()
    });
    match found {
        Outcome::Clean if case.policy.version.is_none() => {
            let message = "the policy names no Version, so it is of 2008-10-17";
            Finding::new(&RULE, beginning(case.policy.span), message)
                .at_most(Severity::Note)
                .expected(VERSION_WITH_VARIABLES)
                .into()
        }
        outcome => outcome,
    }
}
