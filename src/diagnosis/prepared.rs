//! Evidence read once, to judge any number of captures by, one after the other or at once.

use std::sync::Arc;

use super::heard::Heard;
use super::{Diagnosis, Options, given, judge_inputs};
use crate::evidence::Evidence;
use crate::input::Input;
use crate::source::Sources;

/// What every capture of a batch is judged by.
#[derive(Debug)]
pub struct Prepared {
    sources: Sources,
    evidence: Arc<Evidence>,
    /// The files that the evidence is from, as far as a report names them, and what AWS said by them.
    files: Vec<Input>,
}

impl Prepared {
    /// Reads the evidence of these inputs; captures among them are left out.
    pub fn of(mut inputs: Vec<Input>) -> Prepared {
        let sources = Sources::default();
        let evidence = Arc::new(given::gather(&mut inputs, &sources));
        Prepared { sources, evidence, files: inputs.iter().map(Input::named_and_said).collect() }
    }

    /// Judges one input. The evidence itself is not looked at again: only what it says of this input is told.
    pub fn diagnose(&self, input: Input, options: &Options) -> Diagnosis {
        let mut inputs: Vec<Input> = self.files.iter().map(Input::named_and_said).collect();
        inputs.push(input);
        let heard = Heard::of(&mut inputs, options.error.as_ref());
        judge_inputs(inputs, self.sources.shared(), Arc::clone(&self.evidence), &heard, options)
    }
}
