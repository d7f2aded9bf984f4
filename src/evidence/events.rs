//! CloudTrail's events of logins, out of whatever they were wrapped in.

use super::kind::Given;
use super::unknown;
use crate::document::{Document, Member, Node, Value, Word};
use crate::instant::Instant;
use crate::source::{Span, Text};

/// What CloudTrail recorded of one call.
#[derive(Debug, Clone)]
pub struct Event {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    pub span: Span,
    /// `AssumeRoleWithSAML`, `ConsoleLogin`.
    pub name: Text,
    /// `sts.amazonaws.com`
    pub source: Option<Text>,
    /// In whole seconds, as CloudTrail has it.
    pub time: Option<Instant>,
    pub region: Option<Text>,
    pub request_id: Option<Text>,
    pub error_code: Option<Text>,
    pub error_message: Option<Text>,
    /// The address and the program that AWS saw.
    pub source_ip: Option<Text>,
    pub user_agent: Option<Text>,
    /// The account that recorded it.
    pub account: Option<Text>,
    /// Who called, as the event calls them.
    pub user_name: Option<Text>,
    /// The ARN of who called: of a session `arn:aws:sts::…:assumed-role/ROLE/SESSION`.
    pub caller: Option<Text>,
    /// The role or the provider of IAM that it is about.
    pub subject: Option<Text>,
    /// The ID of the Assertion.
    pub assertion_id: Option<Text>,
    pub role_arn: Option<Text>,
    pub principal_arn: Option<Text>,
    pub session_name: Option<Text>,
    pub duration_seconds: Option<Text>,
    /// `Success` or `Failure`, of a sign-in.
    pub sign_in: Option<Text>,
}

/// What AWS answered to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventOutcome {
    Accepted,
    Refused,
    /// AWS failed, or had too much to do: it says nothing of what was asked.
    Failed,
}

impl EventOutcome {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            EventOutcome::Accepted => "accepted",
            EventOutcome::Refused => "refused",
            EventOutcome::Failed => "failed",
        }
    }
}

/// Whether a code is of a service that failed or had too much to do: AWS's "Common Errors", and what its
/// SDKs try again on.
fn is_of_failing(code: &str) -> bool {
    const CODES: [&str; 14] = [
        "InternalFailure",
        "InternalError",
        "InternalServerError",
        "InternalServiceError",
        "ServiceUnavailable",
        "ServiceFailure",
        "Throttling",
        "Throttled",
        "ThrottledRequest",
        "RequestThrottled",
        "RequestLimitExceeded",
        "TooManyRequests",
        "SlowDown",
        "RequestTimeout",
    ];
    let plain = code.strip_suffix("Exception").unwrap_or(code);
    CODES.iter().any(|known| known.eq_ignore_ascii_case(plain))
}

impl Event {
    pub fn outcome(&self) -> EventOutcome {
        if self.error_code.as_ref().is_some_and(|code| is_of_failing(&code.value)) {
            return EventOutcome::Failed;
        }
        let refused = self.error_code.is_some()
            || self.error_message.is_some()
            || self.sign_in.as_ref().is_some_and(|outcome| outcome.value == "Failure");
        if refused { EventOutcome::Refused } else { EventOutcome::Accepted }
    }

    /// Whether AWS refused what was asked.
    pub fn is_refused(&self) -> bool {
        self.outcome() == EventOutcome::Refused
    }

    /// Whether it is a change of roles or providers, and no login.
    pub fn is_of_iam(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.value == "iam.amazonaws.com")
    }

    /// Who called, as briefly as the event tells it.
    pub fn by(&self) -> Option<&str> {
        let of_arn = self.caller.as_ref().and_then(|arn| arn.value.splitn(6, ':').nth(5));
        self.user_name.as_ref().map(|name| name.value.as_str()).or(of_arn).filter(|name| !name.is_empty())
    }

    /// What an event node says.
    pub(super) fn read(given: &Given<'_>, node: &Node) -> Option<Event> {
        let text = |node: Option<&Node>| {
            let node = node?;
            let value = node.scalar()?;
            let is_there = !matches!(value, "" | "null" | "-");
            is_there.then(|| Text { value: value.to_owned(), span: node.span })
        };
        let own = |name: &str| text(member(node, name));
        let parameters = member(node, "requestParameters");
        let parameter = |name: &str| text(parameters.and_then(|parameters| member(parameters, name)));
        let identity = member(node, "userIdentity");
        let of_identity = |name: &str| text(identity.and_then(|identity| member(identity, name)));
        let response = member(node, "responseElements");
        let time = own("eventTime");
        Some(Event {
            input: given.input,
            file: given.name.to_owned(),
            span: node.span,
            name: own("eventName")?,
            source: own("eventSource"),
            time: time.and_then(|time| instant(&time.value)),
            region: own("awsRegion"),
            request_id: own("requestID"),
            error_code: own("errorCode"),
            error_message: own("errorMessage"),
            source_ip: own("sourceIPAddress"),
            user_agent: own("userAgent"),
            account: own("recipientAccountId").or_else(|| of_identity("accountId")),
            user_name: of_identity("userName"),
            caller: of_identity("arn"),
            subject: parameter("roleName").or_else(|| parameter("sAMLProviderArn")),
            assertion_id: parameter("sAMLAssertionID"),
            role_arn: parameter("roleArn"),
            principal_arn: parameter("principalArn"),
            session_name: parameter("roleSessionName"),
            duration_seconds: parameter("durationSeconds"),
            sign_in: response.and_then(|response| text(member(response, own("eventName")?.value.as_str()))),
        })
    }
}

/// CloudTrail's time, and the one of its Lake: `2026-05-26 11:58:05.000`, UTC too.
pub(super) fn instant(text: &str) -> Option<Instant> {
    let text = text.trim().trim_end_matches(" UTC");
    let mut zoned = text.replacen(' ', "T", 1);
    if !zoned.ends_with(['Z', 'z']) && !zoned.get(19..).is_some_and(|rest| rest.contains(['+', '-'])) {
        zoned.push('Z');
    }
    Instant::parse_rfc3339(&zoned).ok().map(|read| read.instant)
}

/// A member, in whatever capitals: Athena's columns are in lower case.
pub(super) fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    node.member(name).or_else(|| {
        let same = |member: &&Member| member.key.value.eq_ignore_ascii_case(name);
        node.members().iter().find(same).map(|member| &member.value)
    })
}

/// Whether it is an event: what every one has.
pub(super) fn is_event(node: &Node) -> bool {
    let of_saml = || {
        let parameters = member(node, "requestParameters");
        parameters.is_some_and(|parameters| member(parameters, "sAMLAssertionID").is_some())
    };
    member(node, "eventName").and_then(Node::text).is_some()
        && (member(node, "eventSource").is_some() || member(node, "eventTime").is_some() || of_saml())
}

/// Every event of a document, each as CloudTrail writes it to its log.
pub(super) fn all(root: &Node) -> Vec<Node> {
    let mut found = Vec::new();
    collect(root, 0, &mut found);
    found
}

fn collect(node: &Node, depth: usize, found: &mut Vec<Node>) {
    /// An envelope in an envelope: a list of messages with an event as a string in each.
    const DEEPEST: usize = 6;
    if depth > DEEPEST {
        return;
    }
    // What lookup-events prints has some of the event's members beside the event itself.
    if let Some(event) = node.member("CloudTrailEvent") {
        found.extend(event_of(event).map(|event| unfolded(&event)));
        return;
    }
    if is_event(node) {
        found.push(unfolded(node));
        return;
    }
    if let Some(rows) = node.member("QueryResultRows") {
        found.extend(rows.elements().iter().map(row).filter(is_event).map(|event| unfolded(&event)));
        return;
    }
    for name in [
        "Records",
        "Events",
        "events",
        "detail",
        "Message",
        "message",
        "@message",
        "logEvents",
        "hits",
        "_source",
    ] {
        let Some(held) = node.member(name) else { continue };
        for one in held.one_or_more() {
            match inner(one) {
                Some(document) => collect(&document, depth + 1, found),
                None => collect(one, depth + 1, found),
            }
        }
    }
    for one in node.elements() {
        collect(one, depth + 1, found);
    }
}

/// The event in a CloudTrailEvent: its text, or what a program made of that.
fn event_of(node: &Node) -> Option<Node> {
    inner(node).or_else(|| Some(node.clone())).filter(is_event)
}

/// The document in a string.
fn inner(node: &Node) -> Option<Node> {
    let word = node.word().filter(|word| word.value.trim_start().starts_with(['{', '[']))?;
    Document::json(word.span.source, &word.traced()).ok().map(|document| document.root)
}

/// A row of CloudTrail Lake: objects of one member each.
fn row(row: &Node) -> Node {
    let members = row.elements().iter().flat_map(Node::members).cloned().collect();
    Node::new(Value::Object(members), row.span)
}

/// An event whose parts are strings, as Lake and Athena write them: JSON, or `{key=value, ...}`.
fn unfolded(event: &Node) -> Node {
    let members = event.members().iter().map(|part| {
        let is_part = ["userIdentity", "requestParameters", "responseElements", "additionalEventData"]
            .iter()
            .any(|name| part.key.value.eq_ignore_ascii_case(name));
        let value = if is_part { inner(&part.value).or_else(|| of_map(&part.value)) } else { None };
        Member { key: part.key.clone(), value: value.unwrap_or_else(|| part.value.clone()) }
    });
    Node::new(Value::Object(members.collect()), event.span)
}

/// `{roleArn=arn:..., durationSeconds=3600}`: a comma and a blank part the members.
fn of_map(node: &Node) -> Option<Node> {
    let word = node.word()?;
    let start = word.value.find('{')? + 1;
    let end = word.value.rfind('}').filter(|end| *end >= start)?;
    let mut members = Vec::new();
    let mut at = start;
    for part in word.value[start..end].split(", ") {
        let length = part.len();
        if let Some((key, value)) = part.split_once('=') {
            let behind = at + key.len() + 1;
            members.push(Member {
                key: word.slice(at..at + key.len()),
                value: string(word.slice(behind..behind + value.len())),
            });
        }
        at += length + 2;
    }
    (!members.is_empty()).then(|| Node::new(Value::Object(members), node.span))
}

fn string(word: Word) -> Node {
    let span = word.span;
    Node::new(Value::String(word), span)
}

/// The trust policy that an event sets, with the role's name and the account: of CreateRole and
/// UpdateAssumeRolePolicy that went through.
pub(super) fn policy_set(event: &Node) -> Option<(Node, Option<Text>, Option<Text>)> {
    let text = |node: &Node| node.word().map(Word::to_text);
    let name = member(event, "eventName").and_then(Node::text)?;
    let parameter = match name {
        "CreateRole" => "assumeRolePolicyDocument",
        "UpdateAssumeRolePolicy" => "policyDocument",
        _ => return None,
    };
    if member(event, "errorCode").is_some_and(|code| code.text().is_some()) {
        return None;
    }
    let parameters = member(event, "requestParameters")?;
    let mut policy = inner(member(parameters, parameter)?)?;
    unknown::mark(&mut policy, &[]);
    let role = member(parameters, "roleName").and_then(text);
    let account = member(event, "recipientAccountId")
        .or_else(|| member(event, "userIdentity").and_then(|identity| member(identity, "accountId")))
        .and_then(text);
    Some((policy, role, account))
}
