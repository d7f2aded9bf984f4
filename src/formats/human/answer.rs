//! What AWS answers, or why that cannot be told.

use crate::formats::screen::Screen;
use crate::report::{Answer, Holds, ShownError, Style, Undecoded};

/// The headline, and under it AWS's sentence.
pub fn block(screen: &mut Screen, answer: &Answer) {
    screen.gap();
    if let Some(elsewhere) = &answer.elsewhere {
        screen.words(Style::Error, 2, &elsewhere.fact).end();
        screen.put("  ").words(Style::Plain, 2, elsewhere.advice).end();
        screen.gap();
    }
    screen.words(answer.style, 0, &answer.headline);
    if let Some(because) = &answer.because {
        screen.words(Style::Plain, 2, because);
    }
    screen.end();
    if let Some(sentence) = &answer.sentence {
        // On one line whatever its length, so that it can be searched for.
        screen.put("  ").styled(Style::Strong, &sentence.text).end();
        if let Some(status) = &sentence.status {
            screen.put("  ").styled(Style::Faint, status).end();
        }
    }
    if let Some(reference) = &answer.reference {
        screen.put("  ").styled(Style::Faint, reference).end();
    }
    for then in &answer.then {
        screen.put("  once that is mended: ").put(then).end();
    }
    if let Some(remark) = &answer.remark {
        screen.put("  ").words(Style::Warning, 2, remark).end();
    }
}

/// What must hold outside the response.
pub fn holds(screen: &mut Screen, holds: Option<&Holds>) {
    let Some(holds) = holds else { return };
    screen.gap();
    screen.styled(Style::Strong, &holds.heading).end();
    for (what, value) in &holds.rows {
        screen.put("  ").put(what).to_column(12).words(Style::Plain, 12, value).end();
    }
    if !holds.commands.is_empty() {
        screen.put("ask ").words(Style::Plain, 2, &holds.who).end();
    }
    for command in &holds.commands {
        screen.put("  ").put(command).end();
    }
}

/// The sentence AWS showed, and what of it was found.
pub fn shown(screen: &mut Screen, shown: Option<&ShownError>) {
    let Some(shown) = shown else { return };
    screen.gap();
    match &shown.sentence {
        Some(sentence) => screen.styled(Style::Strong, "AWS showed:").put(" ").put(sentence).end(),
        None => screen.styled(Style::Strong, "what explains it").end(),
    };
    for row in &shown.rows {
        screen.put("  ").styled(row.style, row.what).to_column(15).words(Style::Plain, 15, &row.text).end();
    }
    for (index, cause) in shown.no_file_tells.iter().enumerate() {
        screen.put(if index == 0 { "  no file tells" } else { "" }).to_column(17);
        screen.words(Style::Plain, 17, cause).end();
    }
    for next in shown.next {
        screen.put("  next").to_column(15).words(Style::Plain, 15, next).end();
    }
}

/// Why a message could not be decoded, where, and what to do.
pub fn undecoded(screen: &mut Screen, undecoded: &Undecoded) {
    screen.gap();
    screen.styled(Style::Error, "cannot be decoded: ").words(Style::Strong, 2, &undecoded.problem).end();
    screen.put("  ").words(Style::Plain, 6, &format!("--> {}", undecoded.place)).end();
    screen.put("  do: ").words(Style::Plain, 6, undecoded.advice).end();
}
