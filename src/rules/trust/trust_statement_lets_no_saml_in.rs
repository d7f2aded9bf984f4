//! A statement that seems to let SAML logins in, and lets none.

use crate::aws::policy::{PrincipalKind, Statement};
use crate::citations::{CREATE_ROLE_FOR_SAML, PRINCIPAL};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{actions_of_login, is_allow, names_action, names_provider, reaches};
use crate::rules::trusts::{principals, statement_words};

pub static RULE: Rule = Rule {
    id: "trust-statement-lets-no-saml-in",
    summary: "a statement that seems to let SAML logins in, and lets none",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A SAML login comes from a provider, named by its ARN under Federated, with sts:AssumeRoleWithSAML. The root of an account, {\"AWS\": \"*\"} and sts:AssumeRoleWithWebIdentity are for other callers.",
    remedy: Remedy {
        text: "write {\"Federated\": \"arn:aws:iam::ACCOUNT:saml-provider/NAME\"} and sts:AssumeRoleWithSAML",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[PRINCIPAL, CREATE_ROLE_FOR_SAML],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let Some(_) = case.role() else { return Outcome::NotApplicable };
    let allows: Vec<_> =
        case.policy.statements.iter().enumerate().filter(|(_, statement)| is_allow(statement)).collect();
    // Somewhere the login itself may be allowed.
    let may_allow =
        allows.iter().any(|(_, other)| hides_an_action(other) || reaches(other, "sts:AssumeRoleWithSAML"));
    let mut findings = Vec::new();
    for &(index, statement) in &allows {
        let words = statement_words(case.policy, index);
        let members = statement.principal.as_ref().map_or(&[][..], |principal| &principal.members);
        let federated = members.iter().any(|member| member.kind == PrincipalKind::Federated);
        let anyone = members.iter().any(|member| member.kind == PrincipalKind::Anyone);
        let span = members.first().map(|member| member.value.span);
        let actions = statement.actions.as_ref().and_then(|actions| actions.values.first());
        if names_action(statement, "sts:AssumeRoleWithSAML") && !federated && !anyone && !members.is_empty() {
            let message = format!(
                "{words} allows sts:AssumeRoleWithSAML to {}, which lets no SAML login in",
                principals(statement)
            );
            findings.extend(span.map(|span| Finding::new(&RULE, span, message)));
        } else if names_action(statement, "sts:AssumeRoleWithSAML")
            && federated
            && !names_provider(statement)
            && members
                .iter()
                .all(|member| member.value.text.contains('.') && !member.value.text.contains(':'))
        {
            let message = format!(
                "{words} allows sts:AssumeRoleWithSAML to {}, which is no SAML provider of IAM's",
                principals(statement)
            );
            findings.extend(span.map(|span| Finding::new(&RULE, span, message)));
        } else if names_provider(statement)
            && !reaches(statement, "sts:AssumeRoleWithSAML")
            && (names_action(statement, "sts:AssumeRoleWithWebIdentity")
                || names_action(statement, "sts:AssumeRole"))
        {
            let message =
                format!("{words} names a SAML provider, and allows it an action that is not for SAML");
            let finding = actions.map(|value| {
                Finding::new(&RULE, value.span, message)
                    .found(value.text.clone())
                    .expected("sts:AssumeRoleWithSAML")
            });
            findings.extend(finding);
        } else if names_provider(statement) && !may_allow && !actions_of_login(statement).is_empty() {
            let message = format!(
                "{words} allows what a login carries, and no statement allows sts:AssumeRoleWithSAML itself"
            );
            let finding = actions.map(|value| {
                Finding::new(&RULE, value.span, message)
                    .found(value.text.clone())
                    .expected("sts:AssumeRoleWithSAML")
            });
            findings.extend(finding);
        }
    }
    findings.into()
}

/// An action was crossed out, or is a template's.
fn hides_an_action(statement: &Statement) -> bool {
    statement.actions.iter().flat_map(|actions| &actions.values).any(|action| !action.is_known())
}
