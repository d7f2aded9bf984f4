//! A finding: what it says, and where it stands.

use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::measured::Measured;
use super::remedy::Remedy;
use super::snippet::{self, Drawing, Snippet};
use super::visible::clipped;
use super::{Citation, Confidence, Region, Severity};
use crate::authorization::evaluation::{Evaluation, Facing};
use crate::diagnosis::{self, Diagnosis};
use crate::document::Node;
use crate::engine::Found;
use crate::rule::{self, Beside};
use crate::source::{Source, SourceKind, Span};

/// Longer values are cut where they are held against each other.
const LONGEST_COMPARED: usize = 300;

/// A fact about a message or a file of evidence.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    pub severity: Severity,
    /// Why the severity is another than the rule's: what a configuration file says.
    pub reason: Option<String>,
    pub confidence: Confidence,
    /// Lower case, no full stop.
    pub message: String,
    /// The same at a glance, where the message says more than a headline can.
    pub glance: Option<String>,
    pub place: Place,
    /// Where the place comes from in the captured file.
    pub captured: Option<Captured>,
    /// The same as a line and a column; `None` until [`Report::locate`](super::Report::locate) has looked.
    pub region: Option<Region>,
    /// Other places that belong to it.
    pub related: Vec<Place>,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// Expected and found side by side, where the message does not say them already.
    pub comparison: Option<Comparison>,
    /// Ids of AWS's sentences that it explains.
    pub aws_errors: Vec<&'static str>,
    pub remedy: Remedy,
    /// Each stands alone on one line, to be copied.
    pub commands: Vec<String>,
    /// A change of a given policy that mends it.
    pub patch: Option<Patch>,
    /// How the policy that it is about comes to its decision.
    pub evaluation: Option<Evaluation>,
    /// What the policy wants beside what the login has, where one test decides.
    pub facing: Option<Facing>,
    /// What it is about where that was sent beside the message.
    pub beside: Option<Beside>,
    /// What the rule finds, in a few words.
    pub summary: &'static str,
    /// Why AWS minds.
    pub rationale: &'static str,
    pub citations: &'static [Citation],
    /// What AWS answered to just this, where it was measured.
    pub measured: Option<Measured>,
    /// Index of the finding that it is a consequence of, among the same findings.
    pub consequence_of: Option<usize>,
    /// Indexes of all findings that go back to this one in the end; none where it is a consequence.
    pub consequences: Vec<usize>,
}

/// A stretch of a text.
#[derive(Debug, Clone)]
pub struct Place {
    /// `message`, `decrypted EncryptedAssertion[1]`, or the name of the file of evidence.
    pub source: String,
    /// The same as a person says it: `decoded XML`.
    pub source_words: String,
    /// `/Response/Assertion/Subject`
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
    /// Half-open bytes of the source.
    pub span: [u32; 2],
    /// The text there, and all that stands around it.
    pub excerpt: Excerpt,
    /// Single offending characters inside the span, in bytes of the source.
    pub marks: Vec<[u32; 2]>,
    /// A few words that stand under the carets.
    pub label: Option<String>,
}

/// A stretch of a text that may be as long as a message; the text is shared and not copied.
#[derive(Debug, Clone)]
pub struct Excerpt {
    text: Arc<str>,
    range: Range<usize>,
}

/// Bytes of the captured file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Captured {
    pub input: String,
    pub start: u64,
    pub end: u64,
}

/// What was expected and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub expected: String,
    pub found: Option<String>,
}

/// A change of a policy that was given, evaluated again: with it the login is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Patch {
    /// The name of the file that has the policy.
    pub input: String,
    /// What is changed, a few words each.
    pub changes: Vec<String>,
    /// Lines that begin with a blank, `-` or `+`.
    #[cfg_attr(test, schemars(inner(length(min = 0))))]
    pub diff: Vec<String>,
    /// The whole policy, in JSON.
    pub document: String,
}

impl Patch {
    fn of(diagnosis: &Diagnosis, finding: &rule::Finding) -> Option<Patch> {
        let patch = finding.patch.as_ref()?;
        let source = diagnosis.sources.get(finding.primary.span.source);
        Some(Patch {
            input: source_names(&source).0,
            changes: patch.changes.clone(),
            diff: patch.difference.clone(),
            document: patch.document.clone(),
        })
    }
}

impl Finding {
    /// Findings of one message, or of one file of evidence.
    pub(super) fn all(
        diagnosis: &Diagnosis,
        input: usize,
        message: Option<&diagnosis::Message>,
        all: &[Found],
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> =
            all.iter().map(|found| Finding::of(diagnosis, input, message, found)).collect();
        for (index, found) in all.iter().enumerate() {
            if let Some(root) = root(all, found) {
                findings[root].consequences.push(index);
            }
        }
        findings
    }

    /// Where it stands, in a line: `/Response/Issuer, line 1, column 80 of decoded XML`.
    pub fn at(&self) -> String {
        let Place { path, line, column, source_words, .. } = &self.place;
        match &self.beside {
            Some(beside) => format!("{}, which is sent beside the response", beside.name),
            None => format!("{path}, line {line}, column {column} of {source_words}"),
        }
    }

    /// What it is about, with what stands around it.
    pub fn drawn(&self, width: usize) -> Drawing {
        match &self.beside {
            Some(beside) => {
                snippet::draw(&Snippet::of_text(beside.value.as_deref().unwrap_or("(none)"), width))
            }
            None => snippet::draw(&Snippet::of(&self.place, width)),
        }
    }

    fn of(
        diagnosis: &Diagnosis,
        input: usize,
        message: Option<&diagnosis::Message>,
        found: &Found,
    ) -> Finding {
        let Found { finding, consequence_of } = found;
        let span = finding.primary.span;
        let source = diagnosis.sources.get(span.source);
        // Of what was decrypted the origin is the whole captured value.
        let value = message.map(|message| message.capture.at.clone()).filter(|at| !at.is_empty());
        let captured = source.captured(span).or(value);
        // A finding on a message can stand in a file beside it.
        let beside = match &source.kind {
            SourceKind::Evidence { name } if message.is_some() && captured.is_some() => Some(name.clone()),
            _ => None,
        };
        let captured = match beside {
            Some(_) => Some(u64::from(span.start)..u64::from(span.end)),
            None => captured,
        };
        let marks = finding.marks.iter().filter(|mark| mark.source == span.source);
        let primary = Place {
            marks: marks.map(|mark| [mark.start, mark.end]).collect(),
            ..Place::of(diagnosis, message, &finding.primary)
        };
        Finding {
            rule: finding.rule.id,
            severity: finding.severity,
            reason: None,
            confidence: finding.confidence,
            message: finding.message.clone(),
            glance: finding.glance.clone(),
            place: primary,
            captured: captured.map(|range| Captured {
                input: beside.unwrap_or_else(|| diagnosis.inputs[input].name.clone()),
                start: range.start,
                end: range.end,
            }),
            region: None,
            related: finding.related.iter().map(|label| Place::of(diagnosis, message, label)).collect(),
            expected: finding.expected.clone().filter(|expected| !expected.is_empty()),
            found: finding.found.clone().filter(|found| !found.is_empty()),
            comparison: Comparison::of(finding),
            aws_errors: finding.explains.iter().map(|error| error.id).collect(),
            remedy: Remedy::of(diagnosis, finding, message),
            commands: finding.commands.clone(),
            patch: Patch::of(diagnosis, finding),
            evaluation: finding.evaluation.clone(),
            facing: finding.facing.clone(),
            beside: finding.beside.clone(),
            summary: finding.rule.summary,
            rationale: finding.rule.rationale,
            citations: finding.rule.citations,
            measured: finding.measured.map(Measured::of),
            consequence_of: *consequence_of,
            consequences: Vec::new(),
        }
    }
}

/// The finding that a consequence goes back to in the end.
fn root(findings: &[Found], found: &Found) -> Option<usize> {
    let mut cause = found.consequence_of?;
    // Rules follow one another without a cycle; the bound only guards against one.
    for _ in 0..findings.len() {
        match findings.get(cause).and_then(|found| found.consequence_of) {
            Some(further) => cause = further,
            None => break,
        }
    }
    Some(cause)
}

impl Place {
    fn of(diagnosis: &Diagnosis, message: Option<&diagnosis::Message>, label: &rule::Label) -> Place {
        let span = label.span;
        let source = diagnosis.sources.get(span.source);
        let position = source.position(span.start as usize);
        let (name, words) = source_names(&source);
        Place {
            source: name,
            source_words: words,
            path: path(diagnosis, message, span),
            line: position.line,
            column: position.column,
            span: [span.start, span.end],
            excerpt: Excerpt::of(&source, span),
            marks: Vec::new(),
            label: label.note.clone(),
        }
    }
}

impl Excerpt {
    fn of(source: &Source, span: Span) -> Excerpt {
        let start = source.slice(Span { start: 0, end: span.start, ..span }).len();
        let length = source.slice(span).len();
        Excerpt { text: Arc::clone(&source.text), range: start..start + length }
    }

    /// The text of the place.
    pub fn text(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// The whole text that the place stands in.
    pub fn around(&self) -> &str {
        &self.text
    }

    /// Bytes of [`around`](Self::around), cut back to whole characters.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

impl Serialize for Excerpt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl Comparison {
    fn of(finding: &rule::Finding) -> Option<Comparison> {
        let said = |text: &str| finding.message.contains(text);
        let expected = finding.expected.as_deref().filter(|expected| !said(expected))?;
        let found = finding.found.as_deref().filter(|found| !found.is_empty() && !said(found));
        let clipped = |text: &str| clipped(text, LONGEST_COMPARED).into_owned();
        Some(Comparison { expected: clipped(expected), found: found.map(clipped) })
    }
}

/// The SAML path of a place: in the message, or in the metadata that it stands in.
fn path(diagnosis: &Diagnosis, message: Option<&diagnosis::Message>, span: Span) -> String {
    let metadata = diagnosis
        .evidence
        .metadata
        .iter()
        .filter(|file| file.source == span.source)
        .find_map(|file| file.document.as_ref().ok());
    if let Some(policy) = policy_at(diagnosis, span) {
        let path = policy.path(span);
        return if path.is_empty() { "/".to_owned() } else { path };
    }
    let files = diagnosis.inputs.iter().filter_map(|input| input.evidence.as_ref()?.document.as_ref());
    if let Some(document) = files.into_iter().find(|document| document.root.span.source == span.source) {
        let path = document.path(span);
        return if path.is_empty() { "/".to_owned() } else { path };
    }
    let document = message.and_then(|message| message.document.as_ref());
    match (metadata, document) {
        (Some(document), _) => document.tree.path_at(document.tree.root(), span),
        (None, Some(document)) => document.tree.path_at(document.node, span),
        (None, None) => "/".to_owned(),
    }
}

/// The policy that a place of a file stands in.
fn policy_at(diagnosis: &Diagnosis, span: Span) -> Option<&Node> {
    let holds =
        |outer: Span| outer.source == span.source && outer.start <= span.start && span.end <= outer.end;
    let of_roles = diagnosis.evidence.roles.iter().filter_map(|role| Some(&role.trust.as_ref()?.node));
    let others = diagnosis.evidence.policies.iter().map(|policy| &policy.node);
    of_roles.chain(others).find(|node| holds(node.span))
}

/// The name of a text in the contract, and as a person says it.
pub(super) fn source_names(source: &Source) -> (String, String) {
    match &source.kind {
        SourceKind::Message => ("message".to_owned(), "decoded XML".to_owned()),
        SourceKind::Decrypted { element } => {
            let name = format!("decrypted {element}");
            (name.clone(), name)
        }
        SourceKind::Evidence { name } => (name.clone(), name.clone()),
    }
}
