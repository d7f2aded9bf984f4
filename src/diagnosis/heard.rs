//! The sentences that people saw AWS answer, for each input the one that is about it.

use crate::aws::known_errors::recognise::Shown;
use crate::evidence::File;
use crate::evidence::sentence::KIND;
use crate::input::{Input, InputKind, Said};

/// What somebody saw, by the index of the input whose responses it is about.
#[derive(Debug, Default)]
pub(super) struct Heard {
    by_input: Vec<Option<Shown>>,
}

impl Heard {
    /// The person's own word (`--error`) comes first, then what stands beside the response in the same
    /// file, then what another file says alone. Where several sentences stand nothing tells which one
    /// this response was answered with.
    pub(super) fn of(inputs: &mut [Input], told: Option<&Shown>) -> Heard {
        let has_response = |input: &Input| input.captured.iter().any(|one| one.capture.kind.is_response());
        let responses: Vec<bool> = inputs.iter().map(has_response).collect();
        if !responses.contains(&true) {
            return Heard::default();
        }
        let alone = inputs.iter().zip(&responses).filter(|(_, has)| !**has);
        let alone = only(alone.filter_map(|(input, _)| input.said.as_ref()).flat_map(decisive));
        let of_input = |(input, has): (&Input, &bool)| {
            let beside = || only(input.said.iter().flat_map(decisive));
            has.then(|| told.cloned().or_else(beside).or_else(|| alone.clone()))?
        };
        let by_input = inputs.iter().zip(&responses).map(of_input).collect();
        for input in inputs.iter_mut() {
            describe(input, told.is_some());
        }
        Heard { by_input }
    }

    pub(super) fn of_input(&self, input: usize) -> Option<&Shown> {
        self.by_input.get(input)?.as_ref()
    }
}

/// The sentences of a text that may decide: none where others are spoken of beside them.
fn decisive(said: &Said) -> &[Shown] {
    if said.mentioned.is_empty() { &said.shown } else { &[] }
}

/// The sentence, where all say the same one.
fn only<'a>(mut shown: impl Iterator<Item = &'a Shown>) -> Option<Shown> {
    let first = shown.next()?;
    let mut request_id = first.request_id.clone();
    for other in shown {
        if other.error.id != first.error.id {
            return None;
        }
        request_id = request_id.or_else(|| other.request_id.clone());
    }
    Some(Shown { error: first.error, request_id })
}

/// Beside a response a sentence is evidence, and no file of the wrong kind.
fn describe(input: &mut Input, told: bool) {
    let Some(said) = &input.said else { return };
    if let ([], [one]) = (said.shown.as_slice(), said.mentioned.as_slice())
        && !told
    {
        let note = format!(
            "AWS's sentence \"{}\" is spoken of in it: if it answered this login, say so with --error",
            one.error.shown()
        );
        input.notes.push(note);
        return;
    }
    let quoted: Vec<String> =
        said.shown.iter().chain(&said.mentioned).map(|one| format!("\"{}\"", one.error.shown())).collect();
    if quoted.is_empty() {
        return;
    }
    if input.captured.is_empty() && input.problem.is_some() {
        input.kind = Some(InputKind::Evidence(&KIND));
        input.problem = None;
        input.description = format!("AWS's sentence {}", quoted.join(", "));
        input.evidence = Some(File::new(&KIND, said.text.as_str()));
    }
    if quoted.len() > 1 && !told {
        input.notes.push(format!(
            "{} of AWS's sentences stand in it, {}: name the one that answered this login with --error",
            quoted.len(),
            quoted.join(" and ")
        ));
    }
}
