//! The role trusts other principals than the provider of the Role value.

use crate::authorization::Cause;
use crate::aws::known_errors::sts;
use crate::citations::{PRINCIPAL, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES, principals};

pub static RULE: Rule = Rule {
    id: "trust-provider-not-named",
    summary: "the role's trust policy does not name the provider of the Role value",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A trust policy lets in whom its Principal names: a SAML login comes from the provider of the Role value, by exactly this ARN under Federated. {\"AWS\": \"*\"}, an account's root and a service are none.",
    remedy: Remedy {
        text: "name the provider under Federated in the Principal, or have the Role value name a provider that the role trusts",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[PRINCIPAL, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["provider-not-in-list", "role-cross-account", "role-cross-partition"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(_: &Case, refusal: &Refusal) -> Option<Finding> {
    let Cause::Principal { .. } = refusal.cause else { return None };
    let statement = refusal.statement()?;
    let principal = statement.principal.as_ref();
    let everybody =
        principal.is_some_and(|principal| principal.members.iter().any(|member| member.value.text == "*"));
    let mut message = format!(
        "{} does not trust the provider {}: {} is for {}",
        refusal.policy_words(),
        quoted(&refusal.call.provider),
        refusal.statement_words(),
        principals(statement)
    );
    if everybody {
        message.push_str(", which lets no SAML login in");
    }
    let first = principal.and_then(|principal| principal.members.first());
    let span = first.map_or(trusts::beginning(statement.span), |member| member.value.span);
    let mut finding = refusal.finding(&RULE, span, message).expected(refusal.call.provider.clone());
    if let Some(first) = first {
        finding = finding.found(first.value.text.clone());
    }
    Some(if everybody { finding.likely() } else { finding })
}
