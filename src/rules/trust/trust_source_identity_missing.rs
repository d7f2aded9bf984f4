//! The response carries a SourceIdentity, and the role's trust policy does not allow sts:SetSourceIdentity.

use crate::authorization::Cause;
use crate::aws::attributes;
use crate::aws::known_errors::sts;
use crate::citations::{SOURCE_IDENTITY, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES};

pub static RULE: Rule = Rule {
    id: "trust-source-identity-missing",
    summary: "the response carries a SourceIdentity, and the role's trust policy does not allow sts:SetSourceIdentity",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A login that carries a SourceIdentity needs sts:SetSourceIdentity in the trust policy beside sts:AssumeRoleWithSAML; each is authorized by itself. Without it AWS refuses the login as a whole.",
    remedy: Remedy {
        text: "allow sts:SetSourceIdentity to the provider in a statement of its own, or have the identity provider send no SourceIdentity",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[SOURCE_IDENTITY, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["trust-action-missing", "trust-provider-not-named"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(case: &Case, refusal: &Refusal) -> Option<Finding> {
    let allows_nothing =
        matches!(refusal.cause, Cause::Action { .. } | Cause::Principal { .. } | Cause::Nothing);
    if refusal.action != "sts:SetSourceIdentity" || !allows_nothing {
        return None;
    }
    let assertion = case.assertion()?;
    let sent = assertion.attributes.iter().find(|attribute| {
        attribute.name.as_ref().is_some_and(|name| name.value == attributes::SOURCE_IDENTITY)
    });
    let identity = refusal.call.source_identity.as_deref().unwrap_or_default();
    let carried = format!("the response carries the SourceIdentity {}", quoted(identity));
    let message = format!(
        "{carried}, and {} does not allow sts:SetSourceIdentity to the provider",
        refusal.policy_words()
    );
    let actions = refusal.statement().and_then(|statement| statement.actions.as_ref());
    let span = actions.map_or(refusal.policy_span(), |actions| {
        actions.values.first().map_or(actions.span, |value| value.span)
    });
    let mut finding = refusal.finding(&RULE, span, message);
    if let Some(name) = sent.and_then(|attribute| attribute.name.as_ref()) {
        let note = "this is what needs sts:SetSourceIdentity".to_owned();
        finding.related.insert(0, crate::rule::Label { span: name.span, note: Some(note) });
    }
    Some(finding)
}
