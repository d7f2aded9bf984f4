//! The machine contract `saml-doctor/report/1`: every member always present, null for what is
//! absent or unknown, `[]` for none.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::aws::known_errors::KnownError;
use crate::capture::Stage;
use crate::diagnosis::{Examined, Judged, Message, Report};
use crate::engine::{Found, Inspection};
use crate::rule::{Finding, Rule, is_invisible};
use crate::saml::{Assertion, Response};
use crate::signature::Signature;
use crate::source::{SourceKind, Sources, Span, Text};

/// The report as one JSON document, ending in a line feed.
pub fn render(report: &Report) -> String {
    let document = Document::of(report);
    // The types below hold strings, numbers, maps with string keys: nothing JSON cannot say.
    let plain = serde_json::to_string_pretty(&document).expect("a report serialises");
    let mut text = escape_invisible(&plain);
    text.push('\n');
    text
}

/// Writes characters that hide, reorder or break lines as `\uXXXX`. They stand only inside strings.
pub fn escape_invisible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_invisible(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    inputs: Vec<InputMember<'a>>,
    messages: Vec<MessageMember<'a>>,
    evidence: Vec<EvidenceMember>,
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
struct EvidenceMember {
    input: String,
    kind: Option<&'static str>,
    findings: Vec<FindingMember>,
    checks: ChecksMember,
}

#[derive(Serialize)]
struct MessageMember<'a> {
    input: &'a str,
    entry: Option<usize>,
    url: Option<&'a str>,
    kind: Option<&'static str>,
    problem: Option<ProblemMember<'a>>,
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
    findings: Vec<FindingMember>,
    checks: ChecksMember,
}

#[derive(Serialize)]
struct ProblemMember<'a> {
    stage: &'static str,
    message: &'a str,
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
    audiences: Vec<&'a str>,
    recipient: Option<&'a str>,
    roles: Vec<RoleMember<'a>>,
    role_session_name: Option<&'a str>,
    session_duration: Option<u64>,
    not_before: Option<&'a str>,
    not_on_or_after: Option<&'a str>,
    attributes: BTreeMap<&'a str, Vec<&'a str>>,
}

#[derive(Serialize)]
struct RoleMember<'a> {
    value: &'a str,
    role: Option<&'a str>,
    provider: Option<&'a str>,
}

#[derive(Serialize)]
struct SignatureMember<'a> {
    path: &'a str,
    covers: Option<&'a str>,
    references: Vec<ReferenceMember<'a>>,
    value: &'static str,
    key: Option<&'static str>,
    algorithm: Option<String>,
    certificate_sha256: Option<String>,
    trusted: Option<bool>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct ReferenceMember<'a> {
    uri: Option<&'a str>,
    resolved: &'static str,
    digest: &'static str,
    algorithm: Option<&'static str>,
    cause: Option<String>,
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

#[derive(Serialize)]
struct FindingMember {
    rule: &'static str,
    severity: &'static str,
    confidence: &'static str,
    message: String,
    source: String,
    path: String,
    line: usize,
    column: usize,
    span: [u32; 2],
    text: String,
    marks: Vec<[u32; 2]>,
    captured: Option<CapturedMember>,
    expected: Option<String>,
    found: Option<String>,
    aws_errors: Vec<&'static str>,
    remedy: String,
    commands: Vec<String>,
    citations: Vec<CitationMember>,
    consequence_of: Option<usize>,
}

#[derive(Serialize)]
struct CapturedMember {
    input: String,
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct CitationMember {
    title: &'static str,
    url: &'static str,
}

#[derive(Serialize, Default)]
struct ChecksMember {
    clean: Vec<&'static str>,
    not_applicable: Vec<&'static str>,
    not_checked: Vec<NotCheckedMember>,
}

#[derive(Serialize)]
struct NotCheckedMember {
    rule: &'static str,
    needs: &'static str,
    how: String,
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
            evidence: report.examined.iter().map(|examined| EvidenceMember::of(report, examined)).collect(),
            exit_code: report.exit_code,
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
            problem: message.problem.as_ref().map(|problem| ProblemMember {
                stage: problem.stage.name(),
                message: &problem.problem,
                offset: problem.offset,
            }),
            relay_state: message.capture.relay_state.as_deref().and_then(present),
            decoding: message.capture.decoding.iter().copied().map(Stage::name).collect(),
            captured_at: judged.and_then(|j| j.clock.started).map(|instant| instant.to_string()),
            evaluated_at: judged.and_then(|j| j.clock.moment()).map(|instant| instant.to_string()),
            clock: judged.map(|j| j.clock.source.name()),
            target: judged.map(|j| j.target.name()),
            identity_provider: judged.and_then(|j| j.identity_provider).map(|provider| provider.id),
            assertion: message.response().and_then(|response| AssertionMember::of(response)),
            signatures: judged
                .map(|judged| judged.signatures.iter().map(SignatureMember::of).collect())
                .unwrap_or_default(),
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
                    let findings = j.findings.iter().map(|found| {
                        let path = path(message, &found.finding);
                        FindingMember::of(report, message.input, path, found)
                    });
                    findings.collect()
                })
                .unwrap_or_default(),
            checks: judged.map(|judged| ChecksMember::of(message, judged)).unwrap_or_default(),
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
        let mut attributes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for attribute in &assertion.attributes {
            let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
            let values = attribute.values.iter().map(|value| value.text.value.as_str());
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
            audiences: assertion.audiences().map(|audience| audience.value.as_str()).collect(),
            recipient: assertion.recipient().and_then(|recipient| present(&recipient.value)),
            roles: assertion
                .attributes_named(ROLE)
                .flat_map(|attribute| &attribute.values)
                .map(|value| {
                    let halves = crate::aws::role_pair::halves(&value.text.value);
                    RoleMember { value: &value.text.value, role: halves.role, provider: halves.provider }
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

impl<'a> SignatureMember<'a> {
    fn of(signature: &'a Signature) -> SignatureMember<'a> {
        SignatureMember {
            path: &signature.path,
            covers: signature.covers.as_deref(),
            references: signature
                .references
                .iter()
                .map(|reference| ReferenceMember {
                    uri: reference.uri.as_ref().and_then(|uri| present(&uri.value)),
                    resolved: reference.resolved.name(),
                    digest: reference.digest.name(),
                    algorithm: reference.hash.map(|hash| hash.name()),
                    cause: None,
                })
                .collect(),
            value: signature.value.name(),
            key: signature.fitting_key().map(|key| key.origin.name()),
            algorithm: signature.algorithm.map(|algorithm| algorithm.name()),
            certificate_sha256: signature.certificate().map(|certificate| certificate.fingerprint()),
            trusted: signature.trusted(),
            verdict: signature.verdict.name(),
        }
    }
}

impl EvidenceMember {
    fn of(report: &Report, examined: &Examined) -> EvidenceMember {
        let input = &report.inputs[examined.input];
        let metadata = examined.metadata.map(|index| &report.evidence.metadata[index]);
        let path = |finding: &Finding| {
            let document = metadata.and_then(|file| file.document.as_ref().ok());
            document.map(|document| document.tree.path_at(document.tree.root(), finding.primary.span))
        };
        let Inspection { findings, clean, not_applicable, not_checked } = &examined.inspection;
        EvidenceMember {
            input: input.name.clone(),
            kind: input.kind.map(|kind| kind.name()),
            findings: findings
                .iter()
                .map(|found| {
                    let path = path(&found.finding).unwrap_or_default();
                    FindingMember::of(report, examined.input, path, found)
                })
                .collect(),
            checks: ChecksMember {
                clean: sorted_ids(clean),
                not_applicable: sorted_ids(not_applicable),
                not_checked: not_checked
                    .iter()
                    .map(|(rule, need)| NotCheckedMember {
                        rule: rule.id,
                        needs: need.name(),
                        how: String::new(),
                    })
                    .collect(),
            },
        }
    }
}

impl FindingMember {
    fn of(report: &Report, input: usize, path: String, found: &Found) -> FindingMember {
        let Found { finding, consequence_of } = found;
        let span = finding.primary.span;
        let source = report.sources.get(span.source);
        let position = source.position(span.start as usize);
        FindingMember {
            rule: finding.rule.id,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            message: finding.message.clone(),
            source: source_name(&report.sources, span),
            path,
            line: position.line,
            column: position.column,
            span: [span.start, span.end],
            text: source.slice(span).to_owned(),
            marks: finding.marks.iter().map(|mark| [mark.start, mark.end]).collect(),
            captured: source.captured(span).map(|range| CapturedMember {
                input: report.inputs[input].name.clone(),
                start: range.start,
                end: range.end,
            }),
            expected: finding.expected.clone(),
            found: finding.found.clone().filter(|found| !found.is_empty()),
            aws_errors: ids(finding.explains),
            remedy: finding.remedy_text().into_owned(),
            commands: finding.commands.clone(),
            citations: finding
                .rule
                .citations
                .iter()
                .map(|citation| CitationMember { title: citation.title, url: citation.url })
                .collect(),
            consequence_of: *consequence_of,
        }
    }
}

impl ChecksMember {
    fn of(message: &Message, judged: &Judged) -> ChecksMember {
        let judgement = &judged.judgement;
        let clean = sorted_ids(&judgement.clean);
        let not_applicable = sorted_ids(&judgement.not_applicable);
        let mut not_checked: Vec<_> = judgement
            .not_checked
            .iter()
            .map(|(rule, need)| NotCheckedMember {
                rule: rule.id,
                needs: need.name(),
                how: crate::report::needs::how(*need, message),
            })
            .collect();
        not_checked.sort_by_key(|member| member.rule);
        ChecksMember { clean, not_applicable, not_checked }
    }
}

/// The SAML path of a finding.
pub fn path(message: &Message, finding: &Finding) -> String {
    message
        .document
        .as_ref()
        .map(|document| document.tree.path_at(document.node, finding.primary.span))
        .unwrap_or_default()
}

fn source_name(sources: &Sources, span: Span) -> String {
    match &sources.get(span.source).kind {
        SourceKind::Message => "message".to_owned(),
        SourceKind::Decrypted { element } => format!("decrypted {element}"),
        SourceKind::Evidence { name } => name.clone(),
    }
}

fn sorted_ids(rules: &[&'static Rule]) -> Vec<&'static str> {
    let mut ids: Vec<_> = rules.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids
}

fn ids(errors: &[&'static KnownError]) -> Vec<&'static str> {
    errors.iter().map(|error| error.id).collect()
}

fn present(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
