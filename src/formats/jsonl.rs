//! A message a line, for batches: each line is a member of `messages` of the JSON report.

use std::io::{self, Write};

use serde::Serialize;

use super::json;
use crate::report::Report;

/// What is said of an input that no message could be read from, or not all.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Unreadable<'a> {
    input: &'a str,
    problem: &'a str,
    #[cfg_attr(test, schemars(with = "()"))]
    verdict: Option<&'static str>,
}

/// Writes a line for each message, in the order of the inputs, and one for each input with a problem.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for (index, input) in report.inputs.iter().enumerate() {
        if let Some(problem) = &input.problem {
            let unreadable = Unreadable { input: &input.name, problem: &problem.sentence, verdict: None };
            json::write_line(&unreadable, out)?;
        }
        for message in report.messages.iter().filter(|message| message.input == index) {
            json::write_line(&json::message(message), out)?;
        }
    }
    Ok(())
}

/// A message of a batch, and the line that it came in on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Line"))]
pub(super) struct Numbered<M> {
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: u64,
    #[serde(flatten)]
    message: M,
}

/// What is said of a line that no message could be read from, or not all.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct BadLine<'a> {
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: u64,
    problem: &'a str,
    #[cfg_attr(test, schemars(with = "()"))]
    verdict: Option<&'static str>,
}

/// Adds a line for each message that came in on a line of this number, and one for each problem of it.
pub fn write_numbered(report: &Report, line: u64, out: &mut Vec<u8>) {
    for input in &report.inputs {
        if let Some(problem) = &input.problem {
            write_bad_line(line, &problem.sentence, out);
        }
    }
    for message in &report.messages {
        add(&Numbered { line, message: json::message(message) }, out);
    }
}

/// Adds what is said of a line of which nothing else can be said.
pub fn write_bad_line(line: u64, problem: &str, out: &mut Vec<u8>) {
    add(&BadLine { line, problem, verdict: None }, out);
}

fn add(document: &impl Serialize, out: &mut Vec<u8>) {
    json::add_line(document, out);
}
