//! What `aws sso-admin list-instances` and `describe-instance` print: the id that the issuer of an instance ends in.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::users::{is_list_of, text};
use crate::document::Document;
use crate::source::Text;

pub static KIND: Kind = Kind {
    id: "identity-center-instance",
    words: "an instance of IAM Identity Center",
    command: "aws sso-admin list-instances{region}",
    file: "instances.json",
    question: "which instance of IAM Identity Center there is",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

/// An instance of IAM Identity Center as a file has it.
#[derive(Debug, Clone)]
pub struct CenterInstance {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    /// `d-9a67ef0123`: the last part of its issuer.
    pub store: Text,
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let keys = ["InstanceArn", "IdentityStoreId"];
    let list = root.member("Instances").filter(|list| !list.elements().is_empty());
    if list.is_some_and(|list| is_list_of(list, &keys)) {
        return Some("instances of IAM Identity Center (aws sso-admin list-instances)");
    }
    root.has(&keys).then_some("instance of IAM Identity Center (aws sso-admin describe-instance)")
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let nodes = root.member("Instances").map_or(std::slice::from_ref(root), |list| list.elements());
    let instances = nodes.iter().filter_map(|node| {
        Some(CenterInstance {
            input: given.input,
            file: given.name.to_owned(),
            store: text(node, "IdentityStoreId")?,
        })
    });
    evidence.center_instances.extend(instances);
    Ok(())
}
