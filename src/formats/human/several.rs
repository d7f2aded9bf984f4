//! More than one message: a line for each before any is shown in full.

use super::labelled;
use crate::formats::screen::{Detail, Screen};
use crate::report::visible;
use crate::report::{InFull, Message, Report, Severity, Style};

/// Of those that are alike so many are named.
const MOST_LABELS: usize = 12;
/// Of those who have to act so many are named.
const MOST_WHOS: usize = 3;

/// Every message in the order of the capture, what AWS answered to it under it.
pub fn block(screen: &mut Screen, report: &Report) {
    if report.messages.iter().all(|message| message.beside.is_some()) {
        beside(screen, report);
        return;
    }
    screen.gap();
    table(screen, &report.messages);
}

fn table(screen: &mut Screen, messages: &[Message]) {
    let widest = |column: usize| {
        let widths = messages.iter().map(|one| visible::text_width(&visible::plain(&one.row.cells[column])));
        widths.max().filter(|widest| *widest > 0).map_or(0, |widest| widest + 2)
    };
    let mut starts = [0; 4];
    for column in 0..3 {
        starts[column + 1] = starts[column] + widest(column);
    }
    let widest_word = messages.iter().map(|message| message.word.len()).max().unwrap_or(0);
    // Names of files in deep folders: what is known of each stands under it.
    let is_too_wide = starts[3] + widest_word > screen.width();
    if is_too_wide {
        starts = [0, 4, 4 + widest(1), 4 + widest(1) + widest(2)];
    }
    for message in messages {
        let row = &message.row;
        for (column, (cell, start)) in row.cells.iter().zip(starts).enumerate() {
            screen.to_column(start).put(cell);
            if is_too_wide && column == 0 {
                screen.end();
            }
        }
        screen.to_column(starts[3]).styled(message.style, message.word);
        let room = screen.width().saturating_sub(screen.column() + 2);
        let fits = visible::text_width(&row.sentence) <= room;
        if !fits {
            screen.end();
        }
        if fits || !row.spare {
            let indent = if screen.column() == 0 { 4 } else { starts[3] + widest_word + 2 };
            screen.to_column(indent).words(Style::Plain, indent, &row.sentence).end();
        }
        if let Some(answer) = &row.answer {
            screen.put("    ").words(Style::Faint, 6, answer).end();
        }
    }
}

/// Messages with the same headline and the same findings, which are told once; each alone where everything is
/// asked for.
pub fn grouped(messages: Vec<&Message>, detail: Detail) -> Vec<Vec<&Message>> {
    let mut groups: Vec<Vec<&Message>> = Vec::new();
    for message in messages {
        let alike = groups.iter_mut().find(|group| detail != Detail::Full && is_alike(group[0], message));
        match alike {
            Some(group) => group.push(message),
            None => groups.push(vec![message]),
        }
    }
    groups
}

fn is_alike(one: &Message, other: &Message) -> bool {
    let (Some(brief), Some(of_other)) = (&one.brief, &other.brief) else { return false };
    let found = |message: &Message| -> Vec<(&'static str, Severity, String)> {
        let worth = message.findings.iter().filter(|finding| finding.severity != Severity::Note);
        worth.map(|finding| (finding.rule, finding.severity, finding.message.clone())).collect()
    };
    brief.headline == of_other.headline && found(one) == found(other)
}

/// Above a report: the message, and those it is the report of too.
pub fn heading(screen: &mut Screen, alike: &[&Message]) {
    screen.words(Style::Strong, 2, &alike[0].heading).end();
    if let [_, others @ ..] = alike
        && !others.is_empty()
    {
        let labels: Vec<&str> =
            others.iter().take(MOST_LABELS).map(|message| message.label.as_str()).collect();
        let more = others.len() - labels.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let text = format!("the same in {} others: {}{more}", others.len(), labels.join(", "));
        let text = if others.len() == 1 { text.replacen("1 others", "1 other", 1) } else { text };
        screen.put("  ").words(Style::Plain, 2, &text).end();
    }
}

/// One line each for requests, logout messages, and responses for somebody else.
pub fn beside(screen: &mut Screen, report: &Report) {
    let mut label = "";
    for message in &report.messages {
        let Some(beside) = &message.beside else { continue };
        if let Some(line) = &beside.line {
            if label.is_empty() {
                screen.gap();
            }
            screen.put(if label == beside.label { "" } else { beside.label }).to_column(12);
            label = beside.label;
            screen.words(Style::Plain, 14, line).end();
        }
        if screen.detail() == Detail::Full {
            labelled(screen, "signed", &message.signed);
        }
    }
}

/// The last row: who has to act, how to see more, and how to see one message alone.
pub fn who_and_more(screen: &mut Screen, report: &Report) {
    let is_told = |message: &&Message| message.brief.is_some() || message.undecoded.is_some();
    let judged: Vec<&Message> = report.messages.iter().filter(is_told).collect();
    if judged.len() < 2 {
        return;
    }
    let mut whos: Vec<&str> = Vec::new();
    let told = judged.iter().filter(|message| message.in_full == InFull::Always);
    for who in told.clone().filter_map(|message| message.brief.as_ref()?.who.as_deref()) {
        if !whos.contains(&who) {
            whos.push(who);
        }
    }
    let more = whos.len().saturating_sub(MOST_WHOS);
    let who = match (whos.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!("Who: {}. ", whos.join(", ")),
        (false, more) => format!("Who: {} and {more} more. ", whos[..MOST_WHOS].join(", ")),
    };
    let in_one_file = judged.iter().all(|message| message.input == judged[0].input);
    let entry = told.chain(&judged).find_map(|message| message.entry).filter(|_| in_one_file);
    let one = match entry {
        Some(entry) => format!("; one alone: --entry {entry}"),
        None if !in_one_file => "; one alone: give its file alone".to_owned(),
        None => String::new(),
    };
    let more = format!("More: -v{one}");
    screen.words(Style::Plain, 0, &who);
    if screen.column() + more.len() > screen.width() {
        screen.end();
    }
    screen.put(&more).end();
}

/// For `-q`: input, verdict, sentence; one line for each message and each input that has a problem.
pub fn lines(screen: &mut Screen, report: &Report) {
    for (index, input) in report.inputs.iter().enumerate() {
        if let Some(problem) = &input.problem {
            screen.put(&format!("{}: ", input.name)).styled(Style::Error, "no message").put("  ");
            screen.put(&problem.sentence).end();
        }
        let mine = |message: &&Message| message.input == index && message.beside.is_none();
        for message in report.messages.iter().filter(mine) {
            screen.put(&input.name);
            if let Some(entry) = message.entry {
                screen.put(&format!(" entry {entry}"));
            }
            screen.put(": ").styled(message.style, message.word).put("  ");
            screen.put(&message.row.alone).end();
        }
    }
}
