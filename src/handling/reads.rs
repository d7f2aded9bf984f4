//! What of a message AWS reads to decide, and how a person calls it.

use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME, SESSION_DURATION, SOURCE_IDENTITY};
use crate::saml::ASSERTION;
use crate::signature::DSIG;
use crate::xml::{NodeId, Tree};

/// The Name of the Attribute that an element is or stands in.
fn attribute_name(tree: &Tree, element: NodeId) -> Option<String> {
    let attribute = std::iter::once(element)
        .chain(tree.ancestors(element))
        .find(|&id| tree.is(id, ASSERTION, "Attribute"))?;
    tree.attribute_value(attribute, "Name").map(|name| name.into_owned())
}

/// `Issuer`, `RoleSessionName`, `the Recipient`, `the certificate`.
pub(super) fn name(tree: &Tree, element: NodeId, attribute: Option<&str>) -> String {
    let local = tree.local_name(element);
    let named = |named: &str| named.rsplit('/').next().unwrap_or(named).to_owned();
    match (local, attribute) {
        ("Attribute", Some("Name")) => "the Name of an Attribute".to_owned(),
        ("AttributeValue" | "Attribute", _) => match attribute_name(tree, element) {
            Some(name) if !name.trim().is_empty() => clipped(&named(&name)),
            Some(_) | None => "an attribute's value".to_owned(),
        },
        ("X509Certificate", None) => "the certificate".to_owned(),
        (local, None) => format!("the {local}"),
        (local, Some(attribute @ ("ID" | "IssueInstant"))) => format!("the {attribute} of the {local}"),
        (_, Some(attribute)) => format!("the {attribute}"),
    }
}

fn clipped(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// Whether AWS reads it to decide. Tags, names of persons and whatever is in a signature leave the
/// verdict.
pub(super) fn is_read(tree: &Tree, message: NodeId, element: NodeId, attribute: Option<&str>) -> bool {
    let in_signature =
        std::iter::once(element).chain(tree.ancestors(element)).any(|id| tree.is(id, DSIG, "Signature"));
    if in_signature {
        return false;
    }
    match (tree.local_name(element), attribute) {
        ("Issuer", None) => {
            let of_message = tree.parent(element) == Some(message);
            let has_another = tree
                .descendants(message)
                .any(|id| tree.is(id, ASSERTION, "Issuer") && tree.parent(id) != Some(message));
            !of_message || !has_another || tree.is(message, ASSERTION, "Assertion")
        }
        ("Audience" | "StatusCode" | "Status" | "Assertion" | "AudienceRestriction" | "Conditions", None) => {
            true
        }
        ("AttributeStatement" | "Subject" | "Response" | "SubjectConfirmation", None) => true,
        ("SubjectConfirmationData", None) => true,
        ("SubjectConfirmationData", Some("Recipient" | "NotBefore" | "NotOnOrAfter")) => true,
        ("Conditions", Some("NotBefore" | "NotOnOrAfter")) => true,
        ("AuthnStatement", Some("SessionNotOnOrAfter")) => true,
        ("Assertion" | "Response", Some("IssueInstant")) => true,
        ("SubjectConfirmation", Some("Method")) | ("StatusCode", Some("Value")) => true,
        ("Attribute", Some("Name")) => true,
        ("Attribute" | "AttributeValue", None) => attribute_name(tree, element).is_none_or(|name| {
            [ROLE, ROLE_SESSION_NAME, SESSION_DURATION, SOURCE_IDENTITY].contains(&&*name)
        }),
        (_, _) => false,
    }
}
