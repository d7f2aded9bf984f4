//! The report for a person at a prompt: the answer first, then why, where and what to change.

mod answer;
mod brief;
mod evidence;
mod finding;
mod fitting;
mod inputs;
mod open;
mod page;
mod several;
mod show;
mod statistics;

pub use page::{page, rules};
pub use show::show;
pub use statistics::statistics;

use crate::formats::screen::{Detail, Layout, Screen};
use crate::report::{InFull, Message, Report, Style};

/// Columns before what is said under a word at the left.
const INDENT: usize = 12;

/// Lays the report out.
pub fn render(report: &Report, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    if layout.detail == Detail::Line {
        several::lines(&mut screen, report);
        return screen.finish();
    }
    let alone = report.alone.map(|index| &report.messages[index]);
    let brief = alone.filter(|_| layout.detail != Detail::Full).and_then(|message| message.brief.as_ref());
    if let (Some(message), Some(brief)) = (alone, brief) {
        brief::block(&mut screen, report, message, brief, true);
        return screen.finish();
    }
    let undecoded = alone.filter(|_| layout.detail != Detail::Full).and_then(|one| one.undecoded.as_ref());
    if let (Some(message), Some(undecoded)) = (alone, undecoded) {
        answer::undecoded(&mut screen, undecoded);
        screen.gap();
        brief::others(&mut screen, report, 4, brief::Room::Whole);
        screen.words(Style::Faint, 0, &message.heading).end();
        screen.styled(Style::Error, "not decoded.").put(" More: -v").end();
        return screen.finish();
    }
    if let Some(page) = &report.explained {
        page::parts(&mut screen, page);
        screen.gap();
    }
    inputs::block(&mut screen, report, alone);
    match alone {
        Some(message) => {
            in_full(&mut screen, message);
            several::beside(&mut screen, report);
        }
        None => {
            several::block(&mut screen, report);
            let told = report.messages.iter().filter(|message| is_told(message, layout.detail));
            for alike in several::grouped(told.collect(), layout.detail) {
                let message = alike[0];
                screen.gap();
                several::heading(&mut screen, &alike);
                match message.brief.as_ref().filter(|_| layout.detail != Detail::Full) {
                    Some(brief) => brief::block(&mut screen, report, message, brief, false),
                    None => {
                        inputs::origin(&mut screen, message, 2);
                        in_full(&mut screen, message);
                    }
                }
            }
        }
    }
    evidence::block(&mut screen, report);
    if !report.closing.is_empty() || has_levels(report) {
        screen.gap();
    }
    levels(&mut screen, report);
    for line in &report.closing {
        screen.words(line.style, 0, &line.text).end();
    }
    if alone.is_none() && layout.detail != Detail::Full {
        several::who_and_more(&mut screen, report);
    }
    screen.finish()
}

fn has_levels(report: &Report) -> bool {
    report.config.is_some() || !report.told_otherwise.is_empty()
}

/// The configuration file, and what was left out or told at another level.
fn levels(screen: &mut Screen, report: &Report) {
    let file = report.config.iter().map(|config| config.path.clone());
    for (index, line) in file.chain(report.told_otherwise.iter().cloned()).enumerate() {
        let label = if report.config.is_some() { "config" } else { "rules" };
        screen.styled(Style::Faint, if index == 0 { label } else { "" }).to_column(8);
        screen.words(Style::Faint, 8, &line).end();
    }
}

fn is_told(message: &Message, detail: Detail) -> bool {
    match message.in_full {
        InFull::Always => true,
        InFull::WhenVerbose => detail == Detail::Full,
        InFull::Never => false,
    }
}

/// What AWS answers and everything under it.
fn in_full(screen: &mut Screen, message: &Message) {
    if let Some(undecoded) = &message.undecoded {
        return answer::undecoded(screen, undecoded);
    }
    let Some(answer) = &message.answer else { return };
    answer::block(screen, answer);
    answer::holds(screen, message.holds.as_ref());
    if screen.detail() == Detail::Full && !message.login.is_empty() {
        screen.gap();
        brief::way(screen, &message.login, true);
    }
    answer::shown(screen, message.shown_error.as_ref());
    finding::block(screen, &message.findings);
    let reads = message.brief.as_ref().and_then(|brief| brief.reads.as_ref());
    labelled(screen, "reads", reads.map(std::slice::from_ref).unwrap_or_default());
    labelled(screen, "roles", message.roles.as_slice());
    labelled(screen, "validity", message.validity.as_slice());
    labelled(screen, "CloudTrail", &message.recorded_lines);
    labelled(screen, "signed", &message.signed);
    open::block(screen, &message.open, message.brief.as_ref().map(|brief| brief.ask.as_str()));
    open::clean(screen, &message.checks);
    counts(screen, message.counts.as_deref());
    if let Some(brief) = message.brief.as_ref().filter(|_| screen.detail() == Detail::Full) {
        brief::outcome(screen, brief, "");
    }
}

/// Lines under one word at the left.
fn labelled(screen: &mut Screen, label: &str, lines: &[String]) {
    for (index, line) in lines.iter().enumerate() {
        if index == 0 {
            screen.gap();
            screen.styled(Style::Strong, label);
        }
        screen.to_column(INDENT).words(Style::Plain, INDENT, line).end();
    }
}

fn counts(screen: &mut Screen, counts: Option<&str>) {
    screen.gap();
    screen.words(Style::Plain, 0, counts.unwrap_or_default()).end();
}
