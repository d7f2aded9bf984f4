//! A trust policy means to require a SourceIdentity, and lets logins in without one.

use crate::citations::SOURCE_IDENTITY;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{about_saml, is_allow, is_key, reaches};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-source-identity-not-required",
    summary: "a trust policy that means to require a SourceIdentity lets logins in without one",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "sts:SetSourceIdentity is only asked for where a login sends a SourceIdentity. A condition on sts:SourceIdentity in its statement alone does not keep a login without one out; a condition in the statement for sts:AssumeRoleWithSAML does.",
    remedy: Remedy {
        text: "test sts:SourceIdentity in the statement that allows sts:AssumeRoleWithSAML, too",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[SOURCE_IDENTITY],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let Some(_) = case.role() else { return Outcome::NotApplicable };
    let statements: Vec<_> =
        about_saml(case).into_iter().filter(|(_, statement)| is_allow(statement)).collect();
    let tested = statements.iter().find_map(|(index, statement)| {
        let condition =
            statement.conditions.iter().find(|condition| is_key(condition, "sts:SourceIdentity"))?;
        let apart =
            reaches(statement, "sts:SetSourceIdentity") && !reaches(statement, "sts:AssumeRoleWithSAML");
        apart.then_some((*index, condition))
    });
    let Some((index, condition)) = tested else { return Outcome::NotApplicable };
    let open = statements.iter().find(|(_, statement)| {
        reaches(statement, "sts:AssumeRoleWithSAML")
            && !statement.conditions.iter().any(|condition| is_key(condition, "sts:SourceIdentity"))
    });
    let Some((other, _)) = open else { return Outcome::Clean };
    let message = format!(
        "{} tests sts:SourceIdentity for sts:SetSourceIdentity alone: {} lets a login without one in",
        statement_words(case.policy, index),
        statement_words(case.policy, *other)
    );
    Finding::new(&RULE, condition.key.span, message).into()
}
