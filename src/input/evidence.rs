//! Which evidence a file is, by the members that AWS's tools write.

use super::InputKind;
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How, Match};
use crate::capture::json_tree::{Document, Node};
use crate::evidence::printed;

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

/// What the AWS CLI printed in another form than JSON.
pub(super) fn of_printed(text: &str) -> Option<(InputKind, &'static str)> {
    if printed::provider(text).is_some() {
        return Some((InputKind::IamProvider, "IAM SAML provider (aws iam get-saml-provider, text or YAML)"));
    }
    printed::list(text)?;
    Some((InputKind::IamProviders, "IAM SAML providers (aws iam list-saml-providers, text or YAML)"))
}

/// The error text that a text is, as somebody copied it from a page, a terminal or a log.
pub(super) fn error_text(text: &str) -> Option<ErrorText> {
    /// Prose that is longer may quote a sentence, but is none.
    const LONGEST: usize = 4096;
    if text.len() > LONGEST {
        return None;
    }
    let found = recognise::recognise(text);
    match found.matches.first() {
        Some(Match { error, how: How::Sentence, .. }) => Some(ErrorText::Sentence(error)),
        Some(Match { error, how: How::Part { .. } | How::Code, .. }) => Some(ErrorText::Like(error)),
        None => (!found.foreign.is_empty()).then_some(ErrorText::Foreign),
    }
}

/// The sentence of AWS's that a saved page shows.
pub(super) fn error_page(page: &str) -> Option<ErrorText> {
    /// AWS's error pages are some kilobytes long.
    const LONGEST: usize = 1 << 20;
    if page.len() > LONGEST {
        return None;
    }
    let found = recognise::recognise(page).matches;
    found.iter().find(|found| found.how == How::Sentence).map(|found| ErrorText::Sentence(found.error))
}

/// What an error text says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ErrorText {
    /// A sentence of AWS's, whole.
    Sentence(&'static KnownError),
    /// A part of it, or a code that it comes with.
    Like(&'static KnownError),
    /// Known, and not AWS's answer to a SAML response.
    Foreign,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_text_is_one_that_says_a_known_sentence() {
        let said = |text| match error_text(text) {
            Some(ErrorText::Sentence(error)) => format!("is {}", error.id),
            Some(ErrorText::Like(error)) => format!("like {}", error.id),
            Some(ErrorText::Foreign) => "foreign".to_owned(),
            None => "none".to_owned(),
        };
        for (text, expected) in [
            (
                "Response signature invalid (service: AWSSecurityTokenService; status code: 400)",
                "is response-signature-invalid",
            ),
            ("Not authorized to perform sts:AssumeRole\u{2026}", "like not-authorized-to-assume-role"),
            ("Hello, the SAML assertion of our new identity provider does not work, can you help?", "none"),
            ("RoleSessionName and SAMLResponse are two words", "none"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

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
}
