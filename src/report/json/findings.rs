//! Findings and checks as the JSON report has them.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::ids;
use crate::diagnosis::{Message, Report};
use crate::engine::{Found, Inspection, Judgement};
use crate::knowledge::Citation;
use crate::report::{needs, path};
use crate::rule::{Need, Rule};
use crate::source::{Source, SourceKind, Sources, Span};

#[derive(Serialize)]
pub(super) struct FindingMember<'a> {
    rule: &'static str,
    severity: &'static str,
    confidence: &'static str,
    message: &'a str,
    source: String,
    path: String,
    line: usize,
    column: usize,
    span: [u32; 2],
    text: Covered,
    marks: Vec<[u32; 2]>,
    captured: Option<CapturedMember<'a>>,
    expected: Option<&'a str>,
    found: Option<&'a str>,
    aws_errors: Vec<&'static str>,
    remedy: String,
    commands: &'a [String],
    citations: Vec<CitationMember>,
    consequence_of: Option<usize>,
}

#[derive(Serialize)]
struct CapturedMember<'a> {
    input: &'a str,
    start: u64,
    end: u64,
}

/// A document, and how it supports what is said: `date` is that of a measurement.
#[derive(Debug, Serialize)]
pub struct CitationMember {
    title: &'static str,
    url: &'static str,
    basis: &'static str,
    date: Option<&'static str>,
}

impl CitationMember {
    pub fn of(citation: &Citation) -> CitationMember {
        let Citation { title, url, basis } = *citation;
        CitationMember { title, url, basis: basis.name(), date: basis.date() }
    }
}

/// What a span covers; it may be as long as the document, and is not copied.
struct Covered {
    source: Arc<Source>,
    span: Span,
}

impl Serialize for Covered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.source.slice(self.span))
    }
}

#[derive(Serialize, Default)]
pub(super) struct ChecksMember {
    clean: Vec<&'static str>,
    not_applicable: Vec<&'static str>,
    not_checked: Vec<NotCheckedMember>,
}

#[derive(Serialize)]
struct NotCheckedMember {
    rule: &'static str,
    needs: &'static str,
    how: String,
}

impl<'a> FindingMember<'a> {
    pub fn of(
        report: &'a Report,
        input: usize,
        message: Option<&Message>,
        found: &'a Found,
    ) -> FindingMember<'a> {
        let Found { finding, consequence_of } = found;
        let span = finding.primary.span;
        let source = report.sources.get(span.source);
        let position = source.position(span.start as usize);
        let marks = finding.marks.iter().filter(|mark| mark.source == span.source);
        // Of what was decrypted the origin is the whole captured value.
        let value = message.map(|message| message.capture.at.clone()).filter(|at| !at.is_empty());
        let captured = source.captured(span).or(value);
        FindingMember {
            rule: finding.rule.id,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            message: &finding.message,
            source: source_name(&report.sources, span),
            path: path(report, message, span),
            line: position.line,
            column: position.column,
            span: [span.start, span.end],
            text: Covered { source, span },
            marks: marks.map(|mark| [mark.start, mark.end]).collect(),
            captured: captured.map(|range| CapturedMember {
                input: &report.inputs[input].name,
                start: range.start,
                end: range.end,
            }),
            expected: finding.expected.as_deref().filter(|expected| !expected.is_empty()),
            found: finding.found.as_deref().filter(|found| !found.is_empty()),
            aws_errors: ids(&finding.explains),
            remedy: finding.remedy_text().into_owned(),
            commands: &finding.commands,
            citations: finding.rule.citations.iter().map(CitationMember::of).collect(),
            consequence_of: *consequence_of,
        }
    }
}

impl ChecksMember {
    pub fn of_message(message: &Message, judgement: &Judgement) -> ChecksMember {
        let Judgement { clean, not_applicable, not_checked, .. } = judgement;
        ChecksMember::of(clean, not_applicable, not_checked, Some(message))
    }

    pub fn of_evidence(inspection: &Inspection) -> ChecksMember {
        let Inspection { clean, not_applicable, not_checked, .. } = inspection;
        ChecksMember::of(clean, not_applicable, not_checked, None)
    }

    fn of(
        clean: &[&'static Rule],
        not_applicable: &[&'static Rule],
        not_checked: &[(&'static Rule, Need)],
        message: Option<&Message>,
    ) -> ChecksMember {
        let mut not_checked: Vec<_> = not_checked
            .iter()
            .map(|(rule, need)| NotCheckedMember {
                rule: rule.id,
                needs: need.name(),
                how: needs::how(*need, message),
            })
            .collect();
        not_checked.sort_by_key(|member| member.rule);
        ChecksMember { clean: sorted_ids(clean), not_applicable: sorted_ids(not_applicable), not_checked }
    }
}

fn sorted_ids(rules: &[&'static Rule]) -> Vec<&'static str> {
    let mut ids: Vec<_> = rules.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids
}

fn source_name(sources: &Sources, span: Span) -> String {
    match &sources.get(span.source).kind {
        SourceKind::Message => "message".to_owned(),
        SourceKind::Decrypted { element } => format!("decrypted {element}"),
        SourceKind::Evidence { name } => name.clone(),
    }
}
