//! One finding: what it says, where it stands, what to change.

use std::ops::Range;

use crate::formats::screen::{Detail, Screen};
use crate::report::snippet::{self, Snippet};
use crate::report::visible::{clipped, plain};
use crate::report::{
    AtApplication, Confidence, Evaluated, Evaluation, Facing, Finding, LoginHas, Place, Severity, Standing,
    StatementRow, Style, difference,
};

/// More places than these are told by their number.
const RELATED_SHOWN: usize = 3;
/// Columns before what is to be done.
const FIX: usize = 7;
/// Columns before a line of the document.
const GUTTER: &str = "    | ";

/// Every finding: errors, warnings, notes, each with what follows from it.
pub fn block(screen: &mut Screen, findings: &[Finding]) {
    let mut was_note = false;
    for finding in findings.iter().filter(|finding| finding.consequence_of.is_none()) {
        let is_note = finding.severity == Severity::Note;
        if !(is_note && was_note) {
            screen.gap();
        }
        was_note = is_note;
        if is_note && screen.detail() != Detail::Full {
            note(screen, finding);
        } else {
            one(screen, finding);
        }
        for &consequence in &finding.consequences {
            follows(screen, &findings[consequence]);
        }
    }
}

fn one(screen: &mut Screen, finding: &Finding) {
    header(screen, finding);
    place(screen, finding);
    match &finding.evaluation {
        Some(evaluation) if screen.detail() == Detail::Full => evaluated(screen, evaluation),
        _ => comparison(screen, finding),
    }
    fix(screen, finding);
    if let Some(patch) = finding.patch.as_ref().filter(|_| screen.detail() == Detail::Full) {
        for line in &patch.diff {
            screen.put("    ").put(&plain(line)).end();
        }
    }
    for command in &finding.commands {
        screen.put("  run: ").put(command).end();
    }
    if let Some(measured) = &finding.measured
        && (measured.standing == Standing::Decides || screen.detail() == Detail::Full)
    {
        screen.put("  measured: ").words(Style::Plain, 4, &measured.explanation).end();
    }
    if finding.severity == Severity::Error || screen.detail() == Detail::Full {
        citations(screen, finding);
    }
}

fn header(screen: &mut Screen, finding: &Finding) {
    name(screen, finding);
    if finding.confidence == Confidence::Likely && finding.severity == Severity::Error {
        screen.put(" (likely)");
    }
    screen.put(": ").words(Style::Strong, 2, &finding.message).end();
}

pub fn name<'s>(screen: &'s mut Screen, finding: &Finding) -> &'s mut Screen {
    let name = format!("{}[{}]", finding.severity.name(), finding.rule);
    match finding.citations.first() {
        Some(citation) => screen.linked(finding.severity.into(), &name, citation.url),
        None => screen.styled(finding.severity.into(), &name),
    }
}

fn note(screen: &mut Screen, finding: &Finding) {
    let Finding { message, place, .. } = finding;
    name(screen, finding).put(": ");
    screen.words(Style::Plain, 2, &format!("{message} ({}:{})", place.line, place.column)).end();
}

fn follows(screen: &mut Screen, finding: &Finding) {
    screen.put("  so: ");
    name(screen, finding).put(": ").words(Style::Plain, 6, &finding.message).end();
}

fn place(screen: &mut Screen, finding: &Finding) {
    if let Some(beside) = &finding.beside {
        let sent = beside.value.as_deref().map_or("none was sent".into(), plain);
        screen
            .put(&format!("  --> {}, beside the response: ", beside.name))
            .words(Style::Plain, 6, &sent)
            .end();
        return;
    }
    let place = &finding.place;
    let at = format!("{} {}:{}", place.source_words, place.line, place.column);
    screen.put("  --> ").put(&at).put("  ").styled(Style::Faint, &place.path).end();
    drawing(screen, place, finding.severity);
    for place in finding.related.iter().take(RELATED_SHOWN) {
        screen.put(&format!("  and {} {}:{}", place.source_words, place.line, place.column)).end();
        drawing(screen, place, Severity::Note);
    }
    if finding.related.len() > RELATED_SHOWN {
        screen.put(&format!("  and {} more places", finding.related.len() - RELATED_SHOWN)).end();
    }
}

fn drawing(screen: &mut Screen, place: &Place, severity: Severity) {
    let drawn = snippet::draw(&Snippet::of(place, screen.width().saturating_sub(GUTTER.len())));
    screen.put(GUTTER).put(&drawn.line).end();
    screen.put(GUTTER).styled(severity.into(), &drawn.carets).end();
    if let Some(below) = &drawn.below {
        let indent = GUTTER.len() + below.len() - below.trim_start().len();
        screen.put(GUTTER).to_column(indent).words(severity.into(), indent, below.trim_start()).end();
    }
}

/// The policy statement by statement and condition by condition, its values over the login's.
fn evaluated(screen: &mut Screen, evaluation: &Evaluation) {
    for action in &evaluation.actions {
        screen.put("  evaluated for ").styled(Style::Strong, &action.action);
        screen.put(&format!(": {}", action.outcome)).end();
        for statement in &action.statements {
            row(screen, statement);
        }
        if action.more > 0 {
            screen.put(&format!("    and {} more statements", action.more)).end();
        }
    }
}

fn row(screen: &mut Screen, statement: &StatementRow) {
    let sid = statement.sid.as_ref().map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    screen.put(&format!("    statement {}{}, {}", statement.statement, clipped(&sid, 40), statement.effect));
    screen.put(&format!(": Principal {}", statement.principal.words()));
    screen.put(&format!(", Action {}", statement.action.words())).end();
    if !statement.is_about_it() {
        return;
    }
    for condition in &statement.conditions {
        let facing = condition.facing();
        screen.put("      ");
        match condition.holds {
            Evaluated::Yes => {
                let has = match &facing.login {
                    LoginHas::Value(value) => format!(": \"{}\"", clipped(value, 60)),
                    LoginHas::Nothing(_) => ": the login does not have it".to_owned(),
                    LoginHas::NotKnown => String::new(),
                };
                screen.words(Style::Plain, 8, &format!("{} fits{has}", facing.tested)).end();
            }
            Evaluated::No | Evaluated::Unknown | Evaluated::Error => {
                let said = format!("{} {}", facing.tested, condition.holds.words());
                screen.words(Style::Strong, 8, &said).end();
                faced(screen, &facing, Style::Error, 8);
            }
        }
    }
}

/// The policy's value over what the login has, with carets under what differs.
pub fn faced(screen: &mut Screen, facing: &Facing, style: Style, indent: usize) {
    let column = indent + 10;
    let room = screen.width().saturating_sub(column);
    let (one, other) = match &facing.login {
        LoginHas::Value(value) => difference(&facing.policy, value),
        LoginHas::Nothing(_) | LoginHas::NotKnown => (0..0, 0..0),
    };
    let draw = |text: &str, marks: Range<usize>| {
        let marks = if marks.is_empty() { Vec::new() } else { vec![marks] };
        snippet::draw(&Snippet { text, span: 0..text.len(), marks, label: None, width: room })
    };
    let more = match facing.more {
        0 => String::new(),
        1 => ", or 1 more".to_owned(),
        more => format!(", or {more} more"),
    };
    let policy = draw(&facing.policy, one);
    screen.to_column(indent).put("policy").to_column(column).put(&policy.line);
    if screen.column() + more.len() <= screen.width() {
        screen.put(&more);
    }
    screen.end();
    screen.to_column(indent).put(facing.by).to_column(column);
    match &facing.login {
        LoginHas::Value(value) if value.is_empty() => screen.put("(empty)").end(),
        LoginHas::Value(value) => {
            let longer = value.strip_prefix(facing.policy.as_str()).filter(|rest| !rest.is_empty());
            let drawn = draw(value, other.clone());
            screen.put(&drawn.line).end();
            if !other.is_empty() {
                let count = longer.map(|rest| format!(" {} characters more", rest.chars().count()));
                screen.to_column(column).styled(style, &drawn.carets).put(&count.unwrap_or_default()).end();
            }
            screen
        }
        LoginHas::Nothing(None) => screen.put("(not sent)").end(),
        LoginHas::Nothing(Some(why)) => {
            screen.words(Style::Plain, column, &format!("(has none: {why})")).end()
        }
        LoginHas::NotKnown => screen.put("(not known here)").end(),
    };
}

/// Expected and found, side by side.
fn comparison(screen: &mut Screen, finding: &Finding) {
    let Some(comparison) = &finding.comparison else { return };
    screen.put("  expected  ").words(Style::Good, 12, &comparison.expected).end();
    if let Some(found) = &comparison.found {
        // On one line whatever its length: a line break in it would hide the blank it stands for.
        screen.put("  found     ").put(found).end();
    }
}

/// What to do, and on which screens of the identity provider where it is known.
fn fix(screen: &mut Screen, finding: &Finding) {
    let remedy = &finding.remedy;
    if let Some(who) = &remedy.who_words {
        screen.styled(Style::Good, "  who:").put(" ").put(who).end();
    }
    screen.styled(Style::Good, "  fix:").put(" ").words(Style::Plain, FIX, &remedy.text).end();
    for place in &remedy.screens {
        at(screen, place, FIX);
        if let Some(note) = place.note {
            screen.to_column(FIX + 2).words(Style::Faint, FIX + 2, &format!("({note})")).end();
        }
        if let Some(preview) = place.preview {
            let text = format!("to see what is sent without a login: {preview}");
            screen.to_column(FIX + 2).words(Style::Faint, FIX + 2, &text).end();
        }
    }
    if let Some(metadata) = &remedy.metadata {
        screen.to_column(FIX).words(Style::Plain, FIX + 2, metadata).end();
    }
}

/// A screen of the identity provider, and what to enter there.
pub fn at(screen: &mut Screen, place: &AtApplication, indent: usize) {
    let inferred = if place.inferred { "likely " } else { "" };
    let of = place.application.as_ref().map(|name| format!("in {name}: ")).unwrap_or_default();
    screen.to_column(indent).words(Style::Plain, indent + 2, &format!("{of}{inferred}{}", place.path));
    match (place.entered(), &place.value) {
        (Some(entered), Some(_)) => screen.put(" > ").words(Style::Strong, indent + 2, &entered).end(),
        (Some(field), None) => screen.put(" > ").words(Style::Plain, indent + 2, &field).end(),
        (None, Some(value)) => screen.put(": ").words(Style::Strong, indent + 2, value).end(),
        (None, None) => screen.end(),
    };
}

fn citations(screen: &mut Screen, finding: &Finding) {
    let shown = if screen.detail() == Detail::Full { finding.citations.len() } else { 1 };
    if screen.detail() == Detail::Full {
        screen.put("  why: ").words(Style::Plain, 7, finding.rationale).end();
    }
    for citation in finding.citations.iter().take(shown) {
        screen.put("  see: ").words(Style::Faint, 7, &format!("{} {}", citation.title, citation.url)).end();
    }
}
