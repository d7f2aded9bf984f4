//! Two logins side by side, for a terminal.

use std::fmt::Write as _;

use super::{Diff, Next, Row, Side};
use crate::invisible::quoted;

/// Whether a row is one of a group.
type Belongs = fn(&Row) -> bool;

/// What differs, the cause first.
pub fn render(diff: &Diff) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "good  {}", side(&diff.good));
    let _ = writeln!(out, "bad   {}", side(&diff.bad));
    let groups: [(&str, Belongs); 3] = [
        ("what decides", |row| row.rank.0 < 2),
        ("what AWS reads", |row| row.rank.0 == 2),
        ("what AWS does not read", |row| row.rank.0 > 2),
    ];
    for (title, belongs) in groups {
        let rows: Vec<&Row> = diff.differences.iter().filter(|row| belongs(row)).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}");
        for row in rows {
            let rules = match row.rules.is_empty() {
                true => String::new(),
                false => format!("  [{}]", row.rules.join(", ")),
            };
            let _ = writeln!(out, "  {}{rules}", quoted(&row.what).trim_matches('"'));
            if !row.finding_alone {
                let (good, bad) = diff.values(row);
                let _ = writeln!(out, "    good  {}", value(good.as_deref()));
                let _ = writeln!(out, "    bad   {}", value(bad.as_deref()));
            }
            if row.rank.0 < 2 || row.finding_alone {
                let _ = writeln!(out, "    {}", row.effect);
            }
        }
    }
    if diff.differences.is_empty() {
        out.push_str("\nno difference that could matter\n");
    }
    if !diff.folded.is_empty() {
        let folded: Vec<String> = diff
            .folded
            .iter()
            .map(|folded| format!("{} {}", folded.count, plural(folded.what, folded.count)))
            .collect();
        let _ = writeln!(out, "\nleft out  {}", folded.join(", "));
    }
    if let Some(last) = last_row(diff) {
        let _ = writeln!(out, "\n{last}");
    }
    out
}

/// The bad one's outcome, who has to act, and where it is told why; `None` where nothing is to be done.
pub(super) fn last_row(diff: &Diff) -> Option<String> {
    let Diff { bad, next, .. } = diff;
    if let Some(Next { rule, who }) = next {
        let who = who.map(|who| format!(" Who: {who}.")).unwrap_or_default();
        return Some(format!("{}: {rule}.{who} Why: saml-doctor explain {rule}", bad.word));
    }
    // No rule tells it: the report of the bad one has who is to be asked.
    let can_be_typed = |name: &str| {
        !name.starts_with('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
    };
    let differ = bad.verdict != diff.good.verdict && can_be_typed(&bad.input);
    let entry = bad.entry.map(|entry| format!(" --entry {entry}")).unwrap_or_default();
    differ.then(|| format!("{}. Who and why: saml-doctor {}{entry}", bad.word, bad.input))
}

pub(super) fn plural(what: &str, count: usize) -> String {
    if count == 1 { what.to_owned() } else { format!("{what}s") }
}

pub(super) fn side(side: &Side) -> String {
    let entry = side.entry.map(|entry| format!(" entry {entry}")).unwrap_or_default();
    let error = side.predicted_error.as_ref().map(|error| format!(", {error}")).unwrap_or_default();
    let verdict = &side.word;
    format!("{}{entry}: {verdict}{error}", quoted(&side.input).trim_matches('"'))
}

/// Each of several on a line of its own.
pub(super) fn value(value: Option<&str>) -> String {
    match value {
        None => "(not there)".to_owned(),
        Some(value) => value.split('\n').map(quoted).collect::<Vec<_>>().join("\n          "),
    }
}
