//! The response carries a SourceIdentity, and the role's trust policy does not allow sts:SetSourceIdentity.

use crate::authorization::call::SET_SOURCE_IDENTITY;
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
    let identity = refusal.call.source_identity.as_deref().unwrap_or_default();
    let carried = format!("the response carries the SourceIdentity {}", quoted(identity));
    let is_it = |name: &str| name == attributes::SOURCE_IDENTITY;
    refusal.action_missing(case, &RULE, SET_SOURCE_IDENTITY, &carried, is_it)
}
