//! The sentence that somebody saw, and the rules that explain it.

use std::borrow::Cow;

use super::Style;
use crate::diagnosis::{DecidedBy, Judged};
use crate::rule::Rule;

/// A sentence of AWS's run backwards: the rules that explain it, by how they ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownError {
    /// Of the sentence.
    pub id: &'static str,
    /// The sentence; `None` where the answer has told it already.
    pub sentence: Option<Cow<'static, str>>,
    pub request_id: Option<String>,
    /// Ids of rules.
    pub found: Vec<&'static str>,
    pub ruled_out: Vec<&'static str>,
    pub not_checked: Vec<&'static str>,
    /// The same for a reader; an empty list is left out where that says nothing.
    pub rows: Vec<ShownRow>,
    /// Where no rule found it: what to look at first.
    pub look_first: &'static str,
    /// Where no rule found it: causes that no captured file can decide.
    pub no_file_tells: &'static [&'static str],
    /// Where no rule found it: what to look at or run next.
    pub next: &'static [&'static str],
}

/// Rules that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRow {
    pub style: Style,
    pub what: &'static str,
    pub text: String,
}

impl ShownError {
    pub(super) fn of(judged: &Judged) -> Option<ShownError> {
        let shown = judged.shown_error.as_ref()?;
        let told = judged.on_page.is_some_and(|error| error.id == shown.error.id);
        let explained = !shown.found.is_empty();
        let refused = judged.decided_by == Some(DecidedBy::ShownError);
        let rows = [
            ("found", &shown.found, Style::Error),
            ("ruled out", &shown.ruled_out, Style::Plain),
            ("not checked", &shown.not_checked, Style::Warning),
        ];
        let rows = rows.into_iter().filter(|(what, rules, _)| !rules.is_empty() || *what == "found");
        Some(ShownError {
            id: shown.error.id,
            sentence: (!told).then(|| shown.error.shown()),
            request_id: judged.shown_request_id.clone(),
            found: ids(&shown.found),
            ruled_out: ids(&shown.ruled_out),
            not_checked: ids(&shown.not_checked),
            rows: rows
                .map(|(what, rules, style)| ShownRow {
                    style,
                    what,
                    text: match rules.is_empty() {
                        true => "nothing in this response explains it".to_owned(),
                        false => ids(rules).join(", "),
                    },
                })
                .collect(),
            look_first: if refused && !explained { shown.error.look_first } else { "" },
            no_file_tells: if explained { &[] } else { shown.error.causes },
            next: if explained { &[] } else { shown.error.next },
        })
    }
}

fn ids(rules: &[&'static Rule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.id).collect()
}
