//! CloudTrail's events of a login: which are of this one, and how surely.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::evidence::Event;
use crate::instant::Instant;
use crate::saml::Response;

/// How an event is known to be of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventTie {
    /// The role, the session name and the time fit, and the event names no assertion.
    RoleAndTime,
    /// It names the assertion's ID.
    AssertionId,
}

/// An event of this login.
#[derive(Debug, Clone, Copy)]
pub struct EventOfLogin<'a> {
    pub event: &'a Event,
    pub tie: EventTie,
}

/// The events of calls with this response, the surest first, of equals the earliest.
pub fn of_login<'a>(
    events: &'a [Event],
    response: &Response,
    roles: &[&str],
    issued: Option<Instant>,
) -> Vec<EventOfLogin<'a>> {
    let assertion = response.assertion();
    let id = assertion.and_then(|assertion| assertion.id.as_ref()).map(|id| id.value.as_str());
    let session = assertion
        .and_then(|assertion| assertion.attributes_named(ROLE_SESSION_NAME).next())
        .and_then(|attribute| attribute.values.first())
        .map(|value| value.text.value.as_str());
    let mut found: Vec<EventOfLogin> = events
        .iter()
        .filter(|event| event.name.value == "AssumeRoleWithSAML")
        .filter_map(|event| {
            let tie = match event.assertion_id.as_ref() {
                Some(named) if Some(named.value.as_str()) == id => EventTie::AssertionId,
                Some(_) => return None,
                None => {
                    let role = event.role_arn.as_ref()?;
                    let same_session = event.session_name.as_ref().map(|name| name.value.as_str()) == session;
                    let at = event.time?.since(issued?).as_secs();
                    let in_time = (-SLACK..=REDEEMABLE + SLACK).contains(&at);
                    (roles.contains(&role.value.as_str()) && same_session && in_time)
                        .then_some(EventTie::RoleAndTime)?
                }
            };
            Some(EventOfLogin { event, tie })
        })
        .collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.tie), one.event.time));
    found
}

/// Seconds after its issue in which a response can be redeemed.
const REDEEMABLE: i64 = 300;
/// Seconds by which clocks may differ.
const SLACK: i64 = 60;

/// An address that AWS saw, where it is one: its own calls are recorded as `AWS Internal`.
pub fn address(event: &Event) -> Option<&str> {
    let text = event.source_ip.as_ref()?.value.as_str();
    crate::aws::policy::compare::ip::Address::parse(text).map(|_| text)
}
