//! What a response holds, as a table.

use crate::formats::screen::{Layout, Screen, Style};
use crate::report::{Assertion, Message, Report, visible};

/// Columns before a value.
const INDENT: usize = 18;

/// Every response of the report; nothing where there is none that can be read.
pub fn show(report: &Report, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    for message in report.messages.iter().filter(|message| message.repeats.is_none()) {
        if let Some(assertion) = &message.assertion {
            screen.gap();
            screen.words(Style::Strong, 2, &message.heading).end();
            table(&mut screen, message, assertion);
        }
    }
    screen.finish()
}

fn table(screen: &mut Screen, message: &Message, assertion: &Assertion) {
    let mut row = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            screen.put("  ").put(name).to_column(INDENT).put(value).end();
        }
    };
    row("issuer", assertion.issuer.as_deref());
    row("issued", assertion.issue_instant.as_deref());
    row("not before", assertion.not_before.as_deref());
    row("not on or after", assertion.not_on_or_after.as_deref());
    row("session ends", assertion.session_not_on_or_after.as_deref());
    for audience in assertion.audiences.iter().flatten() {
        row("audience", Some(audience));
    }
    row("recipient", assertion.recipient.as_deref());
    row("destination", assertion.destination.as_deref());
    row("name ID", assertion.name_id.as_deref());
    row("its format", assertion.name_id_format.as_deref());
    row("session name", assertion.role_session_name.as_deref());
    row("session", assertion.session_words().as_deref());
    row("relay state", message.relay_state.as_deref());
    roles(screen, assertion);
    attributes(screen, assertion);
}

/// Account, role, provider: a line a value.
fn roles(screen: &mut Screen, assertion: &Assertion) {
    if assertion.roles.is_empty() {
        return;
    }
    let rows: Vec<[String; 3]> = assertion.roles.iter().map(|role| role.cells()).collect();
    let width = |column: usize| {
        rows.iter().map(|row| visible::text_width(&visible::plain(&row[column]))).max().unwrap_or(0)
    };
    let (first, second) = (width(0).max(7), width(1).max(4));
    let starts = [2, 2 + first + 2, 2 + first + 2 + second + 2];
    screen.gap();
    let heads = ["account", "role", "provider"];
    for (head, start) in heads.iter().zip(starts) {
        screen.to_column(start).styled(Style::Strong, head);
    }
    screen.end();
    for row in &rows {
        for (cell, start) in row.iter().zip(starts) {
            screen.to_column(start).put(cell);
        }
        screen.end();
    }
}

fn attributes(screen: &mut Screen, assertion: &Assertion) {
    if assertion.attributes.is_empty() {
        return;
    }
    screen.gap();
    screen.put("  ").styled(Style::Strong, "attributes").end();
    for (name, values) in &assertion.attributes {
        screen.put("  ").put(name).end();
        for value in values {
            screen.put("    ").put(value.as_deref().unwrap_or("(empty)")).end();
        }
    }
}
