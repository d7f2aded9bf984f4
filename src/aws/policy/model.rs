//! A policy document as it was written, every part with its place.

use std::ops::Range;

use super::operator::Operator;
use super::template::{Template, Variables};
use crate::source::{Span, Text};

/// A policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub version: Option<Text>,
    pub statements: Vec<Statement>,
    pub span: Span,
}

/// What a statement does when it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    Allow,
    Deny,
}

/// One statement; what is not there, or has no readable form, is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub sid: Option<Text>,
    pub effect: Option<Effect>,
    /// Where it is none: whether that is because it was crossed out, or is a template's.
    pub effect_written: Named,
    pub principal: Option<Principal>,
    pub actions: Option<Actions>,
    pub resources: Option<Resources>,
    pub conditions: Vec<Condition>,
    pub span: Span,
}

/// Principal or NotPrincipal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// It is NotPrincipal: everybody but these.
    pub negated: Negated,
    pub members: Vec<PrincipalMember>,
    pub span: Span,
}

/// Whether an element is the one that leaves out what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Negated {
    No,
    Yes,
}

/// One principal that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalMember {
    pub kind: PrincipalKind,
    pub value: Value,
}

/// How a principal is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// `"Principal": "*"`.
    Anyone,
    Aws,
    Federated,
    Service,
    CanonicalUser,
    Other(String),
}

impl PrincipalKind {
    pub fn of(name: &str) -> PrincipalKind {
        match name {
            "AWS" => PrincipalKind::Aws,
            "Federated" => PrincipalKind::Federated,
            "Service" => PrincipalKind::Service,
            "CanonicalUser" => PrincipalKind::CanonicalUser,
            other => PrincipalKind::Other(other.to_owned()),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            PrincipalKind::Anyone => "*",
            PrincipalKind::Aws => "AWS",
            PrincipalKind::Federated => "Federated",
            PrincipalKind::Service => "Service",
            PrincipalKind::CanonicalUser => "CanonicalUser",
            PrincipalKind::Other(name) => name,
        }
    }
}

/// Action or NotAction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    pub negated: Negated,
    pub values: Vec<Value>,
    pub span: Span,
}

/// Resource or NotResource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    pub negated: Negated,
    pub values: Vec<Value>,
    /// The member's name.
    pub name: Span,
    pub span: Span,
}

/// One key under one operator, with the values it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As written.
    pub operator: Text,
    /// `None` where there is no such operator.
    pub parsed: Option<Operator>,
    /// As written; names are compared without case.
    pub key: Text,
    pub named: Named,
    pub values: Vec<Value>,
    /// Of the value or the list of values.
    pub span: Span,
}

/// Whether a part of a policy is written out: operator and key of a condition, an Effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Whole,
    /// Some of it was crossed out, or is a template's: what it is is not known.
    InPart,
}

/// A string, number or truth value of a policy, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    /// Bytes of the text that are not known: crossed out, or a template's expression.
    pub holes: Vec<Range<usize>>,
    pub template: Template,
    pub span: Span,
}

impl Value {
    /// A value all of which is known.
    pub fn known(text: &str, variables: Variables, span: Span) -> Value {
        Value::new(text.to_owned(), Vec::new(), variables, span)
    }

    pub fn new(text: String, holes: Vec<Range<usize>>, variables: Variables, span: Span) -> Value {
        let template = Template::read(&text, &holes, variables);
        Value { text, holes, template, span }
    }

    pub fn is_known(&self) -> bool {
        self.holes.is_empty()
    }
}

/// The Version in which `${…}` is a variable.
pub const VERSION_WITH_VARIABLES: &str = "2012-10-17";
/// The Version of a document that names none.
pub const VERSION_DEFAULT: &str = "2008-10-17";

impl Policy {
    /// Whether `${…}` is a variable here.
    pub fn variables(&self) -> Variables {
        match self.version.as_ref().map(|version| version.value.as_str()) {
            Some(VERSION_WITH_VARIABLES) => Variables::Expanded,
            _ => Variables::Literal,
        }
    }
}

impl Statement {
    pub fn not_principal(&self) -> Option<&Principal> {
        self.principal.as_ref().filter(|principal| principal.negated == Negated::Yes)
    }

    /// Principals of a kind that are named.
    pub fn principals(&self, kind: PrincipalKind) -> impl Iterator<Item = &Value> {
        let principal = self.principal.as_ref().filter(|principal| principal.negated == Negated::No);
        let members = principal.map_or(&[][..], |principal| &principal.members);
        members.iter().filter(move |member| member.kind == kind).map(|member| &member.value)
    }
}
