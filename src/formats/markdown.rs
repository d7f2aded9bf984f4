//! Markdown for a ticket, that reads as well where nothing renders it: no tables, no HTML, and every
//! value of the input behind a fence that holds.

mod evaluation;

use crate::report::{Evidence, Finding, InFull, Input, Message, Question, Report, Tool, visible};

/// Lines of the whole; what has no room is counted.
const LINES: usize = 60;
/// Lines that are kept for what is open and for the end.
const RESERVED: usize = 19;
/// Lines round the facts: their fence, and the end.
const FACTS_AROUND: usize = 5;
/// Lines that follow on CloudTrail's events: their heading and fence, what is open, the end.
const BEHIND_EVENTS: usize = 16;
/// Lines of what must hold, which follow too.
const HOLDS: usize = 16;
/// Events that are told.
const MOST_EVENTS: usize = 6;
/// Columns of the excerpts, as tickets show them.
const WIDTH: usize = 76;
/// Messages in the list of several.
const MOST_MESSAGES: usize = 12;
/// Longer texts in a list are cut.
const LONGEST_ITEM: usize = 200;

/// Lays the report out.
pub fn render(report: &Report) -> String {
    let mut page = Page::default();
    let told: Vec<&Message> = match report.alone {
        Some(index) => vec![&report.messages[index]],
        None => report.messages.iter().filter(|message| message.in_full == InFull::Always).collect(),
    };
    title(&mut page, report, &told);
    inputs(&mut page, report);
    if report.alone.is_none() {
        listed(&mut page, report);
    }
    for (index, message) in told.iter().enumerate() {
        // The first is told as far as there is room, of the others what they say at all.
        if index > 0 && page.room() < RESERVED {
            page.gap();
            let more = told.len() - index;
            page.line(&format!("{more} more {} not told here.", plural(more, "message is", "messages are")));
            break;
        }
        of_message(&mut page, message, told.len() > 1);
    }
    for evidence in &report.evidence {
        of_evidence(&mut page, evidence);
    }
    if report.config.is_some() || !report.told_otherwise.is_empty() {
        page.gap();
    }
    if let Some(config) = &report.config {
        page.item(&format!("configuration: {}", code(&config.path)));
    }
    for line in &report.told_otherwise {
        page.item(&code(line));
    }
    page.gap();
    // Whoever reads it has neither the program nor the day it was run on.
    page.line(&format!("{} {}", report.tool.name, Tool::IN_FULL));
    page.finish()
}

fn title(page: &mut Page, report: &Report, told: &[&Message]) {
    let outcome = match (told, report.messages.as_slice()) {
        ([message], _) => message.brief.as_ref().map_or(message.word, |brief| brief.outcome).to_owned(),
        (_, []) if report.evidence.is_empty() => "no SAML message".to_owned(),
        (_, []) => "files of evidence".to_owned(),
        (_, messages) => format!("{} messages", messages.len()),
    };
    page.heading(&format!("SAML login to AWS: {outcome}"), '=');
}

fn inputs(page: &mut Page, report: &Report) {
    let unusable: Vec<&Input> = report.inputs.iter().filter(|input| input.problem.is_some()).collect();
    let room = (LINES / 4).min(unusable.len());
    for input in &unusable[..room] {
        let sentence = input.problem.as_ref().map_or("", |problem| problem.sentence.as_str());
        page.item(&format!("{}: {}", code(&input.words), code(sentence)));
    }
    if unusable.len() > room {
        page.item(&format!("and {} more that cannot be used", unusable.len() - room));
    }
}

/// A line for each message.
fn listed(page: &mut Page, report: &Report) {
    let all: Vec<&Message> = report.messages.iter().filter(|message| message.beside.is_none()).collect();
    for message in all.iter().take(MOST_MESSAGES) {
        let sentence = match message.row.alone.as_str() {
            "" => String::new(),
            sentence => format!(": {}", code(sentence)),
        };
        page.item(&format!("{}, {}{sentence}", code(&message.label), message.word));
    }
    if let Some(more) = all.len().checked_sub(MOST_MESSAGES).filter(|more| *more > 0) {
        page.item(&format!("and {more} more"));
    }
    for line in &report.closing {
        page.gap();
        page.line(&code(&line.text));
    }
}

fn of_message(page: &mut Page, message: &Message, named: bool) {
    if named {
        page.gap();
        page.line(&code(&message.heading));
    }
    if let Some(undecoded) = &message.undecoded {
        let lines = [&undecoded.problem, &undecoded.place, undecoded.advice];
        page.fenced("text", &lines.map(str::to_owned));
        return;
    }
    answer(page, message);
    if let Some(brief) = message.brief.as_ref().filter(|_| !named) {
        page.gap();
        page.line(&format!("Source: {}", code(&brief.source)));
    }
    let causes: Vec<&Finding> = causes(message);
    // Where no more than a note leads, what was recorded says more than an excerpt of it.
    let led_by_note = causes.first().is_some_and(|first| first.severity.name() == "note");
    let events = if led_by_note { recorded_lines(message, MOST_EVENTS) } else { Vec::new() };
    let mut told = 0;
    for finding in &causes {
        let lines = finding_lines(finding, &events[..if told == 0 { events.len() } else { 0 }]);
        let needed = lines.lines.len() + lines.commands.len() + 16;
        // The cause is told whatever it takes; there is room for it.
        if told > 0 && (page.room() < needed + RESERVED || finding.severity.name() == "note") {
            break;
        }
        of_finding(page, finding, &lines);
        told += 1;
    }
    let rest = &causes[told..];
    if !rest.is_empty() {
        page.heading("Also found", '-');
        let room = page.room().saturating_sub(RESERVED).clamp(1, 8);
        for finding in rest.iter().take(room) {
            let (severity, rule) = (finding.severity.name(), finding.rule);
            page.item(&format!("{severity} `{rule}`: {}", code(&finding.message)));
        }
        if rest.len() > room {
            page.item(&format!("and {} more", rest.len() - room));
        }
    }
    if events.is_empty() {
        recorded(page, message);
    }
    if let Some(holds) = &message.holds {
        page.heading("What must hold outside the response", '-');
        let mut lines: Vec<String> =
            holds.rows.iter().map(|(what, value)| format!("{what:<9} {value}")).collect();
        lines.truncate(6);
        page.fenced("text", &lines);
        page.gap();
        page.line(&format!("Who can look: {}", code(&holds.who)));
        page.fenced("sh", &holds.commands[..holds.commands.len().min(2)]);
    }
    open(page, message);
    let validity = message.validity.as_ref().map(|validity| match validity.contains("UTC") {
        true => validity.clone(),
        false => format!("{validity} (UTC)"),
    });
    let facts = validity.iter().chain(&message.roles);
    let room = page.room().saturating_sub(FACTS_AROUND);
    let facts: Vec<String> =
        facts.chain(&message.signed).chain(&message.counts).take(room).cloned().collect();
    page.fenced("text", &facts);
}

/// CloudTrail's events, in the order of their times.
fn recorded(page: &mut Page, message: &Message) {
    let behind = BEHIND_EVENTS + message.holds.as_ref().map_or(0, |_| HOLDS);
    let lines = recorded_lines(message, page.room().saturating_sub(behind).min(MOST_EVENTS));
    if !lines.is_empty() {
        page.heading("What CloudTrail recorded", '-');
        page.fenced("text", &lines);
    }
}

/// Its events, no more than there is room for.
fn recorded_lines(message: &Message, room: usize) -> Vec<String> {
    let lines = &message.recorded_lines;
    if lines.len() <= room {
        return lines.clone();
    }
    let Some(shown) = room.checked_sub(1).filter(|shown| *shown > 0) else { return Vec::new() };
    let more = format!("and {} more events", lines.len() - shown);
    lines[..shown].iter().cloned().chain([more]).collect()
}

/// Findings that are no consequence of another, the one that the headline tells first.
fn causes(message: &Message) -> Vec<&Finding> {
    let first = message.brief.as_ref().and_then(|brief| brief.cause);
    let rest = message.findings.iter().enumerate().filter(|(index, _)| Some(*index) != first);
    let rest = rest.map(|(_, finding)| finding).filter(|finding| finding.consequence_of.is_none());
    first.map(|index| &message.findings[index]).into_iter().chain(rest).collect()
}

fn answer(page: &mut Page, message: &Message) {
    let Some(answer) = &message.answer else { return };
    let mut lines = Vec::new();
    match &message.brief {
        Some(brief) => lines.push(brief.headline.text.clone()),
        None => lines.push(format!("{}{}", answer.headline, answer.because.as_deref().unwrap_or_default())),
    }
    if let Some(sentence) = &answer.sentence {
        lines.push(String::new());
        lines.push(sentence.text.to_string());
        lines.extend(sentence.status.clone());
    }
    lines.extend(answer.reference.clone());
    lines.extend(answer.remark.clone());
    page.fenced("text", &lines);
}

struct FindingLines {
    lines: Vec<String>,
    commands: Vec<String>,
}

/// A finding in lines, with CloudTrail's events where they stand for its excerpt.
fn finding_lines(finding: &Finding, events: &[String]) -> FindingLines {
    let mut lines = vec![finding.message.clone(), format!("at {}", finding.at())];
    // Of a policy its tests say more than the place of one.
    let evaluation = finding.evaluation.as_ref().map(evaluation::lines).unwrap_or_default();
    lines.push(String::new());
    lines.extend_from_slice(events);
    if evaluation.is_empty() && events.is_empty() {
        let drawing = finding.drawn(WIDTH);
        lines.extend([drawing.line, drawing.carets]);
        lines.extend(drawing.below);
    }
    lines.extend(evaluation);
    if let Some(comparison) = &finding.comparison {
        lines.push(String::new());
        lines.push(format!("expected  {}", comparison.expected));
        lines.extend(comparison.found.as_ref().map(|found| format!("found     {found}")));
    }
    FindingLines { lines, commands: finding.commands.iter().take(3).cloned().collect() }
}

fn of_finding(page: &mut Page, finding: &Finding, text: &FindingLines) {
    page.heading(
        &format!("{} `{}`, {}", finding.severity.name(), finding.rule, finding.confidence.name()),
        '-',
    );
    page.fenced("text", &text.lines);
    page.gap();
    let remedy = &finding.remedy;
    let who = remedy.who_words.as_deref().map_or(String::new(), |who| format!(" ({})", code(who)));
    page.line(&format!("What to do{who}:"));
    let mut lines = vec![remedy.text.clone()];
    for screen in remedy.screens.iter().take(1) {
        let of = screen.application.as_ref().map_or(String::new(), |name| format!("in {name}: "));
        let likely = if screen.inferred { "likely " } else { "" };
        let entered = screen.entered().or_else(|| screen.value.clone());
        let entered = entered.map_or(String::new(), |entered| format!(" > {entered}"));
        lines.push(format!("{of}{likely}{}{entered}", screen.path));
    }
    page.fenced("text", &lines);
    page.fenced("sh", &text.commands);
}

fn open(page: &mut Page, message: &Message) {
    let questions = &message.open.questions;
    if questions.is_empty() {
        return;
    }
    page.heading("What is open", '-');
    let room = page.room().saturating_sub(8).clamp(2, questions.len().max(2));
    for question in questions.iter().take(room) {
        page.item(&asked(question));
    }
    if questions.len() > room {
        page.item(&format!("and {} more", questions.len() - room));
    }
}

fn asked(question: &Question) -> String {
    format!("{}: {}", question.question, code(&question.how))
}

fn of_evidence(page: &mut Page, evidence: &Evidence) {
    if evidence.findings.is_empty() || page.room() < 6 {
        return;
    }
    page.gap();
    match &evidence.opinion {
        Some(opinion) => page.line(&code(&opinion.headline.text)),
        None => page.line(&code(&evidence.input_name)),
    }
    let room = page.room().saturating_sub(4).max(1);
    for finding in evidence.findings.iter().take(room) {
        let (severity, rule) = (finding.severity.name(), finding.rule);
        page.item(&format!("{severity} `{rule}`: {}", code(&finding.message)));
    }
    if evidence.findings.len() > room {
        page.item(&format!("and {} more", evidence.findings.len() - room));
    }
}

fn plural(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

/// A value in a line: behind more backticks than stand together in it, and cut.
fn code(text: &str) -> String {
    let text = visible::clipped(text, LONGEST_ITEM);
    if text.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // A blank at both ends belongs to the fence.
    let edge = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let blank = if edge { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// How many backticks stand together at most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The lines so far.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
}

impl Page {
    /// Lines that are left.
    fn room(&self) -> usize {
        LINES.saturating_sub(self.lines.len())
    }

    fn line(&mut self, text: &str) {
        self.lines.push(text.to_owned());
    }

    /// An empty line, unless there is one already.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Underlined, as it reads best where nothing renders it.
    fn heading(&mut self, text: &str, rule: char) {
        self.gap();
        self.line(text);
        self.lines.push(rule.to_string().repeat(text.chars().count()));
        self.lines.push(String::new());
    }

    /// An item of a list, with an empty line before the first.
    fn item(&mut self, text: &str) {
        if !self.lines.last().is_some_and(|last| last.starts_with("- ")) {
            self.gap();
        }
        self.line(&format!("- {text}"));
    }

    /// Lines behind a fence that is longer than any in them; nothing where there is none.
    fn fenced(&mut self, language: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.gap();
        let lines: Vec<_> = lines.iter().map(|line| visible::plain(line)).collect();
        let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.line(&format!("{fence}{language}"));
        for line in &lines {
            self.line(line.trim_end());
        }
        self.line(&fence);
    }

    fn finish(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_in_the_value() {
        for (text, expected) in [
            ("plain", "`plain`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a``` ``b", "````a``` ``b````"),
            (" a", "`  a `"),
            ("a\n- b", "`a<U+000A>- b`"),
            ("  ", "(empty)"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
        let mut page = Page::default();
        page.fenced("text", &["```".to_owned(), "````x".to_owned()]);
        assert_eq!(page.finish(), "`````text\n```\n````x\n`````\n");
    }
}
