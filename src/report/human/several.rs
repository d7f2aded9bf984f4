//! More than one message: a line for each before any is shown in full.

use super::signed;
use crate::aws::url::Url;
use crate::diagnosis::{Judged, Message, Report};
use crate::engine::Verdict;
use crate::identity_provider::Strength;
use crate::instant::Instant;
use crate::report::screen::{Detail, Screen, Style};
use crate::report::visible::{self, clipped};
use crate::report::{name_words, without_query};
use crate::saml::MessageKind;
use crate::target::{self, Addressed};

/// Every message in the order of the capture, what AWS answered to it under it.
pub fn block(screen: &mut Screen, report: &Report) {
    if report.messages.iter().all(Message::is_beside) {
        not_judged(screen, report);
        return;
    }
    screen.gap();
    table(screen, report);
}

fn table(screen: &mut Screen, report: &Report) {
    let messages = &report.messages;
    let rows: Vec<[String; 3]> =
        messages.iter().map(|message| [label(report, message), time(message), from(message)]).collect();
    let mut starts = [0; 4];
    for column in 0..3 {
        let widest =
            rows.iter().map(|row| visible::text_width(&visible::plain(&row[column]))).max().unwrap_or(0);
        starts[column + 1] = starts[column] + widest + usize::from(widest > 0) * 2;
    }
    let widest_verdict = messages.iter().map(|message| verdict(message).1.len()).max().unwrap_or(0);
    for (row, message) in rows.iter().zip(messages) {
        for (cell, start) in row.iter().zip(starts) {
            screen.to_column(start).put(cell);
        }
        screen.to_column(starts[3]);
        let (style, word) = verdict(message);
        screen.styled(style, word);
        let sentence = if message.is_beside() { paired(report, message) } else { sentence(message) };
        let room = screen.width().saturating_sub(screen.column() + 2);
        if message.verdict() == Some(Verdict::Accepted) && room < visible::text_width(&sentence) {
            screen.end();
            answered(screen, message);
            continue;
        }
        if room < visible::text_width(&sentence) {
            screen.end();
        }
        let indent = if screen.column() == 0 { 4 } else { starts[3] + widest_verdict + 2 };
        screen.to_column(indent).words(Style::Plain, indent, &sentence).end();
        answered(screen, message);
    }
}

/// Under a message, what came of it.
fn answered(screen: &mut Screen, message: &Message) {
    let Some(mut answer) = answer(message) else { return };
    if let Some(error) = message.judged.as_ref().and_then(|judged| judged.on_page) {
        answer.push_str(&format!(", and its page said: {}", error.message));
    }
    screen.put("    ").words(Style::Faint, 6, &answer).end();
}

/// How AWS answered, where the capture has it: `AWS answered 302, to us-east-1.console.aws.amazon.com`.
pub fn answer(message: &Message) -> Option<String> {
    let url = message.capture.url.as_deref().filter(|url| target::is_aws_url(url))?;
    let facts = message.capture.exchange.as_ref()?;
    let status = facts.status?;
    if status == 0 {
        // As browsers write it where they gave up.
        return Some("AWS's answer is not in the capture".to_owned());
    }
    let led_to = facts.location.as_deref().filter(|_| (300..400).contains(&status));
    Some(match led_to.map(|location| host(location).or_else(|| host(url))) {
        Some(Some(host)) => format!("AWS answered {status}, to {host}"),
        Some(None) | None => format!("AWS answered {status}"),
    })
}

/// What a message belongs to: a request to its answer, an answer to its request.
pub fn paired(report: &Report, message: &Message) -> String {
    let labels = |messages: Vec<&Message>| -> String {
        let labels: Vec<String> = messages.into_iter().map(|other| label(report, other)).collect();
        labels.join(", ")
    };
    let requests: Vec<&Message> = message.other.iter().map(|&index| &report.messages[index]).collect();
    if !requests.is_empty() {
        return format!("answers the AuthnRequest in {}", labels(requests));
    }
    let is_this = |index: &usize| std::ptr::eq(&report.messages[*index], message);
    let answers: Vec<&Message> =
        report.messages.iter().filter(|other| other.other.iter().any(is_this)).collect();
    if answers.is_empty() { String::new() } else { format!("answered in {}", labels(answers)) }
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
        if is_the_input(report, message) {
            signed_in_full(screen, message);
            continue;
        }
        if first {
            screen.gap();
        }
        screen.put(if first { "not judged" } else { "" }).to_column(12);
        first = false;
        let mut line = format!("{}: {}", label(report, message), what(message));
        let paired = paired(report, message);
        if !paired.is_empty() {
            line.push_str(&format!(" ({paired})"));
        }
        screen.words(Style::Plain, 14, &line).end();
        signed_in_full(screen, message);
    }
}

/// With `-v`, what is signed in a message that is not judged.
fn signed_in_full(screen: &mut Screen, message: &Message) {
    if screen.detail() == Detail::Full {
        signed::lines(screen, &message.signatures);
    }
}

/// Whether a message is all that its input is, so that what is wrong with the input says it.
fn is_the_input(report: &Report, message: &Message) -> bool {
    report.inputs[message.input].problem.is_some()
        && message.capture.url.is_none()
        && paired(report, message).is_empty()
        && report.messages.iter().filter(|other| other.input == message.input).count() == 1
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
            let (style, word) = verdict(message);
            screen.styled(style, word).put("  ");
            let addressed = message.judged.as_ref().map(|judged| &judged.addressed);
            if let Some(Addressed::Elsewhere(addressee)) = addressed {
                screen.put(&format!("not addressed to AWS but to {}; ", clipped(&addressee.value, 120)));
            }
            screen.put(&sentence(message)).end();
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
    let by_clock = clock.and_then(|clock| clock.started.or(clock.moment()));
    let started = || {
        let started = message.capture.exchange.as_ref()?.started.as_deref()?;
        Some(Instant::parse_rfc3339(started).ok()?.instant)
    };
    by_clock.or_else(started).map(|at| at.time_of_day()).unwrap_or_default()
}

/// `Okta > AWS IAM sign-in`; addresses by their host.
fn from(message: &Message) -> String {
    let short = |name: &str| host(name).unwrap_or_else(|| clipped(name, 40).into_owned());
    // What only may be a provider's is told by its issuer.
    let judged = message.judged.as_ref().filter(|judged| judged.provider_strength == Some(Strength::Strong));
    let provider = judged.and_then(|judged| judged.identity_provider);
    let issuer = || message.document.as_ref()?.issuer();
    let from =
        provider.map(|provider| provider.name.to_owned()).or_else(|| issuer().map(|issuer| short(&issuer)));
    let to = match &message.judged {
        Some(Judged { addressed: Addressed::Elsewhere(addressee), .. }) => Some(short(&addressee.value)),
        Some(judged) => Some(judged.target.words.to_owned()),
        None => message.capture.url.as_deref().map(short),
    };
    match (from, to) {
        (None, None) => String::new(),
        (from, to) => {
            format!("{} > {}", from.as_deref().unwrap_or("?"), to.as_deref().unwrap_or("?"))
        }
    }
}

/// The host of an address, where it is one.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).filter(|url| url.scheme.is_some_and(|scheme| scheme.starts_with("http")))?;
    Some(clipped(&url.host.to_ascii_lowercase(), 60).into_owned())
}

fn verdict(message: &Message) -> (Style, &'static str) {
    match message.verdict() {
        Some(Verdict::Refused) => (Style::Error, "refused"),
        Some(Verdict::Accepted) => (Style::Good, "accepted"),
        Some(Verdict::Undetermined) => (Style::Warning, "undetermined"),
        None if message.is_beside() => (Style::Faint, beside(message)),
        None => (Style::Error, "not decoded"),
    }
}

/// A message that is not judged, in a word.
fn beside(message: &Message) -> &'static str {
    match &message.kind {
        Some(MessageKind::Response) => "not for AWS",
        Some(MessageKind::AuthnRequest) => "AuthnRequest",
        Some(MessageKind::LogoutRequest) => "LogoutRequest",
        Some(MessageKind::LogoutResponse) => "LogoutResponse",
        Some(MessageKind::OtherProtocol(_)) => "other SAML",
        Some(MessageKind::Saml1) => "SAML 1.1",
        Some(MessageKind::WsTrust) => "WS-Trust",
        Some(MessageKind::Metadata) => "metadata",
        Some(MessageKind::OtherXml(_)) => "no SAML",
        None => "not read",
    }
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
        Some(MessageKind::OtherXml(name)) => {
            format!("XML, but no SAML message: its root is {}", clipped(name, 60))
        }
        None => "nothing that was read".to_owned(),
    };
    match message.capture.url.as_deref() {
        Some(url) => format!("{kind}, at {}", clipped(without_query(url), 100)),
        None => kind,
    }
}
