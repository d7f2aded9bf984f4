//! The command line: what may be said, and what it means.

#[path = "examples.rs"]
mod examples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use saml_doctor::aws::nearest::nearest;
use saml_doctor::aws::services::{self, Service};
use saml_doctor::clock::At;
use saml_doctor::config::{Config, FailOn, UnknownRule, rules_named};
use saml_doctor::diagnosis::Options;
use saml_doctor::formats;
use saml_doctor::input::{Format, LargeBodies, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::report::Tool;
use saml_doctor::rule::{Levels, Severity};

use self::examples::{
    COMPLETIONS_EXAMPLES, DECODE_EXAMPLES, DIFF_EXAMPLES, EXAMPLES_AND_EXIT_CODES, EXPLAIN_EXAMPLES,
    MAN_EXAMPLES, OKTA_EXAMPLES, PAGE_EXAMPLES, REDACT_EXAMPLES, RULES_EXAMPLES, SHOW_EXAMPLES,
};

/// Says why AWS refuses a SAML response, where in the document, and what to change.
///
/// Reads files or standard input, told apart by their content: a SAMLResponse as copied, a form
/// body, a HAR, an HTML form, a cURL command. Works offline; the input is a credential.
#[derive(Debug, Parser)]
#[command(
    name = "saml-doctor",
    version = Tool::IN_FULL,
    args_conflicts_with_subcommands = true,
    after_long_help = EXAMPLES_AND_EXIT_CODES
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: CheckArguments,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Diagnose captures (what happens without a command)
    #[command(after_long_help = EXAMPLES_AND_EXIT_CODES)]
    Check(CheckArguments),
    /// Print the decoded XML and nothing else; with --key, decrypted
    #[command(after_long_help = DECODE_EXAMPLES)]
    Decode(DecodeArguments),
    /// Explain a rule, or any part of an error text as AWS shows it
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArguments),
    /// Print what a response holds: roles, times, attributes
    #[command(after_long_help = SHOW_EXAMPLES)]
    Show(DecodeArguments),
    /// List every rule
    #[command(after_long_help = RULES_EXAMPLES)]
    Rules(RulesArguments),
    /// Run Okta's group filter and role value pattern over a person's groups
    #[command(after_long_help = OKTA_EXAMPLES)]
    Okta(OktaArguments),
    /// Print completions for a shell
    #[command(after_long_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArguments),
    /// Print a man page, or write all of them to a folder
    #[command(after_long_help = MAN_EXAMPLES)]
    Man(ManArguments),
    /// Print saml-doctor.html: the same for a browser, in one file that sends nothing
    #[command(after_long_help = PAGE_EXAMPLES)]
    Page,
    /// Compare a good login with a bad one: what decides first
    #[command(after_long_help = DIFF_EXAMPLES)]
    Diff(DiffArguments),
    /// Replace names and take secrets out, so that a capture can be passed on
    #[command(after_long_help = REDACT_EXAMPLES)]
    Redact(RedactArguments),
}

/// The command that a file which does not exist was perhaps meant to be.
pub fn command_meant(file: &Path) -> Option<String> {
    let command = Cli::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    nearest(file.to_str()?, names).map(|near| near.candidate.to_owned())
}

/// Options of the main job.
#[derive(Debug, Clone, Args)]
pub struct CheckArguments {
    /// Captures and evidence, folders and archives (.zip, .gz) of them; standard input if none is
    /// given
    pub files: Vec<PathBuf>,
    /// When AWS received the response: 2026-05-26T11:58:03Z (UTC where no zone is given), or
    /// issued+4m30s, counted from its IssueInstant
    #[arg(long, value_name = "TIME", value_parser = At::from_str)]
    pub at: Option<At>,
    /// The service the response is meant for, instead of what its addresses say
    #[arg(long, value_name = "SERVICE", value_parser = service_parser())]
    pub target: Option<&'static Service>,
    /// The error AWS showed: sorts what explains it into found, ruled out and not checked
    #[arg(long, value_name = "TEXT")]
    pub error: Option<String>,
    /// Only the messages of this entry of a HAR (0-based)
    #[arg(long, value_name = "N")]
    pub entry: Option<usize>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    #[command(flatten)]
    pub keys: KeyArguments,
    /// Redact everything first, so that the report can be passed on
    #[arg(long)]
    pub redact: bool,
    /// With --redact, the same names for the same names as every run with this text
    #[arg(long, value_name = "TEXT", requires = "redact")]
    pub seed: Option<String>,
    /// Exit with 1 if something of this severity or a higher one is found: error (as if not given),
    /// warning, note or never
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on_parser())]
    pub fail_on: Option<FailOn>,
    /// Only what these rules find, or the rules of these groups (saml-doctor rules lists both)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = parse_rules)]
    pub select: Vec<RuleSet>,
    /// Nothing that these rules find, or the rules of these groups
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = parse_rules)]
    pub ignore: Vec<RuleSet>,
    /// The configuration file, instead of the saml-doctor.toml of this folder or the nearest above
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Look for no configuration file
    #[arg(long)]
    pub no_config: bool,
    /// Exit with 1 too where what AWS answers cannot be told
    #[arg(long)]
    pub strict: bool,
    /// Exit with 0 instead of 1
    #[arg(long)]
    pub exit_zero: bool,
    /// Print the role's trust policy with the change that lets the login in, and nothing else
    #[arg(long)]
    pub patch: bool,
    /// How to print the report; human if not given
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    pub format: Option<formats::Format>,
    /// Read a capture a line, from standard input or a file, and print a line of JSON for each; files
    /// of evidence are for all lines
    #[arg(long, conflicts_with_all = ["report", "patch", "ask", "quiet", "verbose", "entry"])]
    pub lines: bool,
    /// Write the report to a file as well, in a format of --format; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_report)]
    pub report: Vec<ReportFile>,
    #[command(flatten)]
    pub common: CommonArguments,
    /// Show accepted responses in full, the checks that found nothing, and the reasons
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Print what is open as text to send to each who is asked: commands, and the files to send back
    #[arg(long, conflicts_with_all = ["quiet", "verbose"])]
    pub ask: bool,
    /// Print how many messages have which verdict, and how often each rule found something
    #[arg(long, conflicts_with_all = ["quiet", "verbose", "ask", "patch", "lines", "format"])]
    pub statistics: bool,
    /// Print one line per message
    #[arg(short, long)]
    pub quiet: bool,
}

impl CheckArguments {
    /// What was decided; `error` and the private keys are looked up by the caller.
    pub fn options(&self, now: Instant, config: &Config) -> Options {
        let by_default = FailOn::From(Severity::Error);
        Options {
            at: self.at,
            target: self.target.or(config.target),
            entry: self.entry,
            fail_on: self.fail_on.or(config.fail_on).unwrap_or(by_default).severity(),
            expected: config.expected.clone(),
            skew: config.skew.unwrap_or_default(),
            ..Options::at(now)
        }
    }

    pub fn format(&self) -> formats::Format {
        self.format.unwrap_or(formats::Format::Human)
    }

    /// The levels of rules: what is given here wins over the file.
    pub fn levels(&self, config: &Config) -> Levels {
        let all = |sets: &[RuleSet]| sets.iter().flat_map(|set| set.0.iter().copied()).collect();
        Levels {
            selected: (!self.select.is_empty()).then(|| all(&self.select)),
            ignored: all(&self.ignore),
            configured: config.levels.configured.clone(),
        }
    }
}

/// How the files are read.
#[derive(Debug, Clone, Args)]
pub struct ReadingArguments {
    /// Read every input as this, whatever it looks like: har, saml-tracer, json, xml, base64, form,
    /// html, curl, http or text
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<Format>,
    /// Look into bodies of a HAR beyond 4 MB too
    #[arg(long)]
    pub large_bodies: bool,
}

impl ReadingArguments {
    pub fn options(&self) -> ReadOptions {
        let large_bodies = if self.large_bodies { LargeBodies::Read } else { LargeBodies::Skip };
        ReadOptions { format: self.input_format, large_bodies }
    }
}

/// What opens what is encrypted.
#[derive(Debug, Clone, Args)]
pub struct KeyArguments {
    /// A file with private keys (PEM or DER) that open encrypted assertions; may be repeated
    #[arg(long, value_name = "FILE")]
    pub key: Vec<PathBuf>,
    /// A file with the passphrase of the private keys
    #[arg(long, value_name = "FILE", requires = "key")]
    pub key_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct CommonArguments {
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

#[derive(Debug, Args)]
pub struct DecodeArguments {
    /// Captures; standard input if none is given
    pub files: Vec<PathBuf>,
    /// Only the messages of this entry of a HAR (0-based)
    #[arg(long, value_name = "N")]
    pub entry: Option<usize>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    #[command(flatten)]
    pub keys: KeyArguments,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A rule, or any part of an error text; standard input if there is none, or -
    pub text: Vec<String>,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Debug, Args)]
pub struct OktaArguments {
    /// A login of that person: which group each of its Role values came from
    pub files: Vec<PathBuf>,
    /// Group Filter, as it stands in Okta's field
    #[arg(long, value_name = "REGEX")]
    pub filter: String,
    /// Role Value Pattern, as it stands in Okta's field
    #[arg(long, value_name = "PATTERN")]
    pub pattern: Option<String>,
    /// The name of a group; may be given several times
    #[arg(long = "group", value_name = "NAME", required_unless_present = "groups")]
    pub group: Vec<String>,
    /// A file with the name of a group on each line, or Okta's JSON list of groups
    #[arg(long, value_name = "FILE")]
    pub groups: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell that is to complete the command
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArguments {
    /// The command that the page is of; the whole program if none is given
    #[arg(conflicts_with = "out")]
    pub command: Option<String>,
    /// Write all pages to this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The good login and the bad one; or one capture with both
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The entries of a HAR to compare (0-based): given twice, first the good one
    #[arg(long, value_name = "N")]
    pub entry: Vec<u64>,
    /// When AWS received them; if this is not given, when the capture says, or 5 s after each was
    /// issued
    #[arg(long, value_name = "TIME", value_parser = At::from_str)]
    pub at: Option<At>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
    #[command(flatten)]
    pub keys: KeyArguments,
    /// Redact both first, with one map of names
    #[arg(long)]
    pub redact: bool,
    /// With --redact, the same names for the same names as every run with this text
    #[arg(long, value_name = "TEXT", requires = "redact")]
    pub seed: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Human,
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub struct RedactArguments {
    /// Captures and evidence; standard input if none is given
    pub files: Vec<PathBuf>,
    /// The folder to write them to, and receipt.json; needed for several files
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The same text makes the same names of the same names; without it each run makes others
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
    /// Where to write what was removed, replaced and kept, as JSON
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// Overwrite what an earlier run wrote; never an input
    #[arg(long)]
    pub force: bool,
    /// When AWS received the response, for the comparison of the findings: as of check
    #[arg(long, value_name = "TIME", value_parser = At::from_str)]
    pub at: Option<At>,
}

#[derive(Debug, Args)]
pub struct RulesArguments {
    /// Only rules that have all of these words in their name, summary or sentences
    pub text: Vec<String>,
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
    #[command(flatten)]
    pub common: CommonArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// The rules that one name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet(BTreeSet<&'static str>);

fn parse_rules(name: &str) -> Result<RuleSet, UnknownRule> {
    rules_named(name.trim()).map(RuleSet)
}

/// The severities as `--fail-on` spells them.
fn fail_on_parser() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::ALL.map(|(name, _)| name)).try_map(|name| {
        FailOn::ALL.iter().find(|(known, _)| *known == name).map(|(_, found)| *found).ok_or("is none")
    })
}

/// A file that a report is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    pub format: formats::Format,
    pub file: PathBuf,
}

/// The formats as `--format` spells them.
fn format_parser() -> impl TypedValueParser<Value = formats::Format> {
    PossibleValuesParser::new(formats::Format::ALL.iter().map(|format| format.name()))
        .try_map(|name| format_named(&name).ok_or("is no format"))
}

fn format_named(name: &str) -> Option<formats::Format> {
    formats::Format::ALL.iter().copied().find(|format| format.name() == name)
}

/// Reads `--report`: `sarif=report.sarif`.
fn parse_report(text: &str) -> Result<ReportFile, String> {
    let names = || formats::Format::ALL.iter().map(|format| format.name());
    let all = || names().collect::<Vec<_>>().join(", ");
    let Some((name, file)) = text.split_once('=') else {
        return Err(format!("write FORMAT=FILE, such as sarif=report.sarif; formats: {}", all()));
    };
    let format = format_named(name).ok_or_else(|| match nearest(name, names()) {
        Some(near) => format!("{name:?} is no format; {} is one", near.candidate),
        None => format!("{name:?} is no format; formats: {}", all()),
    })?;
    if file.is_empty() {
        return Err(format!("the file is missing: {name}=FILE"));
    }
    Ok(ReportFile { format, file: PathBuf::from(file) })
}

/// The services as `--target` spells them.
fn service_parser() -> impl TypedValueParser<Value = &'static Service> {
    PossibleValuesParser::new(services::named().map(|service| service.id))
        .try_map(|id| services::named().find(|service| service.id == id).ok_or("is no service"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
