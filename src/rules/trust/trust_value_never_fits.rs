//! A value in a trust policy that no login can have.

use crate::authorization::call::never_there;
use crate::authorization::patch::is_no_address;
use crate::aws::arn::Arn;
use crate::aws::endpoints::{Deviation, Endpoint, SignIn, SignInForm, locate, nearest_sign_in};
use crate::aws::policy::compare::ip::Net;
use crate::aws::policy::operator::{Base, Operator, with_wildcards};
use crate::aws::policy::{Condition, PrincipalKind, Value};
use crate::citations::{CONDITION_OPERATORS, RELYING_PARTY};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who, quoted};
use crate::rules::policies::{each_condition, is_key};

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
    each_condition(case, |words, _, condition| {
        let Some(operator) = condition.parsed else { return Vec::new() };
        let mut findings = Vec::new();
        let key = &condition.key.value;
        if condition.values.is_empty() {
            let message = format!(
                "{words} compares {key} with an empty list, and AWS's documents differ on what that means"
            );
            findings.push(Finding::new(&RULE, condition.span, message).likely());
        }
        findings.extend(private_nets(words, condition));
        for value in condition.values.iter().filter(|value| value.is_known()) {
            let Some((why, instead)) = why_never(case, condition, operator, value) else { continue };
            let message =
                format!("{words} tests {key} for {}, and no login has that: {why}", quoted(&value.text));
            let finding = Finding::new(&RULE, value.span, message).found(value.text.clone());
            findings.push(match instead {
                Some(instead) => finding.expected(instead),
                None => finding,
            });
        }
        findings
    })
}

/// Why no login has a value, and what is meant where that is plain.
fn why_never(
    case: &PolicyCase,
    condition: &Condition,
    operator: Operator,
    value: &Value,
) -> Option<(String, Option<String>)> {
    let (text, named) = (&value.text, &condition.operator.value);
    if let Some(variable) = value.template.variables().find(|key| never_there(key)) {
        let why = format!("${{{variable}}} has no value in a SAML login");
        return Some((why, Some("${saml:sub}".to_owned())));
    }
    if !matches!(operator.base, Base::StringEquals | Base::StringEqualsIgnoreCase) {
        return None;
    }
    if text.contains('*') && value.template.as_text().is_some() {
        let key = &condition.key.value;
        let like = with_wildcards(named).map(|like| format!("{like} {key} {}", quoted(text)));
        return Some((format!("under {named} the * is an ordinary character"), like));
    }
    if text.contains('?') && !text.contains("://") && value.template.as_text().is_some() {
        let key = &condition.key.value;
        let like = with_wildcards(named).map(|like| format!("{like} {key} {}", quoted(text)));
        return Some((format!("under {named} the ? is an ordinary character"), like));
    }
    if !is_key(condition, "saml:aud") {
        return None;
    }
    if let Some(written) = written_oddly(text, operator) {
        return Some(written);
    }
    if is_address(text) {
        let foreign = of_another_partition(case, text);
        return foreign
            .then(|| ("it is the sign-in address of another partition than the role's".to_owned(), None));
    }
    let meant = nearest_sign_in(text);
    let why = match is_no_address(text) {
        _ if text.starts_with("urn:amazon:webservices") => {
            "that is the Audience, and SAML:aud is the Recipient"
        }
        true => "it is no sign-in address of AWS's at all",
        false if text.ends_with('/') => "no sign-in address ends in a slash",
        false if meant.is_some() => "it is not quite a sign-in address of AWS's",
        // An application may take responses at its own address.
        false => return None,
    };
    Some((why.to_owned(), meant))
}

/// What is wrong with an address at a sign-in host of AWS's, and how it is written.
fn written_oddly(text: &str, operator: Operator) -> Option<(String, Option<String>)> {
    let located = locate(text)?;
    let sign_in = located.sign_in()?;
    let instead = |sign_in: &SignIn| Some(sign_in.url());
    match sign_in.form {
        SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) if !text.ends_with('/') => {
            return Some(("no response is posted to that path".to_owned(), instead(sign_in)));
        }
        // One of AWS's own examples prints it without /acs/.
        SignInForm::Plain
        | SignInForm::ProviderSpecific(_)
        | SignInForm::MissingAcs(_)
        | SignInForm::LegacyStatic
        | SignInForm::ServiceProviderMetadata
        | SignInForm::OtherPath(_) => {}
    }
    let with_case = operator.base == Base::StringEquals;
    located.deviations.iter().find_map(|deviation| match deviation {
        Deviation::UnknownRegion { region, nearest } => {
            let meant = nearest.map(|near| SignIn { region: Some(near.to_owned()), ..sign_in.clone() }.url());
            Some((format!("there is no Region {}", quoted(region)), meant))
        }
        Deviation::RegionOfOtherPartition { region, .. } => {
            Some((format!("{} is no Region of that host's", quoted(region)), None))
        }
        Deviation::Scheme(_) | Deviation::NoScheme => {
            Some(("a sign-in address begins with https://".to_owned(), instead(sign_in)))
        }
        Deviation::UpperCaseHost | Deviation::PathCase if with_case => {
            Some(("sign-in addresses are in lower case, and case counts".to_owned(), instead(sign_in)))
        }
        Deviation::Whitespace => Some(("no address has white space in it".to_owned(), instead(sign_in))),
        Deviation::UpperCaseHost
        | Deviation::PathCase
        | Deviation::UserInfo
        | Deviation::Port(_)
        | Deviation::UnlistedRegion(_)
        | Deviation::TrailingSlash
        | Deviation::Query
        | Deviation::Fragment => None,
    })
}

/// AWS sees the address that a request comes from the internet with.
fn private_nets(words: &str, condition: &Condition) -> Option<Finding> {
    condition.parsed.filter(|operator| {
        operator.base == Base::IpAddress && !operator.negated && is_key(condition, "aws:SourceIp")
    })?;
    let is_private = |value: &Value| Net::parse(&value.text).is_some_and(|net| net.is_private());
    let first = condition.values.first()?;
    condition.values.iter().all(is_private).then(|| {
        let message = format!(
            "{words} tests aws:SourceIp for {}, and no login over the internet has that: AWS sees a public address",
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
