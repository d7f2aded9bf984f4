//! IAM did not save a trust policy, for one of its principals does not exist.

use crate::authorization::patch::shell_name;
use crate::aws::arn::RoleArn;
use crate::aws::known_errors::recognise::{How, recognise};
use crate::aws::known_errors::trust_policy;
use crate::citations::{PRINCIPAL, UPDATE_TRUST_POLICY};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::names_provider;
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-principal-unknown",
    summary: "IAM did not save a trust policy, for one of its principals does not exist",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "IAM looks up the roles and users that a trust policy names, and saves nothing of it where one does not exist: deleted, misspelt, or made a moment ago. The statement for SAML may be sound all the same, and is not saved either.",
    remedy: Remedy {
        text: "name a role or user that exists, or take the statement out, then run aws iam update-assume-role-policy again",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[UPDATE_TRUST_POLICY, PRINCIPAL],
    explains: &[&trust_policy::PRINCIPAL_UNKNOWN],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let Some(_) = case.role() else { return Outcome::NotApplicable };
    let said = case.shown.iter().find(|text| {
        recognise(text)
            .matches
            .iter()
            .any(|found| found.error.id == trust_policy::PRINCIPAL_UNKNOWN.id && found.how == How::Sentence)
    });
    let Some(said) = said else { return Outcome::NotApplicable };
    let named = case.policy.statements.iter().enumerate().find_map(|(index, statement)| {
        let members = statement.principal.as_ref().map_or(&[][..], |principal| &principal.members);
        let member = members.iter().find(|member| {
            member.value.text.len() > 3 && said.contains(&format!("\"{}\"", member.value.text))
        })?;
        Some((index, member))
    });
    let Some((index, member)) = named else { return Outcome::NotApplicable };
    let text = &member.value.text;
    let mut message = format!(
        "IAM did not save this policy, for {} in {} does not exist",
        quoted(text),
        statement_words(case.policy, index)
    );
    let saml = case.policy.statements.iter().position(names_provider).filter(|other| *other != index);
    if let Some(other) = saml {
        let words = statement_words(case.policy, other);
        message.push_str(&format!("; the SAML statement, {words}, is not at fault and was not saved either"));
    }
    let finding = Finding::new(&RULE, member.value.span, message).found(text.clone());
    let role = RoleArn::parse(text).ok().and_then(|role| shell_name(role.name));
    match role {
        Some(name) => finding.command(format!("aws iam get-role --role-name {name}")).into(),
        None => finding.into(),
    }
}
