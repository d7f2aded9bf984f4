//! What a run comes to: every message and every file of evidence, and what was found in them.

use std::sync::Arc;

use crate::authorization::{LookUp, Relation};
use crate::aws::known_errors::KnownError;
use crate::aws::policy;
use crate::aws::services::Service;
use crate::capture::{Capture, DecodeError, DecodeProblem, EncodingConflict, Stage};
use crate::clock::Clock;
use crate::engine::{Inspection, Judgement, ShownError, Verdict};
use crate::evidence::Evidence;
use crate::handling::Handling;
use crate::identity_provider::{Application, Fit, IdentityProvider, Known, Strength};
use crate::input::Input;
use crate::login::{Answering, AwsAnswer};
use crate::message_kind::MessageKind;
use crate::rule::Severity;
use crate::rule::quoted;
use crate::saml::{ASSERTION, Response};
use crate::signature::Signature;
use crate::signature::encryption::Opened;
use crate::source::Sources;
use crate::target::Addressed;
use crate::xml::{NodeId, Tree};

/// What a run found.
#[derive(Debug)]
pub struct Diagnosis {
    pub sources: Sources,
    pub inputs: Vec<Input>,
    pub messages: Vec<Message>,
    pub evidence: Arc<Evidence>,
    /// One for each input that is evidence, in their order.
    pub examined: Vec<Examined>,
    pub exit_code: u8,
    /// What that is where nothing is found: 4, 3 or 0.
    pub exit_code_of_inputs: u8,
    /// From which severity on that is 1.
    pub fail_on: Option<Severity>,
    /// Options beside the names of the inputs have a part in it: a command that names the inputs alone would
    /// come to something else.
    pub hangs_on_options: bool,
}

/// What came of one file of evidence, looked at by itself.
#[derive(Debug)]
pub struct Examined {
    /// Index into [`Diagnosis::inputs`].
    pub input: usize,
    /// Index into the metadata of [`Diagnosis::evidence`], where the file holds metadata.
    pub metadata: Option<usize>,
    /// Every signature of the metadata, checked with the keys it carries.
    pub signatures: Vec<Signature>,
    pub inspection: Inspection,
    /// It holds events of CloudTrail's, and no login was given that they could be of.
    pub events_alone: bool,
}

impl Examined {
    /// It is judged by itself: metadata, a policy.
    pub fn is_judged(&self) -> bool {
        let Inspection { findings, clean, .. } = &self.inspection;
        self.metadata.is_some() || !findings.is_empty() || !clean.is_empty() || self.events_alone
    }
}

/// One SAML message.
#[derive(Debug)]
pub struct Message {
    /// Index into [`Diagnosis::inputs`].
    pub input: usize,
    pub capture: Capture,
    /// `None` where the message could not be decoded.
    pub kind: Option<MessageKind>,
    pub problem: Option<DecodeError>,
    pub document: Option<MessageXml>,
    /// Every signature of the document, in document order, of a request or a logout message too.
    pub signatures: Vec<Signature>,
    /// `None` for what is not judged: no response, not for AWS, not decoded.
    pub judged: Option<Judged>,
    /// Indexes into [`Diagnosis::messages`] of what belongs to the same login: the AuthnRequest.
    pub other: Vec<usize>,
    /// Index into [`Diagnosis::messages`] of the first post of the same response.
    pub repeats: Option<usize>,
}

/// Whose word a verdict is. Ordered: the one that outranks the others is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum DecidedBy {
    Rules,
    /// A sentence that somebody saw: `--error`, a ticket's text.
    ShownError,
    /// AWS's own log of the call.
    #[cfg_attr(test, schemars(rename = "cloudtrail"))]
    CloudTrail,
    /// AWS's own answer in the capture.
    AwsAnswer,
}

impl DecidedBy {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            DecidedBy::Rules => "rules",
            DecidedBy::ShownError => "shown-error",
            DecidedBy::CloudTrail => "cloudtrail",
            DecidedBy::AwsAnswer => "aws-answer",
        }
    }
}

/// The XML of a message and where the message starts in it.
#[derive(Debug)]
pub struct MessageXml {
    pub tree: Tree,
    pub node: NodeId,
    /// Length of the XML in bytes.
    pub length: usize,
    pub response: Option<Response>,
    /// What stands encrypted in it, and what became of that.
    pub decrypted: Vec<Opened>,
    /// The copy ends before the document does.
    pub truncated: bool,
    /// What stands in the capture where the middle of the value was left out.
    pub left_out: Option<String>,
    /// What was done to it before it was given to us.
    pub handling: Handling,
    pub encoding_conflict: Option<EncodingConflict>,
}

/// AWS's own record of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub refused: bool,
    /// Who at AWS recorded it.
    pub service: Answering,
    /// The sentence in it, where it is one of AWS's.
    pub error: Option<&'static KnownError>,
    pub request_id: Option<String>,
}

/// A judged response.
#[derive(Debug)]
pub struct Judged {
    pub target: &'static Service,
    /// Where it is not AWS, the response is judged because nothing else was given.
    pub addressed: Addressed,
    pub identity_provider: Option<&'static IdentityProvider>,
    /// How well its signs fit.
    pub provider_strength: Option<Strength>,
    /// The kinds of application there that the response can have come from, the likelier first.
    pub applications: Vec<(&'static Application, Fit)>,
    /// What the response knows of the values to enter there.
    pub known: Known,
    pub clock: Clock,
    /// How to find what CloudTrail recorded of it.
    pub look_up: Option<LookUp>,
    /// Indexes into the events of the evidence that have to do with it, in the order of their times.
    pub related: Vec<(usize, Relation)>,
    /// What CloudTrail says of this login.
    pub recorded: Option<Recorded>,
    /// What the given policies say to the role of each Role value.
    pub role_outcomes: Vec<Option<policy::Outcome>>,
    /// What the rules find.
    pub judgement: Judgement,
    /// What becomes of the response, by the witness that outranks the others.
    pub verdict: Verdict,
    /// Whose word that is; `None` where nobody's is enough.
    pub decided_by: Option<DecidedBy>,
    /// What AWS itself answered to this login.
    pub aws_answer: Option<AwsAnswer>,
    /// Where a witness says something else than the rules, in a sentence.
    pub disagreement: Option<String>,
    pub shown_error: Option<ShownError>,
    /// What stood beside the sentence that somebody saw.
    pub shown_request_id: Option<String>,
    /// The sentence on the page that AWS answered with.
    pub on_page: Option<&'static KnownError>,
}

impl MessageXml {
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

/// What the beginning of a message tells that ends within its first tag.
pub(super) fn head(text: &str) -> String {
    let value = |name: &str| {
        let rest = text.split_once(&format!(" {name}=\""))?.1;
        rest.split_once('"').map(|(value, _)| value)
    };
    let told: Vec<String> = ["IssueInstant", "Destination"]
        .iter()
        .filter_map(|name| Some(format!("{name} {}", quoted(value(name)?))))
        .collect();
    if told.is_empty() { String::new() } else { format!("; it begins with {}", told.join(", ")) }
}

impl Message {
    pub fn verdict(&self) -> Option<Verdict> {
        self.judged.as_ref().map(|judged| judged.verdict)
    }

    /// What is wrong with the copy as a whole: it cannot be decoded, or it ends before its document
    /// does, and only what there is was judged.
    pub fn fault(&self) -> Option<DecodeError> {
        let cut = self.document.as_ref().filter(|document| document.truncated).map(|document| DecodeError {
            stage: Stage::Xml,
            offset: self.capture.at.end,
            problem: match &document.left_out {
                Some(mark) => DecodeProblem::LeftOut { mark: mark.clone(), bytes: document.length },
                None => DecodeProblem::CutOff { bytes: document.length },
            },
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
