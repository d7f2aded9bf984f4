//! Pages that explain, and the list of rules.

use crate::formats::screen::{Layout, Screen};
use crate::report::{Entry, Page, Part, RulesList, Style};

/// Lays out a page that explains something.
pub fn page(page: &Page, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    parts(&mut screen, page);
    screen.finish()
}

/// The same on a screen that says more.
pub(super) fn parts(screen: &mut Screen, page: &Page) {
    for part in &page.parts {
        self::part(screen, part);
    }
}

fn part(screen: &mut Screen, part: &Part) {
    screen.gap();
    if let Some(title) = &part.title {
        screen.words(title.style, 0, &title.text);
        if let Some(beside) = &part.beside {
            screen.put("  ").put(beside);
        }
        screen.end();
    }
    for line in &part.lines {
        screen.put("  ").words(line.style, 2, &line.text).end();
    }
    for section in &part.sections {
        screen.gap();
        screen.styled(Style::Strong, section.heading).end();
        for entry in &section.entries {
            self::entry(screen, entry);
        }
    }
}

fn entry(screen: &mut Screen, entry: &Entry) {
    screen.put("  ");
    match entry {
        Entry::Prose(text) => screen.words(Style::Plain, 4, text).end(),
        Entry::Named { name, text } => {
            screen.styled(Style::Note, name).put(": ").words(Style::Plain, 4, text).end()
        }
        Entry::Command(command) => screen.put(command).end(),
        Entry::Mentioned { text, cause, command } => {
            screen.words(Style::Plain, 4, text).end();
            if let Some(cause) = cause {
                screen.put("      ").words(Style::Plain, 8, cause).end();
            }
            screen.put("      ").styled(Style::Faint, command).end()
        }
    };
}

/// A line a rule, by what the rules are about.
pub fn rules(list: &RulesList, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    let rules = list.groups.iter().flat_map(|group| &group.rules);
    let widest = rules.map(|rule| rule.id.len()).max().unwrap_or(0);
    let indent = widest + 13;
    for group in &list.groups {
        screen.gap();
        screen.styled(Style::Strong, &group.about).end();
        for rule in &group.rules {
            screen.put("  ").put(rule.id).to_column(widest + 4);
            screen.styled(rule.severity.into(), rule.severity.name());
            screen.to_column(indent).words(Style::Plain, indent, rule.summary).end();
            if !rule.aws_errors.is_empty() {
                let text = format!("explains {}", rule.aws_errors.join(", "));
                screen.to_column(indent).words(Style::Faint, indent, &text).end();
            }
        }
    }
    screen.gap();
    screen.put(&list.closing).end();
    screen.finish()
}
