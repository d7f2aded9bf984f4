//! What is answered to one line.

use std::collections::BTreeSet;
use std::path::PathBuf;

use saml_doctor::diagnosis::{Options, Prepared, diagnose};
use saml_doctor::evidence::sentence;
use saml_doctor::formats::{json, jsonl};
use saml_doctor::input::{self, Input, InputKind, ReadOptions};
use saml_doctor::redact::{Redactor, Refusal, compare};
use saml_doctor::report::Report;
use saml_doctor::rule::Levels;

use super::super::redact::{self, Failure};
use super::pipe::{LONGEST_LINE, Line};
use super::worse;
use crate::cli::CheckArguments;
use crate::inputs::read_all;
use crate::output::complain;

/// What every line is judged by.
pub struct Judge<'a> {
    options: &'a Options,
    levels: &'a Levels,
    reading: ReadOptions,
    strict: bool,
    exit_zero: bool,
    /// The name of where the lines are from.
    name: String,
    prepared: Prepared,
    redacting: Option<Redacting>,
    exit_code_of_evidence: u8,
}

/// What is needed to redact each line as the evidence was.
struct Redacting {
    key: Vec<u8>,
    /// The evidence as it was given.
    original: Prepared,
}

impl<'a> Judge<'a> {
    pub fn new(
        arguments: &CheckArguments,
        options: &'a Options,
        levels: &'a Levels,
        evidence: &[PathBuf],
        name: String,
    ) -> Result<Judge<'a>, Failure> {
        let reading = arguments.reading.options();
        let read = || match evidence {
            [] => Ok(Vec::new()),
            files => read_all(files, &reading),
        };
        let key = redact::key(arguments.seed.as_deref())?;
        let again = || match (evidence, arguments.redact) {
            ([], _) | (_, false) => Ok(read()?),
            (files, true) => redact::by_key(files, &key, &reading)?.read_again().map_err(Failure::from),
        };
        let exit_code_of_evidence = told_of_evidence(again()?, options, levels);
        let prepared = Prepared::of(again()?);
        let name = match arguments.redact {
            true => Redactor::new(&key).file_name(&name),
            false => name,
        };
        let redacting = match arguments.redact {
            true => Some(Redacting { original: Prepared::of(read()?), key }),
            false => None,
        };
        Ok(Judge {
            options,
            levels,
            reading,
            strict: arguments.strict,
            exit_zero: arguments.exit_zero,
            name,
            prepared,
            redacting,
            exit_code_of_evidence,
        })
    }

    /// What is wrong with the evidence by itself, and was complained about.
    pub fn exit_code_of_evidence(&self) -> u8 {
        if self.exit_zero && self.exit_code_of_evidence == 1 { 0 } else { self.exit_code_of_evidence }
    }

    /// Writes what is said of a line, and returns its exit code.
    pub fn line(&self, number: u64, line: Line, out: &mut Vec<u8>) -> u8 {
        match self.judged(number, line) {
            Ok(report) => {
                let before = out.len();
                jsonl::write_numbered(&report, number, out);
                if out.len() == before {
                    jsonl::write_bad_line(number, "there is no SAML message in this line", out);
                }
                report.exit_code
            }
            Err(Bad { problem, code }) => {
                jsonl::write_bad_line(number, &problem, out);
                code
            }
        }
    }

    fn judged(&self, number: u64, line: Line) -> Result<Report, Bad> {
        let line = match line {
            Line::Whole(line) => line.strip_suffix(b"\r").unwrap_or(line),
            Line::TooLong => {
                let problem = format!("the line is longer than {} MB", LONGEST_LINE >> 20);
                return Err(Bad { problem, code: crate::UNREADABLE });
            }
        };
        if line.trim_ascii().is_empty() {
            return Err(Bad { problem: "the line is empty".to_owned(), code: redact::NOT_KNOWN });
        }
        let input = input::read(&self.name, line, &self.reading);
        let input = match &self.redacting {
            Some(redacting) => self.redacted(redacting, number, line, input)?,
            None => input,
        };
        let mut report = Report::for_programs(&self.prepared.diagnose(input, self.options));
        report.adjust(self.levels);
        if self.strict {
            report.mind_undetermined();
        }
        if self.exit_zero {
            report.forgive();
        }
        Ok(report)
    }

    fn redacted(&self, redacting: &Redacting, number: u64, line: &[u8], input: Input) -> Result<Input, Bad> {
        let mut redactor = Redactor::new(&redacting.key);
        redactor.learn(std::slice::from_ref(&input));
        let mut bytes = Vec::new();
        if let Err(refusal) = redactor.redact(&input, Box::new(line), &mut bytes) {
            // What was found in it instead is not known to be free of names.
            let (problem, code) = match refusal {
                Refusal::NotKnown(_) => ("this is no capture, and is not redacted", redact::NOT_KNOWN),
                Refusal::Damaged(_) | Refusal::Io(_) => {
                    ("this cannot be read or decoded whole, and is not redacted", crate::UNREADABLE)
                }
            };
            return Err(Bad { problem: problem.to_owned(), code });
        }
        let again = || input::read(&self.name, bytes.as_slice(), &self.reading);
        let told = |prepared: &Prepared, input| {
            json::value(&Report::for_programs(&prepared.diagnose(input, self.options)))
        };
        let (before, after) = (told(&redacting.original, input), told(&self.prepared, again()));
        for difference in compare(&before, &after) {
            complain(&format!(
                "line {number}: redaction did not keep all: {} is another before it",
                difference.what
            ));
        }
        Ok(again())
    }
}

/// A line that nothing could be said of.
struct Bad {
    problem: String,
    code: u8,
}

/// Judges the evidence by itself, once for all lines, and complains of what cannot be used.
fn told_of_evidence(evidence: Vec<Input>, options: &Options, levels: &Levels) -> u8 {
    let (sentences, evidence): (Vec<Input>, Vec<Input>) =
        evidence.into_iter().partition(|input| input.kind == Some(InputKind::Evidence(&sentence::KIND)));
    let of_sentences = told_of_sentences(&sentences, options);
    if evidence.is_empty() {
        return of_sentences;
    }
    let mut report = Report::of(&diagnose(evidence, options));
    report.adjust(levels);
    report.complaints.iter().for_each(|complaint| complain(complaint));
    let usable = report.inputs.iter().all(|input| input.problem.is_none());
    // That there is no response among the evidence is as it should be.
    let of_evidence = if report.exit_code == 3 && usable { 0 } else { report.exit_code };
    worse(of_evidence, of_sentences)
}

/// What AWS answered to every line; where it could be one sentence or another nothing is believed.
fn told_of_sentences(sentences: &[Input], options: &Options) -> u8 {
    let said = || sentences.iter().filter_map(|input| input.said.as_ref());
    let ids: BTreeSet<&str> = said()
        .flat_map(|said| said.shown.iter().chain(&said.mentioned))
        .map(|shown| shown.error.id)
        .collect();
    let is_clear = ids.len() == 1 && said().all(|said| said.mentioned.is_empty());
    if sentences.is_empty() || is_clear || options.error.is_some() {
        return 0;
    }
    let names: Vec<&str> = sentences.iter().map(|input| input.name.as_str()).collect();
    complain(&format!(
        "{}: it is not clear which of AWS's sentences answered the lines; name it with --error",
        names.join(", ")
    ));
    redact::NOT_KNOWN
}
