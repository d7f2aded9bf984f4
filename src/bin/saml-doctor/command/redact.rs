//! `redact`: which files are written where, and never over an input.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::cli::{CheckArguments, RedactArguments};
use anyhow::Context as _;
use saml_doctor::archive::{self, zip};
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::formats::json;
use saml_doctor::input::{self, Input, InputProblem, ProblemKind, ReadOptions};
use saml_doctor::redact::{Difference, InputLine, Receipt, Redactor, Refusal, compare};
use saml_doctor::report::Report;
use serde_json::Value;
use tempfile::SpooledTempFile;

use crate::files::Named;
use crate::output::{complain, print_by};
use crate::{USAGE, now};

/// Exit code: the findings are not the same.
const DIFFER: u8 = 1;
/// Exit code: neither a capture nor evidence.
pub const NOT_KNOWN: u8 = 3;
/// Exit code: it cannot be read or decoded.
const UNREADABLE: u8 = 4;

/// More than this of a result waits on the disk, in a file without a name.
const IN_MEMORY: usize = 8 << 20;

/// Inputs made safe to pass on, none of them written yet.
pub struct Redacted {
    pub redactor: Redactor,
    /// As they were read.
    pub inputs: Vec<Input>,
    /// The redacted bytes, and the name each goes by.
    pub outputs: Vec<(String, Result<SpooledTempFile, Refusal>)>,
}

impl Redacted {
    /// The redacted inputs, read as any other; of one that was refused only that it was.
    pub fn read_again(&mut self) -> io::Result<Vec<Input>> {
        let mut again = Vec::new();
        for (name, output) in &mut self.outputs {
            again.push(match output {
                Ok(output) => {
                    output.rewind()?;
                    input::read(name, output, &ReadOptions::default())
                }
                // What was found in it instead is not known to be free of names.
                Err(Refusal::NotKnown(_)) => Input::with_problem(
                    name,
                    InputProblem {
                        severity: ProblemKind::NotSaml,
                        what: "this is neither a capture nor evidence, and is not redacted".to_owned(),
                        instead: "without --redact, check says what it is".to_owned(),
                    },
                ),
                Err(Refusal::Damaged(_) | Refusal::Io(_)) => Input::with_problem(
                    name,
                    InputProblem {
                        severity: ProblemKind::Unreadable,
                        what: "this cannot be read or decoded whole, and is not redacted".to_owned(),
                        instead: "without --redact, check says where".to_owned(),
                    },
                ),
            });
        }
        Ok(again)
    }

    /// What the redaction did not keep of the diagnosis.
    pub fn differences(&mut self, options: &Options) -> anyhow::Result<(Value, Value, Vec<Difference>)> {
        let before = as_json(std::mem::take(&mut self.inputs), options)?;
        let after = as_json(self.read_again()?, options)?;
        let differences = compare(&before, &after);
        Ok((before, after, differences))
    }
}

/// Why nothing came of it.
pub enum Failure {
    Code(u8),
    Error(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::Error(error.into())
    }
}

pub fn run(arguments: &RedactArguments) -> anyhow::Result<u8> {
    match redact(arguments) {
        Ok(code) | Err(Failure::Code(code)) => Ok(code),
        Err(Failure::Error(error)) => Err(error),
    }
}

fn redact(arguments: &RedactArguments) -> Result<u8, Failure> {
    if arguments.files.len() > 1 && arguments.out.is_none() {
        complain("several files need a folder to be written to: --out DIR");
        return Err(Failure::Code(USAGE));
    }
    let options = Options { at: arguments.at, ..Options::at(now()?) };
    let mut redacted = of_files(&arguments.files, arguments.seed.as_deref(), &ReadOptions::default())?;
    if redacted.outputs.len() > 1 && arguments.out.is_none() {
        complain("the archive holds several files, which need a folder to be written to: --out DIR");
        return Err(Failure::Code(USAGE));
    }
    let results = redacted.inputs.iter().zip(&redacted.outputs);
    refuse(results.filter_map(|(input, (_, output))| Some((input, output.as_ref().err()?))))?;
    let kinds: Vec<_> = redacted.inputs.iter().map(|input| input.kind.map(|kind| kind.name())).collect();
    let (before, after, differences) = redacted.differences(&options)?;
    let receipt = receipt(&redacted, &kinds, &before, &after, differences);
    let mut outputs: Vec<(String, SpooledTempFile)> =
        redacted.outputs.into_iter().filter_map(|(name, output)| Some((name, output.ok()?))).collect();
    match &arguments.out {
        Some(folder) => write_folder(folder, arguments, &receipt, &mut outputs)?,
        None => {
            let (_, output) = outputs.first_mut().context("nothing was redacted")?;
            if let Some(file) = &arguments.receipt {
                refuse_overwriting(std::slice::from_ref(file), arguments)?;
                write_private(file, &receipt_text(&receipt)?, arguments)?;
            }
            output.rewind()?;
            print_by(|out| io::copy(output, out).map(|_| ()))?;
        }
    }
    complain(&receipt.sentence());
    Ok(if receipt.findings.same { 0 } else { DIFFER })
}

/// Inputs, and the redacted bytes of each by its name.
pub type Instead = (Vec<Input>, Vec<(String, SpooledTempFile)>);

/// The inputs of `check --redact`: redacted, and read as if they had been given so.
pub fn instead(arguments: &CheckArguments, options: &Options) -> Result<Instead, anyhow::Result<u8>> {
    let seed = arguments.seed.as_deref();
    let redacted = of_files(&arguments.files, seed, &arguments.reading.options()).and_then(|mut redacted| {
        let (.., differences) = redacted.differences(options)?;
        for Difference { what, .. } in &differences {
            complain(&format!("redaction did not keep all: {what} is another before it"));
        }
        let inputs = redacted.read_again()?;
        let outputs = redacted.outputs.into_iter().filter_map(|(name, output)| Some((name, output.ok()?)));
        Ok((inputs, outputs.collect()))
    });
    redacted.map_err(|failure| match failure {
        Failure::Code(code) => Ok(code),
        Failure::Error(error) => Err(error),
    })
}

/// Reads files, or standard input, and redacts them with one map of names.
pub fn of_files(files: &[PathBuf], seed: Option<&str>, options: &ReadOptions) -> Result<Redacted, Failure> {
    by_key(files, &key(seed)?, options)
}

/// The same with a key that is known.
pub fn by_key(files: &[PathBuf], key: &[u8], options: &ReadOptions) -> Result<Redacted, Failure> {
    let files = match files.is_empty() {
        true => vec![PathBuf::from("-")],
        false => files.iter().flat_map(|file| named(file)).collect(),
    };
    let mut sources: Vec<(String, Origin)> = Vec::new();
    for file in &files {
        match Origin::of(file) {
            Ok(source) => sources.extend(unpacked(file.display().to_string(), source, options)?),
            Err(error) => {
                complain(&format!("{}: the file cannot be opened: {error}", file.display()));
                return Err(Failure::Code(UNREADABLE));
            }
        }
    }
    let mut inputs = Vec::new();
    for (name, source) in &mut sources {
        inputs.push(input::read(name, source.open()?, options));
    }
    let mut redactor = Redactor::new(key);
    redactor.learn(&inputs);
    let mut outputs = Vec::new();
    for (input, (_, source)) in inputs.iter().zip(&mut sources) {
        let mut output = SpooledTempFile::new(IN_MEMORY);
        outputs.push(redactor.redact(input, source.open()?, &mut output).map(|()| output));
    }
    let names = redactor.file_names(&inputs);
    Ok(Redacted { redactor, inputs, outputs: names.into_iter().zip(outputs).collect() })
}

fn receipt(
    redacted: &Redacted,
    kinds: &[Option<&'static str>],
    before: &Value,
    after: &Value,
    differences: Vec<Difference>,
) -> Receipt {
    let line = |(name, kind): (&String, &Option<&'static str>)| InputLine {
        input: name.clone(),
        output: name.clone(),
        kind: *kind,
    };
    let lines = redacted.outputs.iter().map(|(name, _)| name).zip(kinds).map(line).collect();
    Receipt::of(&redacted.redactor, lines, (before, after), differences)
}

fn as_json(inputs: Vec<Input>, options: &Options) -> anyhow::Result<Value> {
    let report = Report::of(&diagnose(inputs, options));
    Ok(serde_json::from_str(&json::render(&report))?)
}

/// Ends the run where one cannot be redacted; all of them are told.
fn refuse<'i>(refused: impl Iterator<Item = (&'i Input, &'i Refusal)>) -> Result<(), Failure> {
    let mut code = None;
    for (input, refusal) in refused {
        let (what, this) = match refusal {
            Refusal::NotKnown(what) => (what.clone(), NOT_KNOWN),
            Refusal::Damaged(what) => (what.clone(), UNREADABLE),
            Refusal::Io(error) => (error.to_string(), UNREADABLE),
        };
        complain(&format!("{}: {what}; nothing was written", input.name));
        code = Some(code.map_or(this, |code: u8| code.max(this)));
    }
    code.map_or(Ok(()), |code| Err(Failure::Code(code)))
}

/// What names are made by: the seed, or chance.
pub fn key(seed: Option<&str>) -> anyhow::Result<Vec<u8>> {
    if let Some(seed) = seed {
        return Ok(seed.as_bytes().to_vec());
    }
    let mut key = vec![0; 32];
    getrandom::fill(&mut key)
        .map_err(|error| anyhow::anyhow!("this computer has no random numbers: {error}"))?;
    Ok(key)
}

/// Where the bytes of an input come from: a file is read again, standard input is kept.
enum Origin {
    File(PathBuf),
    Kept(SpooledTempFile),
}

impl Origin {
    fn of(file: &Path) -> io::Result<Origin> {
        if file.as_os_str() != "-" {
            let opened = File::open(file)?;
            // What can be read once only, a pipe, is kept as standard input is.
            if opened.metadata()?.is_file() {
                return Ok(Origin::File(file.to_owned()));
            }
            return Origin::kept(opened);
        }
        Origin::kept(io::stdin().lock())
    }

    fn kept(mut reader: impl Read) -> io::Result<Origin> {
        let mut kept = SpooledTempFile::new(IN_MEMORY);
        io::copy(&mut reader, &mut kept)?;
        Ok(Origin::Kept(kept))
    }

    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Origin::File(path) => Ok(Box::new(File::open(path)?)),
            Origin::Kept(kept) => {
                kept.rewind()?;
                Ok(Box::new(kept))
            }
        }
    }
}

/// The members of a ZIP archive that hold something of a login, each under its name; any other file as it is.
fn unpacked(name: String, source: Origin, options: &ReadOptions) -> Result<Vec<(String, Origin)>, Failure> {
    let Origin::File(path) = &source else { return Ok(vec![(name, source)]) };
    let mut packed = File::open(path)?;
    if !crate::inputs::begins_as_zip(&mut packed).unwrap_or(false) {
        return Ok(vec![(name, source)]);
    }
    let damaged = |name: &str, error: zip::ZipError| {
        complain(&format!("{name}: {error}; nothing was written"));
        Failure::Code(UNREADABLE)
    };
    let members = zip::members(&mut packed).map_err(|error| damaged(&name, error))?;
    // Of all members together: a small archive may inflate to any number of bytes.
    let (mut unpacked, mut left) = (Vec::new(), archive::LIMIT);
    for member in members.iter().filter(|member| input::is_content(member)) {
        let named = format!("{name}/{}", member.name);
        let mut opened = zip::open(&mut packed, member).map_err(|error| damaged(&named, error))?.take(left);
        let mut origin = Origin::kept(&mut opened)?;
        left = opened.limit();
        if left == 0 {
            return Err(damaged(&name, zip::ZipError::TooLarge));
        }
        let is_of_no_use = input::is_of_no_use(&input::read(&named, origin.open()?, options));
        match is_of_no_use {
            true => complain(&format!("{named}: it holds nothing of a login, and is left out")),
            false => unpacked.push((named, origin)),
        }
    }
    match unpacked.is_empty() {
        true => Ok(vec![(name, source)]),
        false => Ok(unpacked),
    }
}

/// The files that an argument comes to.
fn named(argument: &Path) -> Vec<PathBuf> {
    crate::files::resolve(argument)
        .into_iter()
        .flat_map(|named| match named {
            Named::File(file) | Named::Nothing(file) => vec![file],
            Named::Folder(_, files) => files,
        })
        .collect()
}

fn receipt_text(receipt: &Receipt) -> anyhow::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(receipt)?;
    text.push(b'\n');
    Ok(text)
}

fn write_folder(
    folder: &Path,
    arguments: &RedactArguments,
    receipt: &Receipt,
    outputs: &mut [(String, SpooledTempFile)],
) -> Result<(), Failure> {
    let receipt_file = arguments.receipt.clone().unwrap_or_else(|| folder.join("receipt.json"));
    let name = |name: &str| if name == "-" { "standard-input".to_owned() } else { name.to_owned() };
    let mut files: Vec<PathBuf> = outputs.iter().map(|(output, _)| folder.join(name(output))).collect();
    files.push(receipt_file.clone());
    refuse_overwriting(&files, arguments)?;
    make_folder(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // All beside each other first, each under its name only once all are whole.
    let mut ready = Vec::new();
    for ((_, output), file) in outputs.iter_mut().zip(&files) {
        output.rewind()?;
        let mut beside = tempfile::Builder::new().prefix(".saml-doctor-").tempfile_in(folder)?;
        io::copy(output, &mut beside)?;
        beside.flush()?;
        ready.push((beside, file));
    }
    for (beside, file) in ready {
        beside.persist(file).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    write_private(&receipt_file, &receipt_text(receipt)?, arguments)?;
    Ok(())
}

/// Ends the run where a file would be overwritten: an input never, another only with `--force`.
fn refuse_overwriting(files: &[PathBuf], arguments: &RedactArguments) -> Result<(), Failure> {
    let inputs: Vec<PathBuf> =
        arguments.files.iter().filter_map(|input| fs::canonicalize(input).ok()).collect();
    for file in files {
        let Ok(existing) = fs::symlink_metadata(file) else { continue };
        let leads_to = fs::canonicalize(file).ok();
        let is_input = leads_to.as_ref().is_some_and(|to| inputs.contains(to) || is_linked(to, &inputs));
        if is_input {
            complain(&format!("{} is an input, and no input is ever overwritten", file.display()));
            return Err(Failure::Code(USAGE));
        }
        if !arguments.force || !existing.is_file() {
            complain(&format!("{} is there already; --force overwrites it", file.display()));
            return Err(Failure::Code(USAGE));
        }
    }
    Ok(())
}

/// Whether a file is an input under another name.
#[cfg(unix)]
fn is_linked(file: &Path, inputs: &[PathBuf]) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |file: &Path| fs::metadata(file).ok().map(|found| (found.dev(), found.ino()));
    let this = place(file);
    this.is_some() && inputs.iter().any(|input| place(input) == this)
}

#[cfg(not(unix))]
fn is_linked(_: &Path, _: &[PathBuf]) -> bool {
    false
}

/// Only for whoever runs this.
fn write_private(file: &Path, bytes: &[u8], arguments: &RedactArguments) -> anyhow::Result<()> {
    let named = || format!("{} cannot be written", file.display());
    if arguments.force && file.is_file() {
        fs::remove_file(file).with_context(named)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).and_then(|mut new| new.write_all(bytes)).with_context(named)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
