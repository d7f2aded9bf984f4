//! A policy out of a document's tree; what has another form than the language is passed over here.

use super::model::{
    Actions, Condition, Effect, Named, Negated, Policy, Principal, PrincipalKind, PrincipalMember, Resources,
    Statement, Value,
};
use super::operator::Operator;
use super::template::Variables;
use crate::document::{Member, Node, Value as Written};
use crate::source::Text;

/// Whether a value looks like a policy: an object with Statement.
pub fn is_policy(node: &Node) -> bool {
    node.member("Statement")
        .is_some_and(|statements| matches!(statements.value, Written::Object(_) | Written::Array(_)))
}

/// Reads a policy document; `None` where there is no Statement.
pub fn read(node: &Node) -> Option<Policy> {
    if !is_policy(node) {
        return None;
    }
    let version = node.member("Version").and_then(text);
    let mut policy = Policy { version, statements: Vec::new(), span: node.span };
    let variables = policy.variables();
    let statements = node.member("Statement")?.one_or_more().iter();
    policy.statements = statements.map(|node| statement(node, variables)).collect();
    Some(policy)
}

fn text(node: &Node) -> Option<Text> {
    let value = node.scalar()?.to_owned();
    Some(Text { value, span: node.span })
}

fn statement(node: &Node, variables: Variables) -> Statement {
    let effect = match node.member("Effect").and_then(Node::text) {
        Some("Allow") => Some(Effect::Allow),
        Some("Deny") => Some(Effect::Deny),
        Some(_) | None => None,
    };
    let effect_written = match node.member("Effect").map(|node| &node.value) {
        Some(Written::Unknown) => Named::InPart,
        Some(Written::String(word)) if !word.is_known() => Named::InPart,
        _ => Named::Whole,
    };
    let negated = |plain: &str, negative: &str| {
        let of =
            |name: &str, negated| Some((node.members().iter().find(|one| one.key.value == name)?, negated));
        of(plain, Negated::No).or_else(|| of(negative, Negated::Yes))
    };
    let principal = negated("Principal", "NotPrincipal").map(|(member, negated)| Principal {
        negated,
        members: principals(&member.value),
        span: member.value.span,
    });
    let actions = negated("Action", "NotAction").map(|(member, negated)| Actions {
        negated,
        values: values(&member.value, Variables::Literal),
        span: member.value.span,
    });
    let resources = negated("Resource", "NotResource").map(|(member, negated)| Resources {
        negated,
        values: values(&member.value, variables),
        name: member.key.span,
        span: member.value.span,
    });
    let mut conditions = Vec::new();
    let blocks = node.members().iter().filter(|member| member.key.value == "Condition");
    // What is no block of conditions is one all the same, and nobody knows what it tests.
    let misshapen = |member: &Member| Condition {
        parsed: None,
        operator: member.key.to_text(),
        key: member.key.to_text(),
        named: Named::Whole,
        values: Vec::new(),
        span: member.value.span,
    };
    let is_object = |node: &Node| matches!(node.value, Written::Object(_));
    for block in blocks.clone().filter(|block| !is_object(&block.value)) {
        conditions.push(misshapen(block));
    }
    for operator in blocks.flat_map(|block| block.value.members()) {
        if !is_object(&operator.value) {
            conditions.push(misshapen(operator));
        }
        for key in operator.value.members() {
            conditions.push(Condition {
                parsed: Operator::parse(&operator.key.value),
                operator: operator.key.to_text(),
                key: key.key.to_text(),
                named: match operator.key.is_known() && key.key.is_known() {
                    true => Named::Whole,
                    false => Named::InPart,
                },
                values: values(&key.value, variables),
                span: key.value.span,
            });
        }
    }
    let sid = node.member("Sid").and_then(text);
    Statement { sid, effect, effect_written, principal, actions, resources, conditions, span: node.span }
}

fn principals(node: &Node) -> Vec<PrincipalMember> {
    let named = |kind: PrincipalKind, node: &Node| -> Vec<PrincipalMember> {
        // Variables count in conditions and resources alone.
        let values = values(node, Variables::Literal).into_iter();
        values.map(|value| PrincipalMember { kind: kind.clone(), value }).collect()
    };
    match &node.value {
        Written::Object(members) => members
            .iter()
            .flat_map(|member| named(PrincipalKind::of(&member.key.value), &member.value))
            .collect(),
        Written::String(word) if word.value == "*" => named(PrincipalKind::Anyone, node),
        Written::String(word) if !word.is_known() => named(PrincipalKind::Federated, node),
        Written::Unknown => named(PrincipalKind::Federated, node),
        Written::String(_) | Written::Array(_) | Written::Number(_) | Written::Bool(_) | Written::Null => {
            named(PrincipalKind::Other(String::new()), node)
        }
    }
}

fn values(node: &Node, variables: Variables) -> Vec<Value> {
    node.one_or_more().iter().map(|node| value(node, variables)).collect()
}

/// A scalar as text. What is no scalar, or no value that is written here, is not known.
fn value(node: &Node, variables: Variables) -> Value {
    match &node.value {
        Written::String(word) => Value::new(word.value.clone(), word.unknown.clone(), variables, node.span),
        Written::Number(number) => Value::known(number, Variables::Literal, node.span),
        Written::Bool(truth) => Value::known(&truth.to_string(), Variables::Literal, node.span),
        Written::Unknown | Written::Object(_) | Written::Array(_) | Written::Null => {
            let hole = 0..0;
            Value::new(String::new(), vec![hole], variables, node.span)
        }
    }
}
