//! A role in another tool's spelling, as `get-role` prints it.

use crate::document::{Member, Node, Value};

/// AWS's name of each member, and how Ansible (snake case) and AWS Config (camel case) spell it.
const NAMES: [(&str, &str, &str); 9] = [
    ("Arn", "arn", "arn"),
    ("RoleName", "role_name", "roleName"),
    ("Path", "path", "path"),
    ("AssumeRolePolicyDocument", "assume_role_policy_document", "assumeRolePolicyDocument"),
    ("MaxSessionDuration", "max_session_duration", "maxSessionDuration"),
    ("RolePolicyList", "role_policy_list", "rolePolicyList"),
    ("AttachedManagedPolicies", "attached_managed_policies", "attachedManagedPolicies"),
    ("PermissionsBoundary", "permissions_boundary", "permissionsBoundary"),
    ("Tags", "tags", "tags"),
];

/// What a missing member Tags says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags {
    /// The role has none.
    PrintedIfThere,
    /// Nothing.
    NeverPrinted,
}

/// The role with AWS's own names.
pub(super) fn canonical(role: &Node) -> Node {
    let members = NAMES.iter().filter_map(|&(name, snake, camel)| {
        let node = role.member(name).or_else(|| role.member(snake)).or_else(|| role.member(camel))?;
        Some((name, if name == "Tags" { tags(node) } else { node.clone() }))
    });
    Node::object(role.span, members.collect::<Vec<_>>())
}

/// Tags as a list of Key and Value: of a map, of members in lower case.
pub(super) fn tags(node: &Node) -> Node {
    let tag = |key: Node, value: Node| {
        let span = key.span;
        Node::object(span, [("Key", key), ("Value", value)])
    };
    let of_member = |member: &Member| {
        let key = Node::new(Value::String(member.key.clone()), member.key.span);
        tag(key, member.value.clone())
    };
    let of_element = |element: &Node| match (element.member("key"), element.member("value")) {
        (Some(key), Some(value)) => tag(key.clone(), value.clone()),
        _ => element.clone(),
    };
    let list = match &node.value {
        Value::Object(members) => members.iter().map(of_member).collect(),
        _ => node.elements().iter().map(of_element).collect(),
    };
    Node::new(Value::Array(list), node.span)
}
