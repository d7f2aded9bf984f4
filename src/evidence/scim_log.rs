//! Lines of a log about SCIM to IAM Identity Center: an HTTP client's, Okta's system log, Entra's provisioning log.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::scim::{
    Failure, SCHEMAS, ScimCall, ScimSource, Server, failure, has_aws_host, has_tenant, is_answer, is_request,
    sentence,
};
use crate::aws::endpoints::{Endpoint, locate};
use crate::document::json_string::unescape;
use crate::document::{Document, Member, Node, Value};
use crate::source::traced::Traced;
use crate::source::{SourceId, Span, Text, floor_char_boundary};

pub static KIND: Kind = Kind {
    id: "scim-log",
    words: "a log of SCIM provisioning",
    command: "the lines of the SCIM client's log about the failed call",
    question: "what the SCIM client met with",
    recognise,
    of_text,
    read: Some(read),
    ..Kind::NONE
};

/// A longer log is not searched line by line.
const MOST: usize = 8 << 20;
/// More calls than these tell nobody more.
const MOST_CALLS: usize = 50;
const TEXT: &str = "log of SCIM";

/// What stands in every line that may be about SCIM; a line without is not looked at closely.
const WORDS: [&str; 17] = [
    "scim",
    "SCIM",
    "unparsable",
    "allowed limit",
    "validation error",
    "duplicate resource",
    "GroupDisplayName",
    "PATCH",
    "list attributes",
    "RequestBody",
    "Automatic p",
    "while verifying if user",
    "No user returned",
    "Linked group",
    "Matching user",
    "Does not match required pattern",
    "SystemForCrossDomain",
];

fn recognise(document: &Document) -> Option<&'static str> {
    if document.name.as_deref() == Some(TEXT) {
        return Some("log of SCIM provisioning");
    }
    // An event of CloudTrail's, a HAR or an export of messages is told before; what is left is a log.
    let mut told = false;
    each_string(&document.root, &mut |text| told |= is_about_scim(text));
    told.then_some("log of SCIM provisioning (JSON)")
}

/// Whether a text is about SCIM of Identity Center: it has its host, a body of SCIM's, or one of the sentences.
fn is_about_scim(text: &str) -> bool {
    let relevant = |line: &&str| WORDS.iter().any(|word| line.contains(word));
    text.len() <= MOST
        && text.lines().filter(relevant).take(500).any(|line| {
            line.contains(SCHEMAS) && line.contains("detail")
                || line.contains("/scim/v") && (has_aws_host(line) || has_tenant(line))
                || has_aws_host(line)
                || sentence(line).is_some()
        })
}

fn of_text(text: &str) -> Option<Document> {
    if !is_about_scim(text) {
        return None;
    }
    let whole = Member::written(SourceId::NONE, "text", text, 0..text.len());
    let mut document = Document::of_members(SourceId::NONE, text, vec![whole]);
    document.name = Some(TEXT.to_owned());
    Some(document)
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(document) = given.document else { return Ok(()) };
    let before = evidence.scim.len();
    let mut pieces = Vec::new();
    let source = document.root.span.source;
    // Of lines of JSON the document is the first alone.
    match given.text.get(document.root.span.end as usize..).is_some_and(|rest| !rest.trim().is_empty()) {
        true => pieces.push(Traced::plain(given.text, 0)),
        false => collect(&document.root, given, &mut pieces, evidence),
    }
    for piece in &pieces {
        read_piece(given, source, piece, evidence);
    }
    if evidence.scim.len() == before {
        // It is about SCIM, and tells no call: that nothing is wrong in it is all there is to say.
        evidence.scim.push(ScimCall::new(given, ScimSource::Log, document.root.span));
    }
    Ok(())
}

/// Every string of a document, and each of its objects that is a body of SCIM's.
fn collect(node: &Node, given: &Given, pieces: &mut Vec<Traced>, evidence: &mut Evidence) {
    match &node.value {
        Value::Object(members) => {
            if is_answer(node) && node.has(&["detail"]) {
                evidence.scim.push(answered(given, node));
                return;
            }
            if is_request(node) {
                evidence.scim.push(sent(given, node));
                return;
            }
            members.iter().for_each(|member| collect(&member.value, given, pieces, evidence));
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| collect(element, given, pieces, evidence));
        }
        Value::String(word) => pieces.push(word.traced()),
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
    }
}

fn answered(given: &Given, node: &Node) -> ScimCall {
    let mut call = ScimCall::new(given, ScimSource::Log, node.span);
    call.failure = Some(failure(node));
    call
}

fn sent(given: &Given, node: &Node) -> ScimCall {
    let mut call = ScimCall::new(given, ScimSource::Log, node.span);
    call.body = Some(node.clone());
    call
}

fn read_piece(given: &Given, source: SourceId, piece: &Traced, evidence: &mut Evidence) {
    let before = evidence.scim.len();
    let text = String::from_utf8_lossy(&piece.bytes).into_owned();
    if text.len() != piece.len() || text.len() > MOST {
        return;
    }
    // A body in a string of a log is escaped once, or once more for each string it went through.
    let mut written = piece.clone();
    for _ in 0..3 {
        bodies(given, source, &written, evidence);
        if !written.bytes.windows(2).any(|two| two == b"\\\"") {
            break;
        }
        written = unescape(&written).text;
    }
    let failed = |calls: &[ScimCall]| calls.iter().any(|call| call.failure.is_some());
    let told = failed(&evidence.scim[before..]);
    addresses(given, source, piece, &text, evidence);
    if !told && !failed(&evidence.scim[before..]) {
        sentences(given, source, piece, &text, evidence);
    }
}

/// Answers and requests in JSON among other words.
fn bodies(given: &Given, source: SourceId, text: &Traced, evidence: &mut Evidence) {
    const MOST_BRACES: usize = 400;
    let mut from = 0;
    for _ in 0..MOST_BRACES {
        if evidence.scim.len() > MOST_CALLS {
            return;
        }
        let Some(start) = text.bytes.get(from..).and_then(|rest| memchr::memchr(b'{', rest)) else { return };
        let start = from + start;
        from = start + 1;
        let Some((document, end)) = Document::json_at(source, text, start) else { continue };
        let node = &document.root;
        let call = match () {
            () if is_answer(node) => answered(given, node),
            () if is_request(node) => sent(given, node),
            () => continue,
        };
        from = from.max(end);
        let known = |other: &ScimCall| other.input == given.input && other.span == call.span;
        if !evidence.scim.iter().any(known) {
            evidence.scim.push(call);
        }
    }
}

/// Addresses that were called, each with its method and the status that follows it.
fn addresses(given: &Given, source: SourceId, piece: &Traced, text: &str, evidence: &mut Evidence) {
    let ends = |c: char| c.is_whitespace() || "\"'<>()[]{},;\\".contains(c);
    let mut seen: Vec<String> = Vec::new();
    let mut found: Vec<ScimCall> = Vec::new();
    let is_aws = has_aws_host(text) || has_tenant(text);
    for (at, _) in text.match_indices("/scim/v") {
        if !is_aws || seen.len() > MOST_CALLS {
            break;
        }
        let start = text[..at]
            .rfind(ends)
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let end = at + text[at..].find(ends).unwrap_or(text.len() - at);
        let address = text[start..end].trim_end_matches(['.', ':']);
        let is_foreign = address.starts_with("http") && !is_scim_url(address);
        if is_foreign || seen.iter().any(|known| known == address) {
            continue;
        }
        seen.push(address.to_owned());
        let place = span(source, piece, start, start + address.len());
        let mut call = ScimCall::new(given, ScimSource::Log, place);
        let before = text[..start].trim_end_matches(['"', '\'', ' ']);
        let method = before.rsplit(|c: char| !c.is_ascii_uppercase()).next().unwrap_or_default();
        call.method = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method).then(|| method.to_owned());
        call.address = Some(Text { value: address.to_owned(), span: place });
        if let Some((status, place)) = status_behind(text, end).filter(|(status, _)| *status >= 400) {
            call.failure = Some(Failure {
                status: Some(status),
                server: Server::IdentityCenter,
                code: None,
                detail: None,
                error: None,
                span: span(source, piece, place, place + 3),
            });
        }
        found.push(call);
    }
    let mut told: Vec<bool> = Vec::new();
    for (index, one) in found.iter().enumerate() {
        let behind = found.get(index + 1).map_or(u32::MAX, |next| next.span.start);
        let alone = found.len() == 1;
        let (mut failed, mut any) = (false, false);
        let own = evidence.scim.iter_mut().filter(|call| call.input == given.input && call.address.is_none());
        for call in own.filter(|call| alone || is_of(call, one, behind, given.text)) {
            call.address.clone_from(&one.address);
            call.method.clone_from(&one.method);
            failed |= call.failure.is_some();
            any = true;
        }
        told.push(any && (failed || one.failure.is_none()));
    }
    let mut told = told.into_iter();
    found.retain(|_| !told.next().unwrap_or_default());
    evidence.scim.append(&mut found);
}

/// Whether a body belongs to the address before it: what was answered stands behind, and what was sent on
/// one line with it.
fn is_of(call: &ScimCall, address: &ScimCall, next: u32, text: &str) -> bool {
    let (start, at) = (address.span.start, call.span.start);
    let between = || text.get(start as usize..at as usize);
    let on_one_line = || between().is_some_and(|between| !between.contains('\n'));
    start <= at && at < next && (call.body.is_none() || on_one_line())
}

fn is_scim_url(address: &str) -> bool {
    locate(address).is_some_and(|located| matches!(located.endpoint, Endpoint::Scim { .. }))
        || has_aws_host(address)
}

/// The HTTP status that is told next, within a few lines.
fn status_behind(text: &str, from: usize) -> Option<(u16, usize)> {
    const NEAR: usize = 2_000;
    let rest = &text[from..floor_char_boundary(text, (from + NEAR).min(text.len()))];
    let next = rest.find("/scim/v").unwrap_or(rest.len());
    let rest = &rest[..next];
    let three = |at: usize| {
        let digits = rest.get(at..at + 3)?;
        let ends = rest[at + 3..].chars().next().is_none_or(|c| !c.is_ascii_digit() && c != '.');
        let status = digits.parse().ok().filter(|status| (100..600).contains(status) && ends)?;
        Some((status, from + at))
    };
    for mark in ["HTTP/1.1 ", "HTTP/1.0 ", "HTTP/2 ", "HTTP/2.0 ", "HTTP/1.1\" ", "HTTP/2.0\" "] {
        if let Some(found) = rest.match_indices(mark).find_map(|(at, _)| three(at + mark.len())) {
            return Some(found);
        }
    }
    // `GET https://… 401`, `"GET /… HTTP/1.1" 401`, `https://… -> 401`
    let skipped =
        rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n' || "\"'>-:=([|,".contains(c));
    if rest.len() > skipped.len()
        && let Some(found) = three(rest.len() - skipped.len())
    {
        return Some(found);
    }
    let lower = rest.to_ascii_lowercase();
    for mark in ["status", "response", "code"] {
        for (at, _) in lower.match_indices(mark) {
            let behind = &lower[at + mark.len()..];
            // `status code: 401`, `"status":401`, `status of http response was 401`
            let between = behind
                .bytes()
                .take(40)
                .take_while(|byte| byte.is_ascii_lowercase() || b" :=\"'[(_-".contains(byte));
            let between = between.count();
            if between > 0
                && let Some(found) = three(at + mark.len() + between)
            {
                return Some(found);
            }
        }
    }
    None
}

/// Sentences that Identity Center, Okta or Entra wrote, where no body tells them.
fn sentences(given: &Given, source: SourceId, piece: &Traced, text: &str, evidence: &mut Evidence) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !WORDS.iter().any(|word| line.contains(word)) || evidence.scim.len() > MOST_CALLS {
            continue;
        }
        let Some(error) = sentence(line) else { continue };
        let told = line.trim();
        let start = start + (line.len() - line.trim_start().len());
        let place = span(source, piece, start, start + told.len());
        let mut call = ScimCall::new(given, ScimSource::Log, place);
        call.failure = Some(Failure {
            status: error.status,
            server: Server::IdentityCenter,
            code: error.code.map(str::to_owned),
            detail: Some(Text { value: told.to_owned(), span: place }),
            error: Some(error),
            span: place,
        });
        evidence.scim.push(call);
    }
}

fn span(source: SourceId, piece: &Traced, start: usize, end: usize) -> Span {
    let captured = piece.captured(start..end.max(start));
    Span { source, start: captured.start as u32, end: captured.end as u32 }
}

fn each_string(node: &Node, look: &mut impl FnMut(&str)) {
    match &node.value {
        Value::Object(members) => members.iter().for_each(|member| each_string(&member.value, look)),
        Value::Array(elements) => elements.iter().for_each(|element| each_string(element, look)),
        Value::String(word) => look(&word.value),
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Unknown => {}
    }
}
