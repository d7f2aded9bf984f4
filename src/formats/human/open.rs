//! What was not examined and how to examine it.

use crate::formats::screen::{Detail, Screen};
use crate::report::visible;
use crate::report::{Checks, Open, Question, Style};

const INDENT: usize = 13;

/// What could not be judged, and the command that gets what it needs; `ask` prints it all as one text.
pub fn block(screen: &mut Screen, open: &Open, ask: Option<&str>) {
    for (index, question) in open.questions.iter().enumerate() {
        if index == 0 {
            screen.gap();
            screen.styled(Style::Strong, "not checked");
        }
        let named = named(screen.detail(), question);
        screen.to_column(INDENT).words(Style::Plain, INDENT, &named);
        let how = format!("needs {}", question.how);
        if screen.column() + 3 + visible::text_width(&how) > screen.width() {
            screen.end().to_column(INDENT + 2);
        } else {
            screen.put("   ");
        }
        match question.is_command {
            true => screen.put(&how).end(),
            false => screen.words(Style::Plain, INDENT + 8, &how).end(),
        };
    }
    if let Some(again) = &open.again {
        screen.to_column(INDENT).put(again).end();
    }
    if let Some(ask) = ask.filter(|_| !open.questions.is_empty()) {
        let text = format!("(as text to send to each who is asked: {ask})");
        screen.to_column(INDENT).words(Style::Plain, INDENT, &text).end();
    }
}

/// What is open; with `-v` the rules too.
fn named(detail: Detail, question: &Question) -> String {
    match detail {
        Detail::Full => format!("{} ({})", question.question, question.rules.join(", ")),
        Detail::Line | Detail::Usual => question.question.to_owned(),
    }
}

/// With `-v`, the rules that found nothing.
pub fn clean(screen: &mut Screen, checks: &Checks) {
    if screen.detail() != Detail::Full {
        return;
    }
    let lists = [("clean", &checks.clean), ("not applicable", &checks.not_applicable)];
    for (what, rules) in lists.into_iter().filter(|(_, rules)| !rules.is_empty()) {
        screen.gap();
        screen.styled(Style::Strong, what).to_column(16).words(Style::Plain, 16, &rules.join(", ")).end();
    }
}
