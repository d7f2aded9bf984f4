//! Which message a document holds, and where in it the message starts.

use super::{ASSERTION, PROTOCOL};
use crate::xml::{NodeId, Tree};

/// SAML 1.1 assertion namespace.
const ASSERTION_1_1: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
/// SAML 1.1 protocol namespace.
const PROTOCOL_1_1: &str = "urn:oasis:names:tc:SAML:1.0:protocol";
/// SAML metadata namespace.
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageKind {
    /// A Response, or an Assertion without one.
    Response,
    AuthnRequest,
    LogoutRequest,
    LogoutResponse,
    /// Another message of the SAML 2.0 protocol; its name.
    OtherProtocol(String),
    /// SAML 1.0 or 1.1.
    Saml1,
    /// A WS-Trust answer without a SAML 2.0 token.
    WsTrust,
    Metadata,
    /// Well-formed XML that is none of these; the name of its root element.
    OtherXml(String),
}

impl MessageKind {
    /// As the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            MessageKind::Response => "response",
            MessageKind::AuthnRequest => "authn-request",
            MessageKind::LogoutRequest => "logout-request",
            MessageKind::LogoutResponse => "logout-response",
            MessageKind::OtherProtocol(_) => "other-saml",
            MessageKind::Saml1 => "saml-1.1",
            MessageKind::WsTrust => "ws-trust",
            MessageKind::Metadata => "metadata",
            MessageKind::OtherXml(_) => "other-xml",
        }
    }
}

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
            Some(MessageKind::Response) if tree.namespace(node) == PROTOCOL => {
                return Some((MessageKind::Response, node));
            }
            Some(MessageKind::Response) => assertion = assertion.or(Some((MessageKind::Response, node))),
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
        ASSERTION if matches!(name, "Assertion" | "EncryptedAssertion") => Some(MessageKind::Response),
        ASSERTION_1_1 if name == "Assertion" => Some(MessageKind::Saml1),
        PROTOCOL_1_1 if name == "Response" => Some(MessageKind::Saml1),
        METADATA if matches!(name, "EntityDescriptor" | "EntitiesDescriptor") => Some(MessageKind::Metadata),
        _ => None,
    }
}
