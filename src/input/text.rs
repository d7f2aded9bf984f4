//! A file that was read whole: what its content is, and the messages in it.

use super::{
    Format, Input, InputKind, InputProblem, ProblemKind, ReadOptions, evidence, markup, pem, shape, wrong,
};
use crate::capture::beside::bytes_beside;
use crate::capture::form::{self, Found};
use crate::capture::json_tree::{Document, Node};
use crate::capture::traced::Traced;
use crate::capture::value::{Written, text_of};
use crate::capture::{Capture, Captured, DecodeProblem, Stage, signs, terminal};
use crate::capture::{html, http, json_messages, percent, prose, redirect, shell, tracer};
use crate::evidence::WrittenAs;
use crate::message_kind::MessageKind;
use crate::number::grouped;

pub(super) fn read(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Input {
    let length = bytes.len();
    if bytes.trim_ascii().is_empty() || bytes.iter().all(|&byte| byte == 0) {
        return Input::with_problem(name, wrong::empty(length));
    }
    if let Some(format) = options.format {
        return forced(name, bytes, format);
    }
    if let Some(input) = pem::of_der(name, &bytes) {
        return input;
    }
    if let Some(sign) = signs::binary(&bytes) {
        return Input::with_problem(name, wrong::binary(sign));
    }
    let raw = Traced::plain(bytes, 0);
    let (text, stages) = text_of(&raw);
    let template = Capture { decoding: stages, ..Capture::default() };
    let once = pasted_twice(&text);
    let mut input = classify(name, &raw, once.as_ref().unwrap_or(&text), &template);
    if once.is_some() {
        input.notes.push("the value stands in it twice, and was read once".to_owned());
    }
    if input.evidence.is_some() {
        let WrittenAs { page, wrapped, .. } = input.written_as;
        input.written_as = WrittenAs { page, wrapped, ..WrittenAs::of(&raw.bytes) };
    }
    note_terminal_cut(&mut input, length, &text.bytes);
    input
}

/// The first half of a text whose second half is the same.
fn pasted_twice(text: &Traced) -> Option<Traced> {
    /// A shorter text is no value.
    const SHORTEST: usize = 200;
    let bytes = text.bytes.trim_ascii();
    if bytes.len() < SHORTEST {
        return None;
    }
    let start = text.bytes.len() - text.bytes.trim_ascii_start().len();
    // The halves are the same but for what stands between them.
    let blanks = |at: usize| bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    let middle = bytes.len().div_ceil(2);
    let half = (middle.saturating_sub(2)..=middle + 2).find_map(|at| {
        let second = bytes.get(at..)?;
        let first = &bytes[..at - blanks(at)];
        (first == second).then_some(first.len())
    })?;
    Some(text.slice(start..start + half))
}

/// Whether each of several lines begins as a message in base64 does.
fn is_several_values(bytes: &[u8]) -> bool {
    let mut lines =
        bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let begins = |line: &[u8]| line.len() >= 100 && matches!(line, [b'P', b'A'..=b'P', ..]);
    lines.clone().count() > 1 && lines.all(begins)
}

/// The reader a flag asked for.
fn forced(name: &str, bytes: Vec<u8>, format: Format) -> Input {
    let raw = Traced::plain(bytes, 0);
    let (text, stages) = text_of(&raw);
    let template = Capture { decoding: stages, ..Capture::default() };
    let kind = format.kind();
    let found = match format {
        Format::Xml | Format::Base64 => value(&raw, &Capture::default()),
        Format::Form => form_messages(&text, &template),
        Format::Html => html::messages(&text, &template),
        Format::Curl => shell::messages(&text, &template).0,
        Format::Http => http::messages(&text, &template),
        Format::Text => prose::messages(&text, &template),
        Format::Har | Format::SamlTracer | Format::Json => match Document::parse(&text, 0) {
            Some(document) if format == Format::SamlTracer => tracer::messages(&document, &template),
            Some(document) => json_messages::messages(&document, &template),
            None => Found::default(),
        },
    };
    finish(Input::new(name, kind), found, || {
        wrong::not_saml(
            format!("this holds no SAML message when read as {}", kind.name()),
            "leave --input-format out to have it told apart by its content",
        )
    })
}

fn classify(name: &str, raw: &Traced, text: &Traced, template: &Capture) -> Input {
    let bytes = text.bytes.trim_ascii_start();
    match bytes.first() {
        Some(b'{' | b'[') => {
            if let Some(input) = json(name, raw, text, template) {
                return input;
            }
        }
        Some(b'<') => return markup::read(name, raw, text, template),
        _ => {}
    }
    if matches!(bytes.trim_ascii_end(), b"null" | b"undefined") {
        return Input::with_problem(name, wrong::null());
    }
    if !form::mentions_carrier(bytes)
        && let Some(input) = pem::of_text(name, bytes)
    {
        return input;
    }
    if signs::is_json_web_token(bytes) {
        return Input::with_problem(name, wrong::json_web_token());
    }
    if http::recognise(bytes) {
        let found = http::messages(&text.trimmed(), template);
        let described = |input: &mut Input| input.description = "HTTP request".to_owned();
        return found_in(name, InputKind::Http, found, described)
            .unwrap_or_else(|| Input::with_problem(name, wrong::without_message("raw HTTP exchange")));
    }
    if let Some(command) = shell::recognise(bytes) {
        let (found, dialect) = shell::messages(text, template);
        if let Some(file) = found.files.first().filter(|_| found.captured.is_empty()) {
            // The file's content may stand below the command.
            let mut below = prose::messages(text, template);
            below.captured.retain(|one| one.decoded.is_ok());
            let described = |input: &mut Input| {
                input.description = format!("{command}, and the value below it");
            };
            return found_in(name, InputKind::Text, below, described)
                .unwrap_or_else(|| Input::with_problem(name, wrong::in_file(file)));
        }
        let described = |input: &mut Input| {
            input.description = if command.starts_with(dialect.name()) {
                command.to_owned()
            } else {
                format!("{command} ({})", dialect.name())
            };
        };
        if let Some(input) = found_in(name, InputKind::Curl, found, described) {
            return input;
        }
        if !form::mentions_carrier(bytes) {
            return Input::with_problem(name, wrong::without_message(command));
        }
    }
    if shape::starts_as_form(bytes) {
        let found = form_messages(text, template);
        let described = |input: &mut Input| input.description = "form body".to_owned();
        if let Some(input) = found_in(name, InputKind::Form, found, described) {
            return input;
        }
    }
    if shape::is_other_form(bytes) {
        return Input::with_problem(name, wrong::without_message("form body"));
    }
    if let Some((kind, description)) = std::str::from_utf8(&text.bytes).ok().and_then(evidence::of_printed) {
        let mut input = Input::new(name, kind);
        input.description = description.to_owned();
        input.evidence = Some(String::from_utf8_lossy(&text.bytes).into_owned());
        return input;
    }
    if let Some(inner) = percent::of_json(text) {
        let mut input = classify(name, raw, &inner, template);
        input.notes.push("it is percent-encoded, as the IAM API writes policies".to_owned());
        return input;
    }
    let several = is_several_values(bytes);
    let alone = (shape::starts_as_value(bytes) && !several).then(|| value(text, template));
    // A value alone may be broken; one in the middle of a text is found below.
    let named = form::mentions_carrier(bytes);
    if let Some(found) = &alone
        && (found.captured.iter().any(|one| one.decoded.is_ok()) || (shape::is_one_run(bytes) && !named))
    {
        return single(name, text, alone.unwrap_or_default());
    }
    let found = prose::messages(text, template);
    if !found.captured.is_empty() {
        let count = found.captured.len();
        let described = |input: &mut Input| {
            input.description =
                format!("text with {count} {}", if count == 1 { "value in it" } else { "values in it" });
        };
        if let Some(input) = found_in(name, InputKind::Text, found, described) {
            return input;
        }
    }
    if let Some(found) = alone.filter(|_| shape::is_wrapped_value(bytes)) {
        return single(name, text, found);
    }
    if let Ok(text) = std::str::from_utf8(&text.bytes)
        && let Some(error) = evidence::error_text(text)
    {
        let mut input = Input::with_problem(name, wrong::error_text(error));
        input.kind = Some(InputKind::ErrorText);
        input.evidence = Some(text.to_owned());
        return input;
    }
    Input::with_problem(name, wrong::nothing_known(&text.bytes))
}

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
fn finish(mut input: Input, found: Found, nothing: impl Fn() -> InputProblem) -> Input {
    input.captured = seen_once(found.captured);
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

/// JSON of some kind; `None` where the text only begins like it.
fn json(name: &str, raw: &Traced, text: &Traced, template: &Capture) -> Option<Input> {
    let document = Document::parse(text, 0)?;
    if document.has(&document.root, &["log"]) || document.has(&document.root, &["entries"]) {
        // Its `log` stands beyond what was looked at first.
        return Some(super::har::read(name, raw.bytes.as_slice(), &ReadOptions::default()));
    }
    if tracer::recognise(&document) {
        let requests = tracer::requests(&document);
        let mut input =
            finish(Input::new(name, InputKind::SamlTracer), tracer::messages(&document, template), || {
                wrong::not_saml(
                    "this SAML-tracer export holds no SAML message",
                    "record with SAML-tracer open from before the login until the error, then export",
                )
            });
        input.description =
            format!("SAML-tracer export, {requests} {}", if requests == 1 { "request" } else { "requests" });
        return Some(input);
    }
    if let Some((kind, description)) = evidence::of_json(&document) {
        let mut input = Input::new(name, kind);
        input.description = description.to_owned();
        input.evidence = Some(String::from_utf8_lossy(&text.bytes).into_owned());
        return Some(input);
    }
    let found = json_messages::messages(&document, template);
    let described = |input: &mut Input| input.description = "JSON".to_owned();
    if let Some(input) = found_in(name, InputKind::Json, found, described) {
        return Some(input);
    }
    let found = if text.bytes[document.end..].trim_ascii().is_empty() {
        Found::default()
    } else {
        prose::messages(text, template)
    };
    if let Some(input) = found_in(name, InputKind::Text, found, |_| ()) {
        return Some(input);
    }
    let keys = match &document.root {
        Node::Object(members, _) => members.iter().map(|(key, _)| document.key(key).to_owned()).collect(),
        _ => Vec::new(),
    };
    Some(Input::with_problem(name, wrong::json(&keys)))
}

/// A value alone: decoded XML, base64, whatever it was wrapped in.
pub(super) fn single(name: &str, text: &Traced, mut found: Found) -> Input {
    let first = found.captured.first();
    if let Some(Captured { capture, decoded: Ok(decoded) }) = first
        && capture.kind == MessageKind::Metadata
    {
        let mut input = Input::new(name, InputKind::Metadata);
        input.description = "SAML metadata".to_owned();
        input.written_as.wrapped = !text.bytes.trim_ascii_start().starts_with(b"<");
        // Of a file that IAM is to read, what stands before and after the document counts.
        let written = std::str::from_utf8(&text.bytes).ok().filter(|_| !input.written_as.wrapped);
        input.evidence = Some(written.map_or_else(|| decoded.xml.clone(), str::to_owned));
        return input;
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

fn form_messages(text: &Traced, template: &Capture) -> Found {
    let bytes = text.bytes.trim_ascii_start();
    if bytes.starts_with(b"http://") || bytes.starts_with(b"https://") {
        let url = bytes_beside(bytes.trim_ascii());
        return redirect::messages(
            text,
            &Capture { url: Some(url), method: Some("GET".to_owned()), ..template.clone() },
        );
    }
    let text = match bytes.first() {
        Some(b'?' | b'&') => text.trimmed().slice(1..text.trimmed().len()),
        _ => text.clone(),
    };
    form::messages(&form::parameters(&text, Written::Body), &form::in_form(template))
}

/// A capture of just the length at which terminals cut a line.
fn note_terminal_cut(input: &mut Input, length: usize, bytes: &[u8]) {
    let line = length - usize::from(bytes.ends_with(b"\n"));
    let Some(limit) = terminal::truncated_at_line_limit(line) else { return };
    let note = format!("the value ends after {limit}; give a file, or pipe it in");
    for captured in &mut input.captured {
        match &mut captured.decoded {
            Ok(decoded) if decoded.truncated.is_some() => captured.capture.notes.push(note.clone()),
            Ok(_) => {}
            Err(error) => {
                let problem = Box::new(error.problem.clone());
                error.problem = DecodeProblem::CutByTerminal { problem, limit };
            }
        }
    }
    if let Some(problem) =
        input.problem.as_mut().filter(|problem| problem.severity == ProblemKind::Unreadable)
    {
        problem.what = format!("{}; {note}", problem.what);
    }
}
