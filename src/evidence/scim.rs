//! Calls of SCIM to IAM Identity Center, as answers, requests, logs and CloudTrail have them.

use super::events::member;
use super::kind::Given;
use crate::aws::endpoints::{Endpoint, is_uuid, locate};
use crate::aws::known_errors::recognise::{How, recognise};
use crate::aws::known_errors::{KnownError, scim};
use crate::document::{Node, Word};
use crate::source::{Span, Text};

/// What begins the ids of SCIM's schemas.
pub(super) const SCHEMAS: &str = "urn:ietf:params:scim:";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// What a file has of one call.
#[derive(Debug, Clone)]
pub struct ScimCall {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    pub from: ScimSource,
    /// `PatchGroup`, as CloudTrail names it.
    pub operation: Option<String>,
    /// `GET`, where it is known.
    pub method: Option<String>,
    /// The URL or the path that was called.
    pub address: Option<Text>,
    /// What was sent.
    pub body: Option<Node>,
    /// What Identity Center, or the one who called it, said of a failure.
    pub failure: Option<Failure>,
    pub span: Span,
}

/// Where a call was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScimSource {
    Answer,
    Request,
    Log,
    CloudTrail,
}

/// Whose SCIM failed a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    IdentityCenter,
    /// Nothing in it is Identity Center's: any server of SCIM's answers so.
    Untold,
}

/// Why a call failed, as far as it was told.
#[derive(Debug, Clone)]
pub struct Failure {
    pub status: Option<u16>,
    /// `ValidationException`
    pub code: Option<String>,
    /// The words.
    pub detail: Option<Text>,
    /// `exceptionRequestId`, which Identity Center alone is known to send, or CloudTrail's word.
    pub server: Server,
    /// The sentence that the words are.
    pub error: Option<&'static KnownError>,
    pub span: Span,
}

impl Failure {
    /// One of which nothing but the place is known.
    pub(super) fn unsaid(span: Span) -> Failure {
        Failure { status: None, code: None, detail: None, server: Server::Untold, error: None, span }
    }

    /// With the status that it came with, and the code that this stands for where none is told.
    pub(super) fn with_status(self, status: u16) -> Failure {
        let code = self.code.or_else(|| code_of(status).map(str::to_owned));
        Failure { status: Some(status), code, ..self }
    }
}

impl ScimCall {
    pub(super) fn new(given: &Given, from: ScimSource, span: Span) -> ScimCall {
        ScimCall {
            input: given.input,
            file: given.name.to_owned(),
            from,
            operation: None,
            method: None,
            address: None,
            body: None,
            failure: None,
            span,
        }
    }

    /// Whose SCIM it is, by all that is known of the call.
    pub fn server(&self) -> Server {
        let by_failure =
            |failure: &Failure| failure.server == Server::IdentityCenter || failure.error.is_some();
        let by_address = |address: &Text| {
            locate(&address.value).is_some_and(|located| matches!(located.endpoint, Endpoint::Scim { .. }))
                || address.value.starts_with('/')
        };
        match self.failure.as_ref().is_some_and(by_failure) || self.address.as_ref().is_some_and(by_address) {
            true => Server::IdentityCenter,
            false => Server::Untold,
        }
    }

    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

/// A call of SCIM's that CloudTrail recorded: what failed stands at the top, and the values of the body
/// are hidden.
pub(super) fn of_event(given: &Given, event: &Node) -> Option<ScimCall> {
    let text = |node: Option<&Node>| node.and_then(Node::word).map(Word::to_text);
    let source = member(event, "eventSource")?.text()?;
    if source != "identitystore-scim.amazonaws.com" {
        return None;
    }
    let mut call = ScimCall::new(given, ScimSource::CloudTrail, event.span);
    call.operation = text(member(event, "eventName")).map(|name| name.value);
    let parameters = member(event, "requestParameters");
    call.body = parameters.and_then(|parameters| member(parameters, "httpBody")).cloned();
    let code = text(member(event, "errorCode"));
    let detail = text(member(event, "errorMessage"));
    if code.is_some() || detail.is_some() {
        let error = detail.as_ref().and_then(|detail| sentence(&detail.value));
        let place = detail.as_ref().or(code.as_ref()).map_or(event.span, |text| text.span);
        call.failure = Some(Failure {
            status: code
                .as_ref()
                .and_then(|code| status_of(&code.value))
                .or(error.and_then(|error| error.status)),
            server: Server::IdentityCenter,
            code: code.map(|code| code.value),
            detail,
            error,
            span: place,
        });
    }
    Some(call)
}

/// SCIM Implementation Developer Guide: the status of each exception.
const CODES: [(&str, u16); 7] = [
    ("ValidationException", 400),
    ("UnauthorizedException", 401),
    ("AccessDeniedException", 403),
    ("ResourceNotFoundException", 404),
    ("ConflictException", 409),
    ("ThrottlingException", 429),
    ("InternalServerException", 500),
];

fn status_of(code: &str) -> Option<u16> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, status)| *status)
}

fn code_of(status: u16) -> Option<&'static str> {
    CODES.iter().find(|(_, known)| *known == status).map(|(code, _)| *code)
}

/// Whether a URL or a path is one of Identity Center's SCIM.
pub(super) fn is_call_to_center(url: &str) -> bool {
    has_aws_host(url) || has_tenant(url)
}

/// Whether a text names a host of Identity Center's SCIM.
pub(super) fn has_aws_host(line: &str) -> bool {
    line.match_indices("scim.").any(|(at, _)| {
        let rest = &line[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c)).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches('.');
        host.ends_with(".amazonaws.com") || host.ends_with(".api.aws")
    })
}

/// Whether a text has a path of Identity Center's SCIM: `/a1b2c3d4-0000-4000-8000-0123456789ab/scim/v2`.
pub(super) fn has_tenant(line: &str) -> bool {
    line.match_indices("/scim/v").any(|(at, _)| {
        let tenant = line[..at].rsplit('/').next().unwrap_or_default();
        is_uuid(tenant) || tenant.len() > 36 && tenant.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    })
}

/// Whether it is the body that SCIM answers a failed call with.
pub(super) fn is_answer(node: &Node) -> bool {
    let names = |key: &str| node.member(key).is_some_and(|list| has_text(list, ERROR));
    names("schema")
        || names("schemas")
        || node.has(&["exceptionRequestId", "detail"])
        || node.has(&["detail", "status", "timeStamp"])
        || is_bare(node)
}

/// An answer of which a log kept the words and the status alone; `title` and `type` are of other protocols.
fn is_bare(node: &Node) -> bool {
    let status =
        node.member("status").and_then(Node::scalar).and_then(|status| status.trim().parse::<u16>().ok());
    node.has(&["detail"])
        && !node.has(&["title"])
        && !node.has(&["type"])
        && status.is_some_and(|status| (400..600).contains(&status))
}

/// Whether it is what a SCIM client sends.
pub(super) fn is_request(node: &Node) -> bool {
    let schemas = node.member("schemas");
    let names = |what: &str| schemas.is_some_and(|list| has_text(list, what));
    let operations = ["Operations", "operations"].iter().any(|key| {
        node.member(key).is_some_and(|list| {
            let is_one = |operation: &Node| operation.has(&["op"]);
            !list.elements().is_empty() && list.elements().iter().all(is_one)
        })
    });
    names("urn:ietf:params:scim:schemas:")
        || names("urn:ietf:params:scim:api:messages:2.0:PatchOp")
        || operations
        || (node.has(&["userName"])
            && ["name", "emails", "active", "displayName"].iter().any(|key| node.has(&[key])))
}

fn has_text(list: &Node, what: &str) -> bool {
    list.one_or_more().iter().filter_map(Node::text).any(|text| text.contains(what))
}

/// What the body of a failed call says.
pub(super) fn failure(node: &Node) -> Failure {
    let words = ["detail", "message", "Message"].iter().find_map(|key| node.member(key)?.word());
    let detail = words.map(Word::to_text);
    let status = node.member("status").and_then(Node::scalar).and_then(|text| text.trim().parse().ok());
    let error = detail.as_ref().and_then(|detail| sentence(&detail.value));
    let status = status.or(error.and_then(|error| error.status));
    let code = ["errorCode", "scimType", "code"].iter().find_map(|key| node.member(key)?.text());
    let code = code.or(error.and_then(|error| error.code)).or(status.and_then(code_of));
    Failure {
        status,
        server: match node.has(&["exceptionRequestId"]) {
            true => Server::IdentityCenter,
            false => Server::Untold,
        },
        code: code.map(str::to_owned),
        span: detail.as_ref().map_or(node.span, |detail| detail.span),
        error,
        detail,
    }
}

/// The sentence of SCIM's that a text has.
pub(super) fn sentence(text: &str) -> Option<&'static KnownError> {
    let is_scims = |error: &&KnownError| scim::ALL.iter().any(|known| known.id == error.id);
    let found = recognise(text).matches;
    let whole = found.iter().filter(|found| found.how == How::Sentence).map(|found| found.error);
    // Okta and Entra ID quote what they were answered; that tells more than that they were.
    let quotes = |error: &KnownError| {
        ["scim-okta-profile-push-failed", "scim-okta-creation-failed", "scim-entra-bad-request"]
            .contains(&error.id)
    };
    whole.filter(|error| is_scims(error)).max_by_key(|error| (!quotes(error), error.message.len()))
}
