//! The report for a person at a prompt: the answer first, then why, where and what to change.

mod answer;
mod evidence;
mod finding;
mod inputs;
mod open;
mod page;
mod several;

pub use page::{page, rules};

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
    inputs::block(&mut screen, report, alone);
    match alone {
        Some(message) => {
            in_full(&mut screen, message);
            several::beside(&mut screen, report);
        }
        None => {
            several::block(&mut screen, report);
            for message in report.messages.iter().filter(|message| is_told(message, layout.detail)) {
                screen.gap();
                screen.words(Style::Strong, 2, &message.heading).end();
                inputs::origin(&mut screen, message, 2);
                in_full(&mut screen, message);
            }
        }
    }
    evidence::block(&mut screen, report);
    if !report.closing.is_empty() {
        screen.gap();
    }
    for line in &report.closing {
        screen.words(line.style, 0, &line.text).end();
    }
    screen.finish()
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
    answer::shown(screen, message.shown_error.as_ref());
    finding::block(screen, &message.findings);
    labelled(screen, "roles", message.roles.as_slice());
    labelled(screen, "validity", message.validity.as_slice());
    labelled(screen, "signed", &message.signed);
    open::block(screen, &message.open);
    open::clean(screen, &message.checks);
    counts(screen, message.counts.as_deref());
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
