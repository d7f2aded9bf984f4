//! `--lines`: a capture a line in, a JSON line out for each of its messages, in order, on all cores.

mod judge;
mod pipe;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use saml_doctor::diagnosis::Options;
use saml_doctor::formats::Format;
use saml_doctor::input::{self, Input, ReadOptions};
use saml_doctor::rule::Levels;

use self::judge::Judge;
use super::redact::Failure;
use crate::USAGE;
use crate::cli::CheckArguments;
use crate::inputs::read_file;
use crate::output::complain;

/// A first line that is longer is no line of a batch, and the file is looked at as a whole.
const FIRST_LINE: u64 = 4 << 20;

pub fn run(arguments: &CheckArguments, options: &Options, levels: &Levels) -> anyhow::Result<u8> {
    match lines(arguments, options, levels) {
        Ok(code) | Err(Failure::Code(code)) => Ok(code),
        Err(Failure::Error(error)) => Err(error),
    }
}

fn lines(arguments: &CheckArguments, options: &Options, levels: &Levels) -> Result<u8, Failure> {
    match arguments.format() {
        Format::Jsonl => {}
        Format::Human if arguments.format.is_none() => {}
        other => {
            complain(&format!("--lines writes jsonl, and not {}", other.name()));
            return Err(Failure::Code(USAGE));
        }
    }
    let Files { evidence, lines } = sort(arguments)?;
    let name = lines.as_ref().map_or_else(|| "-".to_owned(), |file| file.display().to_string());
    let judge = Judge::new(arguments, options, levels, &evidence, name)?;
    let of_evidence = judge.exit_code_of_evidence();
    let source: Box<dyn Read> = match &lines {
        Some(file) => Box::new(File::open(file)?),
        None => Box::new(io::stdin().lock()),
    };
    let of_lines = pipe::run(source, io::stdout(), |number, line, out| judge.line(number, line, out))?;
    Ok(worse(of_evidence, of_lines))
}

/// The first that applies of 4, 1, 3 and 0.
fn worse(one: u8, other: u8) -> u8 {
    let rank = |code| match code {
        0 => 0,
        3 => 1,
        1 => 2,
        _ => 3,
    };
    if rank(one) >= rank(other) { one } else { other }
}

/// What was named on the command line.
struct Files {
    evidence: Vec<PathBuf>,
    /// The file of lines; `None` is standard input.
    lines: Option<PathBuf>,
}

/// Tells evidence from the file of lines.
fn sort(arguments: &CheckArguments) -> Result<Files, Failure> {
    let mut sources = Vec::new();
    let mut evidence = Vec::new();
    for file in &arguments.files {
        if file.as_os_str() == "-" {
            sources.push(None);
        } else if is_evidence(file, &arguments.reading.options()) {
            evidence.push(file.clone());
        } else if let Err(error) = File::open(file) {
            complain(&format!("{}: the file cannot be opened: {error}", file.display()));
            return Err(Failure::Code(crate::UNREADABLE));
        } else {
            sources.push(Some(file.clone()));
        }
    }
    if sources.len() > 1 {
        complain("there are several files of lines; join them: cat ONE OTHER | saml-doctor --lines");
        return Err(Failure::Code(USAGE));
    }
    Ok(Files { evidence, lines: sources.pop().flatten() })
}

/// A file whose first line is a capture is one of lines; what it is as a whole is not asked then.
fn is_evidence(file: &Path, options: &ReadOptions) -> bool {
    let mut first = Vec::new();
    let read = File::open(file)
        .and_then(|opened| BufReader::new(opened).take(FIRST_LINE).read_until(b'\n', &mut first));
    if read.is_err() || !input::read("-", first.as_slice(), options).captured.is_empty() {
        return false;
    }
    let inputs: Vec<Input> = read_file(file, options);
    !inputs.is_empty() && inputs.iter().all(|input| input.evidence.is_some())
}
