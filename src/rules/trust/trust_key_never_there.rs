//! A trust policy tests a key that no SAML login has.

use crate::authorization::call::never_there;
use crate::citations::{CONDITION_OPERATORS, GLOBAL_CONDITION_KEYS};
use crate::evidence::PolicyKind;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, PolicyOf, Remedy, Rule, Severity, Who};
use crate::rules::policies::{about_saml, holds_when_absent, is_allow, names_provider, reaches};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-key-never-there",
    summary: "a trust policy tests a key that no SAML login has",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS sets aws:MultiFactorAuthPresent, aws:PrincipalOrgID, aws:username and others for other callers only. In an Allow a plain condition on one never holds; in a Deny a negated one, or one that ends in IfExists, refuses every SAML login.",
    remedy: Remedy {
        text: "leave SAML logins out of that statement, or test what they have: saml:sub, saml:iss, aws:RequestTag",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[GLOBAL_CONDITION_KEYS, CONDITION_OPERATORS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let of_organization = match case.of {
        PolicyOf::Role(_) => false,
        PolicyOf::Other(policy) if policy.kind == PolicyKind::ResourceControl => true,
        PolicyOf::Other(_) => return Outcome::NotApplicable,
    };
    // A Deny may be for everybody.
    let all = case.policy.statements.iter().enumerate();
    let denies = all.filter(|(_, statement)| {
        !of_organization
            && !is_allow(statement)
            && reaches(statement, "sts:AssumeRoleWithSAML")
            && !names_provider(statement)
    });
    let statements: Vec<_> = about_saml(case).into_iter().chain(denies).collect();
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for (index, statement) in statements {
        let words = statement_words(case.policy, index);
        // Every condition holds for want of its key.
        let all = statement
            .conditions
            .iter()
            .all(|condition| never_there(&condition.key.value) && holds_when_absent(condition) == Some(true));
        let mut told = false;
        for condition in statement.conditions.iter().filter(|condition| never_there(&condition.key.value)) {
            let Some(holds) = holds_when_absent(condition) else { continue };
            let (key, operator) = (&condition.key.value, &condition.operator.value);
            let (message, severity) = match (is_allow(statement), holds) {
                (true, false) => (
                    format!(
                        "{words} lets nobody in by SAML: {operator} on {key}, which no SAML login has, never holds"
                    ),
                    Severity::Warning,
                ),
                (false, true) if all && !told => (
                    format!(
                        "{words} denies every SAML login: none has {key}, and for {operator} that counts as a match"
                    ),
                    Severity::Error,
                ),
                (true, true) => (
                    format!(
                        "{words} does not ask for {key}: no SAML login has it, and for {operator} that counts as a match"
                    ),
                    Severity::Note,
                ),
                (false, _) => continue,
            };
            told = true;
            findings.push(Finding::new(&RULE, condition.key.span, message).at_most(severity));
        }
    }
    findings.into()
}
