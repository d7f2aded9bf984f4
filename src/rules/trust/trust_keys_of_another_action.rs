//! A statement for several actions tests keys that one of them does not see.

use crate::citations::{SESSION_TAGS, STS_AUTHORIZATION};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{
    actions_of_login, each_condition, holds_when_absent, is_allow, names_action, reaches,
};

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
    each_condition(case, |words, statement, condition| {
        let key = &condition.key.value;
        let lower = key.to_lowercase();
        let of_tags = lower.starts_with("aws:requesttag/")
            || matches!(lower.as_str(), "aws:tagkeys" | "sts:transitivetagkeys");
        let blind = match lower.as_str() {
            "sts:sourceidentity" => "sts:TagSession",
            _ if of_tags => "sts:SetSourceIdentity",
            _ => return Vec::new(),
        };
        let Some(holds) = holds_when_absent(condition) else { return Vec::new() };
        let message = match (is_allow(statement), holds) {
            (true, false) if names_action(statement, blind) => {
                let too = if actions_of_login(statement).len() > 1 { ", too" } else { "" };
                format!("{words} tests {key} for {blind}{too}, which does not see it")
            }
            // One that also tests what it sees does not fire for that alone.
            (false, true) if reaches(statement, blind) && statement.conditions.len() == 1 => format!(
                "{words} denies {blind}, whatever is sent: it does not see {key}, and for {} that counts as a match",
                condition.operator.value
            ),
            (true, _) | (false, _) => return Vec::new(),
        };
        vec![Finding::new(&RULE, condition.key.span, message)]
    })
}
