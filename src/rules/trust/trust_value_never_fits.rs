//! A value in a trust policy that no login can have.

use crate::authorization::call::never_there;
use crate::authorization::patch::is_no_address;
use crate::aws::arn::Arn;
use crate::aws::endpoints::{Endpoint, locate, nearest_sign_in};
use crate::aws::policy::operator::{Base, with_wildcards};
use crate::aws::policy::{Condition, PrincipalKind, Value};
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
            if condition.values.is_empty() {
                let key = &condition.key.value;
                let message = format!(
                    "{words} compares {key} with an empty list, and AWS's documents differ on what that means"
                );
                findings.push(Finding::new(&RULE, condition.span, message).likely());
            }
            if let Some(finding) = private_nets(&words, condition) {
                findings.push(finding);
            }
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
                        _ if text.starts_with("urn:amazon:webservices") => {
                            "that is the Audience, and SAML:aud is the Recipient"
                        }
                        true => "it is no sign-in address of AWS's at all",
                        false if text.ends_with('/') => "no sign-in address ends in a slash",
                        false if meant.is_some() => "it is not quite a sign-in address of AWS's",
                        // An application may take responses at its own address.
                        false => continue,
                    };
                    (why.to_owned(), meant)
                } else if plain && is_key(condition, "saml:aud") && of_another_partition(case, text) {
                    ("it is the sign-in address of another partition than the role's".to_owned(), None)
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

/// AWS sees the address that a request comes from the internet with.
fn private_nets(words: &str, condition: &Condition) -> Option<Finding> {
    condition.parsed.filter(|operator| {
        operator.base == Base::IpAddress && !operator.negated && is_key(condition, "aws:SourceIp")
    })?;
    let is_private = |value: &Value| {
        let mut octets = value.text.split(['.', '/']).map(|octet| octet.parse::<u8>().unwrap_or(0));
        let is_v4 = value.text.contains('.') && !value.text.contains(':');
        is_v4
            && match (octets.next(), octets.next()) {
                (Some(10), _) | (Some(192), Some(168)) => true,
                (Some(172), Some(second)) => (16..=31).contains(&second),
                _ => false,
            }
    };
    let first = condition.values.first()?;
    condition.values.iter().all(is_private).then(|| {
        let message = format!(
            "{words} tests aws:SourceIp for {}, and no login has that: AWS sees public addresses alone",
            quoted(&first.text)
        );
        Finding::new(&RULE, first.span, message).found(first.text.clone())
    })
}

/// An address whose partition is not the role's, nor that of the provider that the policy names.
fn of_another_partition(case: &PolicyCase, text: &str) -> bool {
    let Some(sign_in) = locate(text).and_then(|located| located.sign_in().cloned()) else { return false };
    let arns = case.policy.statements.iter().flat_map(|one| one.principals(PrincipalKind::Federated));
    let mut partitions = arns.filter_map(|value| Arn::parse(&value.text).map(|arn| arn.partition)).peekable();
    partitions.peek().is_some() && partitions.all(|partition| partition != sign_in.partition.id)
}

fn is_address(text: &str) -> bool {
    locate(text).is_some_and(|located| {
        located.is_exact() && matches!(located.endpoint, Endpoint::SignIn(_) | Endpoint::Connect { .. })
    })
}
