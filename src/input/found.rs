//! What was found in a text, made an input of: the messages, or what is wrong where there is none.

use super::{Input, InputKind, InputProblem, shape, wrong};
use crate::capture::form::{self, Found};
use crate::capture::traced::Traced;
use crate::capture::value::Written;
use crate::capture::{Capture, Captured, Stage};
use crate::evidence::{File, own_metadata};
use crate::message_kind::MessageKind;
use crate::number::grouped;

/// An input of this kind; `None` where nothing was found.
pub(super) fn found_in(
    name: &str,
    kind: InputKind,
    found: Found,
    describe: impl Fn(&mut Input),
) -> Option<Input> {
    if found.is_empty() {
        return None;
    }
    let mut input = finish(Input::new(name, kind), found, || wrong::not_saml("", ""));
    describe(&mut input);
    Some(input)
}

/// Puts what was found into an input, and says what is wrong where that is no response.
pub(super) fn finish(mut input: Input, found: Found, nothing: impl Fn() -> InputProblem) -> Input {
    input.captured = seen_once(found.captured);
    // A request is no response, whether it can be decoded or not.
    let is_broken_request =
        |one: &Captured| one.decoded.is_err() && one.capture.parameter.as_deref() == Some("SAMLRequest");
    if !input.captured.is_empty() && input.captured.iter().all(is_broken_request) {
        input.captured.clear();
        input.problem = wrong::document(&MessageKind::AuthnRequest);
        return input;
    }
    if input.has_response() {
        return input;
    }
    input.problem = match (input.captured.first(), found.emptied.first()) {
        (Some(captured), _) => wrong::document(&captured.capture.kind),
        (None, Some(emptied)) => Some(match emptied.reads.as_str() {
            "" => wrong::empty_value(&emptied.parameter),
            reads => wrong::emptied(&format!("{} reads \"{}\"", emptied.parameter, wrong::shown(reads))),
        }),
        (None, None) => Some(nothing()),
    };
    input
}

/// Equal messages folded into the first.
fn seen_once(captured: Vec<Captured>) -> Vec<Captured> {
    let xml = |one: &Captured| one.decoded.as_ref().ok().map(|decoded| decoded.xml.clone());
    let same = |a: &Captured, b: &Captured| {
        let (one, other) = (&a.capture, &b.capture);
        (&one.url, &one.relay_state, &one.parameter, &one.sts_call, &one.exchange)
            == (&other.url, &other.relay_state, &other.parameter, &other.sts_call, &other.exchange)
            && xml(a).is_some()
            && xml(a) == xml(b)
    };
    let mut kept: Vec<(Captured, usize)> = Vec::new();
    for one in captured {
        match kept.iter_mut().find(|(known, _)| same(known, &one)) {
            Some((_, times)) => *times += 1,
            None => kept.push((one, 1)),
        }
    }
    kept.into_iter()
        .map(|(mut one, times)| {
            match times {
                1 => {}
                2 => one.capture.notes.push("seen twice in this file, the same both times".to_owned()),
                _ => one.capture.notes.push(format!("seen {times} times in this file, always the same")),
            }
            one
        })
        .collect()
}

/// A value alone: decoded XML, base64, whatever it was wrapped in.
pub(super) fn single(name: &str, text: &Traced, mut found: Found) -> Input {
    let first = found.captured.first();
    if let Some(Captured { capture, decoded: Ok(decoded) }) = first
        && capture.kind == MessageKind::Metadata
    {
        let wrapped = !text.bytes.trim_ascii_start().starts_with(b"<");
        // Of a file that IAM is to read, what stands before and after the document counts.
        let written = std::str::from_utf8(&text.bytes).ok().filter(|_| !wrapped);
        let mut file = File::new(&own_metadata::KIND, written.unwrap_or(&decoded.xml));
        file.written_as.wrapped = wrapped;
        return Input::with_evidence(name, file, "SAML metadata");
    }
    let in_base64 = first.is_some_and(|one| one.capture.decoding.contains(&Stage::Base64));
    let kind = if text.bytes.trim_ascii_start().starts_with(b"<") && !in_base64 {
        InputKind::Xml
    } else {
        InputKind::Base64
    };
    if let Some(Captured { capture, decoded: Err(error) }) = first
        && error.stage == Stage::Base64
        && capture.decoding.is_empty()
        && !shape::is_wrapped_value(&text.bytes)
    {
        found.captured.clear();
        return Input::with_problem(name, wrong::nothing_known(&text.bytes));
    }
    let mut input = finish(Input::new(name, kind), found, || wrong::nothing_known(&text.bytes));
    input.description = match input.captured.first().and_then(|one| one.capture.base64_length) {
        Some(length) if kind == InputKind::Base64 => format!("base64, {} characters", grouped(length as u64)),
        _ if kind == InputKind::Xml => "XML".to_owned(),
        _ => "value".to_owned(),
    };
    input
}

pub(super) fn value(text: &Traced, template: &Capture) -> Found {
    Found { captured: vec![form::captured(text, Written::Anyhow, template.clone())], ..Found::default() }
}
