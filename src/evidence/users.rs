//! Users that a file lists: of Amazon Connect, of IAM Identity Center's store, or by their names alone.

use super::kind::Given;
use crate::document::{Node, Value, Word};
use crate::source::{Span, Text};

/// What one file says of users.
#[derive(Debug, Clone)]
pub struct UserFile {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    pub of: Directory,
    pub extent: Extent,
    /// The first byte of what it was read from.
    pub place: Option<Span>,
    /// In the order of the file.
    pub users: Vec<User>,
}

/// Whose users they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Directory {
    AmazonConnect,
    IdentityStore,
    /// Names alone, which do not say it.
    Untold,
}

/// How much of a directory a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// A page, of which this says that more follow.
    Page(Span),
    /// What somebody asked for: one user, what a search or `--query` left.
    Chosen,
}

/// A user as a file has it.
#[derive(Debug, Clone)]
pub struct User {
    /// The login in Amazon Connect, the UserName in Identity Center.
    pub name: Text,
    pub emails: Vec<Text>,
    pub external_ids: Vec<Text>,
    /// The id of the instance of Amazon Connect, or of the identity store.
    pub home: Option<Text>,
    /// The Region of the instance of Amazon Connect, of the ARN.
    pub region: Option<String>,
}

impl UserFile {
    pub fn new(given: &Given, of: Directory, extent: Extent, users: Vec<User>) -> UserFile {
        let place = given.document.map(|document| document.root.span);
        let place = place.map(|whole| Span { end: whole.end.min(whole.start + 1), ..whole });
        UserFile { input: given.input, file: given.name.to_owned(), of, extent, place, users }
    }

    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }

    /// Whether it can say something of the users of a directory.
    pub fn may_be_of(&self, directory: Directory) -> bool {
        self.of == directory || self.of == Directory::Untold
    }
}

impl User {
    pub(super) fn named(name: Text) -> User {
        User { name, emails: Vec::new(), external_ids: Vec::new(), home: None, region: None }
    }
}

/// The id of the instance in the ARN of a user or an instance of Amazon Connect.
pub(super) fn instance_in(arn: &Word) -> Option<Text> {
    const BEFORE: &str = ":instance/";
    let start = arn.value.find(BEFORE)? + BEFORE.len();
    let rest = arn.value.get(start..)?;
    let end = start + rest.find('/').unwrap_or(rest.len());
    Some(Text { value: arn.value[start..end].to_owned(), span: arn.part(start..end) })
}

/// A string member that is not empty.
pub(super) fn text(node: &Node, key: &str) -> Option<Text> {
    let word = node.member(key)?.word()?;
    (!word.value.is_empty()).then(|| word.to_text())
}

/// Where a list says that it goes on.
pub(super) fn next_token(node: &Node) -> Option<Span> {
    let token = node.member("NextToken")?;
    token.text().is_some_and(|text| !text.is_empty() && text != "None").then_some(token.span)
}

/// Whether a value is a list of objects, none of which lacks a member; an empty list is.
pub(super) fn is_list_of(node: &Node, keys: &[&str]) -> bool {
    matches!(&node.value, Value::Array(elements) if elements.iter().all(|element| element.has(keys)))
}
