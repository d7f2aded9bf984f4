//! What was given, and what kept it from being used.

use super::{Line, Message, certificate, name_words, visible::clipped};
use crate::diagnosis::Diagnosis;
use crate::input::{self, InputKind};

/// One file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As it was named on the command line; `-` is standard input.
    pub name: String,
    /// The same as a person says it.
    pub words: String,
    /// `har`, `base64`, `iam-provider`, ..
    pub kind: Option<&'static str>,
    pub problem: Option<Problem>,
    /// What it is and what was found in it, on one line.
    pub description: String,
    /// Whether the list of the messages names it, and its own line says nothing more.
    pub told_by_its_message: bool,
    /// The certificates that were given alone in it.
    pub certificates: Vec<Line>,
    /// What a person should know about the file, one sentence each.
    pub notes: Vec<String>,
}

/// Why nothing could be taken from an input, or what is wrong with it as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub what: String,
    /// What to copy or do instead; may be empty.
    pub instead: String,
    /// Both on one line.
    pub sentence: String,
}

/// Every input; that of a message which is reported alone is told with it.
pub(super) fn all(diagnosis: &Diagnosis, alone: Option<(&Message, usize)>) -> Vec<Input> {
    (0..diagnosis.inputs.len())
        .map(|index| Input::of(diagnosis, index, alone.filter(|(message, _)| message.input == index)))
        .collect()
}

/// What kept an input or a message from being judged, a sentence each.
pub(super) fn complaints(diagnosis: &Diagnosis) -> Vec<String> {
    let of_inputs = diagnosis.inputs.iter().filter_map(|input| {
        let problem = input.problem.as_ref()?;
        Some(format!("{}: {}", input.name, problem.sentence()))
    });
    let of_messages = diagnosis.messages.iter().filter_map(|message| {
        let fault = message.fault()?;
        Some(format!("{}: {fault}", diagnosis.inputs[message.input].name))
    });
    of_inputs.chain(of_messages).collect()
}

impl Input {
    fn of(diagnosis: &Diagnosis, index: usize, alone: Option<(&Message, usize)>) -> Input {
        let input = &diagnosis.inputs[index];
        Input {
            name: input.name.clone(),
            words: name_words(&input.name).to_owned(),
            kind: input.kind.map(InputKind::name),
            problem: input.problem.as_ref().map(|problem| Problem {
                what: problem.what.clone(),
                instead: problem.instead.clone(),
                sentence: problem.sentence(),
            }),
            description: description(input, alone.map(|(message, _)| message)),
            told_by_its_message: alone.is_none() && is_told_by_its_message(diagnosis, index),
            certificates: certificate::lines(diagnosis, index),
            notes: input.notes.clone(),
        }
    }
}

fn description(input: &input::Input, message: Option<&Message>) -> String {
    let found = message.and_then(|message| message.origin.found.as_deref()).filter(|found| !found.is_empty());
    let mut description = clipped(&input.description, 200).into_owned();
    if input.kind.is_some_and(InputKind::is_not_evaluated) {
        description.push_str("; this version does not evaluate it");
    }
    if let Some(length) = message.and_then(|message| message.origin.bare_length.as_deref()) {
        description.push_str(length);
    }
    match (description.as_str(), found) {
        ("", Some(found)) => found.to_owned(),
        (description, Some(found)) => format!("{description}. {found}"),
        ("", None) => input.kind.map_or("", InputKind::name).to_owned(),
        (description, None) => description.to_owned(),
    }
}

/// Whether an input is nothing but one message, so that the list of the messages names it.
fn is_told_by_its_message(diagnosis: &Diagnosis, index: usize) -> bool {
    let input = &diagnosis.inputs[index];
    let bare = matches!(input.kind, Some(InputKind::Base64 | InputKind::Xml));
    if !bare || input.problem.is_some() || !input.notes.is_empty() {
        return false;
    }
    let mut messages = diagnosis.messages.iter().filter(|message| message.input == index);
    let one = messages.next().filter(|_| messages.next().is_none());
    one.is_some_and(|message| message.judged.is_some())
}
