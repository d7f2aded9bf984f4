//! What a rule is about, and what a sentence of AWS's means.

use crate::aws::known_errors::citations::TROUBLESHOOT_SAML;
use crate::aws::known_errors::codes::KnownCode;
use crate::aws::known_errors::foreign::{ForeignText, Origin};
use crate::aws::known_errors::recognise::{How, recognise};
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
    let recognised = recognise(text);
    for foreign in &recognised.foreign {
        screen.gap();
        foreign_page(&mut screen, foreign);
    }
    let by_code = recognised.matches.iter().all(|found| found.how == How::Code);
    // Of a login that failed, AWS's sentences are nearer than what the code means elsewhere.
    let (elsewhere, here): (Vec<&KnownCode>, Vec<&KnownCode>) = recognised
        .codes
        .iter()
        .filter(|_| by_code)
        .partition(|code| code.is_of_provisioning() && !recognised.matches.is_empty());
    code_pages(&mut screen, &here);
    let in_full = if by_code && recognised.matches.len() > 1 { 0 } else { IN_FULL };
    let (full, short) = recognised.matches.split_at(recognised.matches.len().min(in_full));
    for found in full {
        screen.gap();
        error_page(&mut screen, found.error);
    }
    if !short.is_empty() {
        heading(
            &mut screen,
            if by_code {
                "sentences with this code, in the order AWS is taken to check"
            } else {
                "it may also be"
            },
        );
        for found in short {
            screen.put("  ").put(&found.error.shown()).end();
            screen
                .put("      ")
                .styled(Style::Faint, &format!("saml-doctor explain {}", found.error.id))
                .end();
        }
    }
    code_pages(&mut screen, &elsewhere);
    let page = screen.finish();
    (!page.is_empty()).then_some(page)
}

/// The sentence that a text is most likely to be.
pub fn the_sentence(text: &str) -> Option<&'static KnownError> {
    let by_id = known_errors::known_error(text.trim());
    by_id.or_else(|| recognise(text).matches.first().map(|found| found.error))
}

/// What to say where nothing is known of a text, with the nearest things that are.
pub fn unknown(text: &str) -> String {
    let shown = crate::rule::quoted(&clipped(text, 100));
    let near = nearest_ids(text);
    let hint = match near.is_empty() {
        true => "saml-doctor rules lists the rules".to_owned(),
        false => format!("near to it: {}", near.join(", ")),
    };
    format!("{shown} is neither a rule nor a known sentence of AWS's; {hint}")
}

/// What to say of a text given as the one that AWS showed, where it is no sentence of AWS's on SAML.
pub fn not_a_sentence(text: &str) -> String {
    let shown = crate::rule::quoted(&clipped(text, 100));
    let judged = "the response is judged without it";
    match recognise(text).foreign.first() {
        Some(foreign) => format!("--error: {shown} is not about this: {}; {judged}", foreign.answer),
        None => format!("--error: {shown} is not a known sentence of AWS's; {judged}"),
    }
}

/// Ids that differ little from a text, or share its longer words.
fn nearest_ids(text: &str) -> Vec<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    let ids = || rules::ALL.iter().map(|rule| rule.id).chain(known_errors::all().map(|error| error.id));
    if let Some(near) = nearest(&text, ids()) {
        return vec![near.candidate];
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 3).collect();
    let shared = |id: &str| words.iter().filter(|word| id.contains(**word)).count();
    let mut near: Vec<&str> = ids().filter(|id| shared(id) > 0).collect();
    near.sort_by_key(|id| std::cmp::Reverse(shared(id)));
    near.truncate(3);
    near
}

/// A text that AWS does not answer a SAML response with.
fn foreign_page(screen: &mut Screen, foreign: &ForeignText) {
    screen.styled(Style::Strong, foreign.text).end();
    let origin = match foreign.origin {
        Origin::AnotherCall => "not AWS's answer to a SAML response",
        Origin::NotVerified => "nobody was found to have seen AWS answer this",
    };
    screen.put("  ").words(Style::Warning, 2, origin).end();
    screen.put("  ").words(Style::Plain, 2, foreign.answer).end();
    citations(screen, foreign.citations);
}

/// What codes mean by themselves.
fn code_pages(screen: &mut Screen, codes: &[&KnownCode]) {
    for code in codes {
        let status = code.status.map(|status| format!("{status} ")).unwrap_or_default();
        screen.gap();
        screen
            .styled(Style::Strong, &format!("{status}{}", code.code))
            .put(&format!("  ({})", code.service))
            .end();
        screen.put("  ").words(Style::Plain, 2, code.meaning).end();
    }
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
            screen.put("  ").words(Style::Plain, 4, &error.shown()).end();
        }
    }
    if !rule.follows.is_empty() {
        section(screen, "follows from", &[&rule.follows.join(", ")]);
    }
    citations(screen, rule.citations);
}

fn error_page(screen: &mut Screen, error: &'static KnownError) {
    screen.words(Style::Strong, 0, &error.shown()).end();
    if let Some(line) = status_line(error) {
        screen.put("  ").styled(Style::Faint, &line).end();
    }
    screen.put("  ").styled(Style::Faint, &format!("{}; id {}", known_from(error), error.id)).end();
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

/// Whose word it is that AWS answers so.
fn known_from(error: &KnownError) -> String {
    if error.is_client_tool() {
        return "a command line tool's own words, not AWS's".to_owned();
    }
    let measured = error.citations.iter().find_map(|citation| citation.basis.date());
    let on_its_page = error.confidence == Confidence::Certain && error.citations.contains(&TROUBLESHOOT_SAML);
    match (measured, error.confidence) {
        (Some(on), _) if on_its_page => {
            format!("documented by AWS, and its answer when it was asked on {on}")
        }
        (Some(on), _) => format!("answered by AWS itself when it was asked on {on}"),
        (None, Confidence::Certain) => "documented by AWS".to_owned(),
        (None, Confidence::Likely) => "reported by people, not documented by AWS".to_owned(),
    }
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
        let words = format!("{}: {} {}", citation.basis.words(), citation.title, citation.url);
        screen.put("  ").words(Style::Plain, 4, &words).end();
    }
}
