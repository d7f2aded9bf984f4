//! From inputs to a finished report: every message parsed, placed, clocked and judged.

mod given;

use std::collections::HashMap;
use std::sync::Arc;

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How};
use crate::aws::role_pair;
use crate::capture::{Capture, Captured, DecodeError, Decoded, EncodingConflict, ExchangeFacts, Stage};
use crate::cli::CheckArguments;
use crate::clock::{At, Clock};
use crate::engine::{self, Inspection, Judgement, Readable, ShownError, Verdict};
use crate::evidence::{Evidence, providers};
use crate::identity_provider::{self, IdentityProvider, Signs, Strength};
use crate::input::{Input, ProblemKind};
use crate::instant::Instant;
use crate::parallel;
use crate::readings::Readings;
use crate::rule::{Case, Severity, Target};
use crate::saml::{ASSERTION, AttributeValue, MessageKind, Response, message};
use crate::signature::encryption::{self, Opened, PrivateKey};
use crate::signature::{self, Cause, Digest, Reference, Signature, intact};
use crate::source::{Source, SourceKind, Sources, Text};
use crate::target::{self, Addressed};
use crate::xml::parse::Reason;
use crate::xml::{self, NodeId, Tree};

/// A message that is longer than this is not judged, in bytes of XML. AWS takes a hundredth of it, and
/// what a message can be made to take in time and memory grows with its length.
const LONGEST_MESSAGE: usize = 8 << 20;

/// What the user decided; everything else is in the inputs.
#[derive(Debug, Clone)]
pub struct Options {
    /// `--at`
    pub at: Option<At>,
    /// `--target`
    pub target: Option<Target>,
    /// `--error`: a sentence that AWS showed.
    pub error: Option<&'static KnownError>,
    /// `--entry`: only the messages of this HAR entry.
    pub entry: Option<usize>,
    /// `--key`: what opens encrypted assertions.
    pub private_keys: Vec<PrivateKey>,
    /// The reader's clock; only `main` reads it.
    pub now: Instant,
    /// From which severity on the exit code is 1; `None` is never.
    pub fail_on: Option<Severity>,
}

impl Options {
    /// What the command line says; `error` and the private keys are looked up by the caller.
    pub fn of(arguments: &CheckArguments, now: Instant) -> Options {
        Options {
            at: arguments.at,
            target: arguments.target.map(|name| name.target()),
            error: None,
            entry: arguments.entry,
            private_keys: Vec::new(),
            now,
            fail_on: arguments.fail_on.severity(),
        }
    }
}

/// A finished report.
#[derive(Debug)]
pub struct Report {
    pub sources: Sources,
    pub inputs: Vec<Input>,
    pub messages: Vec<Message>,
    pub evidence: Evidence,
    /// One for each input that is evidence, in their order.
    pub examined: Vec<Examined>,
    pub exit_code: u8,
}

/// What came of one file of evidence, looked at by itself.
#[derive(Debug)]
pub struct Examined {
    /// Index into [`Report::inputs`].
    pub input: usize,
    /// Index into the metadata of [`Report::evidence`], where the file holds metadata.
    pub metadata: Option<usize>,
    /// Every signature of the metadata, checked with the keys it carries.
    pub signatures: Vec<Signature>,
    pub inspection: Inspection,
}

/// One SAML message.
#[derive(Debug)]
pub struct Message {
    /// Index into [`Report::inputs`].
    pub input: usize,
    pub capture: Capture,
    /// `None` where the message could not be decoded.
    pub kind: Option<MessageKind>,
    pub problem: Option<DecodeError>,
    pub document: Option<Document>,
    /// Every signature of the document, in document order, of a request or a logout message too.
    pub signatures: Vec<Signature>,
    /// `None` for what is not judged: no response, not for AWS, not decoded.
    pub judged: Option<Judged>,
    /// Indexes into [`Report::messages`] of what belongs to the same login: the AuthnRequest.
    pub other: Vec<usize>,
}

/// The XML of a message and where the message starts in it.
#[derive(Debug)]
pub struct Document {
    pub tree: Tree,
    pub node: NodeId,
    /// Length of the XML in bytes.
    pub length: usize,
    pub response: Option<Response>,
    /// What stands encrypted in it, and what became of that.
    pub decrypted: Vec<Opened>,
    /// The copy ends before the document does.
    pub truncated: bool,
    pub encoding_conflict: Option<EncodingConflict>,
}

/// A judged response.
#[derive(Debug)]
pub struct Judged {
    pub target: Target,
    /// Where it is not AWS, the response is judged because nothing else was given.
    pub addressed: Addressed,
    pub identity_provider: Option<&'static IdentityProvider>,
    /// How well its signs fit.
    pub provider_strength: Option<Strength>,
    pub clock: Clock,
    pub judgement: Judgement,
    pub shown_error: Option<ShownError>,
    /// The sentence on the page that AWS answered with.
    pub on_page: Option<&'static KnownError>,
}

impl Document {
    /// Who sends the message, by its own Issuer, else by the assertion's.
    pub fn issuer(&self) -> Option<String> {
        let own = self.tree.element_named(self.node, ASSERTION, "Issuer");
        let own = own.map(|issuer| self.tree.content(issuer).value);
        let of_assertion = || {
            let issuer = self.response.as_ref()?.assertion()?.issuer.as_ref()?;
            Some(issuer.value.clone())
        };
        own.or_else(of_assertion).filter(|issuer| !issuer.is_empty())
    }
}

impl Message {
    pub fn verdict(&self) -> Option<Verdict> {
        self.judged.as_ref().map(|judged| judged.judgement.verdict)
    }

    /// What is wrong with the copy as a whole: it cannot be decoded, or it ends before its document
    /// does, and only what there is was judged.
    pub fn fault(&self) -> Option<DecodeError> {
        let cut = self.document.as_ref().filter(|document| document.truncated).map(|document| DecodeError {
            stage: Stage::Xml,
            offset: self.capture.at.end,
            problem: format!(
                "the copy ends before the document does, after {} bytes of XML; copy the whole value, or save it to a file",
                document.length
            ),
        });
        self.problem.clone().or(cut)
    }

    pub fn response(&self) -> Option<&Response> {
        self.document.as_ref().and_then(|document| document.response.as_ref())
    }

    /// Whether the message is listed beside the responses rather than judged: a request, a logout
    /// message, a response for somebody else.
    pub fn is_beside(&self) -> bool {
        self.problem.is_none() && self.judged.is_none()
    }
}

/// Judges everything that the inputs hold, several inputs at once.
pub fn diagnose(mut inputs: Vec<Input>, options: &Options) -> Report {
    let sources = Sources::default();
    let evidence = given::gather(&inputs, &sources);
    let mut captured: Vec<(usize, Vec<Captured>)> =
        inputs.iter_mut().map(|input| std::mem::take(&mut input.captured)).enumerate().collect();
    // A file of evidence is no reason to start a thread, which takes as long as judging does.
    captured.retain(|(_, captured)| !captured.is_empty());
    let surroundings = Surroundings { sources: &sources, evidence: &evidence, options };
    let mut messages: Vec<Message> =
        parallel::map(captured, |(input, captured)| surroundings.examine_input(input, captured))
            .into_iter()
            .flatten()
            .collect();
    pair_requests(&mut messages);
    let examined = given::examine(&inputs, &evidence, options.now);
    let exit_code = exit_code(&inputs, &messages, &examined, options.fail_on);
    Report { sources, inputs, messages, evidence, examined, exit_code }
}

/// What every message of a run is judged with.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    sources: &'a Sources,
    evidence: &'a Evidence,
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
        for message in &mut messages {
            message.judged = self.aim(message, alone).and_then(|aim| self.judge(message, aim));
        }
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
            if self.aim(&message, alone).is_some() && !document.truncated {
                signature::diagnose(&document.tree, &mut message.signatures);
            }
        }
        message
    }

    /// Examines what is signed; what no identity provider signs, with the keys it carries alone.
    fn verify(self, document: &Document) -> Vec<Signature> {
        let keys = match &document.response {
            Some(response) => self.evidence.keys_for(issuer(response), &providers::named_by(response)),
            None => Vec::new(),
        };
        signature::verify(&document.tree, document.node, &keys)
    }

    /// The service that a response is judged for; `None` where it is not judged.
    fn aim(self, message: &Message, alone: bool) -> Option<Aim> {
        let response = message.response()?;
        if let Some(target) = self.options.target {
            return Some(Aim { target, addressed: Addressed::Aws });
        }
        if let Some(target) = target::of(&message.capture, response) {
            return Some(Aim { target, addressed: Addressed::Aws });
        }
        let nothing_else = alone && message.capture.url.is_none();
        nothing_else.then(|| Aim {
            target: Target::Iam,
            addressed: target::addressee(response).map_or(Addressed::Nowhere, Addressed::Elsewhere),
        })
    }

    /// The document, and what is encrypted in it opened before anything reads it.
    fn parse(self, decoded: Decoded) -> Result<Parsed, DecodeError> {
        let sources = self.sources;
        let length = decoded.xml.len();
        if length > LONGEST_MESSAGE {
            let problem = format!(
                "the XML has {length} bytes, and more than {LONGEST_MESSAGE} are not judged; AssumeRoleWithSAML takes 100,000 characters of base64"
            );
            return Err(DecodeError { stage: Stage::Xml, offset: 0, problem });
        }
        let cut = decoded.truncated.is_some();
        let encoding_conflict = decoded.encoding_conflict;
        let source = sources.add(Source::new(SourceKind::Message, decoded.xml, Some(decoded.origins)));
        let text = sources.get(source);
        let (mut tree, truncated) = match xml::parse_shared(source, Arc::clone(&text.text)) {
            Ok(tree) => (tree, cut),
            Err(refused) => match (refused.reason, refused.partial) {
                (Reason::EndsEarly { .. }, Some(partial)) => (*partial, true),
                (reason, _) => {
                    let at = text.position(refused.offset);
                    let offset =
                        text.origins.as_ref().map_or(0, |o| o.of(refused.offset..refused.offset + 1).start);
                    let problem = format!(
                        "the XML is not well-formed: {reason} (line {}, column {})",
                        at.line, at.column
                    );
                    return Err(DecodeError { stage: Stage::Xml, offset, problem });
                }
            },
        };
        let decrypted = encryption::decrypt(&mut tree, sources, &self.options.private_keys);
        let (kind, node) = message::find(&tree);
        let response = (kind == MessageKind::Response).then(|| Response::read(&tree, node));
        let document = Document { tree, node, length, response, decrypted, truncated, encoding_conflict };
        Ok(Parsed { kind, document })
    }

    fn judge(self, message: &Message, aim: Aim) -> Option<Judged> {
        let options = self.options;
        let document = message.document.as_ref()?;
        let response = document.response.as_ref()?;
        let signatures = &message.signatures;
        let Aim { target, addressed } = aim;
        let issued = target::issued(response);
        let issuer = issuer(response);
        let clock = match options.at {
            Some(At::Moment(moment)) => Clock::given(moment),
            Some(At::AfterIssue(seconds)) => match issued {
                Some(issued) => Clock::given(issued.plus_seconds(seconds)),
                None => Clock::now(None, options.now),
            },
            None => message
                .capture
                .exchange
                .as_ref()
                .and_then(|facts| captured_clock(facts, issuer))
                .unwrap_or_else(|| Clock::now(issued, options.now)),
        };
        let coverage = signature::coverage(&document.tree, document.node, signatures);
        let (identity_provider, provider_strength) =
            identity_provider::recognise(&signs(response, signatures)).unzip();
        let readings = Readings::of(response);
        let case = Case {
            capture: &message.capture,
            tree: &document.tree,
            response,
            readings: &readings,
            clock: &clock,
            signatures,
            coverage: &coverage,
            decrypted: &document.decrypted,
            evidence: self.evidence,
            target,
            identity_provider,
            truncated: document.truncated,
            encoding_conflict: document.encoding_conflict.as_ref(),
        };
        let encrypted = document.decrypted.iter().any(|opened| opened.result.is_err());
        let judged_here = Target::IAM_SIGN_IN.contains(&target);
        let holds = |signature: &Signature| {
            matches!(signature.verdict, signature::Verdict::Valid | signature::Verdict::NoKey)
        };
        let judged_here = judged_here && signatures.iter().all(holds);
        let readable =
            if encrypted || document.truncated || !judged_here { Readable::InPart } else { Readable::Whole };
        let judgement = engine::judge(&case, readable);
        let page = message.capture.exchange.as_ref().and_then(|exchange| exchange.page.as_deref());
        let on_page = page.and_then(shown_on_page);
        let shown = options.error.or(on_page);
        let shown_error = shown.map(|error| judgement.explain(error));
        Some(Judged {
            target,
            addressed,
            identity_provider,
            provider_strength,
            clock,
            judgement,
            shown_error,
            on_page,
        })
    }
}

/// Fills in what an intact copy in the same input shows of digests that differ for no known mishap.
fn compare_with_copies(messages: &mut [Message]) {
    let digest_of = |reference: &Reference| Some(reference.digest_value.as_ref()?.value.clone());
    let mut intact: HashMap<String, usize> = HashMap::new();
    for (index, message) in messages.iter().enumerate() {
        let references = message.signatures.iter().flat_map(|signature| &signature.references);
        for reference in references.filter(|reference| reference.digest == Digest::Match) {
            let Some(digest) = digest_of(reference) else { continue };
            intact.entry(digest).or_insert(index);
        }
    }
    for index in 0..messages.len() {
        let references = messages[index].signatures.iter().flat_map(|signature| &signature.references);
        let open = references.filter(|reference| reference.cause == Some(Cause::ChangedAfterSigning));
        let mut copies: Vec<usize> =
            open.filter_map(|reference| intact.get(&digest_of(reference)?).copied()).collect();
        copies.dedup();
        let mut signatures = std::mem::take(&mut messages[index].signatures);
        for copy in copies.into_iter().map(|copy| &messages[copy]) {
            if let (Some(here), Some(there)) = (&messages[index].document, &copy.document) {
                let entry = copy.capture.entry;
                intact::compare(&here.tree, &mut signatures, entry, &there.tree, &copy.signatures);
            }
        }
        messages[index].signatures = signatures;
    }
}

fn captured_clock(facts: &ExchangeFacts, issuer: Option<&str>) -> Option<Clock> {
    let clock = Clock::captured(facts)?;
    Some(clock.delivered_by(facts.delivered(issuer).as_ref(), facts))
}

/// What a response is judged for.
struct Aim {
    target: Target,
    addressed: Addressed,
}

/// Who issued a response, by its assertion, else by itself.
fn issuer(response: &Response) -> Option<&str> {
    let of_assertion = response.assertion().and_then(|assertion| assertion.issuer.as_ref());
    of_assertion.or(response.issuer.as_ref()).map(|issuer| issuer.value.as_str())
}

struct Parsed {
    kind: MessageKind,
    document: Document,
}

/// The sentence that a page AWS answered with shows.
fn shown_on_page(page: &str) -> Option<&'static KnownError> {
    let found = recognise::recognise(page).matches;
    found.iter().find(|found| found.how == How::Sentence).map(|found| found.error)
}

/// What of a response tells which identity provider made it.
fn signs<'a>(response: &'a Response, signatures: &'a [Signature]) -> Signs<'a> {
    let assertion = response.assertion();
    let text = |text: &'a Option<Text>| text.as_ref().map(|text| text.value.as_str());
    let name_id = assertion.and_then(|assertion| assertion.name_id());
    let attributes = || assertion.into_iter().flat_map(|assertion| &assertion.attributes);
    let provider_name = |value: &'a AttributeValue| {
        let provider = role_pair::halves(&value.text.value).provider?;
        provider.split_once(":saml-provider/").map(|(_, name)| name)
    };
    Signs {
        issuer: assertion.and_then(|assertion| text(&assertion.issuer)).or(text(&response.issuer)),
        destination: text(&response.destination),
        name_id: name_id.map(|name_id| name_id.text.value.as_str()),
        name_id_format: name_id.and_then(|name_id| text(&name_id.format)),
        attribute_names: attributes().filter_map(|attribute| text(&attribute.name)).collect(),
        provider_names: attributes()
            .filter(|attribute| attribute.is_named(ROLE))
            .flat_map(|attribute| attribute.values.iter().filter_map(provider_name))
            .collect(),
        certificate_subjects: signatures
            .iter()
            .flat_map(|signature| signature.embedded())
            .filter_map(|key| key.certificate.as_ref())
            .map(|certificate| certificate.subject.as_str())
            .collect(),
    }
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

fn request_id(message: &Message) -> Option<String> {
    if message.kind != Some(MessageKind::AuthnRequest) {
        return None;
    }
    let document = message.document.as_ref()?;
    document.tree.attribute_value(document.node, "ID").map(|id| id.into_owned())
}

/// The highest that applies of 4, 3, 1 and 0.
fn exit_code(inputs: &[Input], messages: &[Message], examined: &[Examined], fail_on: Option<Severity>) -> u8 {
    let unreadable = inputs
        .iter()
        .filter_map(|input| input.problem.as_ref())
        .any(|problem| problem.severity == ProblemKind::Unreadable);
    let undecoded = messages.iter().any(|message| {
        message.fault().is_some() && message.capture.url.as_deref().is_none_or(target::is_aws_url)
    });
    if unreadable || undecoded {
        return 4;
    }
    let not_saml = inputs
        .iter()
        .filter_map(|input| input.problem.as_ref())
        .any(|problem| problem.severity == ProblemKind::NotSaml);
    let judged = messages.iter().filter_map(|message| message.judged.as_ref());
    let metadata_alone = messages.is_empty() && examined.iter().any(|one| one.metadata.is_some());
    if not_saml || (judged.clone().next().is_none() && !metadata_alone) {
        return 3;
    }
    let worst = judged
        .flat_map(|judged| &judged.judgement.findings)
        .chain(examined.iter().flat_map(|one| &one.inspection.findings))
        .map(|found| found.finding.severity)
        .max();
    match (worst, fail_on) {
        (Some(worst), Some(from)) if worst >= from => 1,
        _ => 0,
    }
}
