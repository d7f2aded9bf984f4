//! CloudFormation's and CDK's templates, and what they say of roles and SAML providers.

use std::borrow::Cow;

use super::kind::{Given, Kind, Unreadable};
use super::metadata::MetadataFile;
use super::roles::{Standing, Tags, read_role};
use super::{Evidence, unknown};
use crate::document::{Document, Member, Node, Value, Word};
use crate::signature::KeyOrigin;

pub static KIND: Kind = Kind {
    id: "cloudformation",
    words: "a CloudFormation template",
    command: "aws cloudformation get-template --template-stage Processed --stack-name STACK_NAME",
    file: "template.json",
    question: "what the template makes of the role",
    operations: &["GetTemplate"],
    recognise: |document| {
        (!resources(&template(&document.root)).is_empty()).then_some("CloudFormation template")
    },
    read: Some(read),
    ..Kind::NONE
};

const INSTEAD: &str = "the finished policy: aws iam get-role --role-name ROLE_NAME > role.json";

/// The template itself, out of what `get-template` prints: an object, or its text.
fn template(root: &Node) -> Cow<'_, Node> {
    match root.member("TemplateBody") {
        // A template in the file of the Serverless Framework.
        None => Cow::Borrowed(root.member("resources").filter(|own| own.has(&["Resources"])).unwrap_or(root)),
        Some(body) => match body.word().map(|word| Document::read(word.span.source, &word.traced())) {
            Some(Ok(document)) => Cow::Owned(document.root),
            Some(Err(_)) | None => Cow::Borrowed(body),
        },
    }
}

fn resources(template: &Node) -> Vec<(&Member, &str)> {
    let resources = template.member("Resources").map_or(&[][..], Node::members);
    let kind = |member: &'_ Member| member.value.member("Type").and_then(Node::text).map(str::to_owned);
    let of_aws = |kind: &str| kind.starts_with("AWS::") || kind.starts_with("Custom::");
    resources
        .iter()
        .filter(|member| kind(member).is_some_and(|kind| of_aws(&kind)))
        .filter_map(|member| Some((member, member.value.member("Type")?.text()?)))
        .collect()
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let mut read = 0;
    let template = template(root);
    for (resource, kind) in resources(&template) {
        let Some(properties) = resource.value.member("Properties") else { continue };
        match kind {
            "AWS::IAM::Role" => {
                let Some(policy) = properties.member("AssumeRolePolicyDocument") else { continue };
                let mut policy = resolve(policy);
                unknown::mark(&mut policy, &[]);
                if !matches!(policy.value, Value::Object(_)) {
                    continue;
                }
                let mut role = read_role(given, &role_node(properties, policy), Tags::NeverPrinted)?;
                role.standing = Standing::Written;
                evidence.roles.push(role);
                read += 1;
            }
            "AWS::IAM::SAMLProvider" => {
                let document = properties.member("SamlMetadataDocument").map(resolve);
                let Some(word) = document.as_ref().and_then(Node::word).filter(|word| word.is_known()) else {
                    continue;
                };
                evidence.metadata.push(MetadataFile::read(given, KeyOrigin::Provider, word.value.trim()));
                read += 1;
            }
            _ => {}
        }
    }
    if read == 0 {
        let what =
            "this is a CloudFormation template, without a trust policy or a SAML provider's metadata in it";
        return Err(Unreadable::told(what, INSTEAD));
    }
    Ok(())
}

fn role_node(properties: &Node, policy: Node) -> Node {
    let known = |name: &str| {
        let node = properties.member(name).map(resolve)?;
        let is_known = match &node.value {
            Value::String(word) => word.is_known(),
            Value::Number(_) | Value::Array(_) => true,
            Value::Object(_) | Value::Bool(_) | Value::Null | Value::Unknown => false,
        };
        is_known.then_some(node)
    };
    let members = [
        ("RoleName", known("RoleName")),
        ("Path", known("Path")),
        ("AssumeRolePolicyDocument", Some(policy)),
        ("MaxSessionDuration", known("MaxSessionDuration")),
        ("RolePolicyList", known("Policies")),
        ("AttachedManagedPolicies", known("ManagedPolicyArns")),
        ("PermissionsBoundary", known("PermissionsBoundary")),
        ("Tags", known("Tags")),
    ];
    Node::object(properties.span, members.into_iter().filter_map(|(name, node)| Some((name, node?))))
}

/// A value with the template's functions carried out as far as the template alone tells; what they
/// yield otherwise is unknown.
fn resolve(node: &Node) -> Node {
    if let Some(tag) = node.tag.as_deref() {
        let argument = Node { tag: None, ..node.clone() };
        return function(&format!("Fn::{tag}"), &argument, node);
    }
    match &node.value {
        Value::Object(members) => match members.as_slice() {
            [only]
                if only.key.value.starts_with("Fn::")
                    || matches!(&*only.key.value, "Ref" | "Condition") && only.value.text().is_some() =>
            {
                let name = match only.key.value.as_str() {
                    "Ref" => "Fn::Ref",
                    other => other,
                };
                function(name, &only.value, node)
            }
            _ => {
                let members = members
                    .iter()
                    .map(|member| Member { key: member.key.clone(), value: resolve(&member.value) });
                Node::new(Value::Object(members.collect()), node.span)
            }
        },
        Value::Array(elements) => Node::new(Value::Array(elements.iter().map(resolve).collect()), node.span),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => node.clone(),
    }
}

fn function(name: &str, argument: &Node, whole: &Node) -> Node {
    let string = |word: Word| Node::new(Value::String(word), whole.span);
    match name {
        "Fn::Ref" => match argument.text() {
            Some("AWS::NoValue") => Node::new(Value::Null, whole.span),
            Some(referred) => string(Word::expression(whole.span, &format!("${{{referred}}}"))),
            None => Node::new(Value::Unknown, whole.span),
        },
        "Fn::Sub" => {
            let text = match &argument.value {
                Value::Array(parts) => parts.first().and_then(Node::word),
                _ => argument.word(),
            };
            text.map_or_else(|| Node::new(Value::Unknown, whole.span), |word| string(substituted(word)))
        }
        "Fn::Join" => joined(argument, whole).unwrap_or_else(|| Node::new(Value::Unknown, whole.span)),
        "Fn::GetAtt" => {
            let parts: Vec<&str> = argument.one_or_more().iter().filter_map(Node::text).collect();
            string(Word::expression(whole.span, &format!("${{{}}}", parts.join("."))))
        }
        _ => Node::new(Value::Unknown, whole.span),
    }
}

/// `${Name}` is unknown, `${!Name}` a `${Name}` of the policy's own.
fn substituted(word: &Word) -> Word {
    let mut word = word.clone();
    let mut from = 0;
    while let Some(start) = word.value[from..].find("${").map(|at| at + from) {
        let Some(end) = word.value[start..].find('}').map(|at| at + start + 1) else { break };
        if word.value[start..].starts_with("${!") {
            word = word.without(start + 2..start + 3);
            from = end - 1;
            continue;
        }
        word.unknown.push(start..end);
        from = end;
    }
    word
}

fn joined(argument: &Node, whole: &Node) -> Option<Node> {
    let [delimiter, parts] = argument.elements() else { return None };
    let delimiter = delimiter.word()?;
    let mut words: Vec<Word> = Vec::new();
    for (index, part) in parts.elements().iter().enumerate() {
        if index > 0 && !delimiter.value.is_empty() {
            words.push(delimiter.clone());
        }
        match resolve(part).value {
            Value::String(word) => words.push(word),
            Value::Number(number) => words.push(Word::named(part.span, &number)),
            _ => words.push(Word::expression(part.span, "${?}")),
        }
    }
    Some(Node::new(Value::String(Word::joined(whole.span, &words)), whole.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn functions_yield_what_the_template_tells() {
        for (text, value, unknown) in [
            (
                r#"{"Fn::Join": ["", ["https://signin.", {"Ref": "AWS::URLSuffix"}, "/saml"]]}"#,
                "https://signin.${AWS::URLSuffix}/saml",
                &["${AWS::URLSuffix}"][..],
            ),
            (
                "!Sub 'arn:aws:iam::${AWS::AccountId}:saml-provider/Okta'",
                "arn:aws:iam::${AWS::AccountId}:saml-provider/Okta",
                &["${AWS::AccountId}"],
            ),
            ("!Join ['', ['a', 'b']]", "ab", &[]),
            ("!Ref Provider", "${Provider}", &["${Provider}"]),
            ("!GetAtt Provider.Arn", "${Provider.Arn}", &["${Provider.Arn}"]),
            (r#"{"Fn::Sub": "${!aws:username}"}"#, "${aws:username}", &[]),
        ] {
            let document = Document::of_source(SourceId::NONE, &format!("a: {text}")).unwrap();
            let node = resolve(document.root.member("a").unwrap());
            let word = node.word().unwrap_or_else(|| panic!("{text}: {node:?}"));
            let parts: Vec<&str> = word.unknown.iter().map(|range| &word.value[range.clone()]).collect();
            assert_eq!((word.value.as_str(), parts.as_slice()), (value, unknown), "{text}");
        }
    }
}
