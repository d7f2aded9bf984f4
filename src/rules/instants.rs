//! The points in time of a response, read for the rules that judge them.

use jiff::SignedDuration;

use crate::clock::{ClockSource, Throughout};
use crate::identity_provider::ServerClock;
use crate::instant::{Instant, in_words};
use crate::rule::{Case, Finding, Need, Outcome, Rule, WayIn};
use crate::source::Text;

pub use crate::validity::{REDEMPTION, read};

/// A tolerance of three to five minutes is quoted for AWS's clock; AWS documents none.
pub const QUOTED_TOLERANCE: SignedDuration = SignedDuration::from_secs(300);
/// STS refused a call that came a minute after NotOnOrAfter.
const MEASURED_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);
/// Clocks that agree to the second agree.
pub const SAME: SignedDuration = SignedDuration::from_secs(1);

/// An attribute that holds a point in time.
#[derive(Debug)]
pub struct Written<'a> {
    /// `NotBefore of Conditions`
    pub name: &'static str,
    pub text: &'a Text,
    pub reader: Reader,
}

/// Whether AWS is known to judge by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Aws,
    Nobody,
}

/// Every point in time of the Response and of the assertion AWS is taken to read, in document order.
pub fn all<'a>(case: &Case<'a>) -> Vec<Written<'a>> {
    let mut found: Vec<Written<'a>> = Vec::new();
    let mut add = |name, text: &'a Option<Text>, reader| {
        found.extend(text.as_ref().map(|text| Written { name, text, reader }));
    };
    add("IssueInstant of the Response", &case.response.issue_instant, Reader::Nobody);
    if let Some(assertion) = case.assertion() {
        add("IssueInstant of the Assertion", &assertion.issue_instant, Reader::Aws);
        for data in assertion.confirmation_data() {
            add("NotBefore of SubjectConfirmationData", &data.not_before, Reader::Nobody);
            add("NotOnOrAfter of SubjectConfirmationData", &data.not_on_or_after, Reader::Aws);
        }
        if let Some(conditions) = &assertion.conditions {
            add("NotBefore of Conditions", &conditions.not_before, Reader::Aws);
            add("NotOnOrAfter of Conditions", &conditions.not_on_or_after, Reader::Aws);
        }
        for statement in &assertion.authn_statements {
            add("AuthnInstant", &statement.authn_instant, Reader::Nobody);
            add("SessionNotOnOrAfter", &statement.session_not_on_or_after, Reader::Aws);
        }
    }
    found.sort_by_key(|written| written.text.span);
    found
}

/// The NotOnOrAfter of SubjectConfirmationData that lasts longest: one confirmation suffices.
pub fn confirmed_until<'a>(case: &Case<'a>) -> Option<(Instant, &'a Text)> {
    case.assertion()?
        .confirmation_data()
        .filter_map(|data| data.not_on_or_after.as_ref())
        .filter_map(|text| Some((read(Some(text))?, text)))
        .max_by_key(|(until, _)| *until)
}

/// The end of Conditions.
pub fn conditions_until<'a>(case: &Case<'a>) -> Option<(Instant, &'a Text)> {
    let text = case.assertion()?.conditions.as_ref()?.not_on_or_after.as_ref()?;
    Some((read(Some(text))?, text))
}

/// The beginning of Conditions.
pub fn conditions_from<'a>(case: &Case<'a>) -> Option<(Instant, &'a Text)> {
    let text = case.assertion()?.conditions.as_ref()?.not_before.as_ref()?;
    Some((read(Some(text))?, text))
}

/// The IssueInstant AWS counts from: the Assertion's, else the Response's.
pub fn issued<'a>(case: &Case<'a>) -> Option<(Instant, &'a Text)> {
    let of_assertion = case.assertion().and_then(|assertion| assertion.issue_instant.as_ref());
    of_assertion
        .into_iter()
        .chain(&case.response.issue_instant)
        .find_map(|text| Some((read(Some(text))?, text)))
}

/// Judges an end, NotOnOrAfter, that the response gives itself. `ends` opens the message: `Conditions end`.
pub fn expired(rule: &'static Rule, case: &Case, ends: &str, until: Instant, text: &Text) -> Outcome {
    match case.clock.before(until) {
        Throughout::True => return Outcome::Clean,
        Throughout::Open => return Outcome::NotChecked(Need::TimeOfPost),
        Throughout::False => {}
    }
    let late = case.clock.earliest.since(until);
    let later =
        if late.is_zero() { "at that very instant".to_owned() } else { format!("{} later", in_words(late)) };
    let at_least = if case.clock.moment().is_some() { "" } else { " at the earliest" };
    let message = format!("{ends} at {until}, and AWS received the response {later}{at_least}");
    let finding =
        Finding::of_value(rule, text, message).expected(format!("later than {}", case.clock.earliest));
    let tolerance = match case.way_in() {
        WayIn::Call => MEASURED_TOLERANCE,
        WayIn::Post => QUOTED_TOLERANCE,
    };
    if late <= tolerance { finding.likely().into() } else { finding.into() }
}
/// What to do about a clock that is ahead where the vendor of the identity provider keeps it: the time that the
/// response is held against is the likelier to be wrong.
pub fn with_whose_clock(finding: Finding, case: &Case) -> Finding {
    let vendors = case.identity_provider.filter(|one| one.clock == ServerClock::Vendors);
    // Against AWS's own clock no other can be wrong.
    let Some(provider) = vendors.filter(|_| case.clock.date.is_none()) else { return finding };
    let taken = match case.clock.source {
        ClockSource::Given => "the time given with --at",
        ClockSource::Captured => "the clock of the browser that dated the capture",
        ClockSource::Now => "the clock of this machine",
    };
    let name = provider.name;
    let remedy =
        format!("check {taken}: the clock of {name} is likely right, and nobody but its vendor can set it");
    Finding { who: None, ..finding.remedy(remedy).without_setting() }
}
