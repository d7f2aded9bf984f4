//! The machine contract `saml-doctor/report/1`: every member always present, null for what is
//! absent or unknown, `[]` for none.

mod certificates;
mod findings;
mod signatures;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::aws::known_errors::KnownError;
use crate::capture::Stage;
use crate::diagnosis::{Examined, Message, Report};
use crate::report::json::certificates::CertificateMember;
pub use crate::report::json::findings::CitationMember;
use crate::report::json::findings::{ChecksMember, FindingMember};
use crate::report::json::signatures::SignatureMember;
use crate::report::without_query;
use crate::saml::{Assertion, Response};
use crate::source::Text;
use crate::unseen::is_invisible;

/// Writes the report as one JSON document, ending in a line feed. It is never held as a whole: a long
/// value stands in it several times, and each of its characters may take six.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write_lines(&Document::of(report), out)
}

/// The same as a text.
pub fn render(report: &Report) -> String {
    lines(&Document::of(report))
}

/// JSON over several lines, with characters that hide, reorder or break lines as `\uXXXX`.
pub(super) fn lines(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    // What is serialised holds strings, numbers, maps with string keys: nothing JSON cannot say.
    write_lines(document, &mut out).expect("memory takes what is written to it");
    String::from_utf8(out).expect("JSON is written in UTF-8")
}

fn write_lines(document: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Visible(&mut *out), document)?;
    out.write_all(b"\n")
}

/// Escapes characters that cannot be seen. In JSON they stand only inside strings.
struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    /// Takes whole characters, as a serialiser of JSON writes them.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut written = 0;
        for (at, invisible) in text.match_indices(|c| c != '\n' && is_invisible(c)) {
            self.0.write_all(&bytes[written..at])?;
            for unit in invisible.encode_utf16() {
                write!(self.0, "\\u{unit:04x}")?;
            }
            written = at + invisible.len();
        }
        self.0.write_all(&bytes[written..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    inputs: Vec<InputMember<'a>>,
    messages: Vec<MessageMember<'a>>,
    evidence: Vec<EvidenceMember<'a>>,
    exit_code: u8,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct InputMember<'a> {
    name: &'a str,
    kind: Option<&'static str>,
    problem: Option<String>,
}

#[derive(Serialize)]
struct EvidenceMember<'a> {
    input: &'a str,
    kind: Option<&'static str>,
    signatures: Vec<SignatureMember<'a>>,
    /// Those given alone, and the signing keys of metadata.
    certificates: Vec<CertificateMember>,
    findings: Vec<FindingMember<'a>>,
    checks: ChecksMember,
}

#[derive(Serialize)]
struct MessageMember<'a> {
    input: &'a str,
    entry: Option<usize>,
    url: Option<&'a str>,
    kind: Option<&'static str>,
    problem: Option<ProblemMember>,
    relay_state: Option<&'a str>,
    decoding: Vec<&'static str>,
    captured_at: Option<String>,
    evaluated_at: Option<String>,
    clock: Option<&'static str>,
    target: Option<&'static str>,
    identity_provider: Option<&'static str>,
    assertion: Option<AssertionMember<'a>>,
    signatures: Vec<SignatureMember<'a>>,
    verdict: Option<&'static str>,
    predicted_error: Option<PredictedMember>,
    shown_error: Option<ShownMember>,
    other: Vec<OtherMember<'a>>,
    findings: Vec<FindingMember<'a>>,
    checks: ChecksMember,
}

#[derive(Serialize)]
struct ProblemMember {
    stage: &'static str,
    message: String,
    offset: u64,
}

#[derive(Serialize)]
struct OtherMember<'a> {
    input: &'a str,
    entry: Option<usize>,
    url: Option<&'a str>,
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct AssertionMember<'a> {
    id: Option<&'a str>,
    issue_instant: Option<&'a str>,
    destination: Option<&'a str>,
    session_not_on_or_after: Option<&'a str>,
    issuer: Option<&'a str>,
    name_id: Option<&'a str>,
    name_id_format: Option<&'a str>,
    audiences: Vec<Option<&'a str>>,
    recipient: Option<&'a str>,
    roles: Vec<RoleMember<'a>>,
    role_session_name: Option<&'a str>,
    session_duration: Option<u64>,
    not_before: Option<&'a str>,
    not_on_or_after: Option<&'a str>,
    attributes: BTreeMap<&'a str, Vec<Option<&'a str>>>,
}

#[derive(Serialize)]
struct RoleMember<'a> {
    value: Option<&'a str>,
    role: Option<&'a str>,
    provider: Option<&'a str>,
}

#[derive(Serialize)]
struct PredictedMember {
    id: &'static str,
    message: &'static str,
    code: Option<&'static str>,
    status: Option<u16>,
    service: Option<&'static str>,
    confidence: &'static str,
    then: Vec<&'static str>,
}

#[derive(Serialize)]
struct ShownMember {
    id: &'static str,
    found: Vec<&'static str>,
    ruled_out: Vec<&'static str>,
    not_checked: Vec<&'static str>,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Document<'a> {
        Document {
            schema: "saml-doctor/report/1",
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            inputs: report
                .inputs
                .iter()
                .map(|input| InputMember {
                    name: &input.name,
                    kind: input.kind.map(|kind| kind.name()),
                    problem: input.problem.as_ref().map(|problem| problem.sentence()),
                })
                .collect(),
            messages: report.messages.iter().map(|message| MessageMember::of(report, message)).collect(),
            evidence: report.examined.iter().map(|one| EvidenceMember::of(report, one)).collect(),
            exit_code: report.exit_code,
        }
    }
}

impl<'a> EvidenceMember<'a> {
    fn of(report: &'a Report, examined: &'a Examined) -> EvidenceMember<'a> {
        let input = &report.inputs[examined.input];
        let findings = examined.inspection.findings.iter();
        EvidenceMember {
            input: &input.name,
            kind: input.kind.map(|kind| kind.name()),
            signatures: signatures::members(&examined.signatures),
            certificates: CertificateMember::all_of(report, examined),
            findings: findings.map(|found| FindingMember::of(report, examined.input, None, found)).collect(),
            checks: ChecksMember::of_evidence(&examined.inspection),
        }
    }
}

impl<'a> MessageMember<'a> {
    fn of(report: &'a Report, message: &'a Message) -> MessageMember<'a> {
        let name = |message: &Message| report.inputs[message.input].name.as_str();
        let judged = message.judged.as_ref();
        let judgement = judged.map(|judged| &judged.judgement);
        MessageMember {
            input: name(message),
            entry: message.capture.entry,
            url: message.capture.url.as_deref().map(without_query),
            kind: message.kind.as_ref().map(|kind| kind.name()),
            problem: message.fault().map(|fault| ProblemMember {
                stage: fault.stage.name(),
                message: fault.problem,
                offset: fault.offset,
            }),
            relay_state: message.capture.relay_state.as_deref().and_then(present),
            decoding: message.capture.decoding.iter().copied().map(Stage::name).collect(),
            captured_at: judged.and_then(|j| j.clock.started).map(|instant| instant.to_string()),
            evaluated_at: judged.and_then(|j| j.clock.moment()).map(|instant| instant.to_string()),
            clock: judged.map(|j| j.clock.source.name()),
            target: judged.map(|j| j.target.id),
            identity_provider: judged.and_then(|j| j.identity_provider).map(|provider| provider.id),
            assertion: message.response().and_then(AssertionMember::of),
            signatures: signatures::members(&message.signatures),
            verdict: message.verdict().map(|verdict| verdict.name()),
            predicted_error: judgement.and_then(|j| j.predicted.as_ref()).map(|predicted| PredictedMember {
                id: predicted.error.id,
                message: predicted.error.message,
                code: predicted.error.code,
                status: predicted.error.status,
                service: predicted.error.service,
                confidence: predicted.confidence.name(),
                then: ids(&predicted.then),
            }),
            shown_error: judged.and_then(|j| j.shown_error.as_ref()).map(|shown| ShownMember {
                id: shown.error.id,
                found: shown.found.iter().map(|rule| rule.id).collect(),
                ruled_out: shown.ruled_out.iter().map(|rule| rule.id).collect(),
                not_checked: shown.not_checked.iter().map(|rule| rule.id).collect(),
            }),
            other: message
                .other
                .iter()
                .map(|&index| &report.messages[index])
                .map(|other| OtherMember {
                    input: name(other),
                    entry: other.capture.entry,
                    url: other.capture.url.as_deref().map(without_query),
                    kind: other.kind.as_ref().map(|kind| kind.name()),
                })
                .collect(),
            findings: judgement
                .map(|j| {
                    j.findings
                        .iter()
                        .map(|found| FindingMember::of(report, message.input, Some(message), found))
                        .collect()
                })
                .unwrap_or_default(),
            checks: judgement
                .map(|judgement| ChecksMember::of_message(message, judgement))
                .unwrap_or_default(),
        }
    }
}

impl<'a> AssertionMember<'a> {
    fn of(response: &'a Response) -> Option<AssertionMember<'a>> {
        use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME, SESSION_DURATION};
        let assertion: &Assertion = response.assertion()?;
        let value = |text: &'a Option<Text>| text.as_ref().and_then(|text| present(&text.value));
        let first =
            |name: &'a str| assertion.attributes_named(name).flat_map(|attribute| &attribute.values).next();
        let mut attributes: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
        for attribute in &assertion.attributes {
            let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
            let values = attribute.values.iter().map(|value| present(&value.text.value));
            attributes.entry(name).or_default().extend(values);
        }
        let conditions = assertion.conditions.as_ref();
        Some(AssertionMember {
            id: value(&assertion.id),
            issue_instant: value(&assertion.issue_instant),
            destination: value(&response.destination),
            session_not_on_or_after: assertion
                .authn_statements
                .iter()
                .find_map(|statement| value(&statement.session_not_on_or_after)),
            issuer: value(&assertion.issuer),
            name_id: assertion.name_id().and_then(|name_id| present(&name_id.text.value)),
            name_id_format: assertion.name_id().and_then(|name_id| value(&name_id.format)),
            audiences: assertion.audiences().map(|audience| present(&audience.value)).collect(),
            recipient: assertion.recipient().and_then(|recipient| present(&recipient.value)),
            roles: assertion
                .attributes_named(ROLE)
                .flat_map(|attribute| &attribute.values)
                .map(|value| {
                    let halves = crate::aws::role_pair::halves(&value.text.value);
                    RoleMember {
                        value: present(&value.text.value),
                        role: halves.role,
                        provider: halves.provider,
                    }
                })
                .collect(),
            role_session_name: first(ROLE_SESSION_NAME).and_then(|value| present(&value.text.value)),
            session_duration: first(SESSION_DURATION).and_then(|value| value.text.value.parse().ok()),
            not_before: conditions.and_then(|conditions| value(&conditions.not_before)),
            not_on_or_after: conditions.and_then(|conditions| value(&conditions.not_on_or_after)),
            attributes,
        })
    }
}

fn ids(errors: &[&'static KnownError]) -> Vec<&'static str> {
    errors.iter().map(|error| error.id).collect()
}

fn present(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}
