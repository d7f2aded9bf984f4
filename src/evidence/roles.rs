//! Roles: who may assume them, for how long, and what a file says of that.

use super::kind::{Given, Unreadable};
use super::permissions::Permissions;
use crate::document::{Document, Node, Value};
use crate::instant::Instant;
use crate::source::{Span, Spanned, Text};

pub use super::role_shape::Tags;
pub use super::trust_policy::{TrustPolicy, read_trust};

/// A role as one file has it; what the file does not say is `None`.
#[derive(Debug, Clone)]
pub struct GivenRole {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls it: the file name.
    pub file: String,
    pub arn: Option<Text>,
    pub name: Option<Text>,
    pub trust: Option<TrustPolicy>,
    /// Seconds.
    pub max_session_duration: Option<Spanned<u64>>,
    /// `None` where the file does not tell: `list-roles` never prints them.
    pub tags: Option<Vec<(String, String)>>,
    pub permissions: Permissions,
    pub standing: Standing,
    /// Where its file is no JSON, though it can be read: a comma too many.
    pub flaw: Option<Span>,
    pub span: Span,
}

/// How a file's policy stands to the one that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As IAM printed it, at some time.
    Printed,
    /// As it stood, or was set, at this moment.
    AsOf(Instant),
    /// In a template or by hand: it may never have been saved.
    Written,
}

impl GivenRole {
    /// The account of its ARN.
    pub fn account(&self) -> Option<&str> {
        self.arn.as_ref()?.value.split(':').nth(4).filter(|account| !account.is_empty())
    }

    /// Its name, of its own member or the last part of its ARN.
    pub fn role_name(&self) -> Option<&str> {
        let of_arn = || self.arn.as_ref().and_then(|arn| arn.value.rsplit('/').next());
        self.name.as_ref().map(|name| name.value.as_str()).or_else(of_arn)
    }

    /// It is out of a list of an account's roles, which prints no tags, or the policies with each.
    pub fn is_listed(&self) -> bool {
        let of_list = self.tags.is_none() || self.permissions.attached.is_some();
        of_list && self.arn.is_some() && self.standing == Standing::Printed
    }

    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

/// Reads a role object: a member of what get-role, list-roles or GetRole answer.
pub fn read_role(given: &Given, node: &Node, tags: Tags) -> Result<GivenRole, Unreadable> {
    let text = |name: &str| {
        let node = node.member(name)?;
        node.word().map(|word| word.to_text())
    };
    let trust = match node.member("AssumeRolePolicyDocument") {
        Some(document) => Some(read_trust(document)?),
        None => None,
    };
    let seconds = node
        .member("MaxSessionDuration")
        .and_then(|node| Some(Spanned { value: node.scalar()?.trim().parse().ok()?, span: node.span }));
    Ok(GivenRole {
        input: given.input,
        file: given.name.to_owned(),
        arn: text("Arn"),
        name: text("RoleName"),
        trust,
        max_session_duration: seconds,
        tags: match (tags, node.member("Tags")) {
            (_, Some(list)) if matches!(list.value, Value::Array(_)) => Some(read_tags(list)),
            (_, Some(_)) => None,
            (Tags::PrintedIfThere, None) => Some(Vec::new()),
            (Tags::NeverPrinted, None) => None,
        },
        permissions: Permissions::of_role(given, node, tags),
        standing: Standing::Printed,
        flaw: None,
        span: node.span,
    })
}

fn read_tags(list: &Node) -> Vec<(String, String)> {
    let tag = |node: &Node| {
        let part = |name: &str| node.member(name).and_then(Node::scalar).map(str::to_owned);
        Some((part("Key")?, part("Value").unwrap_or_default()))
    };
    list.elements().iter().filter_map(tag).collect()
}

/// A role of which a file holds the trust policy alone.
pub fn policy_alone(given: &Given, trust: TrustPolicy) -> GivenRole {
    GivenRole {
        input: given.input,
        file: given.name.to_owned(),
        arn: None,
        name: None,
        span: trust.node.span,
        trust: Some(trust),
        max_session_duration: None,
        tags: None,
        permissions: Permissions::default(),
        standing: Standing::Written,
        flaw: given.document.and_then(Document::flaw),
    }
}
