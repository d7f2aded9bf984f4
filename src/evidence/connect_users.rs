//! What the Amazon Connect commands print of users.

use super::kind::Kind;
use crate::document::{Document, Node};

pub static KIND: Kind = Kind {
    id: "connect-users",
    words: "Amazon Connect users",
    command: "aws connect list-users --instance-id INSTANCE_ID",
    file: "users.json",
    question: "whether Amazon Connect has this user",
    operations: &["ListUsers", "DescribeUser", "SearchUsers"],
    recognise,
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let is_user = |user: &Node| user.has(&["Username", "IdentityInfo"]);
    if root.has(&["UserSummaryList"]) {
        Some("Amazon Connect users (aws connect list-users)")
    } else if root.member("User").is_some_and(is_user) {
        Some("Amazon Connect user (aws connect describe-user)")
    } else if root.member("Users").is_some_and(|users| users.elements().iter().all(is_user)) {
        Some("Amazon Connect users (aws connect search-users)")
    } else {
        None
    }
}
