//! A message a line, for batches: each line is a member of `messages` of the JSON report.

use std::io::{self, Write};

use serde::Serialize;

use super::json;
use crate::report::Report;

/// What is said of an input that no message could be read from, or not all.
#[derive(Debug, Serialize)]
struct Unreadable<'a> {
    input: &'a str,
    problem: &'a str,
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
