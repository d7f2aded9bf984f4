//! The machine contract `saml-doctor/report/1`: every member always present, null for what is
//! absent or unknown, `[]` for none.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::visible::is_invisible;
use crate::report::{
    ActionRow, Assertion, AwsAnswer, Captured, Certificate, Checks, Citation, Config, Evidence, Excerpt,
    Fault, Finding, Input, Measured, Message, Other, Patch, PredictedError, Question, Recorded, Report,
    RuleEntry, RulesList, ShownError, Signature, Step, Tool,
};

/// Writes the report as one JSON document, ending in a line feed. It is never held as a whole: a long
/// value stands in it several times, and each of its characters may take six.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write_lines(&Document::of(report), out)
}

/// The same as a text.
pub fn render(report: &Report) -> String {
    lines(&Document::of(report))
}

/// The same as a tree.
pub fn value(report: &Report) -> serde_json::Value {
    // What is serialised holds strings, numbers, maps with string keys: nothing JSON cannot say.
    serde_json::to_value(Document::of(report)).expect("a report is JSON")
}

/// `saml-doctor/rules/1`: everything that is known of each rule.
pub fn rules(list: &RulesList) -> String {
    lines(&RulesDocument {
        schema: "saml-doctor/rules/1",
        version: Tool::THIS.version,
        rules: list.groups.iter().flat_map(|group| &group.rules).collect(),
    })
}

/// JSON over several lines, with characters that hide, reorder or break lines as `\uXXXX`.
fn lines(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    // What is serialised holds strings, numbers, maps with string keys: nothing JSON cannot say.
    write_lines(document, &mut out).expect("memory takes what is written to it");
    String::from_utf8(out).expect("JSON is written in UTF-8")
}

/// A message as a member of `messages`.
pub(super) fn message(message: &Message) -> impl Serialize {
    MessageMember::of(message)
}

/// JSON on one line.
pub(super) fn write_line(document: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(Visible(&mut *out), document)?;
    out.write_all(b"\n")
}

/// The same, added to what is in memory.
pub(super) fn add_line(document: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    // Looking at a line as a whole is faster than at its pieces while they come.
    serde_json::to_writer(&mut *out, document).expect("memory takes what is written to it");
    if !is_visible(&out[start..]) {
        let line = out.split_off(start);
        Visible(&mut *out).write_all(&line).expect("memory takes what is written to it");
    }
    out.push(b'\n');
}

/// Whether there is nothing but characters of ASCII that are seen, and line feeds.
fn is_visible(bytes: &[u8]) -> bool {
    // Without an exit from within a piece, many bytes are looked at at once.
    bytes.chunks(64).all(|piece| {
        piece.iter().fold(true, |all, byte| all & (matches!(byte, b' '..=b'~') | (*byte == b'\n')))
    })
}

/// JSON over several lines, ending in a line feed.
pub(super) fn write_lines(document: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Visible(&mut *out), document)?;
    out.write_all(b"\n")
}

/// Escapes characters that cannot be seen. In JSON they stand only inside strings.
struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    /// Takes whole characters, as a serialiser of JSON writes them.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly all that is written; ASCII's controls are escaped by the serialiser.
        if is_visible(bytes) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let (mut written, mut at) = (0, 0);
        let is_plain = |byte: &&u8| matches!(**byte, b' '..=b'~' | b'\n');
        loop {
            at += bytes[at..].iter().take_while(is_plain).count();
            let Some(character) = text[at..].chars().next() else { break };
            let end = at + character.len_utf8();
            if is_invisible(character) {
                self.0.write_all(&bytes[written..at])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
                written = end;
            }
            at = end;
        }
        self.0.write_all(&bytes[written..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What `saml-doctor --format json` prints. A line of `--format jsonl` is `$defs.Message` or
/// `$defs.Unreadable`, one of `--lines` `$defs.Line` or `$defs.BadLine`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor/report/1")))]
    schema: &'static str,
    tool: Tool,
    config: Option<&'a Config>,
    inputs: Vec<InputMember<'a>>,
    messages: Vec<MessageMember<'a>>,
    evidence: Vec<EvidenceMember<'a>>,
    #[cfg_attr(test, schemars(extend("enum" = [0, 1, 3, 4])))]
    exit_code: u8,
}

#[derive(Serialize)]
struct RulesDocument<'a> {
    schema: &'static str,
    version: &'static str,
    rules: Vec<&'a RuleEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Input"))]
struct InputMember<'a> {
    name: &'a str,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    kind: Option<&'static str>,
    problem: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Evidence"))]
struct EvidenceMember<'a> {
    input: &'a str,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    kind: Option<&'static str>,
    signatures: &'a [Signature],
    certificates: &'a [Certificate],
    findings: Vec<FindingMember<'a>>,
    checks: &'a Checks,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Message"))]
struct MessageMember<'a> {
    input: &'a str,
    entry: Option<usize>,
    url: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    kind: Option<&'static str>,
    problem: Option<&'a Fault>,
    relay_state: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Vec<crate::report::Stage>", extend("items" = { "$ref": "#/$defs/Stage", "not": { "const": "xml" } })))]
    decoding: &'a [&'static str],
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Instant>"))]
    captured_at: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Instant>"))]
    evaluated_at: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Option<crate::report::ClockSource>"))]
    clock: Option<&'static str>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    target: Option<&'static str>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    identity_provider: Option<&'static str>,
    assertion: Option<&'a Assertion>,
    signatures: &'a [Signature],
    #[cfg_attr(test, schemars(extend("enum" = ["refused", "accepted", "undetermined", null])))]
    verdict: Option<&'static str>,
    because: Option<&'a str>,
    login: &'a [Step],
    open: Vec<OpenMember<'a>>,
    #[cfg_attr(test, schemars(with = "Option<crate::report::DecidedBy>"))]
    decided_by: Option<&'static str>,
    disagreement: Option<&'a str>,
    aws_answer: Option<&'a AwsAnswer>,
    recorded: &'a [Recorded],
    repeats: Option<usize>,
    predicted_error: Option<&'a PredictedError>,
    shown_error: Option<ShownMember<'a>>,
    other: &'a [Other],
    findings: Vec<FindingMember<'a>>,
    checks: &'a Checks,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ShownError"))]
struct ShownMember<'a> {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    id: &'static str,
    request_id: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    found: &'a [&'static str],
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    ruled_out: &'a [&'static str],
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    not_checked: &'a [&'static str],
}

/// What is not known, and how to know it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Open"))]
struct OpenMember<'a> {
    question: &'a str,
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    needs: &'static str,
    how: &'a str,
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>", length(min = 1)))]
    rules: &'a [&'static str],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Finding"))]
struct FindingMember<'a> {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    rule: &'static str,
    #[cfg_attr(test, schemars(with = "crate::report::Severity"))]
    severity: &'static str,
    reason: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "crate::report::Confidence"))]
    confidence: &'static str,
    message: &'a str,
    source: &'a str,
    #[cfg_attr(test, schemars(with = "crate::contract::Path"))]
    path: &'a str,
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    #[cfg_attr(test, schemars(range(min = 1)))]
    column: usize,
    span: [u32; 2],
    #[cfg_attr(test, schemars(with = "String", extend("minLength" = 0)))]
    text: &'a Excerpt,
    marks: &'a [[u32; 2]],
    captured: Option<&'a Captured>,
    expected: Option<&'a str>,
    found: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    aws_errors: &'a [&'static str],
    remedy: &'a str,
    #[cfg_attr(test, schemars(with = "Option<crate::report::Who>"))]
    who: Option<&'static str>,
    commands: &'a [String],
    patch: Option<&'a Patch>,
    evaluation: &'a [ActionRow],
    #[cfg_attr(test, schemars(with = "Vec<crate::report::CitationMember>", length(min = 1)))]
    citations: &'static [Citation],
    measured: Option<&'a Measured>,
    consequence_of: Option<usize>,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Document<'a> {
        Document {
            schema: "saml-doctor/report/1",
            tool: report.tool,
            config: report.config.as_ref(),
            inputs: report.inputs.iter().map(InputMember::of).collect(),
            messages: report.messages.iter().map(MessageMember::of).collect(),
            evidence: report.evidence.iter().map(EvidenceMember::of).collect(),
            exit_code: report.exit_code,
        }
    }
}

impl<'a> InputMember<'a> {
    fn of(input: &'a Input) -> InputMember<'a> {
        InputMember {
            name: &input.name,
            kind: input.kind,
            problem: input.problem.as_ref().map(|problem| problem.sentence.as_str()),
        }
    }
}

impl<'a> EvidenceMember<'a> {
    fn of(evidence: &'a Evidence) -> EvidenceMember<'a> {
        EvidenceMember {
            input: &evidence.input_name,
            kind: evidence.kind,
            signatures: &evidence.signatures,
            certificates: &evidence.certificates,
            findings: evidence.findings.iter().map(FindingMember::of).collect(),
            checks: &evidence.checks,
        }
    }
}

impl<'a> MessageMember<'a> {
    fn of(message: &'a Message) -> MessageMember<'a> {
        MessageMember {
            input: &message.input_name,
            entry: message.entry,
            url: message.url.as_deref(),
            kind: message.kind,
            problem: message.problem.as_ref(),
            relay_state: message.relay_state.as_deref(),
            decoding: &message.decoding,
            captured_at: message.captured_at.as_deref(),
            evaluated_at: message.evaluated_at.as_deref(),
            clock: message.clock,
            target: message.target,
            identity_provider: message.identity_provider,
            assertion: message.assertion.as_ref(),
            signatures: &message.signatures,
            verdict: message.verdict,
            because: message.because(),
            login: &message.login,
            open: message.open.questions.iter().map(OpenMember::of).collect(),
            decided_by: message.decided_by,
            disagreement: message.disagreement.as_deref(),
            aws_answer: message.aws_answer.as_ref(),
            recorded: &message.recorded,
            repeats: message.repeats,
            predicted_error: message.predicted_error.as_ref(),
            shown_error: message.shown_error.as_ref().map(ShownMember::of),
            other: &message.other,
            findings: message.findings.iter().map(FindingMember::of).collect(),
            checks: &message.checks,
        }
    }
}

impl<'a> OpenMember<'a> {
    fn of(question: &'a Question) -> OpenMember<'a> {
        OpenMember {
            question: question.question,
            needs: question.needs,
            how: &question.how,
            rules: &question.rules,
        }
    }
}

impl<'a> ShownMember<'a> {
    fn of(shown: &'a ShownError) -> ShownMember<'a> {
        ShownMember {
            id: shown.id,
            request_id: shown.request_id.as_deref(),
            found: &shown.found,
            ruled_out: &shown.ruled_out,
            not_checked: &shown.not_checked,
        }
    }
}

impl<'a> FindingMember<'a> {
    fn of(finding: &'a Finding) -> FindingMember<'a> {
        let place = &finding.place;
        FindingMember {
            rule: finding.rule,
            severity: finding.severity.name(),
            reason: finding.reason.as_deref(),
            confidence: finding.confidence.name(),
            message: &finding.message,
            source: &place.source,
            path: &place.path,
            line: place.line,
            column: place.column,
            span: place.span,
            text: &place.excerpt,
            marks: &place.marks,
            captured: finding.captured.as_ref(),
            expected: finding.expected.as_deref(),
            found: finding.found.as_deref(),
            aws_errors: &finding.aws_errors,
            remedy: &finding.remedy.text,
            who: finding.remedy.who,
            commands: &finding.commands,
            patch: finding.patch.as_ref(),
            evaluation: finding.evaluation.as_ref().map_or(&[], |evaluation| &evaluation.actions),
            citations: finding.citations,
            measured: finding.measured.as_ref(),
            consequence_of: finding.consequence_of,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::jsonl::{BadLine, Numbered, Unreadable};
    use super::*;
    use crate::contract::Contract;

    #[test]
    fn the_published_schema_is_made_of_the_types() {
        Contract::new()
            .with::<Unreadable>()
            .with::<BadLine>()
            .with::<Numbered<MessageMember>>()
            .holds::<Document>("report");
    }
}
