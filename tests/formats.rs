//! The reports: what the JSON contract promises of every member, and that nothing of the input acts
//! on a terminal.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::path::PathBuf;
use std::process::Command;

use saml_doctor::capture::traced::Traced;
use saml_doctor::capture::{ByAws, Capture, Captured, DecodeError, DecodeProblem, Decoded, Repair, Stage};
use saml_doctor::diagnosis::{Diagnosis, Options, diagnose};
use saml_doctor::engine::Found;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::formats::{human, json};
use saml_doctor::input::{Input, InputKind, InputProblem, ProblemKind};
use saml_doctor::instant::Instant;
use saml_doctor::invisible::is_invisible;
use saml_doctor::report::Report;
use saml_doctor::rule::{Finding, Severity};
use saml_doctor::rules;
use saml_doctor::source::Position;
use saml_doctor::xml::parse::Reason;
use serde_json::Value;
use support::{diagnose_files, expectations, fixture, sorted};

/// Every response among the fixtures that the rules are tried on, with what is given beside it.
fn cases() -> Vec<(PathBuf, Vec<String>)> {
    let folders = sorted(&fixture("rules")).into_iter().chain([fixture("responses")]);
    let files = folders.flat_map(|folder| sorted(&folder));
    let xml = files.filter(|file| file.extension().is_some_and(|ending| ending == "xml"));
    xml.map(|file| {
        let given = expectations(&file).map(|read| read.given).unwrap_or_default();
        (file, given)
    })
    .collect()
}

fn parsed(report: &Diagnosis) -> Value {
    serde_json::from_str(&json::render(&Report::of(report))).unwrap()
}

#[test]
fn findings_point_at_exactly_the_text_they_show() {
    for (file, given) in cases() {
        let report = diagnose_files(&file, &given);
        let document = parsed(&report);
        for (message, shown) in report.messages.iter().zip(document["messages"].as_array().unwrap()) {
            let Some(judged) = &message.judged else { continue };
            let shown = shown["findings"].as_array().unwrap();
            assert_eq!(shown.len(), judged.judgement.findings.len());
            for (found, shown) in judged.judgement.findings.iter().zip(shown) {
                let place = format!("{}: {}", file.display(), shown["rule"]);
                let source = report.sources.get(found.finding.primary.span.source);
                let [start, end] = pair(&shown["span"]);
                assert_eq!(shown["text"].as_str().unwrap(), &source.text[start..end], "{place}");
                assert!(
                    shown["line"].as_u64().unwrap() >= 1 && shown["column"].as_u64().unwrap() >= 1,
                    "{place}"
                );
                for mark in shown["marks"].as_array().unwrap() {
                    let [from, to] = pair(mark);
                    assert!(start <= from && from < to && to <= end, "{place}: mark {from}..{to}");
                    assert!(source.text.get(from..to).is_some(), "{place}: mark {from}..{to}");
                }
                let path = shown["path"].as_str().unwrap();
                assert!(path.starts_with('/'), "{place}: {path}");
                let cause = &shown["consequence_of"];
                assert!(cause.is_null() || cause.as_u64().unwrap() < shown_len(&document), "{place}");
            }
        }
    }
}

fn shown_len(document: &Value) -> u64 {
    document["messages"][0]["findings"].as_array().unwrap().len() as u64
}

fn pair(value: &Value) -> [usize; 2] {
    [0, 1].map(|index| value[index].as_u64().unwrap() as usize)
}

/// Members of each object of the contract, sorted.
const MEMBERS: &[(&str, &[&str])] = &[
    ("", &["config", "evidence", "exit_code", "inputs", "messages", "schema", "tool"]),
    ("inputs", &["kind", "name", "problem"]),
    (
        "messages",
        &[
            "assertion",
            "aws_answer",
            "because",
            "captured_at",
            "checks",
            "clock",
            "decided_by",
            "decoding",
            "disagreement",
            "entry",
            "evaluated_at",
            "findings",
            "identity_provider",
            "input",
            "kind",
            "login",
            "open",
            "other",
            "predicted_error",
            "problem",
            "recorded",
            "relay_state",
            "repeats",
            "shown_error",
            "signatures",
            "target",
            "url",
            "verdict",
        ],
    ),
    ("login", &["note", "state", "step"]),
    ("open", &["how", "needs", "question", "rules"]),
    (
        "assertion",
        &[
            "attributes",
            "audiences",
            "destination",
            "id",
            "issue_instant",
            "issuer",
            "name_id",
            "name_id_format",
            "not_before",
            "not_on_or_after",
            "recipient",
            "role_session_name",
            "roles",
            "session_duration",
            "session_not_on_or_after",
        ],
    ),
    ("aws_answer", &["chosen_role", "entry", "error", "outcome", "request_id", "service", "status"]),
    (
        "recorded",
        &[
            "by",
            "error",
            "error_code",
            "error_message",
            "event",
            "input",
            "outcome",
            "region",
            "request_id",
            "source_ip",
            "tie",
            "time",
            "user_agent",
        ],
    ),
    ("patch", &["changes", "diff", "document", "input"]),
    ("roles", &["provider", "role", "trust", "value"]),
    (
        "signatures",
        &[
            "algorithm",
            "certificate_sha256",
            "covers",
            "key",
            "path",
            "references",
            "trusted",
            "value",
            "verdict",
        ],
    ),
    ("references", &["algorithm", "cause", "digest", "resolved", "uri"]),
    ("predicted_error", &["code", "confidence", "id", "message", "service", "status", "then"]),
    ("shown_error", &["found", "id", "not_checked", "request_id", "ruled_out"]),
    (
        "findings",
        &[
            "aws_errors",
            "captured",
            "citations",
            "column",
            "commands",
            "confidence",
            "consequence_of",
            "evaluation",
            "expected",
            "found",
            "line",
            "marks",
            "measured",
            "message",
            "patch",
            "path",
            "reason",
            "remedy",
            "rule",
            "severity",
            "source",
            "span",
            "text",
            "who",
        ],
    ),
    ("patch", &["changes", "diff", "document", "input"]),
    ("evaluation", &["action", "more", "outcome", "statements"]),
    (
        "statements",
        &["action", "applies", "conditions", "effect", "principal", "principals", "sid", "statement"],
    ),
    ("conditions", &["holds", "key", "login", "operator", "policy"]),
    ("captured", &["end", "input", "start"]),
    ("citations", &["basis", "date", "title", "url"]),
    ("measured", &["answer", "date", "explanation", "id"]),
    ("checks", &["clean", "ignored", "not_applicable", "not_checked", "off"]),
    ("not_checked", &["how", "needs", "rule"]),
    ("problem", &["message", "offset", "stage"]),
    ("tool", &["name", "version"]),
    ("other", &["entry", "input", "kind", "url"]),
    ("evidence", &["certificates", "checks", "findings", "input", "kind", "signatures"]),
    (
        "certificates",
        &["damage", "issuer", "key", "not_after", "not_before", "serial", "sha1", "sha256", "subject"],
    ),
];

#[test]
fn every_member_of_the_contract_is_always_there_and_no_string_is_empty() {
    for (file, given) in cases() {
        let document = parsed(&diagnose_files(&file, &given));
        walk(&document, "", &file.display().to_string());
    }
}

fn walk(value: &Value, name: &str, file: &str) {
    match value {
        Value::Object(object) if name != "attributes" => {
            let expected = MEMBERS.iter().find(|(of, _)| *of == name);
            let (_, expected) =
                expected.unwrap_or_else(|| panic!("{file}: {name:?} is no object of the contract"));
            let mut members: Vec<&str> = object.keys().map(String::as_str).collect();
            members.sort_unstable();
            assert_eq!(members, *expected, "{file}: {name:?}");
            object.iter().for_each(|(name, value)| walk(value, name, file));
        }
        Value::Object(object) => object.values().for_each(|value| walk(value, "attribute", file)),
        Value::Array(values) => values.iter().for_each(|value| walk(value, name, file)),
        // `text` is what the span covers, and a span can be empty.
        Value::String(text) => assert!(!text.is_empty() || name == "text", "{file}: {name:?} is empty"),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn the_same_inputs_give_the_same_report() {
    for (file, given) in cases().into_iter().step_by(7) {
        let render = || json::render(&Report::of(&diagnose_files(&file, &given)));
        assert_eq!(render(), render(), "{}", file.display());
    }
}

#[test]
fn the_exit_code_in_the_report_is_the_one_of_the_process() {
    let response = fixture("rules/role-attribute-missing/lower-case.xml");
    let response = response.to_str().unwrap();
    for (arguments, expected) in [
        (vec![response, "--at", "issued+5s"], 1),
        (vec![response, "--at", "issued+5s", "--exit-zero"], 0),
        (vec![response, "--at", "issued+5s", "--fail-on", "never"], 0),
        (vec!["no-such-file"], 4),
        (vec!["no-such-file", "--exit-zero"], 4),
        (vec![response, "--entry", "3"], 3),
        (vec!["-"], 3),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
        let output = command.args(&arguments).args(["--format", "json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(expected), "{arguments:?}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["exit_code"], expected, "{arguments:?}");
    }
}

/// Clears the screen, rings, moves, hides, turns round, breaks lines, joins to nothing.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{8}\u{7f}\u{85}\u{9b}31m\r\n\t\0\u{a0}\u{ad}\u{200b}\u{200f}\u{202e}\u{2028}\u{2066}\u{feff}\u{e0041}";
/// As much of it as may stand in XML.
const HOSTILE_XML: &str =
    "\u{7f}\u{85}\u{9b}31m\r\n\t\u{a0}\u{ad}\u{200b}\u{200f}\u{202e}\u{2028}\u{2066}\u{feff}\u{e0041}";

/// A report with something hostile wherever the input can put it.
fn hostile_report(xml: &str) -> Diagnosis {
    let capture = |entry| Capture {
        entry: Some(entry),
        method: Some(HOSTILE.to_owned()),
        url: Some(format!("https://signin.aws.amazon.com/saml{HOSTILE}")),
        relay_state: Some(HOSTILE.to_owned()),
        notes: vec![HOSTILE.to_owned()],
        repairs: vec![Repair { what: HOSTILE.to_owned(), by_aws_too: ByAws::No, at: 0..1 }],
        ..Capture::default()
    };
    let decoded = |xml: &str| {
        let (_, origins) = Traced::plain(xml.as_bytes(), 0).into_parts();
        Ok(Decoded { xml: xml.to_owned(), origins, truncated: None, left_out: None, encoding_conflict: None })
    };
    let reason = Reason::Syntax(HOSTILE.to_owned());
    let problem = DecodeProblem::NotWellFormed { reason, at: Position { line: 1, column: 8 } };
    let undecoded = DecodeError { stage: Stage::Xml, offset: 7, problem };
    let problem = InputProblem {
        severity: ProblemKind::NotSaml,
        what: HOSTILE.to_owned(),
        instead: HOSTILE.to_owned(),
    };
    let unusable = Input { notes: vec![HOSTILE.to_owned()], ..Input::with_problem(HOSTILE, problem) };
    let har = |captured| Input {
        kind: Some(InputKind::Har),
        problem: None,
        captured,
        notes: vec![HOSTILE.to_owned()],
        ..Input::with_problem(HOSTILE, unusable.problem.clone().unwrap())
    };
    let captured = vec![
        Captured { capture: capture(1), decoded: decoded(xml) },
        Captured { capture: capture(2), decoded: Err(undecoded) },
        Captured { capture: capture(3), decoded: decoded(&format!("<a{HOSTILE_XML}/>")) },
        Captured { capture: capture(4), decoded: decoded("<a xmlns='b'/>") },
    ];
    let now = Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
    let options = Options::at(now);
    let mut report = diagnose(vec![har(captured), unusable], &options);
    let tree = &report.messages[0].document.as_ref().unwrap().tree;
    let (whole, tag) = (tree.span(tree.root()), tree.start_tag(tree.root()));
    let judged = report.messages[0].judged.as_mut().unwrap();
    let finding = Finding::new(rules::ALL[0], whole, HOSTILE)
        .note(HOSTILE)
        .related(tag, HOSTILE)
        .expected(HOSTILE)
        .found(HOSTILE)
        .remedy(HOSTILE)
        .command(HOSTILE);
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let finding = finding.clone().at_most(severity);
        judged.judgement.findings.push(Found { finding, consequence_of: None });
    }
    let consequence = Found { finding, consequence_of: Some(0) };
    judged.judgement.findings.push(consequence);
    report
}

fn hostile_xml() -> String {
    let good = std::fs::read_to_string(fixture("rules/role-attribute-missing/lower-case.xml")).unwrap();
    good.replace("https://idp.example/saml", HOSTILE_XML)
        .replace("jane.doe", HOSTILE_XML)
        .replace("SAML/Attributes/role", &format!("SAML/Attributes/role{HOSTILE_XML}"))
        .replace("urn:amazon:webservices", HOSTILE_XML)
        .replace(":role/Admin", &format!(":role/Admin{HOSTILE_XML}"))
        .replace("status:Success", &format!("status:Success{HOSTILE_XML}"))
}

#[test]
fn nothing_of_the_input_acts_on_the_terminal() {
    let report = hostile_report(&hostile_xml());
    for detail in [Detail::Line, Detail::Usual, Detail::Full] {
        for width in [40, 100, 300] {
            let text = human::render(&Report::of(&report), Layout { width, color: Color::Off, detail });
            let acting: Vec<char> = text.chars().filter(|&c| c != '\n' && is_invisible(c)).collect();
            assert_eq!(acting, [' '; 0], "{detail:?}, {width} columns:\n{text:?}");
        }
    }
    let single = Diagnosis { messages: report.messages.into_iter().take(1).collect(), ..report };
    for detail in [Detail::Usual, Detail::Full] {
        let text = human::render(&Report::of(&single), Layout { width: 100, color: Color::Off, detail });
        assert!(text.chars().all(|c| c == '\n' || !is_invisible(c)), "{text:?}");
    }
}

#[test]
fn json_names_every_character_that_hides_or_turns_round() {
    let text = json::render(&Report::of(&hostile_report(&hostile_xml())));
    assert!(text.chars().all(|c| c == '\n' || !is_invisible(c)), "{text:?}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["inputs"][0]["name"], HOSTILE);
}
