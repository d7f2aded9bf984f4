//! What a rule sees.

use std::ops::Range;

use jiff::SignedDuration;

use super::{Expected, Need, Outcome, WayIn};
use crate::authorization::Authorization;
use crate::aws::policy::Policy;
use crate::aws::services::Service;
use crate::capture::{Capture, EncodingConflict};
use crate::clock::Clock;
use crate::document::Node;
use crate::evidence::{Evidence, GivenPolicy, GivenRole, MetadataFile, ScimCall};
use crate::handling::Handling;
use crate::identity_provider::IdentityProvider;
use crate::instant::Instant;
use crate::readings::Readings;
use crate::saml::{Assertion, Attribute, AttributeValue, Response};
use crate::signature::encryption::Opened;
use crate::signature::{Coverage, Signature};
use crate::source::{Span, Text};
use crate::url::Url;
use crate::xml::Tree;
use crate::xml::characters::{self, Place};

/// Everything a rule may look at.
#[derive(Debug)]
pub struct Case<'a> {
    pub capture: &'a Capture,
    pub tree: &'a Tree,
    pub response: &'a Response,
    pub readings: &'a Readings<'a>,
    pub clock: &'a Clock,
    /// Every `ds:Signature` of the document, in document order.
    pub signatures: &'a [Signature],
    /// What of the message the signatures cover.
    pub coverage: &'a Coverage,
    /// What stands encrypted in the document, and what became of that.
    pub decrypted: &'a [Opened],
    pub evidence: &'a Evidence,
    /// What the given policies say to each role that is asked for.
    pub authorization: &'a Authorization<'a>,
    pub target: &'static Service,
    /// AuthnRequests that stand before the response in the same capture, the latest last.
    pub requests: &'a [Request],
    pub identity_provider: Option<&'static IdentityProvider>,
    /// The copy ends before the document does: what is absent may only be cut off.
    pub truncated: bool,
    /// What was done to the message before it was given to us.
    pub handling: &'a Handling,
    /// The XML declaration names another encoding than the bytes are of.
    pub encoding_conflict: Option<&'a EncodingConflict>,
    /// What a configuration file says that the response has.
    pub expected: &'a Expected,
    /// Clocks that are no further apart are taken to agree.
    pub skew: SignedDuration,
}

/// An AuthnRequest of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Of a HAR.
    pub entry: usize,
    pub id: String,
    /// Who asked.
    pub issuer: Option<String>,
    /// AssertionConsumerServiceURL: where the answer is to go.
    pub acs: Option<String>,
}

impl<'a> Case<'a> {
    /// The assertion AWS is taken to read: the first in document order.
    pub fn assertion(&self) -> Option<&'a Assertion> {
        self.response.assertion()
    }

    /// How the response comes to AWS.
    pub fn way_in(&self) -> WayIn {
        match self.is_for_a_program() {
            true => WayIn::Call,
            false => WayIn::of(self.capture),
        }
    }

    /// Whether a program on the user's own computer takes it, such as the driver of a database, which calls STS with
    /// it: `http://localhost:7890/redshift/`.
    fn is_for_a_program(&self) -> bool {
        let recipient = self.assertion().and_then(|assertion| assertion.recipient());
        let url = recipient.and_then(|recipient| Url::parse(&recipient.value));
        url.is_some_and(|url| ["localhost", "127.0.0.1"].contains(&url.host))
    }

    /// How a rule ends whose subject is not there: it may only have been cut off.
    pub fn absent(&self) -> Outcome {
        if self.truncated { Outcome::NotChecked(Need::WholeCapture) } else { Outcome::NotApplicable }
    }

    /// The copy ends inside this text, so its value may go on.
    pub fn is_cut(&self, text: &Text) -> bool {
        self.truncated && text.span.end >= self.tree.span(self.tree.root()).end
    }

    /// Attributes of that assertion are encrypted and were not opened: one that is not seen may be among them.
    pub fn has_sealed_attributes(&self) -> bool {
        self.assertion().is_some_and(|assertion| !assertion.encrypted_attributes.is_empty())
    }

    /// Attributes of that assertion whose Name is exactly this.
    pub fn attributes(&self, name: &'a str) -> impl Iterator<Item = &'a Attribute> {
        self.assertion().into_iter().flat_map(move |assertion| assertion.attributes_named(name))
    }

    /// Values of every attribute of that Name, joined in document order.
    pub fn values(&self, name: &'a str) -> impl Iterator<Item = &'a AttributeValue> {
        self.attributes(name).flat_map(|attribute| &attribute.values)
    }

    /// Where something that the assertion lacks would stand: the AttributeStatement, or the Assertion.
    pub fn attribute_place(&self) -> Span {
        let assertion = self.assertion();
        assertion
            .and_then(|assertion| assertion.attribute_statements.first().copied())
            .or(assertion.map(|assertion| assertion.tag))
            .unwrap_or_else(|| self.response.start(self.tree))
    }

    /// The written span of a range of bytes of a text's value.
    pub fn part(&self, text: &Text, range: Range<usize>) -> Span {
        let written = self.tree.written(text.span);
        text.span.part(characters::locate(written, Place::Content, range))
    }
}

/// Everything a rule on metadata may look at.
#[derive(Debug, Clone, Copy)]
pub struct MetadataCase<'a> {
    pub metadata: &'a MetadataFile,
    /// The reader's clock.
    pub now: Instant,
}

/// Everything a rule on policies may look at.
#[derive(Debug, Clone, Copy)]
pub struct PolicyCase<'a> {
    pub policy: &'a Policy,
    /// The same, as a tree.
    pub node: &'a Node,
    pub of: PolicyOf<'a>,
    /// Texts of errors that were given beside it.
    pub shown: &'a [String],
    /// The reader's clock.
    pub now: Instant,
}

/// Everything a rule on SCIM may look at.
#[derive(Debug, Clone, Copy)]
pub struct ScimCase<'a> {
    pub call: &'a ScimCall,
    pub evidence: &'a Evidence,
}

/// What a policy is of.
#[derive(Debug, Clone, Copy)]
pub enum PolicyOf<'a> {
    Role(&'a GivenRole),
    Other(&'a GivenPolicy),
}

impl<'a> PolicyCase<'a> {
    /// The role whose trust policy it is.
    pub fn role(&self) -> Option<&'a GivenRole> {
        match self.of {
            PolicyOf::Role(role) => Some(role),
            PolicyOf::Other(_) => None,
        }
    }
}
