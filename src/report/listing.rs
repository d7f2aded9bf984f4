//! Several messages: what tells one from the others, and a line for each.

use std::collections::HashMap;

use super::visible::clipped;
use super::{Line, Style, answer, count, name_words, origin, without_query};
use crate::diagnosis::{DecidedBy, Diagnosis, Examined, Judged, Message};
use crate::engine::Verdict;
use crate::identity_provider::Strength;
use crate::instant::Instant;
use crate::login::Outcome;
use crate::message_kind::MessageKind;
use crate::number::grouped;
use crate::target::Addressed;

/// A message in a list of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What tells it from the others, its time of day, from whom and for whom it is; any may be empty.
    pub cells: [String; 3],
    /// AWS's sentence, or what stands for it; may be empty.
    pub sentence: String,
    /// Whether the sentence may be left out where there is no room for it.
    pub spare: bool,
    /// Under it: how AWS answered, where the capture has it.
    pub answer: Option<String>,
    /// The sentence where the line stands alone.
    pub alone: String,
}

/// A message that is listed beside the responses rather than judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// `not judged`, or `same login`
    pub label: &'static str,
    /// What it is and what it belongs to; `None` where what is wrong with its input says it.
    pub line: Option<String>,
}

impl Row {
    pub(super) fn of(diagnosis: &Diagnosis, index: usize, labels: &Labels) -> Row {
        let message = &diagnosis.messages[index];
        let on_page = message.judged.as_ref().and_then(|judged| judged.on_page);
        let answer = origin::answer(message).map(|answer| match on_page {
            Some(error) => format!("{answer}, and its page said: {}", error.message),
            None => answer,
        });
        let sentence = sentence(message);
        let alone = match message.judged.as_ref().map(|judged| &judged.addressed) {
            Some(Addressed::Elsewhere(addressee)) => {
                format!("not addressed to AWS but to {}; {sentence}", clipped(&addressee.value, 120))
            }
            Some(Addressed::Aws | Addressed::Nowhere) | None => sentence.clone(),
        };
        Row {
            cells: [labels.of(index).to_owned(), time(message), from(message)],
            sentence: if message.is_beside() { labels.paired(diagnosis, index) } else { sentence },
            spare: message.verdict() == Some(Verdict::Accepted),
            answer,
            alone,
        }
    }
}

impl Beside {
    pub(super) fn of(diagnosis: &Diagnosis, index: usize, labels: &Labels) -> Beside {
        let message = &diagnosis.messages[index];
        if let Some(first) = message.repeats {
            return Beside { label: "same login", line: Some(again(labels, index, first, message)) };
        }
        let paired = labels.paired(diagnosis, index);
        // A message that is all its input is: what is wrong with the input says it.
        let is_the_input = diagnosis.inputs[message.input].problem.is_some()
            && message.capture.url.is_none()
            && paired.is_empty()
            && labels.siblings[message.input] == 1;
        let line = (!is_the_input).then(|| {
            let line = format!("{}: {}", labels.of(index), what(message));
            if paired.is_empty() { line } else { format!("{line} ({paired})") }
        });
        Beside { label: "not judged", line }
    }
}

/// The page of roles posts the response a second time, with the role that was chosen.
fn again(labels: &Labels, index: usize, first: usize, message: &Message) -> String {
    let of_first = labels.of(first);
    let again = format!("{}: the response of {of_first} again", labels.of(index));
    match message.capture.role_index.as_deref() {
        Some(role) => format!("{again}, with the role {} chosen", clipped(role, 120)),
        None => again,
    }
}

/// What tells each message from the others, worked out for all at once.
pub(super) struct Labels {
    labels: Vec<String>,
    /// Messages of each input.
    siblings: Vec<usize>,
    /// By the index of a request, the messages that answer it.
    answers: HashMap<usize, Vec<usize>>,
}

pub(super) fn labels(diagnosis: &Diagnosis) -> Labels {
    let mut siblings = vec![0; diagnosis.inputs.len()];
    let mut numbers = Vec::with_capacity(diagnosis.messages.len());
    let mut answers: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, message) in diagnosis.messages.iter().enumerate() {
        siblings[message.input] += 1;
        numbers.push(siblings[message.input]);
        for &request in &message.other {
            answers.entry(request).or_default().push(index);
        }
    }
    let of_one_input = siblings.iter().filter(|&&number| number > 0).count() <= 1;
    let label = |(message, number): (&Message, &usize)| {
        let name = name_words(&diagnosis.inputs[message.input].name);
        let within = match (message.capture.entry, siblings[message.input]) {
            (Some(entry), _) => Some(format!("entry {entry}")),
            (None, 1) => None,
            (None, _) => Some(format!("message {number}")),
        };
        match within {
            Some(within) if of_one_input => within,
            Some(within) => format!("{name} {within}"),
            None => name.to_owned(),
        }
    };
    let labels = diagnosis.messages.iter().zip(&numbers).map(label).collect();
    Labels { labels, siblings, answers }
}

impl Labels {
    /// A message's entry, its number in the input, or the input's name.
    pub fn of(&self, message: usize) -> &str {
        &self.labels[message]
    }

    /// What a message belongs to: a request to its answer, an answer to its request.
    pub fn paired(&self, diagnosis: &Diagnosis, index: usize) -> String {
        let joined = |others: &[usize]| -> String {
            let labels: Vec<&str> = others.iter().map(|&other| self.of(other)).collect();
            labels.join(", ")
        };
        let requests = &diagnosis.messages[index].other;
        if !requests.is_empty() {
            return format!("answers the AuthnRequest in {}", joined(requests));
        }
        self.answers.get(&index).map_or_else(String::new, |all| format!("answered in {}", joined(all)))
    }
}

/// Above the report of one message of several.
pub(super) fn heading(label: &str, input: &str, message: &Message) -> String {
    let found = origin::found(message).unwrap_or_default();
    match (label.starts_with(input), message.capture.entry) {
        (true, None) => label.to_owned(),
        (true, Some(_)) | (false, _) if found.is_empty() => format!("{input} {label}"),
        _ => format!("{input} {found}"),
    }
}

fn time(message: &Message) -> String {
    let clock = message.judged.as_ref().map(|judged| &judged.clock);
    let by_clock = clock.and_then(|clock| clock.started.or(clock.moment()));
    let started = || {
        let started = message.capture.exchange.as_ref()?.stamped.started.as_deref()?;
        Some(Instant::parse_rfc3339(started).ok()?.instant)
    };
    by_clock.or_else(started).map(|at| at.time_of_day()).unwrap_or_default()
}

/// `Okta > AWS IAM sign-in`; addresses by their host.
fn from(message: &Message) -> String {
    let short = |name: &str| origin::host(name).unwrap_or_else(|| clipped(name, 40).into_owned());
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

/// The verdict in a word, or what stands for it.
pub(super) fn word(message: &Message) -> (Style, &'static str) {
    match message.verdict() {
        Some(Verdict::Refused) => (Style::Error, "refused"),
        Some(Verdict::Accepted) if was_taken(message) => (Style::Good, "accepted"),
        Some(Verdict::Accepted) => (Style::Good, "no fault found"),
        Some(Verdict::Undetermined(_)) => (Style::Warning, "undetermined"),
        None if message.is_beside() => (Style::Faint, beside(message)),
        None => (Style::Error, "not decoded"),
    }
}

/// Whether AWS itself took the response: by the rules alone nobody is accepted.
fn was_taken(message: &Message) -> bool {
    let judged = message.judged.as_ref();
    judged.and_then(|judged| judged.aws_answer.as_ref()).is_some_and(|answer| answer.outcome.took_it())
}

/// A message that is not judged, in a word.
fn beside(message: &Message) -> &'static str {
    message.kind.as_ref().unwrap_or(&MessageKind::Unknown).in_a_word()
}

/// AWS's sentence, or what stands for it.
fn sentence(message: &Message) -> String {
    if let Some(problem) = &message.problem {
        return problem.problem.to_string();
    }
    let Some(judged) = &message.judged else { return String::new() };
    let judgement = &judged.judgement;
    if let Some(answer) = judged.aws_answer.as_ref().filter(|answer| answer.outcome == Outcome::Refused) {
        let predicted = judgement.predicted.as_ref().map(|prediction| prediction.error);
        return match (answer.error.or(predicted), answer.status) {
            (Some(error), _) => error.message.to_owned(),
            (None, Some(status)) => format!("{} refused it ({status})", answer.service.words()),
            (None, None) => format!("{} refused it", answer.service.words()),
        };
    }
    match (judged.verdict, &judgement.predicted) {
        (Verdict::Refused, Some(predicted)) => predicted.error.message.to_owned(),
        (Verdict::Refused, None) if judged.decided_by == Some(DecidedBy::ShownError) => {
            judged.shown_error.as_ref().map(|shown| shown.error.shown().into_owned()).unwrap_or_default()
        }
        (Verdict::Refused, None) => {
            judgement.findings.first().map(|found| found.finding.message.clone()).unwrap_or_default()
        }
        (Verdict::Accepted, _) => {
            let open = judgement.not_checked.len();
            if open == 0 { String::new() } else { format!("({open} not checked)") }
        }
        (Verdict::Undetermined(why), _) => answer::because(why, message),
    }
}

/// What a message that is not judged is.
fn what(message: &Message) -> String {
    let kind =
        message.kind.as_ref().unwrap_or(&MessageKind::Unknown).words(|name| clipped(name, 60).into_owned());
    match message.capture.url.as_deref() {
        Some(url) => format!("{kind}, at {}", clipped(without_query(url), 100)),
        None => kind,
    }
}

/// Over several messages, how many of each verdict; where there is no response at all, that.
pub(super) fn closing(diagnosis: &Diagnosis) -> Vec<Line> {
    let judged = diagnosis.messages.iter().filter(|message| message.repeats.is_none());
    let judged = judged.filter_map(Message::verdict);
    let number = judged.clone().count();
    let undecoded = diagnosis.messages.iter().filter(|message| message.problem.is_some()).count();
    let metadata_alone = diagnosis.messages.is_empty() && diagnosis.examined.iter().any(Examined::is_judged);
    let is_metadata = |examined: &Examined| {
        let file = examined.metadata.and_then(|index| diagnosis.evidence.metadata.get(index));
        file.is_some_and(|file| file.document.is_ok())
    };
    if metadata_alone && diagnosis.examined.iter().any(is_metadata) {
        let words = "this is metadata, and no response: for a login give SAMLResponse of the POST to AWS, or the HAR of the login, and the metadata beside it";
        return vec![Line::new(Style::Plain, words)];
    }
    if metadata_alone || number + undecoded == 1 {
        return Vec::new();
    }
    if number + undecoded == 0 {
        // An input's own problem says it better.
        if diagnosis.inputs.iter().any(|input| input.problem.is_some()) {
            return Vec::new();
        }
        return vec![
            Line::new(Style::Error, "there is no SAML response to AWS in this"),
            Line::new(
                Style::Plain,
                "copy the value of SAMLResponse from the POST to AWS, or save the login as a HAR",
            ),
        ];
    }
    let first = || diagnosis.messages.iter().filter(|message| message.repeats.is_none());
    let of = |name: &str| first().filter(|message| word(message).1 == name).count();
    let parts: Vec<String> = [
        (of("refused"), "refused"),
        (of("accepted"), "accepted"),
        (of("no fault found"), "without a fault found"),
        (of("undetermined"), "undetermined"),
        (undecoded, "not decoded"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{} {what}", grouped(number as u64)))
    .collect();
    vec![Line::new(Style::Strong, format!("{}: {}", count(number + undecoded, "message"), parts.join(", ")))]
}
