//! What a rule is about, and what a sentence of AWS's means.

use crate::aws::known_errors::{self, KnownError};
use crate::aws::nearest::nearest;
use crate::knowledge::{Citation, Confidence};
use crate::report::human::status_line;
use crate::report::screen::{Layout, Screen, Style};
use crate::report::visible::clipped;
use crate::rule::Rule;
use crate::rules;

/// More sentences than these that a text may be are told by a line each.
const IN_FULL: usize = 2;

/// The page for a rule's id, a sentence's id or any part of an error text; `None` where nothing is known.
pub fn render(text: &str, layout: Layout) -> Option<String> {
    let mut screen = Screen::new(layout);
    let word = text.trim().to_ascii_lowercase();
    if let Some(rule) = rules::by_id(&word) {
        rule_page(&mut screen, rule);
        return Some(screen.finish());
    }
    if let Some(error) = known_errors::known_error(&word) {
        error_page(&mut screen, error);
        return Some(screen.finish());
    }
    let errors = sentences(text);
    if errors.is_empty() {
        return None;
    }
    for error in errors.iter().take(IN_FULL) {
        screen.gap();
        error_page(&mut screen, error);
    }
    if errors.len() > IN_FULL {
        screen.gap();
        screen.put("it may also be:").end();
        for error in &errors[IN_FULL..] {
            screen.put("  ").words(Style::Plain, 4, error.message).end();
        }
    }
    Some(screen.finish())
}

/// The sentence that a text is most likely to be.
pub fn the_sentence(text: &str) -> Option<&'static KnownError> {
    sentences(text).first().copied()
}

/// What to say where nothing is known of a text, with the nearest things that are.
pub fn unknown(text: &str) -> String {
    let shown = crate::rule::quoted(&clipped(text, 100));
    let ids = rules::ALL.iter().map(|rule| rule.id).chain(known_errors::all().map(|error| error.id));
    match nearest(&text.trim().to_ascii_lowercase(), ids) {
        Some(near) => format!(
            "{shown} is neither a rule nor a sentence of AWS's that is known; the nearest is {}",
            near.candidate
        ),
        None => format!(
            "{shown} is neither a rule nor a sentence of AWS's that is known; saml-doctor rules lists the rules"
        ),
    }
}

fn sentences(text: &str) -> Vec<&'static KnownError> {
    let text = text.trim().to_lowercase();
    known_errors::all()
        .filter(|error| {
            error.spellings().any(|spelling| {
                let spelling = spelling.to_lowercase();
                !text.is_empty() && (spelling.contains(&text) || text.contains(&spelling))
            })
        })
        .collect()
}

fn rule_page(screen: &mut Screen, rule: &'static Rule) {
    screen.styled(Style::Strong, rule.id).put(&format!(
        "  ({}, {})",
        rule.severity.name(),
        rule.confidence.name()
    ));
    screen.end();
    screen.put("  ").words(Style::Plain, 2, rule.summary).end();
    section(screen, "why", &[rule.rationale]);
    section(screen, "fix", &[rule.remedy.text]);
    if !rule.explains.is_empty() {
        heading(screen, "AWS answers with");
        for error in rule.explains {
            screen.put("  ").words(Style::Plain, 4, error.message).end();
        }
    }
    if !rule.follows.is_empty() {
        section(screen, "follows from", &[&rule.follows.join(", ")]);
    }
    citations(screen, rule.citations);
}

fn error_page(screen: &mut Screen, error: &'static KnownError) {
    screen.words(Style::Strong, 0, error.message).end();
    if let Some(line) = status_line(error) {
        screen.put("  ").styled(Style::Faint, &line).end();
    }
    let known = match error.confidence {
        Confidence::Certain => "documented by AWS",
        Confidence::Likely => "reported by people, not documented by AWS",
    };
    screen.put("  ").styled(Style::Faint, &format!("{known}; id {}", error.id)).end();
    let explaining: Vec<&Rule> = rules::ALL
        .iter()
        .copied()
        .filter(|rule| rule.explains.iter().any(|explained| explained.id == error.id))
        .collect();
    if !explaining.is_empty() {
        heading(screen, "what saml-doctor finds in a response");
        for rule in explaining {
            screen
                .put("  ")
                .styled(Style::Note, rule.id)
                .put(": ")
                .words(Style::Plain, 4, rule.summary)
                .end();
        }
    }
    section(screen, "causes that no response shows", error.causes);
    section(screen, "next", error.next);
    citations(screen, error.citations);
}

fn heading(screen: &mut Screen, title: &str) {
    screen.gap();
    screen.styled(Style::Strong, title).end();
}

fn section(screen: &mut Screen, title: &str, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    heading(screen, title);
    for line in lines {
        screen.put("  ");
        // A command stays on one line, to be copied.
        match line.starts_with("aws ") {
            true => screen.put(line).end(),
            false => screen.words(Style::Plain, 4, line).end(),
        };
    }
}

fn citations(screen: &mut Screen, citations: &[Citation]) {
    if citations.is_empty() {
        return;
    }
    heading(screen, "see");
    for citation in citations {
        screen.put("  ").words(Style::Plain, 4, &format!("{} {}", citation.title, citation.url)).end();
    }
}
