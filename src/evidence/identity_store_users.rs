//! Users of IAM Identity Center's store: what `aws identitystore list-users` and `describe-user` print.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::users::{Directory, Extent, User, UserFile, next_token, text};
use crate::document::{Document, Member, Node, Value};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "identity-store-users",
    words: "users of IAM Identity Center",
    command: "aws identitystore list-users --identity-store-id '{store}'{region}",
    file: "users.json",
    question: "whether IAM Identity Center has this user",
    operations: &[],
    recognise,
    of_text,
    read: Some(read),
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let list = root.member("Users").filter(|users| !users.elements().is_empty());
    if list.is_some_and(|users| users.elements().iter().all(is_user)) {
        return described(
            document,
            "users of IAM Identity Center (aws identitystore list-users)",
            "users of IAM Identity Center (XML)",
            "users of IAM Identity Center (list-users, text or YAML)",
        );
    }
    if is_user(root) {
        return Some("user of IAM Identity Center (aws identitystore describe-user)");
    }
    let elements = root.elements();
    let cut_out = !elements.is_empty() && elements.iter().all(is_user);
    cut_out.then_some("users of IAM Identity Center (a piece that --query cut out)")
}

/// A user of IAM's has an ARN, one of the identity store an id of the store or names and mail addresses.
fn is_user(node: &Node) -> bool {
    let of_store = ["IdentityStoreId", "Emails", "DisplayName", "Name", "ExternalIds"];
    node.has(&["UserName"]) && !node.has(&["Arn"]) && of_store.iter().any(|key| node.has(&[key]))
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let (list, extent) = match root.member("Users") {
        Some(list) => (list, next_token(root).map_or(Extent::Whole, Extent::Page)),
        None => (root, Extent::Chosen),
    };
    let users: Vec<User> = list.one_or_more().iter().filter_map(user).collect();
    evidence.users.push(UserFile::new(given, Directory::IdentityStore, extent, users));
    Ok(())
}

fn user(node: &Node) -> Option<User> {
    let mut user = User::named(text(node, "UserName")?);
    let members = |list: &str, key: &str| -> Vec<_> {
        let elements = node.member(list).map_or(&[][..], Node::elements);
        elements.iter().filter_map(|element| text(element, key)).collect()
    };
    user.emails = members("Emails", "Value");
    user.external_ids = members("ExternalIds", "Id");
    user.home = text(node, "IdentityStoreId");
    Some(user)
}

/// `--output text`: a line for each user, its values in the order of their names, so that the UserName
/// stands behind the UserId; its mail addresses follow in lines of their own.
fn of_text(text: &str) -> Option<Document> {
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let written = |key: &str, part: &str| {
        Member::written(SourceId::NONE, key, text, start(part)..start(part) + part.len())
    };
    let (mut users, mut rest): (Vec<Node>, Vec<Member>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut columns = line.split('\t');
        match columns.next().unwrap_or_default() {
            "NEXTTOKEN" => rest.extend(columns.next().map(|token| written("NextToken", token))),
            "USERS" => {
                let columns: Vec<&str> = columns.collect();
                let store = columns.iter().find(|word| word.starts_with("d-") && word.len() == 12);
                let Some(store) = store else { continue };
                let Some(id) = columns.iter().position(|word| is_user_id(word)) else { continue };
                let Some(name) = columns.get(id + 1) else { continue };
                let mut user = written("", line).value;
                let emails = written("Emails", &line[..0]);
                user.value = Value::Object(vec![
                    written("IdentityStoreId", store),
                    written("UserName", name),
                    Member { value: Node::new(Value::Array(Vec::new()), user.span), ..emails },
                ]);
                users.push(user);
            }
            "EMAILS" => {
                let Some(address) = columns.next_back().filter(|last| last.contains('@')) else { continue };
                let value = written("Value", address);
                let email = Node::new(Value::Object(vec![value.clone()]), value.value.span);
                if let Some(Value::Object(members)) = users.last_mut().map(|user| &mut user.value)
                    && let Some(Value::Array(emails)) =
                        members.last_mut().map(|member| &mut member.value.value)
                {
                    emails.push(email);
                }
            }
            _ => {}
        }
    }
    if users.is_empty() {
        return None;
    }
    let mut list = written("Users", text);
    list.value.value = Value::Array(users);
    rest.push(list);
    Some(Document::of_members(SourceId::NONE, text, rest))
}

/// A UUID, with or without ten hexadecimal digits and a hyphen before it (Identity Store API Reference).
fn is_user_id(word: &str) -> bool {
    let uuid = word.len().checked_sub(36).and_then(|start| word.get(start..));
    let before = word.get(..word.len().saturating_sub(36)).unwrap_or_default();
    uuid.is_some_and(crate::aws::endpoints::is_uuid)
        && (before.is_empty() || before.len() == 11 && before.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Option<UserFile> {
        KIND.evidence_in(text)?.users.pop()
    }

    #[test]
    fn users_and_their_addresses_are_read() {
        let user = "{\"UserName\": \"jane@b.example\", \"UserId\": \"1\", \"IdentityStoreId\": \"d-9a67ef0123\", \"Emails\": [{\"Value\": \"jane@a.example\", \"Primary\": true}]}";
        for (text, extent) in [
            (format!("{{\"Users\": [{user}]}}"), Some(Extent::Whole)),
            (user.to_owned(), Some(Extent::Chosen)),
            (format!("[{user}]"), Some(Extent::Chosen)),
            (format!("{{\"Users\": [{user}], \"NextToken\": \"x\"}}"), None),
            (
                "USERS\tJane Doe\td-9a67ef0123\ta4b8c4d8-0000-4000-8000-000000000000\tjane@b.example\nEMAILS\tTrue\twork\tjane@a.example\nNAME\tDoe\tJane\n".to_owned(),
                Some(Extent::Whole),
            ),
        ] {
            let file = read_all(&text).unwrap_or_else(|| panic!("{text}"));
            let user = &file.users[0];
            assert_eq!(user.name.value, "jane@b.example", "{text}");
            assert_eq!(user.emails[0].value, "jane@a.example", "{text}");
            assert_eq!(user.home.as_ref().unwrap().value, "d-9a67ef0123", "{text}");
            match extent {
                Some(extent) => assert_eq!(file.extent, extent, "{text}"),
                None => assert!(matches!(file.extent, Extent::Page(_)), "{text}"),
            }
        }
        for text in
            ["{\"Users\": []}", "{\"Users\": [{\"UserName\": \"a\", \"Arn\": \"arn:aws:iam::1:user/a\"}]}"]
        {
            assert!(read_all(text).is_none(), "{text}");
        }
    }
}
