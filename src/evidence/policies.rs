//! Policies that are no role's trust policy: of an organization, of permissions.

use super::kind::Given;
use crate::aws::policy::{Effect, Policy, Statement, Value as PolicyValue};
use crate::document::{Node, Value};
use crate::instant::Instant;
use crate::source::{Span, Text};

/// A policy that was given.
#[derive(Debug, Clone)]
pub struct GivenPolicy {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls it: the file name.
    pub file: String,
    pub kind: PolicyKind,
    pub name: Option<Text>,
    /// What it does to a role's permissions.
    pub part: Part,
    /// Its own ARN, where a file says.
    pub arn: Option<Text>,
    pub among: Among,
    /// Which of its versions this is.
    pub version: Version,
    /// The role that it is of, where the file says.
    pub role: Option<String>,
    pub policy: Policy,
    pub node: Node,
    pub span: Span,
}

/// What a policy is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    ResourceControl,
    ServiceControl,
    /// What a role may do: it takes no part in assuming it.
    Permissions,
    /// A policy of an organization that does not say which of the two it is.
    OfOrganization,
}

/// What a policy of permissions does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is attached to the role, and grants.
    Grants,
    /// A permissions boundary: it grants nothing, and what it does not allow is taken away.
    Bounds,
}

/// What a file has beside a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// It is of this policy alone.
    None,
    /// Other policies: of a role, of an account.
    Others,
}

/// A version of a managed policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Version {
    /// The file does not tell, or the policy has no versions.
    #[default]
    Unsaid,
    /// The one that is in force, made at this moment where the file tells.
    Default { id: String, made: Option<Instant> },
    /// Another one.
    Old { id: String },
}

impl Part {
    /// By the name of the file: what AWS prints of a boundary is what it prints of any policy.
    fn of(name: &str) -> Part {
        match name.to_ascii_lowercase().contains("boundary") {
            true => Part::Bounds,
            false => Part::Grants,
        }
    }
}

impl Version {
    /// Of a version as `get-policy-version` prints it.
    pub(super) fn of(version: &Node) -> Version {
        let text = |name: &str| version.member(name).and_then(Node::text);
        let is_default = match version.member("IsDefaultVersion").map(|node| &node.value) {
            Some(Value::Bool(is_default)) => Some(*is_default),
            Some(Value::String(word)) => word.value.parse().ok(),
            _ => None,
        };
        let made =
            text("CreateDate").and_then(|date| Instant::parse_rfc3339(date).ok()).map(|date| date.instant);
        match (text("VersionId"), is_default) {
            (Some(id), Some(true)) => {
                Version::Default { id: id.to_owned(), made: made.map(Instant::whole_second) }
            }
            (Some(id), Some(false)) => Version::Old { id: id.to_owned() },
            (_, _) => Version::Unsaid,
        }
    }
}

impl PolicyKind {
    /// What a person calls it, with its article.
    pub fn words(self) -> &'static str {
        match self {
            PolicyKind::ResourceControl => "a resource control policy",
            PolicyKind::ServiceControl => "a service control policy",
            PolicyKind::Permissions => "a permissions policy",
            PolicyKind::OfOrganization => "a policy of the organization",
        }
    }
}

/// A policy of which a list has the name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPolicy {
    /// Index of the input it is from.
    pub input: usize,
    pub id: String,
    pub name: String,
    pub kind: PolicyKind,
    /// AWS's own, which allows everything.
    pub of_aws: bool,
    /// Of its name.
    pub span: Span,
}

impl GivenPolicy {
    pub fn new(
        given: &Given,
        kind: PolicyKind,
        name: Option<Text>,
        policy: Policy,
        node: &Node,
    ) -> GivenPolicy {
        GivenPolicy {
            input: given.input,
            file: given.name.to_owned(),
            kind,
            name,
            part: Part::of(given.name),
            arn: None,
            among: Among::None,
            version: Version::Unsaid,
            role: None,
            span: node.span,
            policy,
            node: node.clone(),
        }
    }

    /// What a report calls it: the file, and its name where the file has many.
    pub fn called(&self) -> String {
        match (&self.name, self.among) {
            (Some(name), Among::Others) => format!("policy {} in {}", name.value, self.short_file()),
            (Some(_), Among::None) | (None, _) => self.short_file().to_owned(),
        }
    }

    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

/// What a policy document is by its own form; `None` where it is a trust policy.
///
/// A trust policy has Principal and no Resource, a permissions policy Resource and no Principal; an RCP has
/// `"Principal": "*"`, Resource, and Deny alone, but for the one that AWS made.
pub fn kind_of(policy: &Policy) -> Option<PolicyKind> {
    let any = |test: &dyn Fn(&Statement) -> bool| policy.statements.iter().any(test);
    let has_principal = any(&|statement| statement.principal.is_some());
    let has_resource = any(&|statement| statement.resources.is_some());
    match (has_principal, has_resource) {
        (true, true) if is_resource_control(policy) => Some(PolicyKind::ResourceControl),
        (true, _) => None,
        (false, true) | (false, false) => Some(PolicyKind::Permissions),
    }
}

/// The one statement of RCPFullAWSAccess, which AWS attaches everywhere.
pub fn allows_everything(statement: &Statement) -> bool {
    let all = |values: &[PolicyValue]| matches!(values, [only] if only.text == "*");
    statement.effect == Some(Effect::Allow)
        && statement.actions.as_ref().is_some_and(|actions| all(&actions.values))
        && statement.resources.as_ref().is_some_and(|resources| all(&resources.values))
        && statement.conditions.is_empty()
}

fn is_resource_control(policy: &Policy) -> bool {
    use crate::aws::policy::PrincipalKind;
    policy.statements.iter().all(|statement| {
        let everybody = statement.principal.as_ref().is_some_and(|principal| {
            principal.members.iter().all(|member| match member.kind {
                PrincipalKind::Anyone => true,
                _ => member.value.text == "*",
            })
        });
        let denies = statement.effect == Some(Effect::Deny);
        everybody && (denies || allows_everything(statement)) && statement.resources.is_some()
    })
}
