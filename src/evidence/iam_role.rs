//! What `aws iam get-role` and `aws iam list-roles` print: who may assume a role.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::roles::{Tags, read_role};
use crate::document::{Document, Node};

pub static KIND: Kind = Kind {
    id: "iam-role",
    words: "an IAM role",
    command: "aws iam get-role --role-name '{role}'",
    file: "role.json",
    question: "whether the role's trust policy lets this login in",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(document) = given.document else { return Ok(()) };
    let root = &document.root;
    if let Some(roles) = root.member("Roles") {
        for role in roles.elements() {
            evidence.roles.push(read_role(given, role, Tags::NeverPrinted)?);
        }
        return Ok(());
    }
    let role = root.member("Role").unwrap_or(root);
    let role = read_role(given, role, Tags::PrintedIfThere)?;
    if role.trust.is_none() {
        return Err(Unreadable::at(role.span, "it has no AssumeRolePolicyDocument"));
    }
    evidence.roles.push(role);
    Ok(())
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let named = |name: &str| document.name.as_deref() == Some(name);
    let all_have = |list: &Node| list.elements().iter().all(|role| role.has(&["Arn"]));
    if root.member("Role").is_some_and(|role| role.has(&["Arn"])) || named("GetRoleResponse") {
        return described(
            document,
            "IAM role (aws iam get-role)",
            "IAM role (GetRole, XML)",
            "IAM role (aws iam get-role, YAML)",
        );
    }
    if root.member("Roles").is_some_and(all_have) || named("ListRolesResponse") {
        return described(
            document,
            "IAM roles (aws iam list-roles)",
            "IAM roles (ListRoles, XML)",
            "IAM roles (aws iam list-roles, YAML)",
        );
    }
    root.has(&["AssumeRolePolicyDocument"]).then_some("IAM role")
}
