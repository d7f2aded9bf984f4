//! A statement for several actions tests keys that one of them does not see.

use crate::citations::{SESSION_TAGS, STS_AUTHORIZATION};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{about_saml, actions_of_login, is_allow, names_action};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-keys-of-another-action",
    summary: "a statement for several actions tests keys that one of them does not see",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "sts:AssumeRoleWithSAML, sts:TagSession and sts:SetSourceIdentity are authorized one by one, and each sees its own keys: sts:TagSession has no sts:SourceIdentity, sts:SetSourceIdentity no aws:RequestTag. It was measured for AssumeRole; the Service Authorization Reference lists the keys so.",
    remedy: Remedy {
        text: "write a statement for each action, with the conditions that it sees and SAML:aud in each",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[STS_AUTHORIZATION, SESSION_TAGS],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let Some(_) = case.role() else { return Outcome::NotApplicable };
    let statements: Vec<_> = about_saml(case)
        .into_iter()
        .filter(|(_, statement)| is_allow(statement) && actions_of_login(statement).len() > 1)
        .collect();
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for (index, statement) in statements {
        let words = statement_words(case.policy, index);
        for condition in &statement.conditions {
            let lower = condition.key.value.to_lowercase();
            let of_tags = lower.starts_with("aws:requesttag/")
                || matches!(lower.as_str(), "aws:tagkeys" | "sts:transitivetagkeys");
            let blind = match lower.as_str() {
                "sts:sourceidentity" => "sts:TagSession",
                _ if of_tags => "sts:SetSourceIdentity",
                _ => continue,
            };
            let holds = condition.parsed.is_none_or(|operator| operator.negated || operator.if_exists);
            if names_action(statement, blind) && !holds {
                let key = &condition.key.value;
                let message = format!("{words} tests {key} for {blind}, too, which does not see it");
                findings.push(Finding::new(&RULE, condition.key.span, message));
            }
        }
    }
    findings.into()
}
