//! A trust policy is of the older version of the language, in which a variable is text.

use crate::aws::policy::model::VERSION_WITH_VARIABLES;
use crate::aws::policy::{Value, Variables};
use crate::citations::{CONDITION_OPERATORS, CREATE_ROLE_FOR_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::about_saml;
use crate::rules::trusts::{beginning, statement_words};

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
    let statements = about_saml(case);
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    if case.policy.variables() == Variables::Expanded {
        return Outcome::Clean;
    }
    let is_variable = |value: &&Value| value.is_known() && value.text.contains("${");
    let found = statements.into_iter().flat_map(|(index, statement)| {
        let words = statement_words(case.policy, index);
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        values.filter(is_variable).map(move |value| {
            let message = format!(
                "{words} compares with the text {}, and not with a variable's value: the policy is not of Version 2012-10-17",
                quoted(&value.text)
            );
            Finding::new(&RULE, value.span, message).found(value.text.clone())
        })
    });
    let mut findings: Vec<Finding> = found.collect();
    if findings.is_empty() && case.policy.version.is_none() {
        let message = "the policy names no Version, so it is of 2008-10-17";
        findings.push(
            Finding::new(&RULE, beginning(case.policy.span), message)
                .at_most(Severity::Note)
                .expected(VERSION_WITH_VARIABLES),
        );
    }
    findings.into()
}
