//! The report for a person at a prompt: the answer first, then why, where and what to change.

mod certificates;
mod evidence;
mod finding;
mod inputs;
mod rest;
mod roles;
mod several;
mod signed;
mod verdict;

use colored::Colorize as _;

use crate::diagnosis::{Message, Report};
use crate::engine::Verdict;
use crate::report::screen::{Detail, Layout, Screen, Style};
use crate::report::timeline;
use finding::About;

pub(super) use verdict::status_line;

/// Lays the report out.
pub fn render(report: &Report, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    if layout.detail == Detail::Line {
        several::lines(&mut screen, report);
        return screen.finish();
    }
    match alone(report) {
        Some(message) => {
            inputs::block(&mut screen, report, Some(message));
            in_full(&mut screen, report, message);
            several::not_judged(&mut screen, report);
        }
        None => {
            inputs::block(&mut screen, report, None);
            several::block(&mut screen, report);
            for message in report.messages.iter().filter(|message| is_shown_in_full(message, layout.detail)) {
                several::heading(&mut screen, report, message);
                inputs::message(&mut screen, report, message, 2);
                in_full(&mut screen, report, message);
            }
        }
    }
    evidence::block(&mut screen, report);
    rest::last_line(&mut screen, report);
    screen.finish()
}

/// Paints a text; whether colours are on at all is decided in `main`.
pub(super) fn paint(style: Style, text: &str) -> String {
    let painted = match style {
        Style::Plain => return text.to_owned(),
        Style::Error => text.red().bold(),
        Style::Warning => text.yellow().bold(),
        Style::Note => text.cyan(),
        Style::Good => text.green().bold(),
        Style::Strong => text.bold(),
        Style::Faint => text.dimmed(),
    };
    painted.to_string()
}

/// The one message there is something to say about, where there is only one.
fn alone(report: &Report) -> Option<&Message> {
    let mut worth = report.messages.iter().filter(|message| !message.is_beside());
    match (worth.next(), worth.next()) {
        (Some(message), None) => Some(message),
        _ => None,
    }
}

fn is_shown_in_full(message: &Message, detail: Detail) -> bool {
    match message.verdict() {
        Some(Verdict::Refused | Verdict::Undetermined) => true,
        Some(Verdict::Accepted) => detail == Detail::Full,
        None => message.problem.is_some(),
    }
}

/// The verdict and everything under it.
fn in_full(screen: &mut Screen, report: &Report, message: &Message) {
    if let Some(problem) = &message.problem {
        verdict::problem(screen, report, message, problem);
        return;
    }
    let Some(judged) = &message.judged else { return };
    verdict::block(screen, message, judged);
    verdict::shown(screen, judged);
    let about = About { report, message: Some(message), provider: judged.identity_provider };
    finding::block(screen, about, &judged.judgement.findings);
    roles::block(screen, message, judged);
    timeline::block(screen, message, judged);
    signed::block(screen, message);
    rest::not_checked(screen, report, message, judged);
    rest::clean(screen, judged);
    let judgement = &judged.judgement;
    let numbers = [judgement.clean.len(), judgement.not_applicable.len(), judgement.not_checked.len()];
    rest::counts(screen, &judgement.findings, numbers);
}
