//! What is said of a diagnosis, every decision about it made once.
//!
//! [`Report::of`] makes plain data of a [`Diagnosis`]: sentences, places, counts, in the order in which
//! they are to be told. A format lays that out; it drops, rewords and reorders nothing.

mod answer;
pub mod ascii;
mod ask;
mod assertion;
mod aws_answer;
mod brief;
mod cause;
mod certificate;
mod checks;
mod evidence;
mod explain;
mod fields;
mod finding;
mod holds;
mod input;
mod levels;
mod listing;
mod login;
mod measured;
mod message;
mod open;
mod origin;
mod outline;
mod page;
mod recorded;
mod region;
mod remedy;
mod roles;
mod rules_list;
mod shown;
mod signature;
mod signed;
pub mod snippet;
mod statistics;
mod validity;
pub mod visible;

use serde::Serialize;

use crate::diagnosis::{self, Diagnosis};
use crate::instant::Instant;
use crate::number::grouped;

pub use self::answer::{Answer, Elsewhere, PredictedError, Sentence};
pub use self::ask::ask;
pub use self::assertion::{Assertion, Role};
pub use self::aws_answer::AwsAnswer;
pub use self::brief::Brief;
pub use self::certificate::Certificate;
pub use self::checks::{Checks, NotChecked};
pub use self::evidence::{Evidence, Opinion};
pub use self::explain::{explain, not_a_sentence, sentences, sentences_of_a_code, the_sentence, unknown};
pub use self::fields::{FIELDS, Field, field};
pub use self::finding::{Captured, Comparison, Excerpt, Finding, Patch, Place};
pub use self::holds::Holds;
pub use self::input::{Input, Problem};
pub use self::levels::{Config, ConfiguredLevel, LeftOut};
pub use self::listing::{Beside, Row};
pub use self::login::Step;
pub use self::measured::{Measured, Standing};
pub use self::message::{Fault, InFull, Message, Other, Undecoded};
pub use self::open::{Open, Question};
pub use self::origin::Origin;
pub use self::outline::{Element, SourceText};
pub use self::page::{Entry, Page, Part, Section};
pub use self::recorded::Recorded;
pub use self::region::{Region, Spot};
pub use self::remedy::{AtApplication, Remedy};
pub use self::rules_list::{Group, RuleEntry, RulesList};
pub use self::shown::{ShownError, ShownRow};
pub use self::signature::{Reference, Signature};
pub use self::statistics::{RuleCount, Statistics};
pub use self::validity::{Mark, Timeline};
pub use crate::authorization::evaluation::{
    ActionRow, ConditionRow, Evaluation, Facing, Holds as Evaluated, LoginHas, StatementRow, difference,
};
pub use crate::knowledge::{Citation, Confidence};
pub use crate::rule::Severity;

/// Closed sets of words, for the published schema.
#[cfg(test)]
pub use crate::capture::Stage;
#[cfg(test)]
pub use crate::clock::ClockSource;
#[cfg(test)]
pub use crate::diagnosis::DecidedBy;
#[cfg(test)]
pub use crate::knowledge::CitationMember;
#[cfg(test)]
pub use crate::rule::Who;

/// Everything that a run says, in the order in which it is said.
#[derive(Debug, Clone)]
pub struct Report {
    pub tool: Tool,
    pub inputs: Vec<Input>,
    /// In the order of the inputs, and in each in the order of the capture.
    pub messages: Vec<Message>,
    /// Index of the one message there is something to say about, where there is only one.
    pub alone: Option<usize>,
    /// One for each input that is evidence, in their order.
    pub evidence: Vec<Evidence>,
    /// What is known of a text that somebody gave alone.
    pub explained: Option<Page>,
    /// Over all messages at the end: how many of each verdict, or that there is no response at all.
    pub closing: Vec<Line>,
    /// What kept an input or a message from being judged, a sentence each with the input's name.
    pub complaints: Vec<String>,
    /// 0, 1, 3 or 4; no format changes it.
    pub exit_code: u8,
    /// What that is where nothing is found: 4, 3 or 0.
    pub exit_code_of_inputs: u8,
    /// Events of CloudTrail alone tell of a refusal, whatever the findings say.
    pub refusal_recorded: bool,
    /// The configuration file that it was told by.
    pub config: Option<Config>,
    /// Rules that found something and were told otherwise than they are, a line each.
    pub told_otherwise: Vec<String>,
    /// From which severity on a finding makes that 1; `None` where nothing does.
    pub fail_on: Option<Severity>,
    /// Whether a verdict that is not known makes it 1 too.
    pub strict: bool,
}

/// This program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor")))]
    pub name: &'static str,
    pub version: &'static str,
}

impl Tool {
    pub const THIS: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    /// Its version, and the day whose rules these are.
    pub const IN_FULL: &str = concat!(env!("CARGO_PKG_VERSION"), ", rules of ", "2026-11-26");
}

/// What a stretch of text means; colours and marks follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    Error,
    Warning,
    Note,
    Good,
    Strong,
    Faint,
}

impl From<Severity> for Style {
    fn from(severity: Severity) -> Style {
        match severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Note => Style::Note,
        }
    }
}

/// A sentence and what it means. Values of the input in it are as they were; a format draws what
/// cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub style: Style,
    pub text: String,
}

impl Line {
    pub fn new(style: Style, text: impl Into<String>) -> Line {
        Line { style, text: text.into() }
    }
}

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person,
    Program,
}

impl Report {
    /// `--strict`: a verdict that is not known makes the exit code 1.
    pub fn mind_undetermined(&mut self) {
        self.strict = true;
        if self.exit_code == 0 && self.messages.iter().any(|message| message.because().is_some()) {
            self.exit_code = 1;
        }
    }

    /// Somebody saw AWS refuse it, with a code that does not tell why.
    pub fn mind_refusal(&mut self) {
        if self.exit_code == 0 && self.fail_on.is_some() {
            self.exit_code = 1;
        }
    }

    /// `--exit-zero`: nothing that is found makes the exit code 1.
    pub fn forgive(&mut self) {
        self.fail_on = None;
        self.strict = false;
        if self.exit_code == 1 {
            self.exit_code = 0;
        }
    }

    /// Whether a finding is one of those that make the exit code 1.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fail_on.is_some_and(|from| finding.severity >= from)
    }

    /// Decides what is said of a diagnosis.
    pub fn of(diagnosis: &Diagnosis) -> Report {
        Report::for_reader(diagnosis, Reader::Person)
    }

    /// The same for a format that no person reads: without the answer on one screen.
    pub fn for_programs(diagnosis: &Diagnosis) -> Report {
        Report::for_reader(diagnosis, Reader::Program)
    }

    fn for_reader(diagnosis: &Diagnosis, reader: Reader) -> Report {
        let labels = listing::labels(diagnosis);
        let messages: Vec<Message> = (0..diagnosis.messages.len())
            .map(|index| Message::of(diagnosis, index, &labels, reader))
            .collect();
        let mut worth = (0..messages.len()).filter(|&index| messages[index].beside.is_none());
        let alone = match (worth.next(), worth.next()) {
            (Some(index), None) => Some(index),
            _ => None,
        };
        Report {
            tool: Tool::THIS,
            inputs: input::all(diagnosis, alone.map(|index| (&messages[index], index))),
            evidence: diagnosis.examined.iter().map(|one| Evidence::of(diagnosis, one)).collect(),
            explained: explained(diagnosis),
            closing: listing::closing(diagnosis),
            complaints: input::complaints(diagnosis),
            exit_code: diagnosis.exit_code,
            exit_code_of_inputs: diagnosis.exit_code_of_inputs,
            refusal_recorded: diagnosis::refusal_recorded(&diagnosis.examined, &diagnosis.evidence),
            config: None,
            told_otherwise: Vec::new(),
            fail_on: diagnosis.fail_on,
            strict: false,
            messages,
            alone,
        }
    }
}

/// What AWS said, where there is nothing but that.
fn explained(diagnosis: &Diagnosis) -> Option<Page> {
    let is_response = |message: &crate::diagnosis::Message| {
        message.judged.is_some() || message.fault().is_some() || message.response().is_some()
    };
    if diagnosis.messages.iter().any(is_response) {
        return None;
    }
    diagnosis.inputs.iter().find_map(|input| explain::in_brief(&input.said.as_ref()?.text))
}

/// `1 error`, `2 errors`.
fn count(number: usize, singular: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {singular}{plural}", grouped(number as u64))
}

/// An instant to the second, with its day: `2026-05-26 11:58:03 UTC`.
fn moment(instant: Instant) -> String {
    format!("{} {} UTC", instant.date(), instant.time_of_day())
}

/// An input's name as a person says it.
fn name_words(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}

/// A URL up to its query, which may hold secrets.
pub fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// What the contract calls absent: an empty string is never written.
fn present(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_instants_are_written_for_people() {
        assert_eq!((count(1, "error"), count(2, "error")), ("1 error".to_owned(), "2 errors".to_owned()));
        let instant = Instant::parse_rfc3339("2026-05-26T11:58:03.25Z").unwrap().instant;
        assert_eq!(moment(instant), "2026-05-26 11:58:03 UTC");
        assert_eq!(without_query("https://a.example/x?SAMLRequest=abc"), "https://a.example/x");
    }
}
