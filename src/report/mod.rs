//! Finished reports, laid out. A format decides nothing: it drops, rewords and reorders no finding.

pub mod decode;
pub mod explain;
pub mod human;
pub mod json;
pub mod needs;
pub mod rules_list;
pub mod screen;
pub mod snippet;
pub mod timeline;
pub mod visible;

use crate::diagnosis::{Message, Report};
use crate::instant::Instant;
use crate::number::grouped;
use crate::source::{SourceKind, Span};

/// `1 error`, `2 errors`.
fn count(number: usize, singular: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {singular}{plural}", grouped(number as u64))
}

/// An instant to the second, with its day: `2026-05-26 11:58:03 UTC`.
fn moment(instant: Instant) -> String {
    format!("{} {} UTC", instant.date(), instant.time_of_day())
}

/// An input's name as a person says it.
fn name_words(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}

/// A URL up to its query, which may hold secrets.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// The SAML path of a place: in the message, or in the metadata that it stands in.
fn path(report: &Report, message: Option<&Message>, span: Span) -> String {
    let metadata = report
        .evidence
        .metadata
        .iter()
        .filter(|file| file.source == span.source)
        .find_map(|file| file.document.as_ref().ok());
    let document = message.and_then(|message| message.document.as_ref());
    match (metadata, document) {
        (Some(document), _) => document.tree.path_at(document.tree.root(), span),
        (None, Some(document)) => document.tree.path_at(document.node, span),
        (None, None) => "/".to_owned(),
    }
}

/// The name of a text as a person says it.
fn source_words(kind: &SourceKind) -> String {
    match kind {
        SourceKind::Message => "decoded XML".to_owned(),
        SourceKind::Decrypted { element } => format!("decrypted {element}"),
        SourceKind::Evidence { name } => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_instants_are_written_for_people() {
        assert_eq!((count(1, "error"), count(2, "error")), ("1 error".to_owned(), "2 errors".to_owned()));
        let instant = Instant::parse_rfc3339("2026-05-26T11:58:03.25Z").unwrap().instant;
        assert_eq!(moment(instant), "2026-05-26 11:58:03 UTC");
        assert_eq!(without_query("https://a.example/x?SAMLRequest=abc"), "https://a.example/x");
    }
}
