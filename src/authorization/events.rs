//! CloudTrail's events of a login: which are of this one, how surely, and what was changed around it.

use super::asked::Asked;
use super::copied::Copied;
use crate::aws::arn::RoleArn;
use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME};
use crate::evidence::{Event, EventOutcome};
use crate::instant::Instant;
use crate::source::Text;

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

/// How an event belongs to a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The call with its response.
    Call(EventTie),
    /// A call that names the assertion, at a time when it could not be redeemed any more.
    Replay,
    /// What the session did right after it: it has the role's and the session's name.
    Session,
    /// A sign-in of Identity Center's directory, by its time.
    Directory,
    /// SCIM's, which makes the users that can sign in to Identity Center.
    Scim,
    /// A change of the role or the provider.
    Change,
}

impl Relation {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Call(EventTie::AssertionId) => "assertion-id",
            Relation::Call(EventTie::RoleAndTime) => "role-and-time",
            Relation::Replay => "replay",
            Relation::Session => "session",
            Relation::Directory => "time",
            Relation::Scim => "scim",
            Relation::Change => "change",
        }
    }
}

/// An event that has to do with a login.
#[derive(Debug, Clone, Copy)]
pub struct Related<'a> {
    pub event: &'a Event,
    pub relation: Relation,
}

/// Every event that has to do with a login, in the order of their times.
pub fn related<'a>(
    events: &'a [Event],
    calls: &[EventOfLogin<'a>],
    copied: Copied,
    asked: &[Asked],
    issued: Option<Instant>,
) -> Vec<Related<'a>> {
    let session = session_name(copied);
    let within = |event: &Event, after: i64| {
        let at = event.time.zip(issued).map(|(time, issued)| time.since(issued).as_secs());
        at.is_some_and(|at| (-SLACK..=after).contains(&at))
    };
    let of_session = |event: &Event| {
        let Some(caller) = &event.caller else { return false };
        let fits = |one: &Asked| session.and_then(|session| session_arn(&one.role, session));
        within(event, SESSION) && asked.iter().filter_map(fits).any(|arn| arn == caller.value)
    };
    let of_role = |event: &Event| {
        let Some(subject) = &event.subject else { return false };
        asked.iter().any(|one| {
            let account = one.role.split(':').nth(4);
            let same = event.account.as_ref().is_none_or(|own| Some(own.value.as_str()) == account);
            same && (one.provider == subject.value || one.role.rsplit('/').next() == Some(&subject.value))
        })
    };
    let id = copied.assertion().and_then(|assertion| assertion.id.as_ref());
    let is_replay = |event: &Event| {
        let named = event.assertion_id.as_ref().map(|named| named.value.as_str());
        let is_own = id.is_some_and(|id| named == Some(id.value.as_str()));
        is_own && event.name.value == ASSUME && is_later(event, copied, issued)
    };
    let is_directory = |event: &Event| asked.is_empty() && event.name.value == DIRECTORY_LOGIN;
    // Of several in the same minutes which one is this login's is not told.
    let one_directory_login =
        events.iter().filter(|event| is_directory(event) && within(event, REDEEMABLE)).count() == 1;
    let relation = |event: &Event| {
        let call = calls.iter().find(|call| std::ptr::eq(call.event, event));
        match call {
            Some(call) => Some(Relation::Call(call.tie)),
            None if is_replay(event) => Some(Relation::Replay),
            None if of_session(event) => Some(Relation::Session),
            None if is_directory(event) => {
                (one_directory_login && within(event, REDEEMABLE)).then_some(Relation::Directory)
            }
            None if asked.is_empty() && is_of_scim(event) => Some(Relation::Scim),
            None if event.is_of_iam() && event.outcome() == EventOutcome::Accepted && of_role(event) => {
                Some(Relation::Change)
            }
            None => None,
        }
    };
    let mut found: Vec<Related> =
        events.iter().filter_map(|event| Some(Related { event, relation: relation(event)? })).collect();
    found.sort_by_key(|one| one.event.time);
    found
}

/// `arn:aws:sts::123456789012:assumed-role/Admins/jane.doe`
fn session_arn(role: &str, session: &str) -> Option<String> {
    let role = RoleArn::parse(role).ok()?;
    let (partition, account) = (role.arn.partition, role.arn.account);
    Some(format!("arn:{partition}:sts::{account}:assumed-role/{}/{session}", role.name))
}

const ASSUME: &str = "AssumeRoleWithSAML";

/// A sign-in of Identity Center by an identity provider.
const DIRECTORY_LOGIN: &str = "ExternalIdPDirectoryLogin";

/// Whether SCIM's service of Identity Center recorded it.
pub fn is_of_scim(event: &Event) -> bool {
    event.source.as_ref().is_some_and(|source| source.value == "identitystore-scim.amazonaws.com")
}

/// As far as the copy shows it.
fn session_name<'a>(copied: Copied<'a>) -> Option<&'a str> {
    let attribute = copied.assertion()?.attributes_named(ROLE_SESSION_NAME).next()?;
    copied.shown(attribute.values.first().map(|value| &value.text))
}

/// The events of calls with this response, the surest first, of equals the earliest.
pub fn of_login<'a>(
    events: &'a [Event],
    copied: Copied,
    asked: &[Asked],
    issued: Option<Instant>,
) -> Vec<EventOfLogin<'a>> {
    let assertion = copied.assertion();
    let id = assertion.and_then(|assertion| assertion.id.as_ref());
    let hidden_id = id.is_some_and(|id| copied.handling.explains_attribute(id.span));
    let id = id.map(|id| id.value.as_str());
    let session = session_name(copied);
    let roles: Vec<&str> = asked.iter().map(|one| one.role.as_str()).collect();
    let providers: Vec<&str> = asked.iter().map(|one| one.provider.as_str()).collect();
    let mut found: Vec<EventOfLogin> = events
        .iter()
        .filter(|event| event.name.value == ASSUME)
        .filter_map(|event| {
            let named = event.assertion_id.as_ref().filter(|_| !hidden_id);
            let tie = match named {
                // An event that names the assertion and another role, provider or person is of another copy.
                Some(named) if Some(named.value.as_str()) == id => {
                    let is = |own: &Option<Text>, wanted: &dyn Fn(&str) -> bool| {
                        own.as_ref().is_none_or(|own| wanted(&own.value))
                    };
                    let same_role = roles.is_empty() || is(&event.role_arn, &|role| roles.contains(&role));
                    let same_session =
                        session.is_none() || is(&event.session_name, &|name| Some(name) == session);
                    let named = |provider: &str| {
                        let values = assertion.iter().flat_map(|one| one.attributes_named(ROLE));
                        let mut values = values.flat_map(|attribute| &attribute.values);
                        providers.contains(&provider)
                            || values.any(|value| value.text.value.contains(provider))
                    };
                    let same_provider = roles.is_empty() || is(&event.principal_arn, &named);
                    let fits = same_role && same_session && same_provider && !is_later(event, copied, issued);
                    fits.then_some(EventTie::AssertionId)?
                }
                Some(_) => return None,
                None => {
                    let role = event.role_arn.as_ref()?;
                    let own = event.session_name.as_ref().map(|name| name.value.as_str());
                    let same_session = own == session;
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

/// Whether an event is of a time at which the response could not be redeemed any more, clocks that differ
/// allowed for: whoever called then posted it once more.
fn is_later(event: &Event, copied: Copied, issued: Option<Instant>) -> bool {
    /// Seconds that AWS allows for clocks that differ, at the most that was seen.
    const CLOCKS: i64 = 300;
    let assertion = copied.assertion();
    let confirmations =
        assertion.and_then(|one| one.subject.as_ref()).map_or(&[][..], |one| &one.confirmations);
    let of_subject = confirmations.iter().filter_map(|one| one.data.as_ref()?.not_on_or_after.as_ref());
    let of_conditions = assertion.and_then(|one| one.conditions.as_ref()?.not_on_or_after.as_ref());
    let ends =
        of_subject.chain(of_conditions).map(|end| Instant::parse_xs(&end.value).map(|end| end.instant));
    let redeemable = issued.map(|issued| issued.plus_seconds(REDEEMABLE));
    // What cannot be read may be any time.
    let Ok(ends) = ends.collect::<Result<Vec<_>, _>>() else { return false };
    let last = ends.into_iter().chain(redeemable).max();
    event.time.zip(last).is_some_and(|(time, last)| time > last.plus_seconds(CLOCKS))
}

/// Seconds after its issue in which a response can be redeemed.
const REDEEMABLE: i64 = 300;
/// Seconds after its issue in which a session's first steps are of this login.
const SESSION: i64 = 900;
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
    use crate::authorization::asked::Account;
    use crate::handling::Handling;
    use crate::saml::Response;
    use crate::source::{Source, SourceKind, Sources, Span, Text};
    use crate::xml;

    const RESPONSE: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion ID="_a" IssueInstant="2026-05-26T11:58:01Z"><saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>jane</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"#;

    fn read() -> (Response, Span) {
        let sources = Sources::default();
        let source = sources.add(Source::new(SourceKind::Message, RESPONSE, None));
        let tree = xml::parse(source, RESPONSE).unwrap();
        (Response::read(&tree, tree.root()), Span { source, start: 0, end: 0 })
    }

    fn named(name: &str, source: &str, time: &str, span: Span) -> Event {
        let text = |value: &str| Text { value: value.to_owned(), span };
        Event {
            input: 0,
            file: "events.json".to_owned(),
            span,
            name: text(name),
            source: Some(text(source)),
            time: Some(Instant::parse_rfc3339(time).unwrap().instant),
            region: None,
            request_id: None,
            error_code: None,
            error_message: None,
            source_ip: None,
            user_agent: None,
            account: Some(text("123456789012")),
            user_name: None,
            caller: None,
            subject: None,
            assertion_id: None,
            role_arn: None,
            principal_arn: None,
            session_name: None,
            duration_seconds: None,
            sign_in: None,
        }
    }

    #[test]
    fn what_came_before_and_after_belongs_to_the_login_by_its_role_and_session() {
        let (response, span) = read();
        let text = |value: &str| Some(Text { value: value.to_owned(), span });
        let asked = [Asked {
            role: "arn:aws:iam::123456789012:role/team/Admins".to_owned(),
            provider: "arn:aws:iam::123456789012:saml-provider/P".to_owned(),
            value: Some(0),
            account: Account::Written,
        }];
        let handling = Handling::default();
        let copied = Copied { response: &response, handling: &handling };
        let session = |caller: &str, time: &str| Event {
            caller: text(caller),
            ..named("ConsoleLogin", "signin.amazonaws.com", time, span)
        };
        let own = "arn:aws:sts::123456789012:assumed-role/Admins/jane";
        let change = |subject: &str, account: &str| Event {
            subject: text(subject),
            account: text(account),
            ..named("UpdateAssumeRolePolicy", "iam.amazonaws.com", "2026-06-01T00:00:00Z", span)
        };
        let directory = named(DIRECTORY_LOGIN, "signin.amazonaws.com", "2026-05-26T11:58:03Z", span);
        let scim = named("CreateUser", "identitystore-scim.amazonaws.com", "2026-05-20T00:00:00Z", span);
        let issued = Instant::parse_rfc3339("2026-05-26T11:58:01Z").ok().map(|read| read.instant);
        for (event, asked, expected) in [
            (session(own, "2026-05-26T11:58:06Z"), &asked[..], Some(Relation::Session)),
            (session(own, "2026-05-26T13:58:06Z"), &asked, None),
            (session(&own.replace("jane", "jim"), "2026-05-26T11:58:06Z"), &asked, None),
            (session(&own.replace("1234", "4321"), "2026-05-26T11:58:06Z"), &asked, None),
            (change("Admins", "123456789012"), &asked, Some(Relation::Change)),
            (change("Admins", "111122223333"), &asked, None),
            (change("Others", "123456789012"), &asked, None),
            (change(&asked[0].provider, "123456789012"), &asked, Some(Relation::Change)),
            (directory.clone(), &[], Some(Relation::Directory)),
            (directory.clone(), &asked, None),
            (scim, &[], Some(Relation::Scim)),
        ] {
            let found = related(std::slice::from_ref(&event), &[], copied, asked, issued);
            assert_eq!(found.first().map(|one| one.relation), expected, "{event:?}");
        }
        let twice = [directory.clone(), directory];
        assert!(related(&twice, &[], copied, &[], issued).is_empty());
    }

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
            caller: None,
            subject: None,
            sign_in: None,
        };
        for (event, expected) in [
            (event(Some("_a"), "jane", "2026-05-26T12:07:00Z"), Some(EventTie::AssertionId)),
            (event(Some("_a"), "jane", "2026-05-26T13:00:00Z"), None),
            (event(Some("_a"), "other", "2026-05-26T11:58:05Z"), None),
            (event(Some("_b"), "jane", "2026-05-26T11:58:05Z"), None),
            (event(None, "jane", "2026-05-26T11:58:05Z"), Some(EventTie::RoleAndTime)),
            (event(None, "jim", "2026-05-26T11:58:05Z"), None),
            (event(None, "jane", "2026-05-26T12:30:00Z"), None),
        ] {
            let issued = Some(instant("2026-05-26T11:58:01Z"));
            let asked = Asked {
                role: "role".to_owned(),
                provider: "provider".to_owned(),
                value: None,
                account: Account::Written,
            };
            let handling = Handling::default();
            let copied = Copied { response: &response, handling: &handling };
            let found = of_login(std::slice::from_ref(&event), copied, &[asked], issued);
            assert_eq!(found.first().map(|one| one.tie), expected, "{event:?}");
            assert_eq!(address(&event), None);
        }
    }
}
