//! The response carries session tags, and the role's trust policy does not allow sts:TagSession.

use crate::authorization::call::TAG_SESSION;
use crate::aws::attributes;
use crate::aws::known_errors::sts;
use crate::citations::{SESSION_TAGS, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES};

pub static RULE: Rule = Rule {
    id: "trust-tag-session-missing",
    summary: "the response carries session tags, and the role's trust policy does not allow sts:TagSession",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A login that carries session tags needs sts:TagSession in the trust policy beside sts:AssumeRoleWithSAML; each is authorized by itself. Without it AWS refuses the login as a whole.",
    remedy: Remedy {
        text: "allow sts:TagSession to the provider in a statement of its own, or have the identity provider send no PrincipalTag",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[SESSION_TAGS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["trust-action-missing", "trust-provider-not-named"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(case: &Case, refusal: &Refusal) -> Option<Finding> {
    let named: Vec<&str> = refusal.call.tags.iter().map(String::as_str).take(4).collect();
    let carried = match named.is_empty() {
        true => "the response carries transitive tag keys".to_owned(),
        false => format!("the response carries session tags ({})", named.join(", ")),
    };
    refusal.action_missing(case, &RULE, TAG_SESSION, &carried, |name| {
        name.starts_with(attributes::PRINCIPAL_TAG_PREFIX) || name == attributes::TRANSITIVE_TAG_KEYS
    })
}
