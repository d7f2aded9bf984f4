//! Which evidence a file is, by the members that AWS's tools write.

use super::InputKind;
use crate::capture::json_tree::{Document, Node};

/// What a JSON document is, if it is evidence, and how a person calls it.
pub(super) fn of_json(document: &Document<'_>) -> Option<(InputKind, &'static str)> {
    let root = &document.root;
    let has = |names: &[&str]| document.has(root, names);
    let member_has = |name: &str, names: &[&str]| {
        document.member(root, name).is_some_and(|member| document.has(member, names))
    };
    let all_have = |name: &str, names: &[&str]| {
        document
            .member(root, name)
            .is_some_and(|list| list.elements().iter().all(|element| document.has(element, names)))
    };
    let found = if has(&["SAMLMetadataDocument"]) {
        (InputKind::IamProvider, "IAM SAML provider (aws iam get-saml-provider)")
    } else if has(&["SAMLProviderList"]) {
        (InputKind::IamProviders, "IAM SAML providers (aws iam list-saml-providers)")
    } else if member_has("Role", &["Arn"]) {
        (InputKind::IamRole, "IAM role (aws iam get-role)")
    } else if all_have("Roles", &["Arn"]) {
        (InputKind::IamRole, "IAM roles (aws iam list-roles)")
    } else if has(&["AssumeRolePolicyDocument"]) {
        (InputKind::IamRole, "IAM role")
    } else if has(&["UserSummaryList"]) {
        (InputKind::ConnectUsers, "Amazon Connect users (aws connect list-users)")
    } else if member_has("User", &["Username", "IdentityInfo"]) {
        (InputKind::ConnectUsers, "Amazon Connect user (aws connect describe-user)")
    } else if all_have("Users", &["Username", "IdentityInfo"]) {
        (InputKind::ConnectUsers, "Amazon Connect users (aws connect search-users)")
    } else if has(&["Credentials", "AssumedRoleUser"]) {
        (InputKind::AssumedRole, "answer of sts:AssumeRoleWithSAML, credentials in it")
    } else if is_cloudtrail(document) {
        (InputKind::CloudTrail, "CloudTrail events")
    } else if has(&["Statement"]) {
        (InputKind::Policy, "policy document")
    } else if member_has("Policy", &["Content"]) {
        (InputKind::Policy, "policy (aws organizations describe-policy)")
    } else if has(&["PolicyVersion"]) || has(&["PolicyDocument"]) {
        (InputKind::Policy, "policy (aws iam get-policy-version)")
    } else {
        return None;
    };
    Some(found)
}

fn is_cloudtrail(document: &Document<'_>) -> bool {
    let root = &document.root;
    let is_event = |node: &Node| document.has(node, &["eventName", "eventSource"]);
    let all_events = |list: &Node| !list.elements().is_empty() && list.elements().iter().all(is_event);
    is_event(root)
        || all_events(root)
        || document.has(root, &["CloudTrailEvent"])
        || document.member(root, "Records").is_some_and(all_events)
        || document.member(root, "detail").is_some_and(is_event)
        || document.member(root, "Events").is_some_and(|events| {
            events.elements().iter().any(|event| document.has(event, &["CloudTrailEvent"]))
        })
}

/// Answers of the IAM and STS APIs as XML, by the name of the root element.
pub(super) fn of_api_response(root: &str) -> Option<(InputKind, &'static str)> {
    let found = match root {
        "GetRoleResponse" => (InputKind::IamRole, "IAM role (GetRole, XML)"),
        "ListRolesResponse" => (InputKind::IamRole, "IAM roles (ListRoles, XML)"),
        "GetSAMLProviderResponse" => (InputKind::IamProvider, "IAM SAML provider (GetSAMLProvider, XML)"),
        "ListSAMLProvidersResponse" => {
            (InputKind::IamProviders, "IAM SAML providers (ListSAMLProviders, XML)")
        }
        "AssumeRoleWithSAMLResponse" => {
            (InputKind::AssumedRole, "answer of sts:AssumeRoleWithSAML, credentials in it (XML)")
        }
        _ => return None,
    };
    Some(found)
}

/// The metadata in what `aws iam get-saml-provider --output text` prints: instants and a document
/// with tabs between.
pub(super) fn provider_as_text(text: &str) -> Option<&str> {
    let (before, rest) = text.split_at(text.find('<')?);
    let is_instant = |word: &str| word.len() >= 19 && word.is_ascii() && word.as_bytes()[4] == b'-';
    if !before.split_whitespace().all(is_instant) || !rest.contains("EntityDescriptor") {
        return None;
    }
    let end = rest.rfind('>')? + 1;
    (before.ends_with('\t') || rest[end..].starts_with('\t')).then(|| &rest[..end])
}

/// Whether a short text is, or quotes, a sentence in which AWS refuses a login.
pub(super) fn is_error_sentence(text: &str) -> bool {
    const TELLING: [&str; 17] = [
        "assumerolewithsaml",
        "invalididentitytoken",
        "authnresponse",
        "saml response",
        "samlresponse",
        "response signature invalid",
        "not present in specified provider",
        "provider doesn't exist",
        "token must be redeemed within",
        "been onboarded to this application",
        "authsaml",
        "expiredtoken",
        "required audience",
        "idprejectedclaim",
        "rolesessionname",
        "saml assertion",
        "your account has been authenticated",
    ];
    let lower = text.to_ascii_lowercase().replace('\u{2019}', "'");
    text.len() <= 4096 && TELLING.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::traced::Traced;

    #[test]
    fn what_aws_tools_print_is_recognised() {
        for (text, expected) in [
            (r#"{"SAMLMetadataDocument": "<x/>"}"#, Some(InputKind::IamProvider)),
            (r#"{"SAMLProviderList": []}"#, Some(InputKind::IamProviders)),
            (r#"{"Role": {"Arn": "arn:aws:iam::123456789012:role/Admin"}}"#, Some(InputKind::IamRole)),
            (r#"{"Roles": [{"Arn": "arn:aws:iam::123456789012:role/Admin"}]}"#, Some(InputKind::IamRole)),
            (r#"{"UserSummaryList": []}"#, Some(InputKind::ConnectUsers)),
            (r#"{"Credentials": {}, "AssumedRoleUser": {}}"#, Some(InputKind::AssumedRole)),
            (r#"{"Version": "2012-10-17", "Statement": []}"#, Some(InputKind::Policy)),
            (
                r#"{"Records": [{"eventName": "ConsoleLogin", "eventSource": "x"}]}"#,
                Some(InputKind::CloudTrail),
            ),
            (r#"[{"eventName": "ConsoleLogin", "eventSource": "x"}]"#, Some(InputKind::CloudTrail)),
            (r#"{"Events": [{"CloudTrailEvent": "{}"}]}"#, Some(InputKind::CloudTrail)),
            (r#"{"name": "saml-doctor"}"#, None),
        ] {
            let traced = Traced::plain(text, 0);
            let document = Document::parse(&traced, 0).unwrap();
            assert_eq!(of_json(&document).map(|(kind, _)| kind), expected, "{text}");
        }
    }

    #[test]
    fn text_output_of_the_command_line_is_recognised() {
        let xml = "<md:EntityDescriptor entityID=\"a\"></md:EntityDescriptor>";
        for (text, expected) in [
            (format!("2026-11-21T21:14:01.972151+00:00\t{xml}\t2032-05-09T16:27:11+00:00\n"), Some(xml)),
            (xml.to_owned(), None),
        ] {
            assert_eq!(provider_as_text(&text), expected, "{text}");
        }
    }
}
