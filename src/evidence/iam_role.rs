//! What `aws iam get-role` and `aws iam list-roles` print: who may assume a role.

use super::kind::{Kind, described};
use crate::document::{Document, Node};

pub static KIND: Kind = Kind {
    id: "iam-role",
    words: "an IAM role",
    command: "aws iam get-role --role-name '{role}'",
    file: "role.json",
    question: "whether the role's trust policy lets this login in",
    recognise,
    ..Kind::NONE
};

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
