//! More than one message: a line for each before any is shown in full.

use crate::diagnosis::{Message, Report};
use crate::engine::Verdict;
use crate::report::screen::{Screen, Style};
use crate::report::visible::{self, clipped};
use crate::report::{name_words, without_query};
use crate::saml::MessageKind;

/// Columns of `undetermined`.
const WIDEST_VERDICT: usize = 12;
/// With fewer columns left, a sentence starts on a line of its own.
const ROOM_FOR_A_SENTENCE: usize = 30;

/// A line for each message that was judged or could not be decoded, then one for each other.
pub fn block(screen: &mut Screen, report: &Report) {
    let worth: Vec<&Message> = report.messages.iter().filter(|message| !message.is_beside()).collect();
    if !worth.is_empty() {
        screen.gap();
        table(screen, report, &worth);
    }
    not_judged(screen, report);
}

fn table(screen: &mut Screen, report: &Report, messages: &[&Message]) {
    let rows: Vec<[String; 3]> =
        messages.iter().map(|message| [label(report, message), time(message), from(message)]).collect();
    let mut starts = [0; 4];
    for column in 0..3 {
        let widest =
            rows.iter().map(|row| visible::text_width(&visible::plain(&row[column]))).max().unwrap_or(0);
        starts[column + 1] = starts[column] + widest + usize::from(widest > 0) * 2;
    }
    for (row, message) in rows.iter().zip(messages) {
        for (cell, start) in row.iter().zip(starts) {
            screen.to_column(start).put(cell);
        }
        screen.to_column(starts[3]);
        verdict(screen, message);
        let sentence = sentence(message);
        let room = screen.width().saturating_sub(screen.column() + 2);
        if message.verdict() == Some(Verdict::Accepted) && room < visible::text_width(&sentence) {
            screen.end();
            continue;
        }
        if !sentence.is_empty() && room < ROOM_FOR_A_SENTENCE.min(visible::text_width(&sentence)) {
            screen.end();
        }
        let indent = if screen.column() == 0 { 4 } else { starts[3] + WIDEST_VERDICT + 2 };
        screen.to_column(indent).words(Style::Plain, indent, &sentence).end();
    }
}

/// Above the report of one message of several.
pub fn heading(screen: &mut Screen, report: &Report, message: &Message) {
    screen.gap();
    let name = name_words(&report.inputs[message.input].name);
    let label = label(report, message);
    let found = super::inputs::found(message).unwrap_or_default();
    let heading = match (label.starts_with(name), message.capture.entry) {
        (true, None) => label,
        (true, Some(_)) | (false, _) if found.is_empty() => format!("{name} {label}"),
        _ => format!("{name} {found}"),
    };
    screen.words(Style::Strong, 2, &heading).end();
}

/// One line each for requests, logout messages, and responses for somebody else.
pub fn not_judged(screen: &mut Screen, report: &Report) {
    let mut first = true;
    for message in report.messages.iter().filter(|message| message.is_beside()) {
        if first {
            screen.gap();
        }
        screen.put(if first { "not judged" } else { "" }).to_column(12);
        first = false;
        screen.words(Style::Plain, 14, &format!("{}: {}", label(report, message), what(message))).end();
    }
}

/// For `-q`: input, verdict, sentence; one line for each message and each input that has a problem.
pub fn lines(screen: &mut Screen, report: &Report) {
    for (index, input) in report.inputs.iter().enumerate() {
        if let Some(problem) = &input.problem {
            screen.put(&format!("{}: ", input.name)).styled(Style::Error, "no message").put("  ");
            screen.put(&problem.sentence()).end();
        }
        let mine = |message: &&Message| message.input == index && !message.is_beside();
        for message in report.messages.iter().filter(mine) {
            screen.put(&input.name);
            if let Some(entry) = message.capture.entry {
                screen.put(&format!(" entry {entry}"));
            }
            screen.put(": ");
            verdict(screen, message);
            screen.put("  ").put(&sentence(message)).end();
        }
    }
}

/// What tells the message from the others: its entry, its number in the input, or the input's name.
fn label(report: &Report, message: &Message) -> String {
    let name = name_words(&report.inputs[message.input].name);
    let siblings: Vec<&Message> =
        report.messages.iter().filter(|other| other.input == message.input).collect();
    let within = match (message.capture.entry, siblings.len()) {
        (Some(entry), _) => Some(format!("entry {entry}")),
        (None, 1) => None,
        (None, _) => siblings
            .iter()
            .position(|other| std::ptr::eq(*other, message))
            .map(|number| format!("message {}", number + 1)),
    };
    match within {
        Some(within) if report.messages.iter().all(|other| other.input == message.input) => within,
        Some(within) => format!("{name} {within}"),
        None => name.to_owned(),
    }
}

fn time(message: &Message) -> String {
    let clock = message.judged.as_ref().map(|judged| &judged.clock);
    let at = clock.and_then(|clock| clock.started.or(clock.moment()));
    at.map(|at| at.time_of_day()).unwrap_or_default()
}

/// `Okta > AWS IAM sign-in`.
fn from(message: &Message) -> String {
    let Some(judged) = &message.judged else { return String::new() };
    let issuer = || {
        let assertion = message.response()?.assertion()?;
        Some(clipped(&assertion.issuer.as_ref()?.value, 40).into_owned())
    };
    let from = judged.identity_provider.map(|provider| provider.name.to_owned()).or_else(issuer);
    format!("{} > {}", from.as_deref().unwrap_or("?"), judged.target.words())
}

fn verdict(screen: &mut Screen, message: &Message) {
    let (style, word) = match message.verdict() {
        Some(Verdict::Refused) => (Style::Error, "refused"),
        Some(Verdict::Accepted) => (Style::Good, "accepted"),
        Some(Verdict::Undetermined) => (Style::Warning, "undetermined"),
        None => (Style::Error, "not decoded"),
    };
    screen.styled(style, word);
}

/// AWS's sentence, or what stands for it.
fn sentence(message: &Message) -> String {
    if let Some(problem) = &message.problem {
        return problem.problem.clone();
    }
    let Some(judged) = &message.judged else { return String::new() };
    let judgement = &judged.judgement;
    match (judgement.verdict, &judgement.predicted) {
        (Verdict::Refused, Some(predicted)) => predicted.error.message.to_owned(),
        (Verdict::Refused, None) => {
            judgement.findings.first().map(|found| found.finding.message.clone()).unwrap_or_default()
        }
        (Verdict::Accepted, _) => {
            let open = judgement.not_checked.len();
            if open == 0 { String::new() } else { format!("({open} not checked)") }
        }
        (Verdict::Undetermined, _) => super::verdict::undetermined_because(message, judged),
    }
}

/// What a message that is not judged is.
fn what(message: &Message) -> String {
    let kind = match &message.kind {
        Some(MessageKind::Response) => "a SAML response for somebody else".to_owned(),
        Some(MessageKind::AuthnRequest) => "an AuthnRequest, the question and not the answer".to_owned(),
        Some(MessageKind::LogoutRequest) => "a LogoutRequest".to_owned(),
        Some(MessageKind::LogoutResponse) => "a LogoutResponse".to_owned(),
        Some(MessageKind::OtherProtocol(name)) => format!("a SAML message {}", clipped(name, 60)),
        Some(MessageKind::Saml1) => "SAML 1.1, which AWS does not read".to_owned(),
        Some(MessageKind::WsTrust) => "a WS-Trust answer without a SAML 2.0 token".to_owned(),
        Some(MessageKind::Metadata) => "metadata of an identity provider, not a login".to_owned(),
        Some(MessageKind::OtherXml(name)) => format!("XML, but no SAML: its root is {}", clipped(name, 60)),
        None => "nothing that was read".to_owned(),
    };
    match message.capture.url.as_deref() {
        Some(url) => format!("{kind}, at {}", clipped(without_query(url), 100)),
        None => kind,
    }
}
