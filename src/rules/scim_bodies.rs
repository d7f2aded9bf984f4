//! What SCIM clients send, as rules look at it (RFC 7643, RFC 7644): names of attributes without case.

use crate::document::{Node, Value};
use crate::evidence::ScimSource;
use crate::rule::ScimCase;

/// What a body is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    User,
    Group,
    /// A PATCH.
    UserChange,
    GroupChange,
    /// A PATCH that does not say of what.
    Change,
}

/// A body that was sent.
#[derive(Debug, Clone, Copy)]
pub struct Body<'a> {
    pub node: &'a Node,
    pub of: Of,
}

/// The body of a call.
pub fn body<'a>(case: &ScimCase<'a>) -> Option<Body<'a>> {
    let node = case.call.body.as_ref().filter(|node| matches!(node.value, Value::Object(_)))?;
    let status = case.call.failure.as_ref().and_then(|failure| failure.status);
    if status.is_some_and(|status| matches!(status, 401 | 403 | 429 | 500..)) {
        // Nobody looked at what was sent.
        return None;
    }
    let address = case.call.address.as_ref().map_or("", |address| address.value.as_str());
    let operation = case.call.operation.as_deref().unwrap_or("");
    let (groups, users) = (
        address.contains("Groups") || operation.ends_with("Group"),
        address.contains("Users") || operation.ends_with("User"),
    );
    let of = if is_patch(node) {
        let of_group =
            |operation: &Node| path(operation).is_some_and(|path| lower(path).starts_with("members"));
        let in_value =
            |operation: &Node| member(operation, "value").is_some_and(|value| has(value, "members"));
        match () {
            () if groups => Of::GroupChange,
            () if users => Of::UserChange,
            () if operations(node).iter().any(|one| of_group(one) || in_value(one)) => Of::GroupChange,
            () if operations(node).iter().any(is_of_user) => Of::UserChange,
            () => Of::Change,
        }
    } else {
        let schemas = member(node, "schemas").map_or(&[][..], Node::one_or_more);
        let of_group = |schema: &Node| schema.text().is_some_and(|text| text.ends_with(":Group"));
        match groups || schemas.iter().any(of_group) || has(node, "members") {
            true => Of::Group,
            false => Of::User,
        }
    };
    Some(Body { node, of })
}

fn is_of_user(operation: &Node) -> bool {
    const OF_USERS: [&str; 8] =
        ["username", "active", "name", "emails", "addresses", "phonenumbers", "title", "usertype"];
    let path = path(operation).map(lower).unwrap_or_default();
    let first = path.split(['.', '[']).next().unwrap_or_default();
    let in_value = || {
        let value = member(operation, "value").map_or(&[][..], Node::members);
        value.iter().any(|member| OF_USERS.contains(&lower(&member.key.value).as_str()))
    };
    OF_USERS.contains(&first) || first.starts_with("urn:") || in_value()
}

fn is_patch(node: &Node) -> bool {
    member(node, "Operations").is_some()
}

/// The operations of a PATCH.
pub fn operations(node: &Node) -> &[Node] {
    member(node, "Operations").map_or(&[][..], Node::elements)
}

/// `add`, `replace`, `remove`; CloudTrail has it in capitals.
pub fn op(operation: &Node) -> String {
    member(operation, "op").and_then(Node::text).map(lower).unwrap_or_default()
}

/// The path of an operation, where it has one.
pub fn path(operation: &Node) -> Option<&str> {
    member(operation, "path").and_then(Node::text).filter(|path| !path.trim().is_empty())
}

/// A member by its name in whatever capitals; one that is null is not there.
pub fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let mut same = node.members().iter().filter(|member| member.key.value.eq_ignore_ascii_case(name));
    same.find(|member| member.value.value != Value::Null).map(|member| &member.value)
}

pub fn has(node: &Node, name: &str) -> bool {
    member(node, name).is_some()
}

/// As [`member`], step by step.
pub fn at<'a>(node: &'a Node, names: &[&str]) -> Option<&'a Node> {
    names.iter().try_fold(node, |node, name| member(node, name))
}

pub fn lower(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

/// Whether what a body lacks was not sent: CloudTrail may leave something out, and where it has a sentence
/// about something else, that was in order.
pub fn tells_absence(case: &ScimCase) -> bool {
    let sentence = case.call.failure.as_ref().and_then(|failure| failure.error);
    match case.call.from {
        ScimSource::CloudTrail => {
            sentence.is_none_or(|error| ["scim-request-unparsable", "scim-name-empty"].contains(&error.id))
        }
        ScimSource::Answer | ScimSource::Request | ScimSource::Log => true,
    }
}

/// CloudTrail shows no values.
pub fn is_hidden(node: &Node) -> bool {
    node.text().is_some_and(|text| text.starts_with("HIDDEN_DUE_TO"))
}
