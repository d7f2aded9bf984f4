//! The PrincipalTag attributes as their rules share them.

use std::ops::Range;
use std::slice;

use super::values::{is_cut, marks_in_attribute};
use crate::aws::attributes::{PRINCIPAL_TAG_PREFIX, principal_tag_key};
use crate::rule::{Case, Finding, Outcome, Rule};
use crate::saml::Attribute;
use crate::source::{Span, Text};

/// A PrincipalTag attribute: its key stands at the end of its Name.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    pub attribute: &'a Attribute,
    pub name: &'a Text,
    pub key: &'a str,
}

/// Every PrincipalTag, in document order.
pub fn tags<'a>(case: &Case<'a>) -> impl Iterator<Item = Tag<'a>> {
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    attributes.iter().filter_map(|attribute| {
        let name = attribute.name.as_ref()?;
        Some(Tag { attribute, name, key: principal_tag_key(&name.value)? })
    })
}

/// Runs a judgement over every tag.
pub fn each_tag(case: &Case, judge: impl Fn(&Tag) -> Option<Finding>) -> Outcome {
    let mut tags = tags(case).peekable();
    if tags.peek().is_none() {
        return case.absent();
    }
    tags.filter_map(|tag| judge(&tag)).collect::<Vec<_>>().into()
}

/// Runs a judgement over every text value of every tag.
pub fn each_value(case: &Case, judge: impl Fn(&Tag, &Text) -> Option<Finding>) -> Outcome {
    let mut findings = Vec::new();
    let mut any = false;
    for tag in tags(case) {
        any = true;
        let whole =
            tag.attribute.values.iter().filter(|value| !value.has_elements && !is_cut(case, value.tag));
        findings.extend(whole.filter_map(|value| judge(&tag, &value.text)));
    }
    if any { findings.into() } else { case.absent() }
}

impl Tag<'_> {
    /// A finding about the key: its span is the key's part of the Name.
    pub fn key_finding(&self, case: &Case, rule: &'static Rule, message: String) -> Finding {
        let key = 0..self.key.len();
        let span = self.key_marks(case, slice::from_ref(&key)).first().copied().unwrap_or(self.name.span);
        Finding::new(rule, span, message).found(self.key)
    }

    /// Where these bytes of the key are written.
    pub fn key_marks(&self, case: &Case, ranges: &[Range<usize>]) -> Vec<Span> {
        let from = PRINCIPAL_TAG_PREFIX.len();
        let in_name: Vec<Range<usize>> =
            ranges.iter().map(|range| from + range.start..from + range.end).collect();
        marks_in_attribute(case, self.name, &in_name)
    }
}
