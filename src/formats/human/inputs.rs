//! What was given, what was found in it and how it was decoded.

use crate::formats::screen::Screen;
use crate::report::visible;
use crate::report::{Input, Message, Report, Style};

/// A name longer than this does not push what is said of it to the right.
const LONGEST_NAME: usize = 24;

/// A line for every input; under its own, the message that is reported alone.
pub fn block(screen: &mut Screen, report: &Report, alone: Option<&Message>) {
    let names = report.inputs.iter().map(|input| visible::text_width(&visible::plain(&input.words)));
    let widest = names.max().unwrap_or(0);
    let indent = if widest <= LONGEST_NAME { widest + 3 } else { 4 };
    for (index, input) in report.inputs.iter().enumerate().filter(|(_, one)| !one.told_by_its_message) {
        screen.styled(Style::Strong, &input.words).put("   ").to_column(indent);
        first_line(screen, input, indent);
        if let Some(message) = alone.filter(|message| message.input == index) {
            origin(screen, message, indent);
        }
        for line in &input.certificates {
            screen.to_column(indent).words(line.style, indent, &line.text).end();
        }
        for note in &input.notes {
            screen.to_column(indent).words(Style::Plain, indent, note).end();
        }
    }
}

fn first_line(screen: &mut Screen, input: &Input, indent: usize) {
    let Some(problem) = &input.problem else {
        screen.words(Style::Plain, indent, &input.description).end();
        return;
    };
    screen.words(Style::Error, indent, &problem.what).end();
    if !problem.instead.is_empty() {
        screen.to_column(indent).words(Style::Plain, indent, &problem.instead).end();
    }
}

/// How the message was decoded, from whom and for whom it is.
pub fn origin(screen: &mut Screen, message: &Message, indent: usize) {
    for line in &message.origin.lines {
        screen.to_column(indent).words(Style::Plain, indent, line).end();
    }
    for note in &message.origin.notes {
        screen.to_column(indent).words(Style::Faint, indent, &format!("({note})")).end();
    }
}
