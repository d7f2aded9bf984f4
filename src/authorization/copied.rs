//! What of a response a copy shows, and what somebody crossed out of it: that is unknown, and no text.

use crate::aws::policy::{KeyValue, State};
use crate::handling::Handling;
use crate::saml::{Assertion, Attribute, Response};
use crate::source::{Span, Text};

/// A response as a copy shows it.
#[derive(Debug, Clone, Copy)]
pub struct Copied<'a> {
    pub response: &'a Response,
    pub handling: &'a Handling,
}

impl<'a> Copied<'a> {
    pub fn assertion(self) -> Option<&'a Assertion> {
        self.response.assertion()
    }

    /// The text of an element.
    pub fn state(self, text: &Text) -> State {
        state(text, self.handling.explains(text.span))
    }

    /// The value of an attribute of XML.
    pub fn attribute(self, value: &Text) -> State {
        state(value, self.handling.explains_attribute(value.span))
    }

    /// The state of what is not there; the start tags are of the elements that would hold it.
    pub fn missing_from(self, holders: &[Option<Span>]) -> State {
        match holders.iter().flatten().any(|tag| self.handling.lacks_parts(*tag)) {
            true => State::Unknown,
            false => State::Known(KeyValue::Absent),
        }
    }

    /// A text that is not crossed out.
    pub fn shown(self, text: Option<&'a Text>) -> Option<&'a str> {
        text.filter(|text| !self.handling.explains(text.span)).map(|text| text.value.as_str())
    }

    /// Some attributes may be missing, or nobody knows any more which they are.
    pub fn lacks_attributes(self) -> bool {
        let statements = self.assertion().map_or(&[][..], |assertion| &assertion.attribute_statements);
        self.holders()
            .into_iter()
            .flatten()
            .chain(statements.iter().copied())
            .any(|tag| self.handling.lacks_parts(tag))
    }

    /// The start tags of what holds everything that AWS reads.
    pub fn holders(self) -> [Option<Span>; 2] {
        [self.response.tag, self.assertion().map(|assertion| assertion.tag)]
    }

    /// The values of an attribute that the copy shows; `None` where one of them is hidden or missing.
    pub fn values(self, attribute: &Attribute) -> Option<Vec<String>> {
        let shown = |text: &Text| !self.handling.explains(text.span);
        let whole = !self.handling.lacks_parts(attribute.tag);
        (whole && attribute.values.iter().all(|value| shown(&value.text)))
            .then(|| attribute.values.iter().map(|value| value.text.value.clone()).collect())
    }
}

fn state(text: &Text, hidden: bool) -> State {
    if hidden { State::Present } else { State::Known(KeyValue::Single(text.value.clone())) }
}
