//! The roles that are left to choose from where a Role value is not as AWS wants it.

use super::visible::clipped;
use crate::aws::attributes::ROLE;
use crate::aws::role_value::{Reading, read};
use crate::diagnosis::{Judged, Message};
use crate::number::grouped;
use crate::rule::{Finding, Severity};
use crate::saml::AttributeValue;
use crate::source::Span;

/// More roles are counted and not named.
const MOST_NAMED: usize = 6;

/// `2 of 3 values are usable: arn:.., arn:..`; nothing where that is all of them, or none.
pub(super) fn usable(message: &Message, judged: &Judged) -> Option<String> {
    let (usable, all) = usable_of(message, judged)?;
    let mut named = usable.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if let Some(more) = usable.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        named.push_str(&format!(" and {} more", grouped(more as u64)));
    }
    let verb = if usable.len() == 1 { "is" } else { "are" };
    let (some, all) = (grouped(usable.len() as u64), grouped(all as u64));
    Some(format!("{some} of {all} values {verb} usable: {named}"))
}

/// The roles that are left, and how many values there are; nothing where that is all of them, or none.
pub(super) fn usable_of(message: &Message, judged: &Judged) -> Option<(Vec<String>, usize)> {
    let assertion = message.response().and_then(|response| response.assertion());
    let values: Vec<&AttributeValue> = assertion
        .into_iter()
        .flat_map(|assertion| assertion.attributes_named(ROLE))
        .flat_map(|attribute| &attribute.values)
        .collect();
    let findings: Vec<&Finding> = judged.judgement.findings.iter().map(|found| &found.finding).collect();
    let usable: Vec<String> = values.iter().filter_map(|value| role(value, &findings)).collect();
    (!usable.is_empty() && usable.len() < values.len()).then_some((usable, values.len()))
}

/// The role of a value that no finding is about.
fn role(value: &AttributeValue, findings: &[&Finding]) -> Option<String> {
    let Reading::Pair(pair) = read(&value.text.value) else { return None };
    // Another fault may only point here: the role of another partition than the Recipient's is whole.
    let faulty = findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .any(|finding| overlap(finding.primary.span, value.text.span));
    let arn = value.text.value.get(pair.role_at.clone()).filter(|_| !faulty && !value.has_elements)?;
    Some(clipped(arn, 120).into_owned())
}

fn overlap(one: Span, other: Span) -> bool {
    one.source == other.source && one.start < other.end && other.start < one.end
}
