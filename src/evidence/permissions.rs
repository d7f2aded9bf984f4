//! What a role's file tells of its permissions: its own policies, those attached to it, its boundary.

use super::kind::Given;
use super::policies::{Among, GivenPolicy, Part, PolicyKind};
use super::role_shape::Tags;
use super::trust_policy::read_trust;
use crate::document::Node;
use crate::instant::Instant;
use crate::source::Text;

/// The permissions of a role, as far as one file has them.
#[derive(Debug, Clone, Default)]
pub struct Permissions {
    /// The policies that stand in the role itself; `None` where the file does not tell, or one of them
    /// cannot be read: that one may grant anything.
    pub inline: Option<Vec<GivenPolicy>>,
    /// The ARNs of the policies attached to it; `None` where the file does not tell.
    pub attached: Option<Vec<Text>>,
    pub boundary: Boundary,
}

/// The permissions boundary of a role.
#[derive(Debug, Clone, Default)]
pub enum Boundary {
    /// The file does not tell.
    #[default]
    Unknown,
    None,
    /// The policy with this ARN.
    Policy(Text),
}

impl Permissions {
    /// Of a role as `get-role` or `get-account-authorization-details` print it.
    pub(super) fn of_role(given: &Given, role: &Node, tags: Tags) -> Permissions {
        let boundary = match role.member("PermissionsBoundary").and_then(boundary_arn) {
            Some(arn) => Boundary::Policy(arn),
            // What leaves tags out leaves boundaries out.
            None => match tags {
                Tags::PrintedIfThere => Boundary::None,
                Tags::NeverPrinted => Boundary::Unknown,
            },
        };
        let inline = role.member("RolePolicyList").map(|list| {
            let role = role.member("RoleName").and_then(Node::text);
            list.elements().iter().map(|policy| inline(given, policy, role)).collect::<Option<Vec<_>>>()
        });
        let attached = role.member("AttachedManagedPolicies").map(|list| {
            let arn = |policy: &Node| {
                let named = policy.member("PolicyArn").or_else(|| policy.member("policyArn"));
                named.unwrap_or(policy).word().map(|word| word.to_text())
            };
            list.elements().iter().filter_map(arn).collect()
        });
        Permissions { inline: inline.flatten(), attached, boundary }
    }
}

fn boundary_arn(boundary: &Node) -> Option<Text> {
    let names = ["PermissionsBoundaryArn", "permissionsBoundaryArn", "permissions_boundary_arn"];
    let arn = names.iter().find_map(|name| boundary.member(name)).unwrap_or(boundary);
    arn.word().filter(|word| word.is_known()).map(|word| word.to_text())
}

/// A policy that stands in a role.
fn inline(given: &Given, node: &Node, role: Option<&str>) -> Option<GivenPolicy> {
    let document = node.member("PolicyDocument").or_else(|| node.member("policyDocument"))?;
    let read = read_trust(document).ok()?;
    let name = node.member("PolicyName").or_else(|| node.member("policyName"));
    let name = name.and_then(Node::word).map(|word| word.to_text());
    let policy = GivenPolicy::new(given, PolicyKind::Permissions, name, read.policy, &read.node);
    Some(GivenPolicy { role: role.map(str::to_owned), part: Part::Grants, among: Among::Others, ..policy })
}

/// A managed policy, of which one file has the ARN and another the document.
#[derive(Debug, Clone)]
pub struct PolicyHead {
    /// Index of the input it is from.
    pub input: usize,
    pub arn: Text,
    pub default_version: Option<String>,
    /// When the newest version was made.
    pub updated: Option<Instant>,
}

impl PolicyHead {
    /// What `aws iam get-policy` prints.
    pub(super) fn read(given: &Given, policy: &Node) -> Option<PolicyHead> {
        let text = |name: &str| policy.member(name).and_then(Node::text);
        let instant = |name: &str| Some(Instant::parse_rfc3339(text(name)?).ok()?.instant.whole_second());
        Some(PolicyHead {
            input: given.input,
            arn: policy.member("Arn")?.word()?.to_text(),
            default_version: text("DefaultVersionId").map(str::to_owned),
            updated: instant("UpdateDate").or_else(|| instant("CreateDate")),
        })
    }
}

/// The policies of an account, each with the version that is in force.
pub(super) fn managed(given: &Given, list: &Node) -> Vec<GivenPolicy> {
    let in_force = |policy: &Node| {
        let default = policy.member("DefaultVersionId").and_then(Node::text)?.to_owned();
        let versions = policy.member("PolicyVersionList")?.elements();
        let version =
            versions.iter().find(|one| one.member("VersionId").and_then(Node::text) == Some(&default))?;
        let read = read_trust(version.member("Document")?).ok()?;
        let text = |name: &str| policy.member(name).and_then(Node::word).map(|word| word.to_text());
        let made =
            GivenPolicy::new(given, PolicyKind::Permissions, text("PolicyName"), read.policy, &read.node);
        Some(GivenPolicy { arn: text("Arn"), part: Part::Grants, among: Among::Others, ..made })
    };
    list.elements().iter().filter_map(in_force).collect()
}
