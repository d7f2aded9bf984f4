//! The role's trust policy does not allow sts:AssumeRoleWithSAML to the provider.

use crate::authorization::Cause;
use crate::aws::known_errors::sts;
use crate::citations::{CREATE_ROLE_FOR_SAML, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES, principals};

pub static RULE: Rule = Rule {
    id: "trust-action-missing",
    summary: "the role's trust policy does not allow sts:AssumeRoleWithSAML to the provider",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A SAML login assumes a role by sts:AssumeRoleWithSAML. sts:AssumeRole and sts:AssumeRoleWithWebIdentity are other actions.",
    remedy: Remedy { text: "allow sts:AssumeRoleWithSAML to the provider", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CREATE_ROLE_FOR_SAML, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &[],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(_: &Case, refusal: &Refusal) -> Option<Finding> {
    if refusal.action != "sts:AssumeRoleWithSAML" {
        return None;
    }
    let (message, span) = match refusal.cause {
        Cause::Action { .. } => {
            let statement = refusal.statement()?;
            let actions = statement.actions.as_ref()?;
            let named: Vec<String> = actions.values.iter().take(4).map(|value| quoted(&value.text)).collect();
            let message = format!(
                "{} does not allow sts:AssumeRoleWithSAML to the provider: {} is about {}",
                refusal.policy_words(),
                refusal.statement_words(),
                named.join(", ")
            );
            (message, actions.values.first().map_or(actions.span, |value| value.span))
        }
        Cause::Nothing => {
            let first = refusal.policy.statements.first();
            let about = first.map_or("it has no statements".to_owned(), |statement| {
                format!("its statements are for others, the first for {}", principals(statement))
            });
            let message = format!("{} has nothing to do with SAML: {about}", refusal.policy_words());
            (message, refusal.policy_span())
        }
        Cause::Denied { .. } | Cause::Conditions { .. } | Cause::Principal { .. } => return None,
    };
    Some(refusal.finding(&RULE, span, message))
}
