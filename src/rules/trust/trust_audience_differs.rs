//! The role's trust policy wants another sign-in address than the Recipient.

use crate::authorization::Cause;
use crate::aws::known_errors::sts;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::citations::{CONDITION_KEYS, TROUBLESHOOT_SAML};
use crate::rules::trusts::{
    self, NEEDS, Refusal, SERVICES, differing, nearest_value, place_in_response, wants,
};

pub static RULE: Rule = Rule {
    id: "trust-audience-differs",
    summary: "the trust policy of the role tests SAML:aud against another address than the Recipient",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS tests SAML:aud of a trust policy against the Recipient of the response, which is the address it was posted to, not against its Audience. StringEquals compares the whole value.",
    remedy: Remedy {
        text: "let the trust policy name the sign-in address that the response comes with, or have the identity provider send it to the address that the policy names",
        setting: None,
    },
    citations: &[CONDITION_KEYS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["recipient-missing", "recipient-not-aws", "recipient-other-partition"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(case: &Case, refusal: &Refusal) -> Option<Finding> {
    let Cause::Conditions { failing, .. } = refusal.cause else { return None };
    let statement = refusal.statement()?;
    let condition = failing
        .iter()
        .filter_map(|&at| statement.conditions.get(at))
        .find(|condition| condition.key.value.eq_ignore_ascii_case("saml:aud"))?;
    let recipient = refusal.call.recipient()?;
    let wanted = wants(condition, refusal.call, refusal.action);
    let message = format!(
        "{} wants another sign-in address: {} tests SAML:aud, the Recipient, for {} ({}), and it is {}",
        refusal.policy_words(),
        refusal.statement_words(),
        wanted.policy,
        condition.operator.value,
        quoted(recipient)
    );
    let near = nearest_value(condition, recipient);
    let span = near.map_or(condition.span, |value| value.span);
    let mut finding = refusal.finding(&RULE, span, message).found(recipient);
    if let Some(value) = near {
        finding = finding.expected(value.text.clone()).marks(differing(value, recipient));
    }
    if let Some((span, note)) = place_in_response(case, "saml:aud") {
        finding.related.insert(0, crate::rule::Label { span, note: Some(note.to_owned()) });
    }
    Some(finding)
}
