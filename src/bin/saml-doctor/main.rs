//! Arguments and files to the library, its reports to standard output, the outcome to an exit code.

mod cli;
mod command;
mod files;
mod progress;
mod report_file;
mod reread;
#[cfg(unix)]
mod terminal;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read, Seek as _, SeekFrom, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::SystemTime;

use self::cli::{
    CheckArguments, Cli, ColorChoice, Command, DecodeArguments, ExplainArguments, KeyArguments, ListFormat,
    OktaArguments, RulesArguments,
};
use self::files::Named;
use self::progress::Progress;
use self::reread::Reread;
#[cfg(unix)]
use self::terminal::PasteEnd;
use anyhow::Context as _;
use clap::Parser as _;
use saml_doctor::archive::zip;
#[cfg(unix)]
use saml_doctor::capture::pasted;
use saml_doctor::decode::{self, Form};
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::formats::screen::{Color, Detail, Layout, Screen, Style};
use saml_doctor::formats::{self, Format, human, json};
use saml_doctor::input::{self, Input, InputProblem, ProblemKind, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::okta::{self, Filter, Mapping};
use saml_doctor::parallel;
use saml_doctor::report::{self, Report, RulesList, visible};
use saml_doctor::signature::encryption::PrivateKey;

/// Columns where neither a terminal nor `COLUMNS` says how many there are.
const USUAL_WIDTH: usize = 100;
/// Narrower than this nothing can be laid out.
const LEAST_WIDTH: usize = 40;

/// Exit code: something is wrong with how the program was called.
const USAGE: u8 = 2;
/// Exit code: Ctrl-C.
#[cfg(unix)]
const INTERRUPTED: i32 = 130;
/// Exit code: an input cannot be read.
const UNREADABLE: u8 = 4;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help_or_error) => {
            // Whether it could be shown changes nothing.
            let _ = help_or_error.print();
            return ExitCode::from(if help_or_error.use_stderr() { USAGE } else { 0 });
        }
    };
    let outcome = match cli.command {
        None => check(&cli.check),
        Some(Command::Check(arguments)) => check(&arguments),
        Some(Command::Decode(arguments)) => decode(&arguments),
        Some(Command::Explain(arguments)) => explain(&arguments),
        Some(Command::Show(arguments)) => show(&arguments),
        Some(Command::Rules(arguments)) => rules(&arguments),
        Some(Command::Okta(arguments)) => okta(&arguments),
        Some(Command::Completions(arguments)) => command::pages::completions(&arguments),
        Some(Command::Man(arguments)) => command::pages::man(&arguments),
        Some(Command::Diff(arguments)) => command::diff::run(&arguments),
        Some(Command::Redact(arguments)) => command::redact::run(&arguments),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(UNREADABLE)
        }
    }
}

fn check(arguments: &CheckArguments) -> anyhow::Result<u8> {
    let mut options = arguments.options(now()?);
    match private_keys(&arguments.keys) {
        Ok(keys) => options.private_keys = keys,
        Err(error) => {
            complain(&format!("{error:#}"));
            return Ok(USAGE);
        }
    }
    if let Some(text) = &arguments.error {
        if text.trim().is_empty() {
            complain("--error is empty; give the sentence that AWS showed");
            return Ok(USAGE);
        }
        options.error = report::the_sentence(text);
        if options.error.is_none() {
            // The list of sentences cannot be whole, and the response can be judged without.
            complain(&report::not_a_sentence(text));
        }
    }
    if let Some(sentence) = report_file::in_the_way(&arguments.report, &arguments.files) {
        complain(&sentence);
        return Ok(USAGE);
    }
    let mut wanted = arguments.report.iter().map(|one| one.format).chain([arguments.format]);
    let points = wanted.any(Format::points_into_files);
    let mut reread = Reread { standard_input: points.then(Mutex::default), redacted: None };
    let mut inputs = match arguments.redact {
        false => {
            let kept = reread.standard_input.as_ref();
            read_all_keeping(&arguments.files, &arguments.reading.options(), kept)?
        }
        true => match command::redact::instead(arguments, &options) {
            Ok((inputs, redacted)) => {
                reread.redacted = Some(redacted);
                inputs
            }
            Err(code) => return code,
        },
    };
    if let Some(entry) = arguments.entry {
        want_entry(&mut inputs, entry);
    }
    let mut report = Report::of(&diagnose(inputs, &options));
    if arguments.strict {
        report.mind_undetermined();
    }
    if arguments.exit_zero {
        report.forgive();
    }
    if arguments.patch {
        return patch(&report);
    }
    if arguments.ask {
        match report::ask(&report.messages) {
            Some(text) => print(text.as_bytes())?,
            None => {
                report.complaints.iter().for_each(|complaint| complain(complaint));
                complain("--ask has nothing to ask: nothing is open");
            }
        }
        return Ok(report.exit_code);
    }
    let detail = match (arguments.quiet, arguments.verbose) {
        (true, _) => Detail::Line,
        (false, true) => Detail::Full,
        (false, false) => Detail::Usual,
    };
    if points {
        report.locate(|name| reread.open(name));
    }
    let layout = layout(arguments.common.color, detail);
    match arguments.format {
        Format::Human => print_drawn(&human::render(&report, layout))?,
        format => print_by(|out| formats::write(&report, format, layout, out))?,
    }
    let mut unwritten = 0;
    for wanted in &arguments.report {
        if let Err(error) = report_file::write(&report, wanted, detail) {
            complain(&format!("--report {}: {error}", wanted.file.display()));
            unwritten = UNREADABLE;
        }
    }
    if arguments.format != Format::Human || !is_seen_together() {
        report.complaints.iter().for_each(|complaint| complain(complaint));
    }
    Ok(report.exit_code.max(unwritten))
}

/// The trust policy that lets the login in; 0, or 3 where there is none to print.
fn patch(report: &Report) -> anyhow::Result<u8> {
    let findings = report.messages.iter().flat_map(|message| &message.findings);
    match findings.filter_map(|finding| finding.patch.as_ref()).next() {
        Some(patch) => {
            print(patch.document.as_bytes())?;
            Ok(0)
        }
        None => {
            report.complaints.iter().for_each(|complaint| complain(complaint));
            complain(
                "--patch has nothing to print: no trust policy was given that refuses this login and can be changed so that it lets it in",
            );
            Ok(3)
        }
    }
}

/// The keys of `--key`. What stands in the files shows in no message.
fn private_keys(arguments: &KeyArguments) -> anyhow::Result<Vec<PrivateKey>> {
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

fn decode(arguments: &DecodeArguments) -> anyhow::Result<u8> {
    let keys = match private_keys(&arguments.keys) {
        Ok(keys) => keys,
        Err(error) => {
            complain(&format!("{error:#}"));
            return Ok(USAGE);
        }
    };
    let mut inputs = read_all(&arguments.files, &arguments.reading.options())?;
    if let Some(entry) = arguments.entry {
        want_entry(&mut inputs, entry);
    }
    let form = if io::stdout().is_terminal() { Form::Drawn } else { Form::AsItIs };
    let decoded = decode::decode(&inputs, arguments.entry, form, &keys);
    print(&decoded.bytes)?;
    if form == Form::Drawn && !decoded.bytes.is_empty() && is_seen_together() {
        // Whether it could be shown changes nothing.
        let mut line = Screen::new(layout(arguments.common.color, Detail::Usual));
        line.styled(Style::Faint, "(drawn to be read; into a file or a pipe go the very bytes)").end();
        let _ = write!(io::stderr(), "{}", line.finish());
    }
    for sentence in &decoded.sentences {
        complain(sentence);
    }
    Ok(decoded.exit_code)
}

/// What the responses hold; 3 where there is none.
fn show(arguments: &DecodeArguments) -> anyhow::Result<u8> {
    let keys = match private_keys(&arguments.keys) {
        Ok(keys) => keys,
        Err(error) => {
            complain(&format!("{error:#}"));
            return Ok(USAGE);
        }
    };
    let mut inputs = read_all(&arguments.files, &arguments.reading.options())?;
    if let Some(entry) = arguments.entry {
        want_entry(&mut inputs, entry);
    }
    let options = Options {
        at: None,
        target: None,
        error: None,
        entry: arguments.entry,
        private_keys: keys,
        now: now()?,
        fail_on: None,
    };
    let report = Report::of(&diagnose(inputs, &options));
    let table = human::show(&report, layout(arguments.common.color, Detail::Usual));
    print_drawn(&table)?;
    report.complaints.iter().for_each(|complaint| complain(complaint));
    if table.is_empty() && report.complaints.is_empty() {
        complain("there is no readable response in this");
    }
    Ok(report.exit_code)
}

fn explain(arguments: &ExplainArguments) -> anyhow::Result<u8> {
    let text = match arguments.text.join(" ") {
        text if text.is_empty() || text == "-" => {
            if io::stdin().is_terminal() {
                complain("paste the error text, then press Enter and Ctrl-D");
            }
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .take(1 << 20)
                .read_to_end(&mut bytes)
                .context("standard input cannot be read")?;
            String::from_utf8_lossy(&bytes).trim().to_owned()
        }
        text => text,
    };
    if text.is_empty() {
        complain("there is nothing to explain: give a rule's name or an error text");
        return Ok(USAGE);
    }
    match report::explain(&text) {
        Some(page) => {
            print_drawn(&human::page(&page, layout(arguments.common.color, Detail::Usual)))?;
            Ok(0)
        }
        None => {
            complain(&report::unknown(&text));
            Ok(3)
        }
    }
}

fn rules(arguments: &RulesArguments) -> anyhow::Result<u8> {
    let list = RulesList::matching(&arguments.text.join(" "));
    if list.groups.is_empty() {
        complain(&format!("no rule has all of these words: {}", arguments.text.join(" ")));
        return Ok(3);
    }
    let text = match arguments.format {
        ListFormat::Human => human::rules(&list, layout(arguments.common.color, Detail::Usual)),
        ListFormat::Json => json::rules(&list),
    };
    print(text.as_bytes())?;
    Ok(0)
}

/// What Okta makes of a person's groups; 0 if nothing is wrong with it, 1 if something is.
fn okta(arguments: &OktaArguments) -> anyhow::Result<u8> {
    let filter = match Filter::read(&arguments.filter) {
        Ok(filter) => filter,
        Err(problem) => {
            complain(&problem.to_string());
            return Ok(2);
        }
    };
    let mut groups = arguments.group.clone();
    if let Some(path) = &arguments.groups {
        match std::fs::read_to_string(path) {
            Ok(text) => groups.extend(okta::groups(&text)),
            Err(error) => {
                complain(&format!("{}: the file cannot be read: {error}", path.display()));
                return Ok(4);
            }
        }
    }
    if groups.is_empty() {
        complain("there is no group: give --group NAME, or a file with one on each line to --groups");
        return Ok(2);
    }
    let mut sent = None;
    if !arguments.files.is_empty() {
        let inputs = read_all(&arguments.files, &arguments.reading.options())?;
        let report = diagnose(inputs, &Options::at(now()?));
        sent = okta::role_values(&report);
        if sent.is_none() {
            Report::of(&report).complaints.iter().for_each(|complaint| complain(complaint));
            complain("there is no readable response to compare with");
            return Ok(3);
        }
    }
    let mapping = Mapping { pattern: arguments.pattern.clone(), groups, sent };
    let outcome = okta::run(&filter, &mapping);
    print(okta::render(&outcome, layout(arguments.common.color, Detail::Usual)).as_bytes())?;
    Ok(u8::from(!outcome.problems.is_empty() || outcome.mapped.is_empty()))
}

/// Reads the files, or standard input where none is named.
fn read_all(files: &[PathBuf], options: &ReadOptions) -> anyhow::Result<Vec<Input>> {
    read_all_keeping(files, options, None)
}

/// The same, with a place for the bytes of standard input.
fn read_all_keeping(
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
        let pasted = terminal::read_paste(io::stdin(), &mut io::stderr(), pasted::is_complete)
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
fn read_file(path: &Path, options: &ReadOptions) -> Vec<Input> {
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

fn begins_as_zip(file: &mut File) -> io::Result<bool> {
    let mut head = [0; zip::MAGIC.len()];
    let whole = file.read_exact(&mut head).is_ok();
    file.seek(SeekFrom::Start(0))?;
    Ok(whole && head == zip::MAGIC)
}

/// Says which entries there are where the one that is asked for holds no message.
fn want_entry(inputs: &mut [Input], entry: usize) {
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

fn now() -> anyhow::Result<Instant> {
    Instant::from_system_time(SystemTime::now()).context("this computer's clock is set beyond the year 9999")
}

fn layout(choice: ColorChoice, detail: Detail) -> Layout {
    let color = match choice {
        ColorChoice::Always => Color::On,
        ColorChoice::Never => Color::Off,
        ColorChoice::Auto if is_colorful() => Color::On,
        ColorChoice::Auto => Color::Off,
    };
    colored::control::set_override(color == Color::On);
    // Consoles before Windows Terminal show escape sequences as they are until they are asked not to.
    #[cfg(windows)]
    if color == Color::On {
        let _ = colored::control::set_virtual_terminal(true);
    }
    Layout { width: width(), color, detail }
}

/// A terminal, and nobody asked for plain text (no-color.org).
fn is_colorful() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if !no_color && (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) {
        return true;
    }
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !no_color && !dumb
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    // Behind a pager the terminal is still there on standard error.
    let terminal = || {
        let of_output = terminal_size::terminal_size_of(io::stdout());
        let (columns, _) = of_output.or_else(|| terminal_size::terminal_size_of(io::stderr()))?;
        Some(usize::from(columns.0)).filter(|&columns| columns > 0)
    };
    columns.or_else(terminal).unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH)
}

/// Whether what goes to standard output and to standard error meets on one screen.
fn is_seen_together() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Prints what is drawn for a person, in the characters that the locale has.
fn print_drawn(text: &str) -> anyhow::Result<()> {
    match has_only_ascii() {
        true => print(visible::ascii(text).as_bytes()),
        false => print(text.as_bytes()),
    }
}

/// Whether the locale says that it has no UTF-8 (POSIX: LC_ALL before LC_CTYPE before LANG).
fn has_only_ascii() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    })
}

fn print(bytes: &[u8]) -> anyhow::Result<()> {
    print_by(|out| out.write_all(bytes))
}

/// Writes to standard output; a reader that has seen enough (`| head`) is no error.
fn print_by(write: impl FnOnce(&mut BufWriter<StdoutLock>) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn complain(sentence: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "saml-doctor: {}", visible::plain(sentence));
}
