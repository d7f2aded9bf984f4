//! One SAML message: what it is, where it came from, what AWS answers to it and why.

use std::sync::Arc;

use serde::Serialize;

use super::listing::{self, Labels};
use super::{
    Answer, Assertion, AwsAnswer, Beside, Brief, Checks, Finding, Holds, Open, Origin, PredictedError,
    Reader, Recorded, Row, ShownError, Signature, SourceText, Step, Style, Timeline, checks, finding, holds,
    login, name_words, present, roles, signed, validity, without_query,
};
use crate::capture::{DecodeError, Stage};
use crate::diagnosis::{self, DecidedBy, Diagnosis, Judged};
use crate::engine::Verdict;
use crate::number::grouped;

/// One SAML message and all that is said of it.
#[derive(Debug, Clone)]
pub struct Message {
    /// Index into [`Report::inputs`](super::Report::inputs).
    pub input: usize,
    /// The input's name as it was given; `-` is standard input.
    pub input_name: String,
    /// What tells it from the other messages: `entry 57`, `message 2`, or its input's name.
    pub label: String,
    /// One line above its report where several are told: input, entry, request, time.
    pub heading: String,
    /// 0-based index into the entries of a HAR.
    pub entry: Option<usize>,
    /// Without its query.
    pub url: Option<String>,
    /// `response`, `authn-request`, ..; `None` where it could not be decoded.
    pub kind: Option<&'static str>,
    /// Why it could not be decoded, or not as a whole.
    pub problem: Option<Fault>,
    /// Set where nothing of it could be decoded.
    pub undecoded: Option<Undecoded>,
    pub relay_state: Option<String>,
    /// Names of the decoding steps, outermost first.
    pub decoding: Vec<&'static str>,
    /// RFC 3339.
    pub captured_at: Option<String>,
    /// RFC 3339; `None` where the moment is not known as one.
    pub evaluated_at: Option<String>,
    /// `given`, `captured` or `now`.
    pub clock: Option<&'static str>,
    /// The service it is judged for, as the JSON report names it.
    pub target: Option<&'static str>,
    /// The id of the identity provider.
    pub identity_provider: Option<&'static str>,
    /// How it was captured and decoded, from whom and for whom it is.
    pub origin: Origin,
    /// What its first assertion says.
    pub assertion: Option<Assertion>,
    /// Every signature, in document order.
    pub signatures: Vec<Signature>,
    /// `refused`, `accepted` or `undetermined`; `None` where it was not judged.
    pub verdict: Option<&'static str>,
    /// The verdict in a word, or what stands for it: `not decoded`, `AuthnRequest`.
    pub word: &'static str,
    /// What that word means.
    pub style: Style,
    /// Whether it is reported in full beside other messages.
    pub in_full: InFull,
    /// Its line in a list of messages.
    pub row: Row,
    /// Set where it is listed beside the responses rather than judged.
    pub beside: Option<Beside>,
    /// What AWS answers, or why that cannot be told; `None` where it was not judged.
    pub answer: Option<Answer>,
    pub predicted_error: Option<PredictedError>,
    /// The sentence that somebody saw, and the rules that explain it.
    pub shown_error: Option<ShownError>,
    /// What belongs to the same login: the AuthnRequest.
    pub other: Vec<Other>,
    /// Whose word the verdict is: `aws-answer`, `cloudtrail`, `shown-error` or `rules`.
    pub decided_by: Option<&'static str>,
    /// Where a witness says something else than the rules.
    pub disagreement: Option<String>,
    /// What AWS itself answered, where the capture has it.
    pub aws_answer: Option<AwsAnswer>,
    /// What CloudTrail recorded of it and around it, in the order of the times.
    pub recorded: Vec<Recorded>,
    /// The same, a line an event.
    pub recorded_lines: Vec<String>,
    /// Of a refusal that nothing in the response explains: what must hold outside it.
    pub holds: Option<Holds>,
    /// Index of the first post of the same response.
    pub repeats: Option<usize>,
    /// The cause of the predicted error first, then by severity, then in document order.
    pub findings: Vec<Finding>,
    /// The roles that are left to choose from, where a Role value is not as AWS wants it.
    pub roles: Option<String>,
    /// The time in which AWS takes it, and when it was posted.
    pub validity: Option<String>,
    /// The same as points in time.
    pub timeline: Option<Timeline>,
    /// The decoded XML, and what was decrypted.
    pub documents: Vec<SourceText>,
    /// AWS itself refused it, or somebody saw AWS refuse it, whatever the findings say.
    pub witnessed: bool,
    /// What is signed and whether it holds, a line each.
    pub signed: Vec<String>,
    /// What could not be judged, and how to have it judged.
    pub open: Open,
    pub checks: Checks,
    /// `1 error, 1 warning; 41 checks clean, 9 not applicable`.
    pub counts: Option<String>,
    /// The steps of the login, and where it stops.
    pub login: Vec<Step>,
    /// What stands on the first screen; `None` where it was not judged.
    pub brief: Option<Brief>,
}

/// Whether a message of several is told in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InFull {
    Always,
    /// Where everything is asked for.
    WhenVerbose,
    Never,
}

/// What kept a message from being decoded as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fault {
    /// The decoding step that failed.
    #[cfg_attr(test, schemars(with = "Stage"))]
    pub stage: &'static str,
    pub message: String,
    /// Captured byte.
    pub offset: u64,
}

/// A message of which nothing could be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecoded {
    pub problem: String,
    /// `byte 17 of login.har, at the step base64`
    pub place: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// A message seen beside another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Other {
    pub input: String,
    pub entry: Option<usize>,
    pub url: Option<String>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub kind: Option<&'static str>,
}

impl Message {
    pub(super) fn of(diagnosis: &Diagnosis, index: usize, labels: &Labels, reader: Reader) -> Message {
        let message = &diagnosis.messages[index];
        let input_name = diagnosis.inputs[message.input].name.clone();
        let judged = message.judged.as_ref();
        let judgement = judged.map(|judged| &judged.judgement);
        let findings = judgement.map_or_else(Vec::new, |judgement| {
            Finding::all(diagnosis, message.input, Some(message), &judgement.findings)
        });
        let checks = judgement
            .map(|judgement| Checks::of_message(message, judgement, &diagnosis.inputs))
            .unwrap_or_default();
        let answer = judged.map(|judged| Answer::of(message, judged));
        let (style, word) = listing::word(message);
        let origin = Origin::of(message, labels.paired(diagnosis, index));
        let recorded = judged.map(|judged| Recorded::all(diagnosis, judged)).unwrap_or_default();
        let mut said = Message {
            login: judged.map(|judged| login::steps(message, judged)).unwrap_or_default(),
            brief: None,
            input: message.input,
            label: labels.of(index).to_owned(),
            heading: listing::heading(labels.of(index), name_words(&input_name), message),
            entry: message.capture.entry,
            url: message.capture.url.as_deref().map(|url| without_query(url).to_owned()),
            kind: message.kind.as_ref().map(|kind| kind.name()),
            problem: message.fault().map(Fault::of),
            undecoded: message.problem.as_ref().map(|problem| Undecoded::of(&input_name, message, problem)),
            relay_state: message.capture.relay_state.as_deref().and_then(present),
            decoding: message.capture.decoding.iter().copied().map(Stage::name).collect(),
            captured_at: judged.and_then(|j| j.clock.started).map(|instant| instant.to_string()),
            evaluated_at: judged.and_then(|j| j.clock.moment()).map(|instant| instant.to_string()),
            clock: judged.map(|j| j.clock.source.name()),
            target: judged.map(|j| j.target.target),
            identity_provider: judged.and_then(|j| j.identity_provider).map(|provider| provider.id),
            assertion: message.response().and_then(|response| {
                Assertion::of(response, judged.map_or(&[][..], |judged| &judged.role_outcomes))
            }),
            signatures: message.signatures.iter().map(Signature::of).collect(),
            verdict: message.verdict().map(Verdict::name),
            word,
            style,
            in_full: in_full(message),
            row: Row::of(diagnosis, index, labels),
            beside: (message.is_beside() || message.repeats.is_some())
                .then(|| Beside::of(diagnosis, index, labels)),
            answer,
            predicted_error: judgement.and_then(|j| j.predicted.as_ref()).map(PredictedError::of),
            shown_error: judged.and_then(ShownError::of),
            decided_by: judged.and_then(|judged| judged.decided_by).map(DecidedBy::name),
            disagreement: judged.and_then(|judged| judged.disagreement.clone()),
            aws_answer: judged.and_then(|judged| judged.aws_answer.as_ref()).map(AwsAnswer::of),
            recorded_lines: recorded.iter().map(Recorded::line).collect(),
            recorded,
            holds: judged.and_then(|judged| holds::of(diagnosis, message, judged)),
            repeats: message.repeats,
            other: message.other.iter().map(|&other| Other::of(diagnosis, other)).collect(),
            roles: judged.and_then(|judged| roles::usable(message, judged)),
            validity: judged.and_then(|judged| validity::line(message, judged)),
            timeline: judged.and_then(|judged| validity::timeline(message, judged)),
            documents: documents(diagnosis, message),
            witnessed: judged.is_some_and(witnessed),
            signed: signed::of_message(message),
            open: judged.map(|judged| Open::of(diagnosis, message, judged)).unwrap_or_default(),
            counts: judgement.map(|_| checks::counts(&findings, &checks)),
            origin,
            findings,
            checks,
            input_name,
        };
        said.brief = match reader {
            Reader::Person => Brief::of(diagnosis, message, &said),
            Reader::Program => None,
        };
        said
    }
}

impl Message {
    /// What keeps it from a verdict, in words; `None` where it has one.
    pub fn because(&self) -> Option<&str> {
        self.answer.as_ref()?.because.as_deref()
    }
}

/// What the exit code counts as a refusal, whether or not a rule explains it.
fn witnessed(judged: &Judged) -> bool {
    let refused = judged.verdict == Verdict::Refused && judged.decided_by > Some(DecidedBy::Rules);
    refused || judged.shown_error.is_some()
}

fn documents(diagnosis: &Diagnosis, message: &diagnosis::Message) -> Vec<SourceText> {
    let Some(document) = &message.document else { return Vec::new() };
    let mut sources = vec![document.tree.source()];
    for opened in document.decrypted.iter().filter_map(|opened| opened.result.as_ref().ok()) {
        sources.extend(opened.iter().map(|&node| document.tree.span(node).source));
    }
    sources.dedup();
    let named = sources.into_iter().map(|id| {
        let source = diagnosis.sources.get(id);
        SourceText { source: finding::source_names(&source).0, text: Arc::clone(&source.text) }
    });
    named.collect()
}

fn in_full(message: &diagnosis::Message) -> InFull {
    if message.repeats.is_some() {
        return InFull::Never;
    }
    match message.verdict() {
        Some(Verdict::Refused | Verdict::Undetermined(_)) => InFull::Always,
        Some(Verdict::Accepted) => InFull::WhenVerbose,
        None if message.problem.is_some() => InFull::Always,
        None => InFull::Never,
    }
}

impl Fault {
    fn of(fault: DecodeError) -> Fault {
        Fault { stage: fault.stage.name(), message: fault.problem.to_string(), offset: fault.offset }
    }
}

impl Undecoded {
    fn of(input: &str, message: &diagnosis::Message, problem: &DecodeError) -> Undecoded {
        let input = name_words(input);
        let step = problem.stage.words();
        Undecoded {
            problem: problem.problem.to_string(),
            place: format!("byte {} of {input}, at the step {step}", grouped(problem.offset)),
            advice: problem.advice(&message.capture.decoding),
        }
    }
}

impl Other {
    fn of(diagnosis: &Diagnosis, index: usize) -> Other {
        let message = &diagnosis.messages[index];
        Other {
            input: diagnosis.inputs[message.input].name.clone(),
            entry: message.capture.entry,
            url: message.capture.url.as_deref().map(|url| without_query(url).to_owned()),
            kind: message.kind.as_ref().map(|kind| kind.name()),
        }
    }
}
