//! One finding: what it says, where it stands, what to change.

use crate::diagnosis::{Message, Report};
use crate::engine::Found;
use crate::identity_provider::{self, IdentityProvider};
use crate::knowledge::Confidence;
use crate::report::screen::{Detail, Screen, Style};
use crate::report::snippet::{self, Snippet};
use crate::report::visible::clipped;
use crate::report::{path, source_words};
use crate::rule::{Finding, Severity};
use crate::source::Span;

/// More places than these are told by their number.
const RELATED_SHOWN: usize = 3;
/// Columns before a line of the document.
const GUTTER: &str = "    | ";

/// What findings are about.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub report: &'a Report,
    /// `None` where they are about a file of evidence.
    pub message: Option<&'a Message>,
    pub provider: Option<&'static IdentityProvider>,
}

/// Every finding: errors, warnings, notes, each with what follows from it.
pub fn block(screen: &mut Screen, about: About, findings: &[Found]) {
    let mut was_note = false;
    for (index, found) in findings.iter().enumerate().filter(|(_, found)| found.consequence_of.is_none()) {
        let is_note = found.finding.severity == Severity::Note;
        if !(is_note && was_note) {
            screen.gap();
        }
        was_note = is_note;
        if is_note && screen.detail() != Detail::Full {
            note(screen, about.report, &found.finding);
        } else {
            one(screen, about, &found.finding);
        }
        for consequence in findings.iter().filter(|other| root(findings, other) == Some(index)) {
            follows(screen, &consequence.finding);
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

fn one(screen: &mut Screen, about: About, finding: &Finding) {
    header(screen, finding);
    place(screen, about, finding);
    expected_and_found(screen, finding);
    fix(screen, about.provider, finding);
    for command in &finding.commands {
        screen.put("  run: ").put(command).end();
    }
    if finding.severity == Severity::Error || screen.detail() == Detail::Full {
        citations(screen, finding);
    }
}

fn header(screen: &mut Screen, finding: &Finding) {
    screen.styled(style(finding.severity), &format!("{}[{}]", finding.severity.name(), finding.rule.id));
    if finding.confidence == Confidence::Likely && finding.severity == Severity::Error {
        screen.put(" (likely)");
    }
    screen.put(": ").words(Style::Strong, 2, &finding.message).end();
}

fn note(screen: &mut Screen, report: &Report, finding: &Finding) {
    let at = report.sources.position(finding.primary.span);
    screen.styled(Style::Note, &format!("note[{}]", finding.rule.id)).put(": ");
    screen.words(Style::Plain, 2, &format!("{} ({}:{})", finding.message, at.line, at.column)).end();
}

fn follows(screen: &mut Screen, finding: &Finding) {
    screen
        .put("  so: ")
        .styled(style(finding.severity), &format!("{}[{}]", finding.severity.name(), finding.rule.id));
    screen.put(": ").words(Style::Plain, 6, &finding.message).end();
}

fn place(screen: &mut Screen, about: About, finding: &Finding) {
    let About { report, message, .. } = about;
    let span = finding.primary.span;
    let source = report.sources.get(span.source);
    let at = source.position(span.start as usize);
    let words = source_words(&source.kind);
    screen.put("  --> ").put(&format!("{words} {}:{}", at.line, at.column)).put("  ");
    screen.styled(Style::Faint, &path(report, message, span)).end();
    let marks: Vec<Span> = finding.marks.iter().copied().filter(|mark| mark.source == span.source).collect();
    drawing(screen, &source.text, span, &marks, finding.primary.note.as_deref(), finding.severity);
    let near = finding.related.iter().take(RELATED_SHOWN);
    for label in near {
        let source = report.sources.get(label.span.source);
        let at = source.position(label.span.start as usize);
        screen.put("  and ").put(&format!("{} {}:{}", source_words(&source.kind), at.line, at.column)).end();
        drawing(screen, &source.text, label.span, &[], label.note.as_deref(), Severity::Note);
    }
    if finding.related.len() > RELATED_SHOWN {
        screen.put(&format!("  and {} more places", finding.related.len() - RELATED_SHOWN)).end();
    }
}

fn drawing(
    screen: &mut Screen,
    text: &str,
    span: Span,
    marks: &[Span],
    label: Option<&str>,
    severity: Severity,
) {
    let drawn = snippet::draw(&Snippet {
        text,
        span: span.range(),
        marks: marks.iter().map(|mark| mark.range()).collect(),
        label,
        width: screen.width().saturating_sub(GUTTER.len()),
    });
    screen.put(GUTTER).put(&drawn.line).end();
    screen.put(GUTTER).styled(style(severity), &drawn.carets).end();
    if let Some(below) = &drawn.below {
        let indent = GUTTER.len() + below.len() - below.trim_start().len();
        screen.put(GUTTER).to_column(indent).words(style(severity), indent, below.trim_start()).end();
    }
}

/// Side by side, where the message does not say them already.
fn expected_and_found(screen: &mut Screen, finding: &Finding) {
    let Some(expected) = &finding.expected else { return };
    if finding.message.contains(expected.as_str()) {
        return;
    }
    screen.put("  expected  ").words(Style::Good, 12, &clipped(expected, 300)).end();
    let found = finding.found.as_deref().filter(|found| !found.is_empty());
    if let Some(found) = found.filter(|found| !finding.message.contains(*found)) {
        // On one line whatever its length: a line break in it would hide the blank it stands for.
        screen.put("  found     ").put(&clipped(found, 300)).end();
    }
}

/// The screen of the identity provider where it is known, and what to do there.
fn fix(screen: &mut Screen, provider: Option<&IdentityProvider>, finding: &Finding) {
    let setting = finding.rule.remedy.setting;
    let found =
        provider.zip(setting).and_then(|(provider, setting)| Some((provider, provider.screen(setting)?)));
    match found {
        Some((provider, place)) => {
            screen.styled(Style::Good, &format!("  fix in {}:", provider.name)).put(" ");
            let place_alone = identity_provider::Screen { note: None, ..place };
            screen.words(Style::Strong, 7, &place_alone.to_string()).end();
            screen.to_column(7).words(Style::Plain, 7, &finding.remedy_text()).end();
            if let Some(note) = place.note {
                screen.to_column(7).words(Style::Faint, 7, &format!("({note})")).end();
            }
        }
        None => {
            screen.styled(Style::Good, "  fix:").put(" ");
            screen.words(Style::Plain, 7, &finding.remedy_text()).end();
        }
    }
}

fn citations(screen: &mut Screen, finding: &Finding) {
    let shown = if screen.detail() == Detail::Full { finding.rule.citations.len() } else { 1 };
    if screen.detail() == Detail::Full {
        screen.put("  why: ").words(Style::Plain, 7, finding.rule.rationale).end();
    }
    for citation in finding.rule.citations.iter().take(shown) {
        screen.put("  see: ").words(Style::Faint, 7, &format!("{} {}", citation.title, citation.url)).end();
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Note,
    }
}
