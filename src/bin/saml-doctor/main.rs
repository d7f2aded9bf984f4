//! Arguments and files to the library, its reports to standard output, the outcome to an exit code.

mod cli;
mod command;
mod config_file;
mod files;
mod inputs;
mod output;
mod progress;
mod report_file;
mod reread;
#[cfg(unix)]
mod terminal;

use std::io::{self, IsTerminal as _, Read, Write as _};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::SystemTime;

use self::cli::{
    CheckArguments, Cli, Command, DecodeArguments, ExplainArguments, ListFormat, OktaArguments,
    RulesArguments,
};
use self::inputs::{private_keys, read_all, read_all_keeping, want_entry};
use self::output::{complain, is_seen_together, layout, print, print_by, print_drawing, print_drawn};
use self::reread::Reread;
use anyhow::Context as _;
use clap::Parser as _;
use saml_doctor::decode::{self, Form};
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::formats::screen::{Detail, Screen, Style};
use saml_doctor::formats::{self, Format, human, json};
use saml_doctor::instant::Instant;
use saml_doctor::okta::{self, Filter, Mapping};
use saml_doctor::report::{self, Report, RulesList};

/// Exit code: something is wrong with how the program was called.
const USAGE: u8 = 2;
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
        Some(Command::Page) => command::page::run(),
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
    let (config, config_file) = match config_file::find(arguments) {
        Ok(found) => found,
        Err(faults) => {
            faults.iter().for_each(|fault| complain(fault));
            return Ok(USAGE);
        }
    };
    let levels = arguments.levels(&config);
    let mut options = arguments.options(now()?, &config);
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
    if arguments.lines {
        return command::lines::run(arguments, &options, &levels);
    }
    if let Some(sentence) = report_file::in_the_way(&arguments.report, &arguments.files) {
        complain(&sentence);
        return Ok(USAGE);
    }
    let mut wanted = arguments.report.iter().map(|one| one.format).chain([arguments.format()]);
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
    report.config = config_file.map(|path| report::Config::of(path, &levels));
    report.adjust(&levels);
    if arguments.strict {
        report.mind_undetermined();
    }
    if arguments.error.as_deref().and_then(report::sentences_of_a_code).is_some() {
        report.mind_refusal();
    }
    if arguments.exit_zero {
        report.forgive();
    }
    if arguments.patch {
        return patch(&report);
    }
    if arguments.ask {
        match report::ask(&report.messages) {
            Some(text) => print_drawn(&text)?,
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
    match arguments.format() {
        Format::Human if arguments.statistics => {
            print_drawn(&human::statistics(&report.statistics(), layout))?;
        }
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
    if report.messages.is_empty() && inputs::is_pipe_unread(&arguments.files) {
        complain("what is piped in was not read: name it with - beside the files");
    }
    if arguments.statistics || arguments.format() != Format::Human || !is_seen_together() {
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
    match form {
        Form::AsItIs => print(&decoded.bytes)?,
        Form::Drawn => print_drawing(&decoded.bytes)?,
    }
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
    let options =
        Options { entry: arguments.entry, private_keys: keys, fail_on: None, ..Options::at(now()?) };
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
    match arguments.format {
        ListFormat::Human => {
            print_drawn(&human::rules(&list, layout(arguments.common.color, Detail::Usual)))?
        }
        ListFormat::Json => print(json::rules(&list).as_bytes())?,
    }
    Ok(0)
}

/// What Okta makes of a person's groups; 0 if nothing is wrong with it, 1 if something is.
fn okta(arguments: &OktaArguments) -> anyhow::Result<u8> {
    let filter = match Filter::read(&okta::pasted(&arguments.filter)) {
        Ok(filter) => filter,
        Err(problem) => {
            complain(&problem.to_string());
            return Ok(2);
        }
    };
    let mut groups = arguments.group.clone();
    if let Some(path) = &arguments.groups {
        match std::fs::read_to_string(path) {
            Ok(text) => match okta::groups(&text) {
                Ok(found) => groups.extend(found),
                Err(none) => {
                    complain(&format!("{}: {}", path.display(), none.what));
                    return Ok(3);
                }
            },
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
    let mapping = Mapping { pattern: arguments.pattern.as_deref().map(okta::pasted), groups, sent };
    let outcome = okta::run(&filter, &mapping);
    print_drawn(&okta::render(&outcome, layout(arguments.common.color, Detail::Usual)))?;
    Ok(u8::from(!outcome.problems.is_empty() || outcome.mapped.is_empty()))
}

fn now() -> anyhow::Result<Instant> {
    Instant::from_system_time(SystemTime::now()).context("this computer's clock is set beyond the year 9999")
}
