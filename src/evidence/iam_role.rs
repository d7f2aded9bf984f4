//! What `aws iam get-role` and `aws iam list-roles` print: who may assume a role.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::role_shape::canonical;
use super::roles::{Tags, read_role};
use crate::document::{Document, Node, Syntax};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "iam-role",
    words: "an IAM role",
    command: "aws iam get-role --role-name '{role}'",
    file: "role.json",
    question: "whether the role's trust policy lets this login in",
    operations: &["GetRole", "ListRoles"],
    recognise,
    of_text,
    read: Some(read),
};

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(document) = given.document else { return Ok(()) };
    let root = &document.root;
    if given.is_table() {
        return Err(Unreadable::of_table());
    }
    if document.name.as_deref() == Some(TEXT) {
        let what = "it was printed with --output text, which leaves out the keys of the conditions (add --output json)";
        return Err(Unreadable::at(root.span, what));
    }
    if let Some(roles) = ["Roles", "iam_roles"].iter().find_map(|name| root.member(name)) {
        evidence.note_page(given.input, root);
        let mut refused = None;
        for role in roles.elements() {
            // One whose policy cannot be read says nothing of the others.
            match read_role(given, &canonical(role), Tags::NeverPrinted) {
                Ok(role) => evidence.roles.push(role),
                Err(error) => refused = Some(error),
            }
        }
        let all = evidence.roles.iter().all(|role| role.input != given.input);
        return refused.filter(|_| all).map_or(Ok(()), Err);
    }
    let role = ["Role", "iam_role"].iter().find_map(|name| root.member(name)).unwrap_or(root);
    let role = read_role(given, &canonical(role), Tags::PrintedIfThere)?;
    if role.trust.is_none() {
        return Err(Unreadable::at(role.span, "it has no AssumeRolePolicyDocument"));
    }
    evidence.roles.push(role);
    Ok(())
}

const TEXT: &str = "get-role --output text";

/// What `--output text` prints of a role; it cannot be read back.
fn of_text(text: &str) -> Option<Document> {
    let begins = |start: &str| text.lines().any(|line| line.starts_with(start));
    if !begins("ASSUMEROLEPOLICYDOCUMENT\t") || !begins("ROLE") {
        return None;
    }
    let mut document = Document::of_members(SourceId::NONE, text, Vec::new());
    document.name = Some(TEXT.to_owned());
    Some(document)
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let named = |name: &str| document.name.as_deref() == Some(name);
    if named(TEXT) {
        return Some("IAM role (aws iam get-role, text)");
    }
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
    let of_ansible = root.has(&["iam_roles"])
        || root.has(&["assume_role_policy_document"])
        || root.member("iam_role").is_some_and(|role| role.has(&["assume_role_policy_document"]));
    if of_ansible {
        return Some("IAM role (Ansible)");
    }
    match (document.syntax, root.has(&["AssumeRolePolicyDocument"])) {
        (Syntax::Text, true) => Some("IAM role (PowerShell)"),
        (_, true) => Some("IAM role"),
        (_, false) => None,
    }
}
