//! Why IAM would not save a role's trust policy, and with which sentence it says so.
//!
//! Recorded answers of IAM; Access Analyzer policy check reference; IAM User Guide, policy elements.

use std::collections::HashSet;

use super::compare::ip::Net;
use super::compare::number::Number;
use super::compare::{arn, binary, date, wildcard::Pattern};
use super::model::{
    Condition, Named, Negated, Policy, PrincipalKind, Statement, VERSION_DEFAULT, VERSION_WITH_VARIABLES,
    Value,
};
use super::operator::Base;
use crate::aws::arn::Arn;
use crate::aws::known_errors::{KnownError, iam, trust_policy};
use crate::document::Node;
use crate::source::Span;

/// Something for which IAM refuses to save a trust policy.
#[derive(Debug, Clone)]
pub struct Unsaved {
    pub span: Span,
    /// What is wrong, as a fact: `the action "iam:ListRoles" is none of STS's`.
    pub what: String,
    pub sentence: &'static KnownError,
    /// What to write, where that is known.
    pub instead: Option<String>,
}

/// Characters, white space aside, that a trust policy may have where the quota was not raised.
pub const QUOTA: usize = 2048;
/// The most that the quota can be raised to.
pub const HIGHEST_QUOTA: usize = 8192;

/// The actions that a trust policy may name.
const ACTIONS: &[&str] = &[
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];

/// Everything for which IAM would refuse to save this as a trust policy, in document order.
pub fn faults(node: &Node, policy: &Policy) -> Vec<Unsaved> {
    let mut found = Vec::new();
    if let Some(version) = &policy.version
        && ![VERSION_WITH_VARIABLES, VERSION_DEFAULT].contains(&version.value.as_str())
    {
        found.push(Unsaved {
            span: version.span,
            what: format!("Version is {:?}, which is none of the policy language's", version.value),
            sentence: &trust_policy::VERSION,
            instead: Some(VERSION_WITH_VARIABLES.to_owned()),
        });
    }
    let mut sids = HashSet::new();
    let nodes = node.member("Statement").map_or(&[][..], Node::one_or_more);
    for (statement, node) in policy.statements.iter().zip(nodes) {
        of_statement(statement, node, &mut found);
        if let Some(sid) = &statement.sid
            && !sids.insert(sid.value.clone())
        {
            found.push(Unsaved {
                span: sid.span,
                what: format!("two statements have the Sid {:?}", sid.value),
                sentence: &trust_policy::SIDS,
                instead: None,
            });
        }
    }
    found
}

fn of_statement(statement: &Statement, node: &Node, found: &mut Vec<Unsaved>) {
    let mut fault = |span: Span, what: String, sentence: &'static KnownError| {
        found.push(Unsaved { span, what, sentence, instead: None });
    };
    if let Some(resources) = &statement.resources {
        let name = match resources.negated {
            Negated::No => "Resource",
            Negated::Yes => "NotResource",
        };
        let what = format!("a trust policy has no {name}");
        fault(resources.name, what, &trust_policy::RESOURCE_PROHIBITED);
    }
    match &statement.principal {
        None => {
            fault(statement.span, "a statement has no Principal".to_owned(), &trust_policy::PRINCIPAL_MISSING)
        }
        Some(principal) if principal.negated == Negated::Yes => fault(
            principal.span,
            "a trust policy has no NotPrincipal".to_owned(),
            &trust_policy::NOT_PRINCIPAL,
        ),
        Some(principal) => {
            if principal.members.is_empty() {
                fault(
                    principal.span,
                    "the list of principals is empty".to_owned(),
                    &trust_policy::NO_PRINCIPALS,
                );
            }
            for member in &principal.members {
                let value = &member.value;
                match &member.kind {
                    PrincipalKind::Anyone => fault(
                        value.span,
                        "\"Principal\": \"*\" names nobody in a trust policy".to_owned(),
                        &iam::TRUST_PRINCIPAL_INVALID,
                    ),
                    PrincipalKind::Federated if value.is_known() && !is_federated(&value.text) => fault(
                        value.span,
                        format!("{:?} is neither a provider's ARN nor a domain name", value.text),
                        &iam::FEDERATED_PRINCIPAL_INVALID,
                    ),
                    PrincipalKind::Other(name) if value.is_known() => fault(
                        value.span,
                        format!("there is no kind of principal {name:?}"),
                        &trust_policy::SYNTAX,
                    ),
                    PrincipalKind::Federated
                    | PrincipalKind::Aws
                    | PrincipalKind::Service
                    | PrincipalKind::CanonicalUser
                    | PrincipalKind::Other(_) => {}
                }
            }
        }
    }
    match &statement.actions {
        None => fault(statement.span, "a statement has no Action".to_owned(), &trust_policy::FIELD_MISSING),
        Some(actions) if actions.negated == Negated::No => {
            for value in actions.values.iter().filter(|value| value.is_known()) {
                if let Some(what) = not_of_sts(&value.text) {
                    fault(value.span, what, &trust_policy::OTHER_ACTIONS);
                }
            }
        }
        Some(_) => {}
    }
    if statement.effect.is_none() {
        let effect = node.member("Effect");
        match effect {
            None => {
                fault(statement.span, "a statement has no Effect".to_owned(), &trust_policy::FIELD_MISSING)
            }
            Some(effect) if effect.word().is_none_or(|word| word.is_known()) => fault(
                effect.span,
                "Effect is neither \"Allow\" nor \"Deny\"".to_owned(),
                &trust_policy::SYNTAX,
            ),
            Some(_) => {}
        }
    }
    for member in node.members() {
        const KNOWN: [&str; 9] = [
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ];
        if !KNOWN.contains(&member.key.value.as_str()) {
            let what = format!("a statement has no member {:?}", member.key.value);
            fault(member.key.span, what, &trust_policy::SYNTAX);
        }
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    for condition in statement.conditions.iter().filter(|condition| condition.named == Named::Whole) {
        let Some(operator) = condition.parsed else {
            let what = format!("there is no operator {:?}", condition.operator.value);
            fault(condition.operator.span, what, &trust_policy::SYNTAX);
            continue;
        };
        let named = (condition.operator.value.to_lowercase(), condition.key.value.to_lowercase());
        if seen.contains(&named) {
            let what = format!("{} stands twice under {}", condition.key.value, condition.operator.value);
            fault(condition.key.span, what, &trust_policy::SYNTAX);
        }
        seen.push(named);
        for value in values_that_cannot_be(condition, operator.base) {
            fault(value.0, value.1, &trust_policy::SYNTAX);
        }
    }
}

/// An action that a trust policy may not name, said in words.
pub fn not_of_sts(action: &str) -> Option<String> {
    let lower = action.to_ascii_lowercase();
    if lower != "*" && !lower.contains(':') {
        return Some(format!("the action {action:?} has no colon"));
    }
    let pattern = Pattern::plain(&lower);
    let fits = ACTIONS.iter().any(|known| pattern.fits(&known.to_ascii_lowercase()));
    (!fits || lower == "*").then(|| format!("the action {action:?} is none of STS's for assuming a role"))
}

/// The ARN of a provider, or the domain name of one.
pub fn is_federated(text: &str) -> bool {
    if let Some(arn) = Arn::parse(text) {
        let resource = text.rsplit(':').next().unwrap_or_default();
        let provider = ["saml-provider/", "oidc-provider/"]
            .iter()
            .any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
        let account = text.split(':').nth(4).unwrap_or_default();
        return provider && crate::aws::arn::is_account(account) && !arn.rest().is_empty();
    }
    let domain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(domain)
}

/// Values that are not of the operator's type, which AWS was seen to refuse.
fn values_that_cannot_be(condition: &Condition, base: Base) -> Vec<(Span, String)> {
    let wrong = |value: &&Value| {
        let Some(text) = value.template.as_text() else { return false };
        match base {
            Base::Numeric(_) => Number::parse(text).is_none(),
            Base::Date(_) => date::millis(text).is_none(),
            Base::IpAddress => Net::parse(text).is_none(),
            Base::Arn => text != "*" && arn::parts(text).is_none(),
            Base::Binary => !binary::is_base64(text),
            Base::StringEquals
            | Base::StringEqualsIgnoreCase
            | Base::StringLike
            | Base::Bool
            | Base::Null => false,
        }
    };
    let kind = match base {
        Base::Numeric(_) => "no number",
        Base::Date(_) => "no date",
        Base::IpAddress => "no address range",
        Base::Arn => "no ARN",
        Base::Binary => "no base64",
        Base::StringEquals | Base::StringEqualsIgnoreCase | Base::StringLike | Base::Bool | Base::Null => "",
    };
    let values = condition.values.iter().filter(wrong);
    values
        .map(|value| (value.span, format!("{:?} under {} is {kind}", value.text, condition.operator.value)))
        .collect()
}

/// Characters of a document, white space aside, as the quota counts them.
pub fn length(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}
