//! A policy document alone: a trust policy, a service control policy.

use super::kind::Kind;
use crate::document::Document;

pub static KIND: Kind = Kind {
    id: "policy",
    words: "a policy document",
    command: "aws iam get-role --role-name '{role}' --query Role.AssumeRolePolicyDocument",
    file: "policy.json",
    question: "what this policy allows",
    recognise,
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    if root.has(&["Statement"]) {
        Some("policy document")
    } else if root.member("Policy").is_some_and(|policy| policy.has(&["Content"])) {
        Some("policy (aws organizations describe-policy)")
    } else if root.has(&["PolicyVersion"]) || root.has(&["PolicyDocument"]) {
        Some("policy (aws iam get-policy-version)")
    } else {
        None
    }
}
