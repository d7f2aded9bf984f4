//! A policy document alone: a trust policy, a service control policy.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::permissions::PolicyHead;
use super::policies::{GivenPolicy, ListedPolicy, PolicyKind, Version, kind_of};
use super::roles::{policy_alone, read_trust};
use crate::aws::policy::model::VERSION_WITH_VARIABLES;
use crate::document::{Document, Node, Value, Word};

pub static KIND: Kind = Kind {
    id: "policy",
    words: "a policy document",
    command: "aws iam get-role --role-name '{role}' --query Role.AssumeRolePolicyDocument",
    file: "policy.json",
    question: "what this policy allows",
    recognise,
    read: Some(read),
    ..Kind::NONE
};

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(document) = given.document else { return Ok(()) };
    let root = &document.root;
    if let Some(list) = root.member("Policies") {
        evidence.listed_policies.extend(list.elements().iter().filter_map(|node| listed(given, node)));
        return Ok(());
    }
    if let Some(policy) = root.member("Policy").filter(|policy| policy.has(&["Content"])) {
        let content = read_trust(policy.member("Content").unwrap_or(policy))?;
        let summary = policy.member("PolicySummary").unwrap_or(policy);
        let kind = of_type(summary).or_else(|| kind_of(&content.policy));
        let name = summary.member("Name").and_then(Node::word).map(|word| word.to_text());
        let kind = match kind {
            Some(PolicyKind::Permissions) | None => PolicyKind::OfOrganization,
            Some(kind) => kind,
        };
        evidence.policies.push(GivenPolicy::new(given, kind, name, content.policy, &content.node));
        return Ok(());
    }
    if let Some(policy) = root.member("Policy").filter(|policy| is_head(policy)) {
        evidence.policy_heads.extend(PolicyHead::read(given, policy));
        return Ok(());
    }
    let version = root.member("PolicyVersion").and_then(|version| version.member("Document"));
    let document = version.or_else(|| root.member("PolicyDocument")).or_else(|| nested(root)).unwrap_or(root);
    let whole = statements(root).map(|statements| {
        let version = Node::new(Value::String(Word::named(root.span, VERSION_WITH_VARIABLES)), root.span);
        Node::object(root.span, [("Version", version), ("Statement", statements.clone())])
    });
    let read = read_trust(whole.as_ref().unwrap_or(document))?;
    match kind_of(&read.policy) {
        Some(kind) => {
            let name = root.member("PolicyName").and_then(Node::word).map(|word| word.to_text());
            let role = root.member("RoleName").and_then(Node::text).map(str::to_owned);
            let policy = GivenPolicy::new(given, kind, name, read.policy, &read.node);
            let version = root.member("PolicyVersion").map(Version::of).unwrap_or_default();
            evidence.policies.push(GivenPolicy { role, version, ..policy });
        }
        None => evidence.roles.push(policy_alone(given, read)),
    }
    Ok(())
}

fn of_type(summary: &Node) -> Option<PolicyKind> {
    match summary.member("Type")?.text()? {
        "RESOURCE_CONTROL_POLICY" => Some(PolicyKind::ResourceControl),
        "SERVICE_CONTROL_POLICY" => Some(PolicyKind::ServiceControl),
        _ => None,
    }
}

fn listed(given: &Given, node: &Node) -> Option<ListedPolicy> {
    let text = |name: &str| node.member(name).and_then(Node::text).map(str::to_owned);
    let managed =
        matches!(node.member("AwsManaged").map(|node| &node.value), Some(crate::document::Value::Bool(true)));
    Some(ListedPolicy {
        input: given.input,
        id: text("Id")?,
        name: text("Name").unwrap_or_default(),
        kind: of_type(node)?,
        span: node.member("Name").unwrap_or(node).span,
        of_aws: managed || text("Arn").is_some_and(|arn| arn.contains("::aws:policy/")),
    })
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    if root.has(&["Statement"]) {
        Some("policy document")
    } else if root.member("Policy").is_some_and(|policy| policy.has(&["Content"])) {
        Some("policy (aws organizations describe-policy)")
    } else if root.member("Policy").is_some_and(is_head) {
        Some("managed policy without its document (aws iam get-policy)")
    } else if root.member("Policies").is_some_and(are_of_organization) {
        Some("policies of an organization (aws organizations list-policies-for-target)")
    } else if root.has(&["PolicyVersion"]) || root.has(&["PolicyDocument"]) {
        Some("policy (aws iam get-policy-version)")
    } else if statements(root).is_some() {
        Some("statement of a policy")
    } else {
        nested(root).map(|_| "policy (a piece that --query cut out)")
    }
}

/// What `aws iam get-policy` prints.
fn is_head(policy: &Node) -> bool {
    policy.has(&["Arn", "DefaultVersionId"])
}

/// One statement, or a list of them, that stands without its policy.
fn statements(root: &Node) -> Option<&Node> {
    let is_one = |node: &Node| {
        let about = ["Action", "NotAction"].iter().any(|name| node.member(name).is_some());
        let effect = node.member("Effect").and_then(Node::text);
        about && matches!(effect, Some("Allow" | "Deny"))
    };
    let list = root.one_or_more();
    (!list.is_empty() && list.iter().all(is_one)).then_some(root)
}

/// The policy in what `--query` made of an answer: lists of values, among which one is a policy.
fn nested(root: &Node) -> Option<&Node> {
    root.elements().iter().find_map(|node| if node.has(&["Statement"]) { Some(node) } else { nested(node) })
}

fn are_of_organization(list: &Node) -> bool {
    let policies = list.elements();
    !policies.is_empty() && policies.iter().all(|policy| policy.has(&["Id", "Type"]))
}
