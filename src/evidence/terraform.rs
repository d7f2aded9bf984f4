//! Terraform: its files, plans and state, and what they say of roles and SAML providers.

use std::collections::BTreeMap;

use super::kind::{Given, Kind, Unreadable};
use super::metadata::MetadataFile;
use super::role_shape::tags;
use super::roles::{Standing, Tags, policy_alone, read_role, read_trust};
use super::{Evidence, unknown};
use crate::document::{Document, Node, Syntax, Value, Word};
use crate::signature::KeyOrigin;
use crate::source::SourceId;
use crate::source::traced::Traced;

pub static KIND: Kind = Kind {
    id: "terraform",
    words: "Terraform",
    command: "terraform show -json",
    file: "state.json",
    question: "what Terraform made of the role",
    recognise,
    of_text,
    read: Some(read),
    ..Kind::NONE
};

const ROLE: &str = "aws_iam_role";
const POLICY: &str = "aws_iam_policy_document";
const PROVIDER: &str = "aws_iam_saml_provider";

fn recognise(document: &Document) -> Option<&'static str> {
    let found = resources(&document.root);
    let printed = found.first()?.printed;
    Some(match (document.syntax, printed) {
        (Syntax::Hcl, false) => "Terraform",
        (Syntax::Hcl, true) => "Terraform (terraform state show)",
        (_, false) => "Terraform (JSON)",
        (_, true) => "Terraform (state, JSON)",
    })
}

fn of_text(text: &str) -> Option<Document> {
    let named = [ROLE, POLICY, PROVIDER].iter().any(|name| text.contains(name));
    named.then(|| Document::hcl(SourceId::NONE, &Traced::plain(text, 0)).ok())?
}

/// One resource or data source.
struct Resource<'a> {
    kind: &'a str,
    name: &'a str,
    values: &'a Node,
    /// AWS has it, with these values.
    printed: bool,
}

fn resources(root: &Node) -> Vec<Resource<'_>> {
    let mut found = Vec::new();
    for member in root.members().iter().filter(|member| matches!(&*member.key.value, "resource" | "data")) {
        for block in member.value.one_or_more() {
            for kind in block.members() {
                for name in kind.value.one_or_more().iter().flat_map(Node::members) {
                    for values in name.value.one_or_more() {
                        let printed = values
                            .member("arn")
                            .and_then(Node::text)
                            .is_some_and(|arn| arn.starts_with("arn:"));
                        found.push(Resource {
                            kind: &kind.key.value,
                            name: &name.key.value,
                            values,
                            printed,
                        });
                    }
                }
            }
        }
    }
    // `terraform show -json`: of a state, else of a plan.
    for modules in ["values", "planned_values"] {
        if let Some(module) = root.at(&[modules, "root_module"]) {
            of_module(module, modules == "values", &mut found);
        }
    }
    // A state file.
    if root.has(&["terraform_version"]) {
        for resource in root.member("resources").map_or(&[][..], Node::elements) {
            for instance in resource.member("instances").map_or(&[][..], Node::elements) {
                found.extend(of_list(resource, instance.member("attributes"), true));
            }
        }
    }
    found.retain(|resource| matches!(resource.kind, ROLE | POLICY | PROVIDER));
    found
}

fn of_module<'a>(module: &'a Node, printed: bool, found: &mut Vec<Resource<'a>>) {
    for resource in module.member("resources").map_or(&[][..], Node::elements) {
        found.extend(of_list(resource, resource.member("values"), printed));
    }
    for child in module.member("child_modules").map_or(&[][..], Node::elements) {
        of_module(child, printed, found);
    }
}

fn of_list<'a>(resource: &'a Node, values: Option<&'a Node>, printed: bool) -> Option<Resource<'a>> {
    let text = |name: &str| resource.member(name).and_then(Node::text);
    Some(Resource { kind: text("type")?, name: text("name")?, values: values?, printed })
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let resources = resources(root);
    let of = |kind: &'static str| resources.iter().filter(move |resource| resource.kind == kind);
    let documents: BTreeMap<&str, &Resource<'_>> =
        of(POLICY).map(|document| (document.name, document)).collect();
    let mut used: Vec<&str> = Vec::new();
    let (mut read, mut not_written) = (0, None);
    for role in of(ROLE) {
        let Some(assume) = role.values.member("assume_role_policy") else { continue };
        let named = referred(given, assume, &documents);
        used.extend(named);
        let policy = match named {
            Some(name) => documents.get(name).and_then(|document| policy_of(document.values)),
            None => written(assume),
        };
        let Some(policy) = policy else {
            not_written = Some(assume.span);
            continue;
        };
        // A plan of a change prints what changes, and so much of the rest in a comment: its number.
        let shown = given.text.get(assume.span.range()).unwrap_or_default();
        if shown.contains("unchanged attribute") || shown.contains("unchanged element") {
            return Err(Unreadable {
                what: "this plan hides what it does not change in the trust policy".to_owned(),
                span: Some(assume.span),
                instead: Some("the whole of it: terraform show -json PLAN_FILE > plan.json, or aws iam get-role --role-name ROLE_NAME > role.json".to_owned()),
            });
        }
        let node = role_node(role.values, policy);
        let mut given_role =
            read_role(given, &node, if role.printed { Tags::PrintedIfThere } else { Tags::NeverPrinted })?;
        given_role.standing = if role.printed { Standing::Printed } else { Standing::Written };
        evidence.roles.push(given_role);
        read += 1;
    }
    for document in of(POLICY).filter(|document| !used.contains(&document.name)) {
        // A document without principals is a permissions policy.
        let Some(policy) = policy_of(document.values).filter(has_principal) else { continue };
        let mut role = policy_alone(given, read_trust(&policy)?);
        role.standing = Standing::Written;
        evidence.roles.push(role);
        read += 1;
    }
    for provider in of(PROVIDER) {
        let document = provider.values.member("saml_metadata_document");
        let Some(word) = document.and_then(Node::word).filter(|word| word.is_known()) else { continue };
        let mut file = MetadataFile::read(given, KeyOrigin::Provider, word.value.trim());
        let arn = provider.values.member("arn").and_then(Node::text);
        file.arn = arn.filter(|arn| arn.starts_with("arn:")).map(Into::into);
        evidence.metadata.push(file);
        read += 1;
    }
    match not_written {
        Some(span) if read == 0 => Err(Unreadable {
            what: "this is Terraform, and the trust policy is an expression in it".to_owned(),
            span: Some(span),
            instead: Some(INSTEAD.to_owned()),
        }),
        _ if read == 0 => Err(Unreadable::told(
            "this is Terraform, without a trust policy or a SAML provider's metadata in it",
            INSTEAD,
        )),
        _ => Ok(()),
    }
}

const INSTEAD: &str = "the finished policy: terraform show -json > state.json, or aws iam get-role --role-name ROLE_NAME > role.json";

/// The policy document that an expression names: `data.aws_iam_policy_document.trust.json`.
fn referred<'a>(
    given: &Given<'_>,
    value: &Node,
    documents: &BTreeMap<&'a str, &Resource<'a>>,
) -> Option<&'a str> {
    let written = match &value.value {
        Value::Unknown => given.text.get(value.span.range())?,
        Value::String(word) if !word.is_known() => word.value.as_str(),
        _ => return None,
    };
    let (_, rest) = written.split_once("aws_iam_policy_document.")?;
    let name = rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).next()?;
    documents.keys().copied().find(|known| *known == name)
}

/// A policy that stands there: an object of `jsonencode`, or its text.
fn written(value: &Node) -> Option<Node> {
    match &value.value {
        Value::Object(_) => {
            let mut node = value.clone();
            unknown::mark(&mut node, &[]);
            Some(node)
        }
        Value::String(word) if word.value.trim_start().starts_with('{') => {
            let mut inner = Document::json(word.span.source, &word.traced()).ok()?.root;
            unknown::mark(&mut inner, &unknown::places(word));
            Some(inner)
        }
        _ => None,
    }
}

/// A role as `get-role` prints it.
fn role_node(values: &Node, policy: Node) -> Node {
    let known = |name: &str| {
        let node = values.member(name)?;
        (node.word().is_some_and(Word::is_known) || matches!(node.value, Value::Number(_)))
            .then(|| node.clone())
    };
    let tags = values.member("tags").filter(|tags| matches!(tags.value, Value::Object(_))).map(tags);
    let members = [
        ("Arn", known("arn")),
        ("RoleName", known("name")),
        ("Path", known("path")),
        ("AssumeRolePolicyDocument", Some(policy)),
        ("MaxSessionDuration", known("max_session_duration")),
        ("Tags", tags),
    ];
    Node::object(values.span, members.into_iter().filter_map(|(name, node)| Some((name, node?))))
}

fn has_principal(policy: &Node) -> bool {
    let statements = policy.member("Statement").map_or(&[][..], Node::one_or_more);
    statements.iter().any(|statement| {
        statement.member("Principal").is_some() || statement.member("NotPrincipal").is_some()
    })
}

/// What the data source `aws_iam_policy_document` makes of its blocks; `None` where other documents
/// go into it, or blocks that an expression makes.
fn policy_of(values: &Node) -> Option<Node> {
    if let Some(json) =
        values.member("json").filter(|json| json.word().is_some_and(|word| !word.value.is_empty()))
    {
        return written(json);
    }
    let made =
        ["source_policy_documents", "override_policy_documents", "source_json", "override_json", "dynamic"];
    let empty =
        |node: &Node| node.elements().is_empty() && matches!(node.value, Value::Array(_) | Value::Null);
    if made.iter().any(|name| values.member(name).is_some_and(|node| !empty(node))) {
        return None;
    }
    let statements: Vec<Node> = values.all("statement").map(statement_of).collect();
    let first = statements.first()?.span;
    let usual = || Node::new(Value::String(Word::named(first, "2012-10-17")), first);
    let version =
        values.member("version").filter(|node| node.word().is_some()).cloned().unwrap_or_else(usual);
    let span = values.span;
    let mut policy =
        Node::object(span, [("Version", version), ("Statement", Node::new(Value::Array(statements), span))]);
    policy.each_word(&mut |word| {
        // In this data source `&{aws:username}` stands for a variable of the policy's.
        word.value = word.value.replace("&{", "${");
    });
    unknown::mark(&mut policy, &[]);
    Some(policy)
}

fn statement_of(block: &Node) -> Node {
    let mut members: Vec<(&str, Node)> = Vec::new();
    let mut take = |from: &str, name: &'static str| {
        if let Some(value) = block.member(from) {
            members.push((name, value.clone()));
        }
    };
    take("sid", "Sid");
    for (from, name) in [
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ] {
        take(from, name);
    }
    let effect = block.member("effect").cloned();
    let effect =
        effect.unwrap_or_else(|| Node::new(Value::String(Word::named(block.span, "Allow")), block.span));
    members.push(("Effect", effect));
    for (from, name) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(principal) = principal_of(block, from) {
            members.push((name, principal));
        }
    }
    if let Some(condition) = condition_of(block) {
        members.push(("Condition", condition));
    }
    members.retain(|(_, node)| !matches!(node.value, Value::Null));
    Node::object(block.span, members)
}

fn principal_of(block: &Node, name: &str) -> Option<Node> {
    let mut by_type: Vec<(String, Vec<Node>)> = Vec::new();
    let mut span = None;
    for principals in block.all(name) {
        span.get_or_insert(principals.span);
        let kind = principals.member("type").and_then(Node::text).unwrap_or("Unknown").to_owned();
        let identifiers =
            principals.member("identifiers").map_or(Vec::new(), |list| list.one_or_more().to_vec());
        if kind == "*" {
            return identifiers.into_iter().next();
        }
        match by_type.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, list)) => list.extend(identifiers),
            None => by_type.push((kind, identifiers)),
        }
    }
    let span = span?;
    let members =
        by_type.iter().map(|(kind, list)| (kind.as_str(), Node::new(Value::Array(list.clone()), span)));
    Some(Node::object(span, members.collect::<Vec<_>>()))
}

fn condition_of(block: &Node) -> Option<Node> {
    let mut by_test: Vec<(&str, Vec<(&str, Node)>)> = Vec::new();
    let mut span = None;
    for condition in block.all("condition") {
        span.get_or_insert(condition.span);
        let text = |name: &str| condition.member(name).and_then(Node::text).unwrap_or_default();
        let values = condition.member("values")?.clone();
        let (test, variable) = (text("test"), text("variable"));
        match by_test.iter_mut().find(|(known, _)| *known == test) {
            Some((_, keys)) => keys.push((variable, values)),
            None => by_test.push((test, vec![(variable, values)])),
        }
    }
    let span = span?;
    let tests = by_test.into_iter().map(|(test, keys)| (test, Node::object(span, keys)));
    Some(Node::object(span, tests.collect::<Vec<_>>()))
}
