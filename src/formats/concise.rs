//! A line a finding: `file:line:column: severity[rule] message`, the place in the captured file.

use std::io::{self, Write};

use crate::report::{Finding, Report, Spot, visible};

/// Writes every finding in the order of the JSON report, and nothing else.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let of_messages = report.messages.iter().map(|one| (&one.input_name, &one.findings));
    let of_evidence = report.evidence.iter().map(|one| (&one.input_name, &one.findings));
    for (input, findings) in of_messages.chain(of_evidence) {
        for finding in findings {
            writeln!(out, "{}", line(input, finding))?;
        }
    }
    Ok(())
}

fn line(input: &str, finding: &Finding) -> String {
    let (file, Spot { line, column }) = match &finding.region {
        Some(region) => (region.input.as_str(), region.start),
        None => (input, Spot::FIRST),
    };
    let file = visible::plain(file);
    let (severity, rule) = (finding.severity.name(), finding.rule);
    format!("{file}:{line}:{column}: {severity}[{rule}] {}", visible::plain(&finding.message))
}
