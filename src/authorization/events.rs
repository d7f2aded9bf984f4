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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources, Span, Text};
    use crate::xml;

    const RESPONSE: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion ID="_a" IssueInstant="2026-05-26T11:58:01Z"><saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>jane</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"#;

    #[test]
    fn an_event_is_tied_by_the_assertion_or_by_role_name_and_time() {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, RESPONSE, None));
        let tree = xml::parse(source, RESPONSE).unwrap();
        let response = Response::read(&tree, tree.root());
        let span = Span { source, start: 0, end: 0 };
        let text = |value: &str| Some(Text { value: value.to_owned(), span });
        let instant = |text: &str| Instant::parse_rfc3339(text).unwrap().instant;
        let event = |assertion: Option<&str>, session: &str, time: &str| Event {
            input: 0,
            file: "events.json".to_owned(),
            span,
            name: Text { value: "AssumeRoleWithSAML".to_owned(), span },
            source: None,
            time: Some(instant(time)),
            region: None,
            request_id: None,
            error_code: None,
            error_message: None,
            source_ip: text("AWS Internal"),
            user_agent: None,
            account: None,
            user_name: None,
            assertion_id: assertion.and_then(text),
            role_arn: text("role"),
            principal_arn: None,
            session_name: text(session),
            duration_seconds: None,
            console_login: None,
        };
        for (event, expected) in [
            (event(Some("_a"), "other", "2026-05-26T13:00:00Z"), Some(EventTie::AssertionId)),
            (event(Some("_b"), "jane", "2026-05-26T11:58:05Z"), None),
            (event(None, "jane", "2026-05-26T11:58:05Z"), Some(EventTie::RoleAndTime)),
            (event(None, "jim", "2026-05-26T11:58:05Z"), None),
            (event(None, "jane", "2026-05-26T12:30:00Z"), None),
        ] {
            let issued = Some(instant("2026-05-26T11:58:01Z"));
            let found = of_login(std::slice::from_ref(&event), &response, &["role"], issued);
            assert_eq!(found.first().map(|one| one.tie), expected, "{event:?}");
            assert_eq!(address(&event), None);
        }
    }
}
