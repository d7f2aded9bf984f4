//! What `aws connect describe-instance` and `list-instances` print: where an instance is, and whose users it takes.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::users::{instance_in, is_list_of, text};
use crate::document::{Document, Node};
use crate::source::{Span, Text};

pub static KIND: Kind = Kind {
    id: "connect-instance",
    words: "an Amazon Connect instance",
    command: "aws connect describe-instance --instance-id '{instance}'{region}",
    file: "instance.json",
    question: "whether the Amazon Connect instance takes users by SAML",
    operations: &["DescribeInstance"],
    recognise,
    read: Some(read),
    ..Kind::NONE
};

/// An instance of Amazon Connect as a file has it.
#[derive(Debug, Clone)]
pub struct ConnectInstance {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    pub id: Text,
    /// Of its ARN.
    pub region: Option<String>,
    pub account: Option<String>,
    pub alias: Option<Text>,
    /// `SAML`, `CONNECT_MANAGED`, `EXISTING_DIRECTORY`.
    pub identity_management: Option<Text>,
    pub listed: Listed,
    pub span: Span,
}

/// Whether a file has one instance or all of a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Alone,
    AmongAll,
}

impl ConnectInstance {
    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    if root.member("Instance").is_some_and(|instance| instance.has(&["IdentityManagementType"])) {
        return described(
            document,
            "Amazon Connect instance (aws connect describe-instance)",
            "Amazon Connect instance (XML)",
            "Amazon Connect instance (describe-instance, text or YAML)",
        );
    }
    let list = root.member("InstanceSummaryList")?;
    is_list_of(list, &["Id"]).then_some("Amazon Connect instances (aws connect list-instances)")
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let (nodes, listed) = match (root.member("Instance"), root.member("InstanceSummaryList")) {
        (Some(one), _) => (std::slice::from_ref(one), Listed::Alone),
        (None, Some(list)) => (list.elements(), Listed::AmongAll),
        (None, None) => return Ok(()),
    };
    let before = evidence.connect_instances.len();
    evidence.connect_instances.extend(nodes.iter().filter_map(|node| instance(given, node, listed)));
    match evidence.connect_instances.len() == before && !nodes.is_empty() {
        true => Err(Unreadable::at(root.span, "it has neither the Id nor the Arn of an instance")),
        false => Ok(()),
    }
}

fn instance(given: &Given, node: &Node, listed: Listed) -> Option<ConnectInstance> {
    let arn = node.member("Arn").and_then(Node::word);
    let part = |at: usize| {
        let part = arn?.value.split(':').nth(at)?;
        (!part.is_empty()).then(|| part.to_owned())
    };
    Some(ConnectInstance {
        input: given.input,
        file: given.name.to_owned(),
        id: text(node, "Id").or_else(|| arn.and_then(instance_in))?,
        region: part(3),
        account: part(4),
        alias: text(node, "InstanceAlias"),
        identity_management: text(node, "IdentityManagementType"),
        listed,
        span: node.span,
    })
}
