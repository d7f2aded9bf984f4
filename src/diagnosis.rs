//! From inputs to what was found: every message parsed, placed, clocked and judged.
//!
//! [`diagnose`] gathers the evidence (`given`), then takes the messages of each input: `read` parses one,
//! opens what is encrypted, examines the signatures and finds out what was done to the copy; `judge` aims it
//! at a service, chooses its clock and has the engine run the rules; `witness` hears AWS's own answer. What
//! comes of it stands in `found`.

mod copies;
mod found;
mod given;
mod heard;
mod judge;
mod prepared;
mod signs;
mod witness;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::SignedDuration;

use self::copies::compare_with_copies;
use self::heard::Heard;
use self::judge::Login;
use self::signs::issuer;
use crate::aws::known_errors::recognise::Shown;
use crate::aws::services::Service;
use crate::capture::{Captured, DecodeError, DecodeProblem, Decoded, Stage};
use crate::clock::At;
use crate::engine::Verdict;
use crate::evidence::{Evidence, providers};
use crate::handling::{self, Handling, Layout};
use crate::input::{Input, ProblemKind};
use crate::instant::Instant;
use crate::marks;
use crate::message_kind::MessageKind;
use crate::parallel;
use crate::rule::{Expected, Request, Severity};
use crate::saml::{ASSERTION, Response, message};
use crate::signature::encryption::{self, PrivateKey};
use crate::signature::{self, Signature};
use crate::source::{Source, SourceKind, Sources};
use crate::target;
use crate::xml;
use crate::xml::Values;
use crate::xml::parse::Reason;

pub use self::found::{DecidedBy, Diagnosis, Examined, Judged, Message, MessageXml};
pub use self::prepared::Prepared;

/// A message that is longer than this is not judged, in bytes of XML. AWS takes a four-hundredth of it,
/// and what a message can be made to take in time and memory grows with its length.
const LONGEST_MESSAGE: usize = 32 << 20;

/// A Response of more is not judged: each is a kilobyte, however little stands in it.
const MOST_ASSERTIONS: usize = 100_000;

/// What the user decided; everything else is in the inputs.
#[derive(Debug, Clone)]
pub struct Options {
    /// `--at`
    pub at: Option<At>,
    /// When a response was posted whose capture does not say it; `None` is now.
    pub at_otherwise: Option<At>,
    /// `--target`
    pub target: Option<&'static Service>,
    /// `--error`: a sentence that AWS showed.
    pub error: Option<Shown>,
    /// `--entry`: only the messages of this HAR entry.
    pub entry: Option<usize>,
    /// `--key`: what opens encrypted assertions.
    pub private_keys: Vec<PrivateKey>,
    /// The reader's clock; only `main` reads it.
    pub now: Instant,
    /// From which severity on the exit code is 1; `None` is never.
    pub fail_on: Option<Severity>,
    /// What a configuration file says that a response has.
    pub expected: Expected,
    /// Clocks that are no further apart are taken to agree.
    pub skew: SignedDuration,
}

impl Options {
    /// Nothing decided: every message judged for the service it is for, by its capture's own clock; an
    /// error is what makes the exit code 1.
    pub fn at(now: Instant) -> Options {
        Options {
            at: None,
            at_otherwise: None,
            target: None,
            error: None,
            entry: None,
            private_keys: Vec::new(),
            now,
            fail_on: Some(Severity::Error),
            expected: Expected::default(),
            skew: SignedDuration::ZERO,
        }
    }

    /// Whether what is found hangs on more than the inputs.
    fn has_a_part(&self) -> bool {
        let chosen = self.at.is_some() || self.target.is_some() || self.entry.is_some();
        chosen || self.error.is_some() || !self.private_keys.is_empty()
    }
}

/// Judges everything that the inputs hold, several inputs at once.
pub fn diagnose(mut inputs: Vec<Input>, options: &Options) -> Diagnosis {
    let sources = Sources::default();
    let heard = Heard::of(&mut inputs, options.error.as_ref());
    let evidence = given::gather(&mut inputs, &sources);
    judge_inputs(inputs, sources, Arc::new(evidence), &heard, options)
}

/// Judges inputs by evidence that was read before.
fn judge_inputs(
    mut inputs: Vec<Input>,
    sources: Sources,
    evidence: Arc<Evidence>,
    heard: &Heard,
    options: &Options,
) -> Diagnosis {
    let mut captured: Vec<(usize, Vec<Captured>)> =
        inputs.iter_mut().map(|input| std::mem::take(&mut input.captured)).enumerate().collect();
    // A file of evidence is no reason to start a thread, which takes as long as judging does.
    captured.retain(|(_, captured)| !captured.is_empty());
    let surroundings = Surroundings { sources: &sources, evidence: &evidence, heard, options };
    let mut messages: Vec<Message> =
        parallel::map(captured, |(input, captured)| surroundings.examine_input(input, captured))
            .into_iter()
            .flatten()
            .collect();
    pair_requests(&mut messages);
    given::tell_unused(&mut inputs, &messages, &evidence);
    let examined = given::examine(&inputs, &evidence, &messages, options.now);
    let exit_code_of_inputs = exit_code_of_inputs(&inputs, &messages, &examined);
    let exit_code = match exit_code_of_inputs {
        4 => 4,
        _ if fails(&inputs, &messages, &examined, &evidence, (heard, options.fail_on)) => 1,
        code => code,
    };
    let fail_on = options.fail_on;
    let hangs_on_options = options.has_a_part();
    Diagnosis {
        sources,
        inputs,
        messages,
        evidence,
        examined,
        exit_code,
        exit_code_of_inputs,
        fail_on,
        hangs_on_options,
    }
}

/// What every message of a run is judged with.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    sources: &'a Sources,
    evidence: &'a Evidence,
    heard: &'a Heard,
    options: &'a Options,
}

impl Surroundings<'_> {
    fn examine_input(self, input: usize, captured: Vec<Captured>) -> Vec<Message> {
        let alone = captured.len() == 1;
        let wanted = |one: &Message| self.options.entry.is_none() || one.capture.entry == self.options.entry;
        let mut messages: Vec<Message> =
            captured.into_iter().map(|one| self.read(input, one, alone)).collect();
        compare_with_copies(&mut messages);
        messages.retain(wanted);
        let requests: Vec<Request> = messages.iter().filter_map(request).collect();
        let chosen = witness::chosen_roles(&messages, self.sources);
        for (message, chosen) in messages.iter_mut().zip(&chosen) {
            let before: Vec<Request> = requests
                .iter()
                .filter(|request| Some(request.entry) < message.capture.entry)
                .cloned()
                .collect();
            let login = Login { chosen: chosen.as_deref(), requests: &before };
            message.judged = self.aim(message, alone).and_then(|aim| self.judge(message, aim, login));
        }
        witness::hear(&mut messages, self.sources, self.heard.of_input(input));
        messages
    }

    fn read(self, input: usize, captured: Captured, alone: bool) -> Message {
        let Captured { capture, decoded } = captured;
        let mut message = Message {
            input,
            capture,
            kind: None,
            problem: None,
            document: None,
            signatures: Vec::new(),
            judged: None,
            other: Vec::new(),
            repeats: None,
        };
        match decoded.and_then(|decoded| self.parse(decoded)) {
            Ok(parsed) => {
                message.kind = Some(parsed.kind);
                message.document = Some(parsed.document);
            }
            Err(problem) => message.problem = Some(problem),
        }
        if let Some(document) = &message.document {
            message.signatures = self.verify(document);
            let handling = match &document.response {
                Some(_) => Handling::of(&document.tree, document.node, &message.signatures),
                None => Handling::default(),
            };
            // Where values were crossed out no digest can fit, and there is nothing to find out.
            let whole = !document.truncated && handling.crossed_out.is_empty();
            if self.aim(&message, alone).is_some() && whole {
                signature::diagnose(&document.tree, &mut message.signatures);
            }
            handled(&mut message, handling);
        }
        message
    }

    /// Examines what is signed; what no identity provider signs, with the keys it carries alone.
    fn verify(self, document: &MessageXml) -> Vec<Signature> {
        let keys = match &document.response {
            Some(response) => self.evidence.keys_for(issuer(response), &providers::named_by(response)),
            None => Vec::new(),
        };
        signature::verify(&document.tree, document.node, &keys)
    }

    /// The document, and what is encrypted in it opened before anything reads it.
    fn parse(self, decoded: Decoded) -> Result<Parsed, DecodeError> {
        let sources = self.sources;
        let length = decoded.xml.len();
        if length > LONGEST_MESSAGE {
            let problem = DecodeProblem::TooLong { bytes: length, most: LONGEST_MESSAGE };
            return Err(DecodeError { stage: Stage::Xml, offset: 0, problem });
        }
        let cut = decoded.truncated.is_some();
        let left_out = decoded.left_out;
        let encoding_conflict = decoded.encoding_conflict;
        let source = sources.add(Source::new(SourceKind::Message, decoded.xml, Some(decoded.origins)));
        let text = sources.get(source);
        let (mut tree, truncated) = match xml::parse_shared(source, Arc::clone(&text.text)) {
            Ok(tree) => (tree, cut),
            Err(refused) => match (refused.reason, refused.partial) {
                (Reason::EndsEarly { .. }, Some(partial)) => (*partial, true),
                (Reason::EndsEarly { .. }, None) if cut => {
                    let at = text.origins.as_ref().map_or(0, |origins| origins.of(length..length).start);
                    let begins = found::head(&text.text);
                    let problem = DecodeProblem::CutInTag { mark: left_out, bytes: length, begins };
                    return Err(DecodeError { stage: Stage::Base64, offset: at, problem });
                }
                (reason, _) => {
                    let at = text.position(refused.offset);
                    let offset =
                        text.origins.as_ref().map_or(0, |o| o.of(refused.offset..refused.offset + 1).start);
                    let problem = DecodeProblem::NotWellFormed { reason, at };
                    let problem = match marks::gap(&text.text) {
                        Some(mark) => {
                            DecodeProblem::PartLeftOut { mark: mark.to_owned(), problem: Box::new(problem) }
                        }
                        None => problem,
                    };
                    return Err(DecodeError { stage: Stage::Xml, offset, problem });
                }
            },
        };
        let decrypted = encryption::decrypt(&mut tree, sources, &self.options.private_keys);
        let (kind, node) = message::find(&tree);
        let assertions = tree.elements_named(node, ASSERTION, "Assertion").count();
        if assertions > MOST_ASSERTIONS {
            let problem = DecodeProblem::TooManyAssertions { count: assertions, most: MOST_ASSERTIONS };
            return Err(DecodeError { stage: Stage::Xml, offset: 0, problem });
        }
        let response = kind.is_response().then(|| Response::read(&tree, node));
        let handling = Handling::default();
        let document = MessageXml {
            tree,
            node,
            length,
            response,
            decrypted,
            truncated,
            left_out,
            handling,
            encoding_conflict,
        };
        Ok(Parsed { kind, document })
    }
}

/// Takes note of what was done to a response before it was given to us, and reads it without the
/// white space that was put in.
fn handled(message: &mut Message, handling: Handling) {
    let Some(document) = message.document.as_mut().filter(|document| document.response.is_some()) else {
        return;
    };
    let here = [Stage::Base64, Stage::Inflate].iter().any(|stage| message.capture.decoding.contains(stage));
    let decoded = if here { handling::Decoded::Here } else { handling::Decoded::Elsewhere };
    let handling = handling.with_layout(&document.tree, document.node, &message.signatures, decoded);
    match handling.layout {
        Layout::AsSent => {}
        Layout::Restored | Layout::Unproven => {
            document.tree.read_values(Values::Trimmed);
            document.response = Some(Response::read(&document.tree, document.node));
        }
    }
    message.capture.notes.extend(handling.sentences());
    document.handling = handling;
}

struct Parsed {
    kind: MessageKind,
    document: MessageXml,
}

/// Ties an AuthnRequest to the response that answers it: by InResponseTo and ID.
fn pair_requests(messages: &mut [Message]) {
    let mut requests: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, message) in messages.iter().enumerate() {
        if let Some(id) = request_id(message) {
            requests.entry(id).or_default().push(index);
        }
    }
    for message in messages {
        let in_response_to = message.response().and_then(|response| response.in_response_to.as_ref());
        let answers = in_response_to.and_then(|id| requests.get(&id.value)).cloned();
        message.other = answers.unwrap_or_default();
    }
}

/// What a request of a HAR says of itself.
fn request(message: &Message) -> Option<Request> {
    let id = request_id(message)?;
    let document = message.document.as_ref()?;
    let (tree, node) = (&document.tree, document.node);
    let issuer = tree.element_named(node, ASSERTION, "Issuer").map(|issuer| tree.content(issuer).value);
    let acs = tree.attribute_value(node, "AssertionConsumerServiceURL").map(|url| url.into_owned());
    Some(Request { entry: message.capture.entry?, id, issuer, acs })
}

fn request_id(message: &Message) -> Option<String> {
    if message.kind != Some(MessageKind::AuthnRequest) {
        return None;
    }
    let document = message.document.as_ref()?;
    document.tree.attribute_value(document.node, "ID").map(|id| id.into_owned())
}

/// The first that applies of 4, 3 and 0: the exit code where nothing is found.
fn exit_code_of_inputs(inputs: &[Input], messages: &[Message], examined: &[Examined]) -> u8 {
    let problem = |kind| {
        inputs.iter().filter_map(|input| input.problem.as_ref()).any(|problem| problem.severity == kind)
    };
    let undecoded = messages.iter().any(|message| {
        message.fault().is_some() && message.capture.url.as_deref().is_none_or(target::is_aws_url)
    });
    if problem(ProblemKind::Unreadable) || undecoded {
        return 4;
    }
    let any_judged = messages.iter().any(|message| message.judged.is_some());
    let metadata_alone = messages.is_empty() && examined.iter().any(Examined::is_judged);
    if problem(ProblemKind::NotSaml) || (!any_judged && !metadata_alone) { 3 } else { 0 }
}

/// Whether something was found that makes the exit code 1: a file that is of no use does not hide a refusal.
fn fails(
    inputs: &[Input],
    messages: &[Message],
    examined: &[Examined],
    evidence: &Evidence,
    (heard, fail_on): (&Heard, Option<Severity>),
) -> bool {
    let judged = messages.iter().filter_map(|message| message.judged.as_ref());
    // What is no evidence at all, a page, is said to be that.
    let used = examined.iter().filter(|one| inputs[one.input].problem.is_none());
    let worst = judged
        .flat_map(|judged| &judged.judgement.findings)
        .chain(used.flat_map(|one| &one.inspection.findings))
        .map(|found| found.finding.severity)
        .max();
    // A refusal by AWS itself, or one that somebody saw, is one whether or not a rule explains it.
    let witnessed = messages.iter().any(|message| {
        let by_witness = |judged: &Judged| {
            judged.verdict == Verdict::Refused && judged.decided_by > Some(DecidedBy::Rules)
        };
        message
            .judged
            .as_ref()
            .is_some_and(|judged| heard.of_input(message.input).is_some() || by_witness(judged))
    });
    let worst = if witnessed || refusal_recorded(examined, evidence) { Some(Severity::Error) } else { worst };
    worst.zip(fail_on).is_some_and(|(worst, from)| worst >= from)
}

/// Whether events of CloudTrail that were given without a response tell of a refusal.
pub(crate) fn refusal_recorded(examined: &[Examined], evidence: &Evidence) -> bool {
    examined
        .iter()
        .filter(|one| one.events_alone)
        .any(|one| evidence.events.iter().any(|event| event.input == one.input && event.is_refused()))
}
