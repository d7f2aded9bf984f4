//! A file that was read whole: what its content is, and the messages in it.

use super::found::{finish, found_in, single, value};
use super::{Format, Input, InputKind, ProblemKind, ReadOptions, Said, markup, pem, sentence, shape, wrong};
use crate::capture::beside::bytes_beside;
use crate::capture::form::{self, Found};
use crate::capture::json_tree::{JsonTree, Node};
use crate::capture::traced::Traced;
use crate::capture::value::{Written, text_of};
use crate::capture::{Capture, Captured, DecodeProblem, line_limit, signs};
use crate::capture::{html, http, json_messages, percent, prose, redirect, shell, tracer};
use crate::document::Document;
use crate::evidence::{File, Kind, WrittenAs, own_metadata, scim_log, sentence as sentences};
use crate::message_kind::MessageKind;
use crate::source::SourceId;

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
    let mut input =
        classify(&Text { name, raw: &raw, text: once.as_ref().unwrap_or(&text), template: &template });
    if once.is_some() {
        input.notes.push("the value stands in it twice, and was read once".to_owned());
    }
    if let Some(file) = &mut input.evidence {
        let WrittenAs { page, wrapped, .. } = file.written_as;
        file.written_as = WrittenAs { page, wrapped, ..WrittenAs::of(&raw.bytes) };
    }
    note_terminal_cut(&mut input, length, &text.bytes);
    if input.said.is_none() && may_speak(&input) {
        let said = std::str::from_utf8(&text.bytes).ok().map(Said::of);
        // A page says much that nobody asked about.
        input.said = said.filter(|said| input.kind != Some(InputKind::Html) || !said.shown.is_empty());
    }
    input
}

/// Whether words stand in a file that may be AWS's: a ticket with a value in it, a text without one.
fn may_speak(input: &Input) -> bool {
    match input.kind {
        Some(InputKind::Text | InputKind::Curl | InputKind::Http | InputKind::Html) | None => true,
        Some(InputKind::Evidence(kind)) => *kind == sentences::KIND,
        Some(
            InputKind::Har
            | InputKind::SamlTracer
            | InputKind::Json
            | InputKind::Xml
            | InputKind::Base64
            | InputKind::Form,
        ) => false,
    }
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
    if memchr::memchr(b'\n', bytes.trim_ascii()).is_none() {
        return false;
    }
    let mut lines =
        bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.clone().count() > 1 && lines.all(begins_as_message)
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
        Format::Har | Format::SamlTracer | Format::Json => match JsonTree::parse(&text, 0) {
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

/// A file's text, as every look at it is handed it.
struct Text<'a> {
    name: &'a str,
    /// As it was captured.
    raw: &'a Traced,
    /// As UTF-8.
    text: &'a Traced,
    template: &'a Capture,
}

impl<'a> Text<'a> {
    /// Without white space before it.
    fn bytes(&self) -> &'a [u8] {
        self.text.bytes.trim_ascii_start()
    }

    fn utf8(&self) -> Option<&'a str> {
        std::str::from_utf8(&self.text.bytes).ok()
    }

    fn names_message(&self) -> bool {
        form::mentions_carrier(self.bytes())
    }

    /// What it is read as a value alone, whatever that is wrapped in.
    fn as_value(&self) -> Option<Found> {
        let is_one = shape::starts_as_value(self.bytes()) && !is_several_values(self.bytes());
        // A second byte order mark is left to the parser, which counts the first.
        let is_marked_twice = self.raw.bytes.starts_with("\u{FEFF}\u{FEFF}".as_bytes());
        is_one.then(|| value(if is_marked_twice { self.raw } else { self.text }, self.template))
    }

    fn evidence(&self, kind: &'static Kind, document: Document, description: &str) -> Input {
        let text = String::from_utf8_lossy(&self.text.bytes).into_owned();
        let file = File { document: Some(document), ..File::new(kind, text) };
        Input::with_evidence(self.name, file, description)
    }
}

/// One look at a text: what it is, if it is that.
type Look = fn(&Text<'_>) -> Option<Input>;

/// What a text can be, in order of trust: what says itself what it is comes before what only looks
/// like something, and what stands alone before what stands among words.
const LOOKS: &[Look] = &[
    json,
    markup,
    message_alone,
    nothing_recorded,
    certificates_and_keys,
    json_web_token,
    provisioning,
    http_message,
    command,
    form_body,
    other_form,
    printed_evidence,
    percent_encoded,
    value_alone,
    among_words,
    value_in_lines,
    evidence_among_words,
    error_sentence,
];

fn classify(text: &Text<'_>) -> Input {
    LOOKS
        .iter()
        .find_map(|look| look(text))
        .unwrap_or_else(|| Input::with_problem(text.name, wrong::nothing_known(&text.text.bytes)))
}

fn json(text: &Text<'_>) -> Option<Input> {
    matches!(text.bytes().first(), Some(b'{' | b'[')).then(|| json_of(text))?
}

fn markup(text: &Text<'_>) -> Option<Input> {
    let is_markup = text.bytes().first() == Some(&b'<');
    is_markup.then(|| markup::read(text.name, text.raw, text.text, text.template))
}

/// What is most of a batch, and can be nothing else: one run of base64 that begins as XML does.
fn message_alone(text: &Text<'_>) -> Option<Input> {
    let bytes = text.text.bytes.trim_ascii();
    (begins_as_message(bytes) && is_base64(bytes)).then(|| value_alone(text))?
}

fn begins_as_message(line: &[u8]) -> bool {
    line.len() >= 100 && matches!(line, [b'P', b'A'..=b'P', ..])
}

fn is_base64(bytes: &[u8]) -> bool {
    let end = bytes.iter().rev().take_while(|&&byte| byte == b'=').count();
    let of_base64 = |byte: &u8| byte.is_ascii_alphanumeric() | matches!(byte, b'+' | b'/');
    // Without an exit from within a piece, many bytes are looked at at once.
    let pieces = || bytes[..bytes.len() - end].chunks(64);
    end <= 2 && pieces().all(|piece| piece.iter().fold(true, |all, byte| all & of_base64(byte)))
}

/// What a program writes where it has no value.
fn nothing_recorded(text: &Text<'_>) -> Option<Input> {
    if text.bytes().trim_ascii() == b"None" {
        return Some(Input::with_problem(text.name, wrong::none()));
    }
    let is_nothing = matches!(text.bytes().trim_ascii_end(), b"null" | b"undefined");
    is_nothing.then(|| Input::with_problem(text.name, wrong::null()))
}

fn certificates_and_keys(text: &Text<'_>) -> Option<Input> {
    (!text.names_message()).then(|| pem::of_text(text.name, text.bytes()))?
}

fn json_web_token(text: &Text<'_>) -> Option<Input> {
    let is_token = signs::is_json_web_token(text.bytes());
    is_token.then(|| Input::with_problem(text.name, wrong::json_web_token()))
}

/// A request to SCIM, or its answer, as a client or a log has it: it holds no SAML.
fn provisioning(text: &Text<'_>) -> Option<Input> {
    if text.names_message() {
        return None;
    }
    let text_of = text.utf8()?;
    let document = (scim_log::KIND.of_text)(text_of)?;
    let description = (scim_log::KIND.recognise)(&document)?;
    Some(text.evidence(&scim_log::KIND, document, description))
}

fn http_message(text: &Text<'_>) -> Option<Input> {
    if !http::recognise(text.bytes()) {
        return None;
    }
    let found = http::messages(&text.text.trimmed(), text.template);
    let described = |input: &mut Input| input.description = "HTTP request".to_owned();
    let nothing = || Input::with_problem(text.name, wrong::without_message("raw HTTP exchange"));
    Some(found_in(text.name, InputKind::Http, found, described).unwrap_or_else(nothing))
}

fn command(text: &Text<'_>) -> Option<Input> {
    let command = shell::recognise(text.bytes())?;
    let (found, dialect) = shell::messages(text.text, text.template);
    if let Some(file) = found.files.first().filter(|_| found.captured.is_empty()) {
        // The file's content may stand below the command.
        let mut below = prose::messages(text.text, text.template);
        below.captured.retain(|one| one.decoded.is_ok());
        let described = |input: &mut Input| input.description = format!("{command}, and the value below it");
        let nothing = || Input::with_problem(text.name, wrong::in_file(file));
        return Some(found_in(text.name, InputKind::Text, below, described).unwrap_or_else(nothing));
    }
    let described = |input: &mut Input| {
        input.description = if command.starts_with(dialect.name()) {
            command.to_owned()
        } else {
            format!("{command} ({})", dialect.name())
        };
    };
    found_in(text.name, InputKind::Curl, found, described).or_else(|| {
        let nothing = || Input::with_problem(text.name, wrong::without_message(command));
        (!text.names_message()).then(nothing)
    })
}

fn form_body(text: &Text<'_>) -> Option<Input> {
    if !shape::starts_as_form(text.bytes()) {
        return None;
    }
    let found = form_messages(text.text, text.template);
    let described = |input: &mut Input| input.description = "form body".to_owned();
    found_in(text.name, InputKind::Form, found, described)
}

fn other_form(text: &Text<'_>) -> Option<Input> {
    let nothing = || Input::with_problem(text.name, wrong::without_message("form body"));
    shape::is_other_form(text.bytes()).then(nothing)
}

/// What the AWS CLI printed in another form than JSON.
fn printed_evidence(text: &Text<'_>) -> Option<Input> {
    let (kind, document, description) = Kind::of_printed(text.utf8()?)?;
    Some(text.evidence(kind, document, description))
}

fn percent_encoded(text: &Text<'_>) -> Option<Input> {
    let inner = percent::of_json(text.text)?;
    let mut input = classify(&Text { text: &inner, ..*text });
    input.notes.push("it is percent-encoded, as the IAM API writes policies".to_owned());
    Some(input)
}

/// A value alone may be broken; one in the middle of a text is found among the words.
fn value_alone(text: &Text<'_>) -> Option<Input> {
    let found = text.as_value().filter(|found| !is_a_word(text, found))?;
    let is_one_run = || shape::is_one_run(text.bytes()) && !text.names_message();
    let is_it = found.captured.iter().any(|one| one.decoded.is_ok()) || is_one_run();
    is_it.then(|| single(text.name, text.text, found))
}

/// One word of a language, a name or a code, which only looks like base64.
fn is_a_word(text: &Text<'_>, found: &Found) -> bool {
    /// No message is shorter, and no cut one is worth anything.
    const LONGEST: usize = 100;
    let word = text.bytes().trim_ascii();
    let is_nothing = |one: &Captured| {
        one.decoded.as_ref().is_err_and(|error| error.problem == DecodeProblem::DecodesToBytes)
    };
    word.len() < LONGEST
        && !word.iter().any(u8::is_ascii_whitespace)
        && !text.names_message()
        && found.captured.iter().all(is_nothing)
}

fn among_words(text: &Text<'_>) -> Option<Input> {
    let found = prose::messages(text.text, text.template);
    if found.captured.is_empty() {
        return None;
    }
    let is_metadata = |one: &Captured| one.capture.kind == MessageKind::Metadata;
    if found.captured.iter().all(is_metadata) {
        return metadata_among_words(text, found);
    }
    let count = found.captured.len();
    let described = |input: &mut Input| {
        input.description =
            format!("text with {count} {}", if count == 1 { "value in it" } else { "values in it" });
    };
    let mut input = found_in(text.name, InputKind::Text, found, described)?;
    if let Some((kind, document, _)) = text.utf8().and_then(Kind::among_words) {
        let text = String::from_utf8_lossy(&text.text.bytes);
        input.evidence = Some(File { document: Some(document), ..File::new(kind, text) });
    }
    Some(input)
}

/// Metadata behind a line of a browser's, or in the middle of a text. What a browser shows of it is a file
/// that people upload; what stands in a ticket is a copy.
fn metadata_among_words(text: &Text<'_>, found: Found) -> Option<Input> {
    let decoded = found.captured.into_iter().next()?.decoded.ok()?;
    let whole = text.utf8()?;
    if text.bytes().trim_ascii_end().ends_with(b"Descriptor>") && whole.contains(decoded.xml.trim()) {
        return Some(Input::with_evidence(text.name, File::new(&own_metadata::KIND, whole), "SAML metadata"));
    }
    let mut file = File::new(&own_metadata::KIND, decoded.xml);
    file.written_as.wrapped = true;
    Some(Input::with_evidence(text.name, file, "text with SAML metadata in it"))
}

fn value_in_lines(text: &Text<'_>) -> Option<Input> {
    let found = shape::is_wrapped_value(text.bytes()).then(|| text.as_value())??;
    (!is_a_word(text, &found)).then(|| single(text.name, text.text, found))
}

/// A policy or an event that somebody copied into a ticket, among other words.
fn evidence_among_words(text: &Text<'_>) -> Option<Input> {
    let (kind, document, description) = Kind::among_words(text.utf8()?)?;
    let mut input = text.evidence(kind, document, description);
    input.description = format!("text with {} in it", kind.words);
    Some(input)
}

fn error_sentence(text: &Text<'_>) -> Option<Input> {
    let error = sentence::error_text(text.utf8()?)?;
    let mut input = Input::with_problem(text.name, wrong::error_text(error));
    input.kind = Some(InputKind::Evidence(&sentences::KIND));
    input.evidence = Some(File::new(&sentences::KIND, text.utf8()?));
    Some(input)
}

/// JSON of some kind; `None` where the text only begins like it.
fn json_of(given: &Text<'_>) -> Option<Input> {
    let &Text { name, raw, text, template } = given;
    let document = JsonTree::parse(text, 0)?;
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
    // Evidence is a source of its own, whose spans count in its text and not in the file.
    let (document, tree) = match std::str::from_utf8(&text.bytes) {
        Ok(utf8) => {
            let own = Traced::plain(utf8, 0);
            let document = document.over(&own);
            let tree = Document::of_json(SourceId::NONE, &document);
            (document.over(text), Some(tree))
        }
        Err(_) => {
            let utf8 = String::from_utf8_lossy(&text.bytes);
            (document, Document::of_source(SourceId::NONE, &utf8).ok())
        }
    };
    if let Some((kind, description)) = tree.as_ref().and_then(Kind::of) {
        return tree.map(|tree| given.evidence(kind, tree, description));
    }
    let found = json_messages::messages(&document, template);
    let described = |input: &mut Input| input.description = "JSON".to_owned();
    if let Some(input) = found_in(name, InputKind::Json, found, described) {
        return Some(input);
    }
    if let Some(metadata) = tree.as_ref().and_then(|tree| own_metadata::in_document(&tree.root)) {
        let mut file = File::new(&own_metadata::KIND, metadata.value.trim());
        file.written_as.wrapped = true;
        return Some(Input::with_evidence(name, file, "JSON with SAML metadata in it"));
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
    let okta = tree.as_ref().and_then(|tree| tree.root.member("errorCode")?.text());
    if let Some(code) = okta.filter(|code| code.starts_with("E00") && code.len() < 12) {
        return Some(Input::with_problem(name, wrong::okta_error(code)));
    }
    let words = tree.as_ref().and_then(|tree| api_words(&tree.root));
    if let Some(words) = words {
        return Some(Input::with_problem(name, wrong::api_words(words)));
    }
    let problem = wrong::empty_json(&text.bytes).unwrap_or_else(|| wrong::json(&keys));
    Some(Input::with_problem(name, problem))
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
    let Some(limit) = line_limit::truncated_at_line_limit(line) else { return };
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
/// What a short answer of an API says, where it says nothing else but codes.
fn api_words(root: &crate::document::Node) -> Option<&str> {
    const MOST_MEMBERS: usize = 4;
    let words = ["message", "Message", "error_description", "errorMessage", "detail"];
    let said =
        words.iter().find_map(|key| root.member(key)?.text()).filter(|said| !said.trim().is_empty())?;
    let is_short = |member: &crate::document::Member| member.value.scalar().is_some();
    (root.members().len() <= MOST_MEMBERS && root.members().iter().all(is_short)).then_some(said)
}
