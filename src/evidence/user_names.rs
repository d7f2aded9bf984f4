//! Names of users alone: what `--query` leaves of a list of users.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::users::{Directory, Extent, User, UserFile};
use crate::aws::endpoints::is_uuid;
use crate::document::{Document, Member, Node, Value, Word};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "user-names",
    words: "names of users",
    command: "aws connect list-users --instance-id '{instance}'{region} --query 'UserSummaryList[].Username'",
    file: "users.json",
    question: "which users there are",
    recognise,
    of_text,
    read: Some(read),
    ..Kind::NONE
};

const TEXT: &str = "names of users, text";
/// A user name of Identity Center is no longer than this, and a login of Amazon Connect is shorter.
const LONGEST: usize = 128;

fn recognise(document: &Document) -> Option<&'static str> {
    let elements = document.root.elements();
    let is_text = document.name.as_deref() == Some(TEXT);
    let told = !elements.is_empty() && elements.iter().all(|element| name(element).is_some());
    (is_text || told).then_some("names of users (a piece that --query cut out)")
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let list = root.member(TEXT).unwrap_or(root);
    let users = list.elements().iter().filter_map(name).map(|word| User::named(word.to_text())).collect();
    evidence.users.push(UserFile::new(given, Directory::Untold, Extent::Chosen, users));
    Ok(())
}

/// The name in one element: the string, the only one of a row that is no id, or the one that its key
/// tells.
fn name(node: &Node) -> Option<&Word> {
    match &node.value {
        Value::String(word) => is_name(&word.value).then_some(word),
        Value::Array(row) => {
            let mut names = row.iter().filter_map(Node::word).filter(|word| is_name(&word.value));
            names.next().filter(|_| row.len() <= 4 && names.next().is_none())
        }
        Value::Object(members) => {
            let tells = |key: &str| {
                let key = key.to_ascii_lowercase();
                ["user", "login", "username", "userlogin", "user_name"].contains(&key.as_str())
            };
            let mut told = members.iter().filter(|member| tells(&member.key.value));
            let only = told.next().filter(|_| members.len() <= 4 && told.next().is_none())?;
            only.value.word().filter(|word| is_name(&word.value))
        }
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => None,
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && !is_uuid(text)
        && !text.starts_with("arn:")
        && text.chars().all(|c| c.is_alphanumeric() || "_-.@\\+=,'".contains(c))
        && text.chars().any(char::is_alphabetic)
}

/// `--output text`: names between tabs, or on lines of their own.
fn of_text(text: &str) -> Option<Document> {
    const MOST: usize = 1 << 20;
    if text.len() > MOST || text.contains(' ') {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 || !words.iter().all(|word| is_name(word)) {
        return None;
    }
    let sure = words.iter().filter(|word| word.contains(['@', '.'])).count();
    // Without a full stop or an at sign in most of them they may be lines of anything, of Base64 too.
    let in_a_row = text.trim().lines().count() == 1;
    if sure * 2 < words.len() && !in_a_row && words.iter().any(|word| is_mixed(word)) {
        return None;
    }
    let names = words.iter().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Member::written(SourceId::NONE, "", text, start..start + word.len()).value
    });
    let mut list = Member::written(SourceId::NONE, TEXT, text, 0..text.len());
    list.value.value = Value::Array(names.collect());
    let mut document = Document::of_members(SourceId::NONE, text, vec![list]);
    document.name = Some(TEXT.to_owned());
    Some(document)
}

/// Capitals and digits in the middle of a word, again and again, as no name has them.
fn is_mixed(word: &str) -> bool {
    const LONGEST_NAME: usize = 40;
    let bytes = word.as_bytes();
    let turns = bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    word.len() > LONGEST_NAME || turns.count() > 1 || word.contains(['+', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_alone_are_told_from_other_lists() {
        for text in [
            "[\"jane.doe\", \"bob\"]",
            "[[\"jane.doe\", \"0f1e2d3c-0000-4000-8000-000000000000\"]]",
            "[{\"Login\": \"jane.doe\", \"Id\": \"0f1e2d3c-0000-4000-8000-000000000000\"}]",
        ] {
            let document = Document::of_source(SourceId::NONE, text).unwrap();
            assert!(recognise(&document).is_some(), "{text}");
        }
        for text in ["[]", "[1]", "[\"arn:aws:iam::123456789012:role/A\"]", "[{\"a\": \"b\"}]", "[\"a b\"]"] {
            let document = Document::of_source(SourceId::NONE, text).unwrap();
            assert!(recognise(&document).is_none(), "{text}");
        }
        assert!(of_text("jane.doe\tbob\n").is_some());
        assert!(of_text("jane.doe@corp.example\nbob@corp.example\n").is_some());
        assert!(of_text("jdoe\tasmith\tbob\n").is_some());
        assert!(of_text("jdoe\nASmith\nMcDonald\n").is_some());
        for text in ["hello", "hello world", "PHNhbWxwOlJlc3BvbnNl\nIHhtbG5z", "jane.doe"] {
            assert!(of_text(text).is_none(), "{text}");
        }
    }
}
