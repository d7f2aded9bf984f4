//! A value in a trust policy that no login can have.

use crate::authorization::call::never_there;
use crate::authorization::patch::is_no_address;
use crate::aws::endpoints::{Endpoint, locate, nearest_sign_in};
use crate::aws::policy::operator::{Base, with_wildcards};
use crate::citations::{CONDITION_OPERATORS, RELYING_PARTY};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::{about_saml, is_key};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-value-never-fits",
    summary: "a value in a trust policy that no login can have",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "StringEquals compares the whole value, wildcards included; an address with a slash at its end, or of the API's domain amazonaws.com, is no sign-in address of AWS's.",
    remedy: Remedy {
        text: "write the sign-in address exactly, or use StringLike for a pattern",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_OPERATORS, RELYING_PARTY],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let statements = about_saml(case);
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for (index, statement) in statements {
        let words = statement_words(case.policy, index);
        for condition in &statement.conditions {
            let Some(operator) = condition.parsed else { continue };
            for value in condition.values.iter().filter(|value| value.is_known()) {
                let text = &value.text;
                let key = &condition.key.value;
                let plain = matches!(operator.base, Base::StringEquals | Base::StringEqualsIgnoreCase);
                let (why, instead) = if let Some(variable) =
                    value.template.variables().find(|key| never_there(key))
                {
                    (format!("${{{variable}}} has no value in a SAML login"), Some("${saml:sub}".to_owned()))
                } else if plain && text.contains('*') && value.template.as_text().is_some() {
                    let like = with_wildcards(&condition.operator.value);
                    let like = like.map(|like| format!("{like} {key} {}", quoted(text)));
                    (format!("under {} the * is an ordinary character", condition.operator.value), like)
                } else if plain && is_key(condition, "saml:aud") && !is_address(text) {
                    let meant = nearest_sign_in(text);
                    let why = match is_no_address(text) {
                        true => "it is no sign-in address of AWS's at all",
                        false if text.ends_with('/') => "no sign-in address ends in a slash",
                        false if meant.is_some() => "it is not quite a sign-in address of AWS's",
                        // An application may take responses at its own address.
                        false => continue,
                    };
                    (why.to_owned(), meant)
                } else {
                    continue;
                };
                let message =
                    format!("{words} tests {key} for {}, and no login has that: {why}", quoted(text));
                let mut finding = Finding::new(&RULE, value.span, message).found(text.clone());
                if let Some(instead) = instead {
                    finding = finding.expected(instead);
                }
                findings.push(finding);
            }
        }
    }
    findings.into()
}

fn is_address(text: &str) -> bool {
    locate(text).is_some_and(|located| {
        located.is_exact() && matches!(located.endpoint, Endpoint::SignIn(_) | Endpoint::Connect { .. })
    })
}
