//! A Deny of the role's trust policy applies to this login.

use crate::authorization::Cause;
use crate::aws::known_errors::sts;
use crate::citations::{CONDITION_OPERATORS, EVALUATION, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES, wants};

pub static RULE: Rule = Rule {
    id: "trust-policy-denies",
    summary: "a Deny of the role's trust policy applies to this login",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A Deny that applies wins over every Allow. One that tests a key which no SAML login has, with a negated operator or one that ends in IfExists, applies to every such login: aws:MultiFactorAuthPresent and aws:PrincipalOrgID are the usual ones.",
    remedy: Remedy { text: "leave the login out of that Deny", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_OPERATORS, EVALUATION, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &[],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(_: &Case, refusal: &Refusal) -> Option<Finding> {
    let Cause::Denied { .. } = refusal.cause else { return None };
    let statement = refusal.statement()?;
    let reasons: Vec<String> = statement
        .conditions
        .iter()
        .map(|condition| {
            let wanted = wants(condition, refusal.call, refusal.action);
            let key = &condition.key.value;
            let operator = &condition.operator.value;
            match (&wanted.response, wanted.never) {
                (Some(response), _) => {
                    format!("{key} is {response}, which {operator} {} takes in", wanted.policy)
                }
                (None, Some(why)) => {
                    format!("this login has no {key} ({why}), and for {operator} that counts as a match")
                }
                (None, None) => {
                    format!("this login has no {key}, and for {operator} that counts as a match")
                }
            }
        })
        .collect();
    let why = match reasons.is_empty() {
        true => "it has no conditions".to_owned(),
        false => reasons.join("; "),
    };
    let message = format!(
        "{} of {} denies {}: {why}",
        refusal.statement_words(),
        refusal.policy_words(),
        refusal.action
    );
    let span = statement.conditions.first().map_or(trusts::beginning(statement.span), |one| one.key.span);
    let finding = refusal.finding(&RULE, span, message);
    let of_mfa = statement
        .conditions
        .iter()
        .any(|condition| condition.key.value.to_ascii_lowercase().starts_with("aws:multifactorauth"));
    Some(match of_mfa {
        true => {
            let remedy = format!(
                "{}; MFA is asked for at the identity provider, or passed as a session tag and tested with aws:RequestTag",
                finding.remedy_text()
            );
            finding.remedy(remedy)
        }
        false => finding,
    })
}
