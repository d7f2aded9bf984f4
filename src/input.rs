//! The only classifier: tells a file apart by its content, and takes out what it holds.

mod found;
mod har;
mod many;
mod markup;
mod pem;
mod sentence;
mod shape;
mod text;
mod wrong;

use std::fmt;
use std::io::Read;
use std::str::FromStr;

use crate::archive::gzip::{self, Gzip};
use crate::capture::Captured;
use crate::evidence::{File, Kind};

pub use self::many::{is_content, is_of_no_use, read_zip, together};
pub use self::sentence::Said;

/// Larger files are read only if they are a HAR; a message is a few kilobytes.
const SIZE_LIMIT: usize = 64 << 20;

/// As much of a file is looked at to tell what it is.
const HEAD: usize = 64 << 10;

/// Reads one file or standard input. A HAR is read in constant memory, anything else whole.
pub fn read(name: &str, mut reader: impl Read, options: &ReadOptions) -> Input {
    let mut bytes = Vec::new();
    if let Err(error) = reader.by_ref().take(HEAD as u64).read_to_end(&mut bytes) {
        return Input::with_problem(name, wrong::unreadable(&error));
    }
    if bytes.starts_with(&gzip::MAGIC) {
        // No trait object would do: a gzip file in a gzip file would be one more type.
        let mut input = read_plain(name, Gzip::new(bytes.chain(reader)), options);
        input.notes.insert(0, "the file was compressed with gzip".to_owned());
        return input;
    }
    read_from(name, bytes, reader, options)
}

fn read_plain(name: &str, mut reader: impl Read, options: &ReadOptions) -> Input {
    let mut bytes = Vec::new();
    match reader.by_ref().take(HEAD as u64).read_to_end(&mut bytes) {
        Ok(_) => read_from(name, bytes, reader, options),
        Err(error) => Input::with_problem(name, wrong::unreadable(&error)),
    }
}

/// Reads a file of which the beginning was read already.
fn read_from(name: &str, mut bytes: Vec<u8>, reader: impl Read, options: &ReadOptions) -> Input {
    let callback = shape::callback(&bytes).filter(|call| shape::is_har(&bytes[call.end..]));
    if let Some(call) = callback.filter(|_| matches!(options.format, None | Some(Format::Har))) {
        let function = String::from_utf8_lossy(&bytes[call.start..call.end - 1]).trim_end().to_owned();
        // Blanks in its place leave every origin where it is.
        bytes[..call.end].fill(b' ');
        let mut input = har::read(name, bytes.chain(reader), options);
        input.notes.insert(
            0,
            format!("the HAR stands in a call of {function}(...), as a script; the call was left out"),
        );
        return input;
    }
    let as_har = match options.format {
        Some(format) => format == Format::Har,
        None => shape::is_har(&bytes),
    };
    if as_har {
        return har::read(name, bytes.chain(reader), options);
    }
    match reader.take((SIZE_LIMIT - HEAD) as u64 + 1).read_to_end(&mut bytes) {
        Err(error) => Input::with_problem(name, wrong::unreadable(&error)),
        Ok(_) if bytes.len() > SIZE_LIMIT => Input::with_problem(name, wrong::too_large(SIZE_LIMIT)),
        Ok(_) => text::read(name, bytes, options),
    }
}

/// Where the HAR begins in a file that is a call with a HAR in it.
pub(crate) fn call_before_har(head: &[u8]) -> Option<usize> {
    shape::callback(head).filter(|call| shape::is_har(&head[call.end..])).map(|call| call.end)
}

/// One file or standard input, read.
///
/// Most are one of captures, evidence, a sentence and a problem. Several at once are some: a HAR that is cut
/// holds captures and a problem, a ticket a capture and a policy, a page in the place of metadata is evidence
/// and a problem.
#[derive(Debug, Clone)]
pub struct Input {
    /// As it was named on the command line; `-` is standard input.
    pub name: String,
    pub kind: Option<InputKind>,
    /// Why nothing could be taken from it, or what is wrong with it as a whole.
    pub problem: Option<InputProblem>,
    /// Every SAML message in it, in capture order; requests and logout messages too.
    pub captured: Vec<Captured>,
    /// What it is evidence of, told apart; the diagnosis reads it.
    pub evidence: Option<File>,
    /// What AWS said, where the file says that too, or only that.
    pub said: Option<Said>,
    /// What a person should know about the file, one sentence each.
    pub notes: Vec<String>,
    /// One line on what the file is: `Chrome HAR, 214 entries`.
    pub description: String,
}

impl Input {
    fn new(name: &str, kind: InputKind) -> Input {
        Input {
            name: name.to_owned(),
            kind: Some(kind),
            problem: None,
            captured: Vec::new(),
            evidence: None,
            said: None,
            notes: Vec::new(),
            description: String::new(),
        }
    }

    /// An input that nothing could be taken from.
    pub fn with_problem(name: &str, problem: InputProblem) -> Input {
        let description = problem.what.clone();
        Input { kind: None, problem: Some(problem), description, ..Input::new(name, InputKind::Text) }
    }

    fn with_evidence(name: &str, file: File, description: &str) -> Input {
        let input = Input::new(name, InputKind::Evidence(file.kind));
        Input { description: description.to_owned(), evidence: Some(file), ..input }
    }

    /// Its name and kind, and what AWS said by it, without what else it holds.
    pub(crate) fn named_and_said(&self) -> Input {
        let mut named = Input::new(&self.name, self.kind.unwrap_or(InputKind::Text));
        named.kind = self.kind;
        named.description.clone_from(&self.description);
        named.said = self.said.as_ref().map(Said::sentences_only);
        named
    }

    /// Whether there is a response in it, or something that may be one and cannot be read.
    fn has_response(&self) -> bool {
        self.captured.iter().any(|captured| {
            captured.capture.kind.is_response()
                || (captured.decoded.is_err() && captured.capture.parameter.as_deref() != Some("SAMLRequest"))
        })
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    Har,
    SamlTracer,
    /// A Fiddler, Charles or other JSON export that is no HAR.
    Json,
    Xml,
    Base64,
    Form,
    Html,
    Curl,
    Http,
    /// Prose with a value in it.
    Text,
    /// No capture, but what stands beside one.
    Evidence(&'static Kind),
}

/// What `--input-format` can say a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Har,
    SamlTracer,
    Json,
    Xml,
    Base64,
    Form,
    Html,
    Curl,
    Http,
    Text,
}

impl Format {
    pub const ALL: [Format; 10] = [
        Format::Har,
        Format::SamlTracer,
        Format::Json,
        Format::Xml,
        Format::Base64,
        Format::Form,
        Format::Html,
        Format::Curl,
        Format::Http,
        Format::Text,
    ];

    pub fn name(self) -> &'static str {
        self.kind().name()
    }

    fn kind(self) -> InputKind {
        match self {
            Format::Har => InputKind::Har,
            Format::SamlTracer => InputKind::SamlTracer,
            Format::Json => InputKind::Json,
            Format::Xml => InputKind::Xml,
            Format::Base64 => InputKind::Base64,
            Format::Form => InputKind::Form,
            Format::Html => InputKind::Html,
            Format::Curl => InputKind::Curl,
            Format::Http => InputKind::Http,
            Format::Text => InputKind::Text,
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Format, UnknownFormat> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

/// `--input-format` names no format there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        write!(f, "the formats are {}", names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

/// How to read a file.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Read it as this, whatever it looks like.
    pub format: Option<Format>,
    /// Bodies of a HAR beyond 4 MB too.
    pub large_bodies: LargeBodies,
}

/// What to do with bodies in a HAR that are too large for a login.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LargeBodies {
    #[default]
    Skip,
    Read,
}

impl InputKind {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            InputKind::Har => "har",
            InputKind::SamlTracer => "saml-tracer",
            InputKind::Json => "json",
            InputKind::Xml => "xml",
            InputKind::Base64 => "base64",
            InputKind::Form => "form",
            InputKind::Html => "html",
            InputKind::Curl => "curl",
            InputKind::Http => "http",
            InputKind::Text => "text",
            InputKind::Evidence(kind) => kind.id,
        }
    }

    /// Evidence that is recognised, and that no rule looks at yet.
    pub fn is_not_evaluated(self) -> bool {
        matches!(self, InputKind::Evidence(kind) if kind.read.is_none())
    }
}

/// What keeps a file from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    pub severity: ProblemKind,
    /// What was found, in words: `this is a JSON Web Token, not a SAML response`.
    pub what: String,
    /// What to copy or do instead.
    pub instead: String,
}

/// Which exit code a problem leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Neither a message nor known evidence: exit code 3.
    NotSaml,
    /// It could not be read or decoded: exit code 4.
    Unreadable,
    /// What could be read was used all the same: no exit code of its own.
    Partial,
}

impl InputProblem {
    /// Of a file that stands beside a response: what to give in its place.
    pub(crate) fn stand_beside_a_response(&mut self) {
        if let Some(instead) = wrong::beside_a_response(self) {
            self.instead = instead;
        }
    }

    /// Whether a policy beside it is all that is missing.
    pub(crate) fn waits_for_a_policy(&self) -> bool {
        wrong::waits_for_a_policy(self)
    }

    /// A file that is something else than it was to be.
    pub(crate) fn told(what: &str, instead: &str) -> InputProblem {
        wrong::not_saml(what, instead)
    }

    /// Evidence that was recognised and cannot be read; `command` gets it right.
    pub(crate) fn unreadable_evidence(
        kind: &Kind,
        what: &str,
        place: Option<String>,
        command: &str,
    ) -> InputProblem {
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        wrong::not_saml(
            format!("this is taken for {} and cannot be used: {what}{place}", kind.words),
            format!("get it again: {command}"),
        )
    }

    /// Both parts as one line.
    pub fn sentence(&self) -> String {
        if self.instead.is_empty() { self.what.clone() } else { format!("{}; {}", self.what, self.instead) }
    }
}
