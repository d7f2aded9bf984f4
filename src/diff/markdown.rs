//! Two logins side by side, for a ticket: it reads well unrendered.

use std::fmt::Write as _;

use super::human::{last_row, plural, side};
use super::{Diff, Row};

/// What differs, the cause first.
pub fn render(diff: &Diff) -> String {
    let mut out = String::from("**Two SAML logins compared**\n\n");
    let _ = writeln!(out, "- good: {}", code(&side(&diff.good)));
    let _ = writeln!(out, "- bad: {}", code(&side(&diff.bad)));
    for row in &diff.differences {
        let _ = writeln!(out, "\n**{}**, {}\n", what(&row.what), effect(row));
        if row.finding_alone {
            continue;
        }
        let (good, bad) = diff.values(row);
        let _ = writeln!(out, "- good: {}", values(good.as_deref()));
        let _ = writeln!(out, "- bad: {}", values(bad.as_deref()));
    }
    if diff.differences.is_empty() {
        out.push_str("\nNo difference that could matter.\n");
    }
    let folded: Vec<String> = diff
        .folded
        .iter()
        .map(|folded| format!("{} {}", folded.count, plural(folded.what, folded.count)))
        .collect();
    if !folded.is_empty() {
        let _ = writeln!(out, "\nLeft out: {}.", folded.join(", "));
    }
    if let Some(last) = last_row(diff) {
        let _ = writeln!(out, "\n{last}");
    }
    let _ = writeln!(out, "\nsaml-doctor {}", diff.tool.version);
    out
}

/// The name of a place; one that an attribute's Name stands in is the input's.
fn what(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_'".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { code(text) }
}

fn effect(row: &Row) -> String {
    match row.rules.is_empty() {
        true => row.effect.clone(),
        false => format!("{}: {}", code(&row.rules.join(", ")), code(&row.effect)),
    }
}

fn values(value: Option<&str>) -> String {
    value.map_or_else(
        || "not there".to_owned(),
        |value| value.split('\n').map(code).collect::<Vec<_>>().join(", "),
    )
}

/// In a fence longer than any run of backticks inside, on one line.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
