//! Files and standard input, read as the arguments name them.

use std::fs::File;
#[cfg(not(unix))]
use std::io::Write as _;
use std::io::{self, IsTerminal as _, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context as _;
use saml_doctor::archive::zip;
#[cfg(unix)]
use saml_doctor::capture::pasted;
use saml_doctor::input::{self, Input, InputProblem, ProblemKind, ReadOptions};
use saml_doctor::parallel;
use saml_doctor::signature::encryption::PrivateKey;

use crate::cli::{self, KeyArguments};
use crate::files::{self, Named};
use crate::progress::Progress;
#[cfg(unix)]
use crate::terminal::{self, PasteEnd};

/// Exit code: Ctrl-C.
#[cfg(unix)]
const INTERRUPTED: i32 = 130;

/// Whether something is piped in beside files, none of which is named `-`.
#[cfg(unix)]
pub fn is_pipe_unread(files: &[PathBuf]) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_pipe = std::fs::metadata("/dev/stdin").is_ok_and(|stdin| stdin.file_type().is_fifo());
    is_pipe && !files.is_empty() && !files.iter().any(|file| file.as_os_str() == "-")
}

#[cfg(not(unix))]
pub fn is_pipe_unread(_: &[PathBuf]) -> bool {
    false
}

/// Reads the files, or standard input where none is named.
pub fn read_all(files: &[PathBuf], options: &ReadOptions) -> anyhow::Result<Vec<Input>> {
    read_all_keeping(files, options, None)
}

/// The same, with a place for the bytes of standard input.
pub fn read_all_keeping(
    files: &[PathBuf],
    options: &ReadOptions,
    kept: Option<&Mutex<Vec<u8>>>,
) -> anyhow::Result<Vec<Input>> {
    if files.is_empty() {
        return Ok(vec![read_standard_input(options, kept)?]);
    }
    let resolve = |file: &PathBuf| match file.as_os_str() == "-" {
        true => vec![Named::File(file.clone())],
        false => files::resolve(file),
    };
    let read = parallel::map(files.iter().flat_map(resolve).collect(), |named| match named {
        Named::File(file) if file.as_os_str() == "-" => Ok(vec![read_standard_input(options, kept)?]),
        Named::File(file) => Ok(read_file(&file, options)),
        Named::Folder(folder, files) => {
            let inputs = files.iter().flat_map(|file| read_file(file, options)).collect();
            Ok(input::together(&folder.display().to_string(), "folder", inputs))
        }
        Named::Nothing(pattern) => Ok(vec![Input::with_problem(
            &pattern.display().to_string(),
            InputProblem {
                severity: ProblemKind::Unreadable,
                what: "no file fits this pattern".to_owned(),
                instead: "check the folder and the ending, or name the files".to_owned(),
            },
        )]),
    });
    let read: Vec<Vec<Input>> = read.into_iter().collect::<anyhow::Result<_>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn read_standard_input(options: &ReadOptions, kept: Option<&Mutex<Vec<u8>>>) -> anyhow::Result<Input> {
    #[cfg(unix)]
    if io::stdin().is_terminal() {
        let looks_like = |bytes: &[u8]| {
            let problem = input::read("-", bytes, options).problem?;
            (problem.severity == ProblemKind::NotSaml).then_some(problem.what)
        };
        let pasted = terminal::read_paste(io::stdin(), &mut io::stderr(), pasted::is_complete, looks_like)
            .context("the terminal cannot be read")?;
        if pasted.end == PasteEnd::Interrupted {
            std::process::exit(INTERRUPTED);
        }
        let input = input::read("-", pasted.bytes.as_slice(), options);
        if let Some(mut kept) = kept.and_then(|kept| kept.lock().ok()) {
            *kept = pasted.bytes;
        }
        return Ok(input);
    }
    #[cfg(not(unix))]
    if io::stdin().is_terminal() {
        // A console that cannot show it still reads.
        let _ = writeln!(io::stderr(), "paste the SAMLResponse, then press Enter, Ctrl-Z and Enter");
    }
    match kept.and_then(|kept| kept.lock().ok()) {
        Some(mut kept) => {
            io::stdin().lock().read_to_end(&mut kept).context("standard input cannot be read")?;
            Ok(input::read("-", kept.as_slice(), options))
        }
        None => Ok(input::read("-", io::stdin().lock(), options)),
    }
}

/// One file, or the members of an archive.
pub fn read_file(path: &Path, options: &ReadOptions) -> Vec<Input> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(mut file) => {
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            // Only a file that can be read twice: no pipe.
            let is_zip = length > 0 && begins_as_zip(&mut file).unwrap_or(false);
            match is_zip {
                true => input::read_zip(&name, file, options),
                false => vec![input::read(&name, Progress::of(file, length), options)],
            }
        }
        Err(error) => vec![Input::with_problem(
            &name,
            InputProblem {
                severity: ProblemKind::Unreadable,
                what: format!("the file cannot be opened: {error}"),
                instead: cli::command_meant(path).map_or_else(String::new, |command| {
                    format!("the command is {command}: saml-doctor {command} --help")
                }),
            },
        )],
    }
}

/// Whether a file begins as a ZIP archive; it stands at its beginning afterwards.
pub fn begins_as_zip(file: &mut File) -> io::Result<bool> {
    let mut head = [0; zip::MAGIC.len()];
    let whole = file.read_exact(&mut head).is_ok();
    file.seek(SeekFrom::Start(0))?;
    Ok(whole && head == zip::MAGIC)
}

/// Says which entries there are where the one that is asked for holds no message.
pub fn want_entry(inputs: &mut [Input], entry: usize) {
    let entries = || inputs.iter().flat_map(|input| &input.captured).filter_map(|one| one.capture.entry);
    if entries().any(|known| known == entry) {
        return;
    }
    let known: Vec<String> = entries().take(20).map(|entry| entry.to_string()).collect();
    let instead = match known.is_empty() {
        true => "nothing here has entries with SAML messages".to_owned(),
        false => format!("entries with one: {}", known.join(", ")),
    };
    for input in inputs.iter_mut().filter(|input| input.problem.is_none()) {
        input.problem = Some(InputProblem {
            severity: ProblemKind::NotSaml,
            what: format!("entry {entry} holds no SAML message"),
            instead: instead.clone(),
        });
    }
}

/// The keys of `--key`. What stands in the files shows in no message.
pub fn private_keys(arguments: &KeyArguments) -> anyhow::Result<Vec<PrivateKey>> {
    let passphrase = match &arguments.key_passphrase_file {
        Some(file) => {
            Some(read_small(file).with_context(|| format!("--key-passphrase-file {}", file.display()))?)
        }
        None => None,
    };
    // Editors put an end of line after it, and some a byte order mark before it.
    let passphrase = passphrase.as_deref().map(|bytes| {
        let end = bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        bytes[..end].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes[..end])
    });
    let mut keys = Vec::new();
    for file in &arguments.key {
        let named = || format!("--key {}", file.display());
        let bytes = read_small(file).with_context(named)?;
        keys.extend(PrivateKey::read_all(&bytes, passphrase).with_context(named)?);
    }
    Ok(keys)
}

/// A file of a few kilobytes; of one that is no such file not all is read.
fn read_small(file: &Path) -> io::Result<Vec<u8>> {
    const LIMIT: u64 = 1 << 20;
    let mut bytes = Vec::new();
    File::open(file)?.take(LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}
