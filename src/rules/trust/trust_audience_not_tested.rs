//! A trust policy lets in responses for any address.

use crate::aws::policy::{Condition, Named, Value};
use crate::citations::{CONDITION_KEYS, CREATE_ROLE_FOR_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::{about_saml, is_allow, is_key, names_provider, reaches};
use crate::rules::trusts::{beginning, statement_words};

pub static RULE: Rule = Rule {
    id: "trust-audience-not-tested",
    summary: "a trust policy does not test SAML:aud",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML:aud is the address that the response was posted to. Without a test on it a response that the identity provider made for something else opens the role, too. AWS's own policy checks do not look for it.",
    remedy: Remedy {
        text: "add StringEquals SAML:aud with the sign-in addresses that are used",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CREATE_ROLE_FOR_SAML, CONDITION_KEYS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let statements = about_saml(case);
    let lets_in: Vec<_> = statements
        .into_iter()
        .filter(|(_, statement)| {
            is_allow(statement) && names_provider(statement) && reaches(statement, "sts:AssumeRoleWithSAML")
        })
        .collect();
    if lets_in.is_empty() {
        return Outcome::NotApplicable;
    }
    let for_any =
        |value: &Value| value.is_known() && ["*", "https://*", "http*", "**"].contains(&value.text.as_str());
    let patterns = lets_in.iter().filter_map(|(index, statement)| {
        let tests = statement.conditions.iter().filter(|condition| is_key(condition, "saml:aud"));
        let value = tests.flat_map(|condition| &condition.values).find(|value| for_any(value))?;
        let words = statement_words(case.policy, *index);
        let message = format!(
            "{words} lets a login in whatever address it was made for: every one fits {}",
            quoted(&value.text)
        );
        Some(Finding::new(&RULE, value.span, message))
    });
    let patterns: Vec<Finding> = patterns.collect();
    let untested = lets_in.into_iter().filter(|(_, statement)| {
        // What is not written out may be just this test.
        let tests = |one: &Condition| is_key(one, "saml:aud") || one.named == Named::InPart;
        !statement.conditions.iter().any(tests)
    });
    let found = untested.map(|(index, statement)| {
        let span =
            statement.actions.as_ref().and_then(|actions| actions.values.first()).map(|value| value.span);
        let words = statement_words(case.policy, index);
        let message =
            format!("{words} lets a login in whatever address it was made for: it does not test SAML:aud");
        Finding::new(&RULE, span.unwrap_or(beginning(statement.span)), message)
    });
    found.chain(patterns).collect::<Vec<_>>().into()
}
