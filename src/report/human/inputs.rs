//! What was given, what was found in it and how it was decoded.

use super::{certificates, several};
use crate::aws::services::CONNECT;
use crate::capture::{ByAws, Stage};
use crate::diagnosis::{Document, Message, Report};
use crate::identity_provider::Strength;
use crate::input::{Input, InputKind};
use crate::report::screen::{Screen, Style};
use crate::report::visible::{self, clipped};
use crate::report::{grouped, moment, name_words, without_query};
use crate::target::Addressed;

/// A name longer than this does not push what is said of it to the right.
const LONGEST_NAME: usize = 24;

/// A line for every input; under its own, the message that is reported alone.
pub fn block(screen: &mut Screen, report: &Report, alone: Option<&Message>) {
    let names =
        report.inputs.iter().map(|input| visible::text_width(&visible::plain(name_words(&input.name))));
    let widest = names.max().unwrap_or(0);
    let indent = if widest <= LONGEST_NAME { widest + 3 } else { 4 };
    for (index, input) in report.inputs.iter().enumerate() {
        let message = alone.filter(|message| message.input == index);
        if message.is_none() && is_told_by_its_message(report, index) {
            continue;
        }
        screen.styled(Style::Strong, name_words(&input.name)).put("   ").to_column(indent);
        first_line(screen, input, message, indent);
        if let Some(message) = message {
            self::message(screen, report, message, indent);
        }
        certificates::lines(screen, report, index, indent);
        for note in &input.notes {
            screen.to_column(indent).words(Style::Plain, indent, note).end();
        }
    }
}

/// Whether an input is nothing but one message, so that the list of the messages names it.
fn is_told_by_its_message(report: &Report, index: usize) -> bool {
    let input = &report.inputs[index];
    let bare = matches!(input.kind, Some(InputKind::Base64 | InputKind::Xml));
    let mut messages = report.messages.iter().filter(|message| message.input == index);
    let one = messages.next().filter(|_| messages.next().is_none());
    bare && input.problem.is_none()
        && input.notes.is_empty()
        && one.is_some_and(|message| message.judged.is_some())
}

fn first_line(screen: &mut Screen, input: &Input, message: Option<&Message>, indent: usize) {
    let found = message.and_then(found).filter(|found| !found.is_empty());
    let mut description = clipped(&input.description, 200).into_owned();
    if input.kind.is_some_and(is_not_evaluated) {
        description.push_str("; this version does not evaluate it");
    }
    if let Some(document) = message.filter(|message| is_bare(message)).and_then(|m| m.document.as_ref()) {
        description.push_str(&length(document));
    }
    let description = match (description.as_str(), &found) {
        ("", Some(found)) => found.clone(),
        (description, Some(found)) => format!("{description}. {found}"),
        ("", None) => input.kind.map_or("", |kind| kind.name()).to_owned(),
        (description, None) => description.to_owned(),
    };
    match &input.problem {
        None => screen.words(Style::Plain, indent, &description).end(),
        Some(problem) => {
            screen.words(Style::Error, indent, &problem.what).end();
            if problem.instead.is_empty() {
                return;
            }
            screen.to_column(indent).words(Style::Plain, indent, &problem.instead).end()
        }
    };
}

/// Evidence that is recognised, and that no rule looks at yet.
fn is_not_evaluated(kind: InputKind) -> bool {
    match kind {
        InputKind::IamRole
        | InputKind::ConnectUsers
        | InputKind::CloudTrail
        | InputKind::Policy
        | InputKind::AssumedRole => true,
        InputKind::Har
        | InputKind::SamlTracer
        | InputKind::Json
        | InputKind::Xml
        | InputKind::Base64
        | InputKind::Form
        | InputKind::Html
        | InputKind::Curl
        | InputKind::Http
        | InputKind::Text
        | InputKind::Metadata
        | InputKind::IamProvider
        | InputKind::IamProviders
        | InputKind::Certificate
        | InputKind::ErrorText => false,
    }
}

/// How the message was decoded, from whom and for whom it is.
pub fn message(screen: &mut Screen, report: &Report, message: &Message, indent: usize) {
    if let Some(line) = decoding(message) {
        screen.to_column(indent).words(Style::Plain, indent, &line).end();
    }
    if let Some(line) = from_and_for(message) {
        screen.to_column(indent).words(Style::Plain, indent, &line).end();
    }
    let paired = several::paired(report, message);
    let came: Vec<String> =
        several::answer(message).into_iter().chain((!paired.is_empty()).then_some(paired)).collect();
    if !came.is_empty() {
        screen.to_column(indent).words(Style::Plain, indent, &came.join("; ")).end();
    }
    let mended = message.capture.repairs.iter().map(|repair| match repair.by_aws_too {
        ByAws::Yes => repair.what.clone(),
        ByAws::No => format!("{}, which AWS is not known to do", repair.what),
    });
    for note in mended.chain(message.capture.notes.iter().cloned()) {
        screen.to_column(indent).words(Style::Faint, indent, &format!("({})", clipped(&note, 300))).end();
    }
}

/// `Entry 57: POST https://us-east-1.signin.aws.amazon.com/saml, 2026-05-26 11:58:03 UTC`.
pub fn found(message: &Message) -> Option<String> {
    let capture = &message.capture;
    let url = capture.url.as_deref().map(|url| clipped(without_query(url), 120).into_owned());
    let request = match (&capture.method, url) {
        (Some(method), Some(url)) => Some(format!("{} {url}", clipped(method, 10))),
        (None, url) => url,
        (Some(_), None) => None,
    };
    let clock = message.judged.as_ref().map(|judged| &judged.clock);
    let at = clock.and_then(|clock| clock.started).map(moment);
    let entry = capture.entry.map(|entry| format!("Entry {entry}"));
    let what: Vec<String> = request.into_iter().chain(at).collect();
    match (entry, what.is_empty()) {
        (Some(entry), true) => Some(entry),
        (Some(entry), false) => Some(format!("{entry}: {}", what.join(", "))),
        (None, true) => None,
        (None, false) => Some(what.join(", ")),
    }
}

/// `form body > percent-encoding > base64 > XML, 6,214 bytes`.
fn decoding(message: &Message) -> Option<String> {
    let document = message.document.as_ref().filter(|_| !is_bare(message))?;
    let stages =
        message.capture.decoding.iter().filter(|stage| !matches!(stage, Stage::Har | Stage::SamlTracer));
    let words: Vec<&str> = stages.map(|stage| stage.words()).chain(["XML"]).collect();
    Some(format!("{}{}", words.join(" > "), length(document)))
}

/// Whether the message stood there as XML, so that the input's own line says all.
fn is_bare(message: &Message) -> bool {
    message.capture.decoding.is_empty()
}

fn length(document: &Document) -> String {
    let cut = if document.truncated { ", cut off" } else { "" };
    format!(", {} bytes{cut}", grouped(document.length as u64))
}

/// `from Okta (http://www.okta.com/exk1), for AWS IAM sign-in`.
fn from_and_for(message: &Message) -> Option<String> {
    let response = message.response()?;
    let judged = message.judged.as_ref();
    let issuer = response
        .assertion()
        .and_then(|assertion| assertion.issuer.as_ref())
        .or(response.issuer.as_ref())
        .map(|issuer| clipped(issuer.value.trim(), 120))
        .filter(|issuer| !issuer.is_empty());
    let provider = judged.and_then(|judged| judged.identity_provider.zip(judged.provider_strength));
    let from = match (provider, issuer) {
        (Some((provider, Strength::Strong)), Some(issuer)) => format!("from {} ({issuer})", provider.name),
        (Some((provider, Strength::Weak)), Some(issuer)) => {
            format!("from {issuer}, probably {}", provider.name)
        }
        (Some((provider, _)), None) => format!("from {}", provider.name),
        (None, Some(issuer)) => format!("from {issuer}"),
        (None, None) => "from no named issuer".to_owned(),
    };
    let Some(judged) = judged else { return Some(from) };
    let by_relay_state = judged.target == &CONNECT && message.capture.relay_state.is_some();
    let by = if by_relay_state { " (RelayState)" } else { "" };
    let to = match &judged.addressed {
        Addressed::Aws => format!("{}{by}", judged.target.words),
        Addressed::Elsewhere(addressee) => format!("{}, not for AWS", clipped(&addressee.value, 120)),
        Addressed::Nowhere => format!("no named recipient, judged as for {}", judged.target.words),
    };
    Some(format!("{from}, for {to}"))
}
