//! The Response, its status, and what it carries.

use super::{ASSERTION, Assertion, PROTOCOL, attribute, child_text, opened, text};
use crate::source::{Span, Text};
use crate::xml::{NodeId, Tree};

/// `samlp:Response` (SAML Core 2.0, section 3.3.3).
#[derive(Debug, Clone)]
pub struct Response {
    /// The element the message starts at; of a bare Assertion, that.
    pub node: NodeId,
    /// The start tag; `None` where an Assertion stands without a Response around it.
    pub tag: Option<Span>,
    pub id: Option<Text>,
    pub version: Option<Text>,
    pub issue_instant: Option<Text>,
    pub destination: Option<Text>,
    pub in_response_to: Option<Text>,
    pub issuer: Option<Text>,
    pub status: Option<Status>,
    /// Assertions that can be read, the decrypted ones among them, in document order.
    pub assertions: Vec<Assertion>,
    /// EncryptedAssertions that could not be opened.
    pub encrypted_assertions: Vec<EncryptedElement>,
}

/// `samlp:Status`.
#[derive(Debug, Clone)]
pub struct Status {
    pub tag: Span,
    pub code: Option<StatusCode>,
    pub message: Option<Text>,
    pub detail: Option<Span>,
}

/// `samlp:StatusCode`: the top-level code and the ones nested in it, outermost first.
#[derive(Debug, Clone)]
pub struct StatusCode {
    pub tag: Span,
    pub value: Option<Text>,
    pub nested: Vec<Text>,
}

/// `EncryptedAssertion`, `EncryptedID` or `EncryptedAttribute` as it stands.
#[derive(Debug, Clone)]
pub struct EncryptedElement {
    pub node: NodeId,
    pub tag: Span,
    /// Algorithm of the data, as written: `http://www.w3.org/2001/04/xmlenc#aes256-cbc`.
    pub algorithm: Option<Text>,
    /// Algorithm that wraps the key, as written.
    pub key_algorithm: Option<Text>,
}

impl Response {
    /// Reads the message that starts at an element: a Response, or an Assertion without one.
    pub fn read(tree: &Tree, node: NodeId) -> Response {
        let bare = tree.is(node, ASSERTION, "Assertion");
        if bare || tree.is(node, ASSERTION, "EncryptedAssertion") {
            return Response {
                node,
                tag: None,
                id: None,
                version: None,
                issue_instant: None,
                destination: None,
                in_response_to: None,
                issuer: None,
                status: None,
                assertions: bare.then(|| Assertion::read(tree, node)).into_iter().collect(),
                encrypted_assertions: (!bare)
                    .then(|| EncryptedElement::read(tree, node))
                    .into_iter()
                    .collect(),
            };
        }
        let mut assertions = Vec::new();
        let mut encrypted_assertions = Vec::new();
        for place in places(tree, node) {
            match place {
                Place::Readable(assertion) => assertions.push(Assertion::read(tree, assertion)),
                Place::Closed(encrypted) => {
                    encrypted_assertions.push(EncryptedElement::read(tree, encrypted))
                }
            }
        }
        Response {
            node,
            tag: Some(tree.start_tag(node)),
            id: attribute(tree, node, "ID"),
            version: attribute(tree, node, "Version"),
            issue_instant: attribute(tree, node, "IssueInstant"),
            destination: attribute(tree, node, "Destination"),
            in_response_to: attribute(tree, node, "InResponseTo"),
            issuer: child_text(tree, node, ASSERTION, "Issuer"),
            status: tree.element_named(node, PROTOCOL, "Status").map(|status| Status::read(tree, status)),
            assertions,
            encrypted_assertions,
        }
    }

    /// The span that stands for the message itself: its start tag.
    pub fn start(&self, tree: &Tree) -> Span {
        tree.start_tag(self.node)
    }

    /// The first assertion in document order, the one AWS is taken to read.
    pub fn assertion(&self) -> Option<&Assertion> {
        self.assertions.first()
    }
}

/// What stands in a place where SAML has an assertion.
enum Place {
    Readable(NodeId),
    /// An EncryptedAssertion that was not opened.
    Closed(NodeId),
}

/// The places of assertions in a Response (SAML Core 2.0, section 3.3.3), in document order.
fn places(tree: &Tree, message: NodeId) -> impl Iterator<Item = Place> + '_ {
    tree.elements(message).flat_map(|child| {
        if tree.is(child, ASSERTION, "Assertion") {
            return vec![Place::Readable(child)];
        }
        if !tree.is(child, ASSERTION, "EncryptedAssertion") {
            return Vec::new();
        }
        let opened: Vec<Place> = opened(tree, child, "Assertion").map(Place::Readable).collect();
        if opened.is_empty() { vec![Place::Closed(child)] } else { opened }
    })
}

/// The assertions that AWS may read, in document order, the first of them the one it is taken to: those
/// that the message holds itself, or the message. Nothing else decides this.
pub fn assertions(tree: &Tree, message: NodeId) -> Vec<NodeId> {
    if tree.is(message, ASSERTION, "Assertion") {
        return vec![message];
    }
    let readable = |place| match place {
        Place::Readable(assertion) => Some(assertion),
        Place::Closed(_) => None,
    };
    places(tree, message).filter_map(readable).collect()
}

impl Status {
    fn read(tree: &Tree, node: NodeId) -> Status {
        Status {
            tag: tree.start_tag(node),
            code: tree.element_named(node, PROTOCOL, "StatusCode").map(|code| StatusCode::read(tree, code)),
            message: tree.element_named(node, PROTOCOL, "StatusMessage").map(|message| text(tree, message)),
            detail: tree.element_named(node, PROTOCOL, "StatusDetail").map(|detail| tree.span(detail)),
        }
    }
}

impl StatusCode {
    fn read(tree: &Tree, node: NodeId) -> StatusCode {
        let inner = |&id: &NodeId| tree.element_named(id, PROTOCOL, "StatusCode");
        let nested = std::iter::successors(inner(&node), inner)
            .filter_map(|code| attribute(tree, code, "Value"))
            .collect();
        StatusCode { tag: tree.start_tag(node), value: attribute(tree, node, "Value"), nested }
    }
}

impl EncryptedElement {
    pub(super) fn read(tree: &Tree, node: NodeId) -> EncryptedElement {
        let method = |of: &str| {
            let holder = tree
                .descendants(node)
                .find(|&id| tree.local_name(id) == of && tree.namespace(id) == super::ENCRYPTION)?;
            let method = tree.element_named(holder, super::ENCRYPTION, "EncryptionMethod")?;
            attribute(tree, method, "Algorithm")
        };
        EncryptedElement {
            node,
            tag: tree.start_tag(node),
            algorithm: method("EncryptedData"),
            key_algorithm: method("EncryptedKey"),
        }
    }
}
