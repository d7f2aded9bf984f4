//! A statement lets every AWS account assume the role.

use crate::aws::policy::PrincipalKind;
use crate::citations::PRINCIPAL;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{is_allow, reaches};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-open-to-every-account",
    summary: "a statement lets every AWS account assume the role",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "{\"AWS\": \"*\"} names every account there is. With sts:AssumeRole and no condition any of them can assume the role; it lets no SAML login in.",
    remedy: Remedy {
        text: "name the account or the role that is meant, or the provider under Federated",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[PRINCIPAL],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let Some(_) = case.role() else { return Outcome::NotApplicable };
    let open = case.policy.statements.iter().enumerate().filter_map(|(index, statement)| {
        let mut everybody = statement.principals(PrincipalKind::Aws).filter(|value| value.text == "*");
        let value = everybody.next().filter(|_| is_allow(statement))?;
        let words = statement_words(case.policy, index);
        let message = match (reaches(statement, "sts:AssumeRole"), statement.conditions.is_empty()) {
            (true, true) => format!("{words} lets every AWS account assume this role"),
            (true, false) => return None,
            (false, _) => format!(
                "{words} names every AWS account: with sts:AssumeRole beside it, each could assume this role"
            ),
        };
        Some(Finding::new(&RULE, value.span, message))
    });
    open.collect::<Vec<_>>().into()
}
