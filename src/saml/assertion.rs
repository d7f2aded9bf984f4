//! The Assertion and its statements (SAML Core 2.0, section 2).

use super::{ASSERTION, Attribute, EncryptedElement, attribute, child_text, opened, seams, text};
use crate::source::{Span, Text};
use crate::xml::{NodeId, Tree};

/// `saml:Assertion`.
#[derive(Debug, Clone)]
pub struct Assertion {
    pub node: NodeId,
    pub tag: Span,
    pub id: Option<Text>,
    pub version: Option<Text>,
    pub issue_instant: Option<Text>,
    pub issuer: Option<Text>,
    pub subject: Option<Subject>,
    pub conditions: Option<Conditions>,
    pub authn_statements: Vec<AuthnStatement>,
    /// Start tags of the AttributeStatements.
    pub attribute_statements: Vec<Span>,
    /// Attributes of all AttributeStatements in document order.
    pub attributes: Vec<Attribute>,
    pub encrypted_attributes: Vec<EncryptedElement>,
}

#[derive(Debug, Clone)]
pub struct Subject {
    pub tag: Span,
    pub name_id: Option<NameId>,
    pub encrypted_id: Option<EncryptedElement>,
    pub confirmations: Vec<SubjectConfirmation>,
}

#[derive(Debug, Clone)]
pub struct NameId {
    pub tag: Span,
    /// Empty where the element is, with the span of its start tag.
    pub text: Text,
    pub format: Option<Text>,
    pub name_qualifier: Option<Text>,
    pub sp_name_qualifier: Option<Text>,
    /// Comments inside the value.
    pub seams: Vec<Span>,
}

#[derive(Debug, Clone)]
pub struct SubjectConfirmation {
    pub tag: Span,
    pub method: Option<Text>,
    pub data: Option<SubjectConfirmationData>,
}

#[derive(Debug, Clone)]
pub struct SubjectConfirmationData {
    pub tag: Span,
    pub recipient: Option<Text>,
    pub not_before: Option<Text>,
    pub not_on_or_after: Option<Text>,
    pub in_response_to: Option<Text>,
}

#[derive(Debug, Clone)]
pub struct Conditions {
    pub tag: Span,
    pub not_before: Option<Text>,
    pub not_on_or_after: Option<Text>,
    pub audience_restrictions: Vec<AudienceRestriction>,
    pub one_time_use: Option<Span>,
}

#[derive(Debug, Clone)]
pub struct AudienceRestriction {
    pub tag: Span,
    pub audiences: Vec<Text>,
}

#[derive(Debug, Clone)]
pub struct AuthnStatement {
    pub tag: Span,
    pub authn_instant: Option<Text>,
    pub session_not_on_or_after: Option<Text>,
    pub session_index: Option<Text>,
    pub authn_context_class_ref: Option<Text>,
}

impl Assertion {
    pub fn read(tree: &Tree, node: NodeId) -> Assertion {
        let statements = || tree.elements_named(node, ASSERTION, "AttributeStatement");
        Assertion {
            node,
            tag: tree.start_tag(node),
            id: attribute(tree, node, "ID"),
            version: attribute(tree, node, "Version"),
            issue_instant: attribute(tree, node, "IssueInstant"),
            issuer: child_text(tree, node, ASSERTION, "Issuer"),
            subject: tree
                .element_named(node, ASSERTION, "Subject")
                .map(|subject| Subject::read(tree, subject)),
            conditions: tree
                .element_named(node, ASSERTION, "Conditions")
                .map(|conditions| Conditions::read(tree, conditions)),
            authn_statements: tree
                .elements_named(node, ASSERTION, "AuthnStatement")
                .map(|statement| AuthnStatement::read(tree, statement))
                .collect(),
            attribute_statements: statements().map(|statement| tree.start_tag(statement)).collect(),
            attributes: statements()
                .flat_map(|statement| tree.elements(statement))
                .filter_map(|child| attribute_in(tree, child))
                .map(|attribute| Attribute::read(tree, attribute))
                .collect(),
            encrypted_attributes: statements()
                .flat_map(|statement| tree.elements_named(statement, ASSERTION, "EncryptedAttribute"))
                .filter(|&encrypted| attribute_in(tree, encrypted).is_none())
                .map(|encrypted| EncryptedElement::read(tree, encrypted))
                .collect(),
        }
    }

    /// Attributes whose Name is exactly this.
    pub fn attributes_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.is_named(name))
    }

    /// Every Audience of every AudienceRestriction.
    pub fn audiences(&self) -> impl Iterator<Item = &Text> {
        self.conditions
            .iter()
            .flat_map(|conditions| &conditions.audience_restrictions)
            .flat_map(|restriction| &restriction.audiences)
    }

    /// Every SubjectConfirmation.
    pub fn confirmations(&self) -> impl Iterator<Item = &SubjectConfirmation> {
        self.subject.iter().flat_map(|subject| &subject.confirmations)
    }

    /// Every SubjectConfirmationData.
    pub fn confirmation_data(&self) -> impl Iterator<Item = &SubjectConfirmationData> {
        self.confirmations().filter_map(|confirmation| confirmation.data.as_ref())
    }

    /// Recipient of the first SubjectConfirmationData that has one.
    pub fn recipient(&self) -> Option<&Text> {
        self.confirmation_data().find_map(|data| data.recipient.as_ref())
    }

    pub fn name_id(&self) -> Option<&NameId> {
        self.subject.as_ref().and_then(|subject| subject.name_id.as_ref())
    }
}

/// An Attribute, or the one that an EncryptedAttribute was opened to.
fn attribute_in(tree: &Tree, child: NodeId) -> Option<NodeId> {
    if tree.is(child, ASSERTION, "EncryptedAttribute") {
        return opened(tree, child, "Attribute").next();
    }
    tree.is(child, ASSERTION, "Attribute").then_some(child)
}

impl Subject {
    fn read(tree: &Tree, node: NodeId) -> Subject {
        let encrypted_id = tree.element_named(node, ASSERTION, "EncryptedID");
        let name_id_in = |id| opened(tree, id, "NameID").next();
        Subject {
            tag: tree.start_tag(node),
            name_id: tree
                .element_named(node, ASSERTION, "NameID")
                .or(encrypted_id.and_then(name_id_in))
                .map(|id| NameId::read(tree, id)),
            encrypted_id: encrypted_id
                .filter(|&id| name_id_in(id).is_none())
                .map(|id| EncryptedElement::read(tree, id)),
            confirmations: tree
                .elements_named(node, ASSERTION, "SubjectConfirmation")
                .map(|confirmation| SubjectConfirmation {
                    tag: tree.start_tag(confirmation),
                    method: attribute(tree, confirmation, "Method"),
                    data: tree
                        .element_named(confirmation, ASSERTION, "SubjectConfirmationData")
                        .map(|data| SubjectConfirmationData::read(tree, data)),
                })
                .collect(),
        }
    }
}

impl NameId {
    fn read(tree: &Tree, node: NodeId) -> NameId {
        NameId {
            tag: tree.start_tag(node),
            text: text(tree, node),
            format: attribute(tree, node, "Format"),
            name_qualifier: attribute(tree, node, "NameQualifier"),
            sp_name_qualifier: attribute(tree, node, "SPNameQualifier"),
            seams: seams(tree, node),
        }
    }
}

impl SubjectConfirmationData {
    fn read(tree: &Tree, node: NodeId) -> SubjectConfirmationData {
        SubjectConfirmationData {
            tag: tree.start_tag(node),
            recipient: attribute(tree, node, "Recipient"),
            not_before: attribute(tree, node, "NotBefore"),
            not_on_or_after: attribute(tree, node, "NotOnOrAfter"),
            in_response_to: attribute(tree, node, "InResponseTo"),
        }
    }
}

impl Conditions {
    fn read(tree: &Tree, node: NodeId) -> Conditions {
        Conditions {
            tag: tree.start_tag(node),
            not_before: attribute(tree, node, "NotBefore"),
            not_on_or_after: attribute(tree, node, "NotOnOrAfter"),
            audience_restrictions: tree
                .elements_named(node, ASSERTION, "AudienceRestriction")
                .map(|restriction| AudienceRestriction {
                    tag: tree.start_tag(restriction),
                    audiences: tree
                        .elements_named(restriction, ASSERTION, "Audience")
                        .map(|audience| text(tree, audience))
                        .collect(),
                })
                .collect(),
            one_time_use: tree.element_named(node, ASSERTION, "OneTimeUse").map(|id| tree.span(id)),
        }
    }
}

impl AuthnStatement {
    fn read(tree: &Tree, node: NodeId) -> AuthnStatement {
        let context = tree.element_named(node, ASSERTION, "AuthnContext");
        AuthnStatement {
            tag: tree.start_tag(node),
            authn_instant: attribute(tree, node, "AuthnInstant"),
            session_not_on_or_after: attribute(tree, node, "SessionNotOnOrAfter"),
            session_index: attribute(tree, node, "SessionIndex"),
            authn_context_class_ref: context
                .and_then(|context| child_text(tree, context, ASSERTION, "AuthnContextClassRef")),
        }
    }
}
