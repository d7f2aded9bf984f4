//! Which message a document holds, and where in it the message starts.

use super::{ASSERTION, PROTOCOL};
use crate::message_kind::MessageKind;
use crate::xml::{NodeId, Tree};

/// SAML 1.1 assertion namespace.
const ASSERTION_1_1: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
/// SAML 1.1 protocol namespace.
const PROTOCOL_1_1: &str = "urn:oasis:names:tc:SAML:1.0:protocol";
/// SAML metadata namespace.
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// Finds the message of a document: the root, or the first one inside an envelope round it. The
/// body of a SOAP envelope comes before its header, a Response before an Assertion without one.
pub fn find(tree: &Tree) -> (MessageKind, NodeId) {
    let root = tree.root();
    if let Some(kind) = kind_of(tree, root) {
        return (kind, root);
    }
    let body = tree
        .elements(root)
        .find(|&child| tree.local_name(child) == "Body" && tree.namespace(child) == tree.namespace(root));
    let found = body.and_then(|body| find_in(tree, body)).or_else(|| find_in(tree, root));
    if let Some(found) = found {
        return found;
    }
    let name = tree.local_name(root);
    if matches!(name, "RequestSecurityTokenResponse" | "RequestSecurityTokenResponseCollection") {
        return (MessageKind::WsTrust, root);
    }
    (MessageKind::OtherXml(name.to_owned()), root)
}

fn find_in(tree: &Tree, top: NodeId) -> Option<(MessageKind, NodeId)> {
    let mut assertion = None;
    let mut other = None;
    for node in tree.descendants(top) {
        match kind_of(tree, node) {
            Some(MessageKind::Response) => return Some((MessageKind::Response, node)),
            Some(MessageKind::Assertion) => assertion = assertion.or(Some((MessageKind::Assertion, node))),
            Some(kind) if other.is_none() => other = Some((kind, node)),
            Some(_) | None => {}
        }
    }
    assertion.or(other)
}

fn kind_of(tree: &Tree, node: NodeId) -> Option<MessageKind> {
    let name = tree.local_name(node);
    match tree.namespace(node) {
        PROTOCOL => Some(match name {
            "Response" => MessageKind::Response,
            "AuthnRequest" => MessageKind::AuthnRequest,
            "LogoutRequest" => MessageKind::LogoutRequest,
            "LogoutResponse" => MessageKind::LogoutResponse,
            "ArtifactResponse" => return None,
            other => MessageKind::OtherProtocol(other.to_owned()),
        }),
        ASSERTION if matches!(name, "Assertion" | "EncryptedAssertion") => Some(MessageKind::Assertion),
        ASSERTION_1_1 if name == "Assertion" => Some(MessageKind::Saml1),
        PROTOCOL_1_1 if name == "Response" => Some(MessageKind::Saml1),
        METADATA if matches!(name, "EntityDescriptor" | "EntitiesDescriptor") => Some(MessageKind::Metadata),
        _ => None,
    }
}
