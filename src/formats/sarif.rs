//! SARIF 2.1.0 as GitHub takes it: results in the captured files, the decoded place related to them.

use std::collections::HashMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::json::write_lines;
use crate::report::{Finding, Message, Report, RuleEntry, RulesList, Severity, Spot, visible};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Characters of a message; what is longer is cut there.
const LONGEST_MESSAGE: usize = 1_000;
/// What stands as it is in a segment of a relative URI.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes the report as one SARIF log with one run.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write_lines(&log(report), out)
}

fn log(report: &Report) -> Value {
    let list = RulesList::all();
    let rules: Vec<&RuleEntry> = list.groups.iter().flat_map(|group| &group.rules).collect();
    let index_of: HashMap<&str, usize> =
        rules.iter().enumerate().map(|(index, rule)| (rule.id, index)).collect();
    let mut artifacts = Artifacts::of(report);
    let mut occurrences: HashMap<[String; 3], usize> = HashMap::new();
    let mut results = Vec::new();
    let of_messages =
        report.messages.iter().map(|one| (one.input, Some(one), &one.findings, one.input_name.as_str()));
    let of_evidence =
        report.evidence.iter().map(|one| (one.input, None, &one.findings, one.input_name.as_str()));
    for (input, message, findings, name) in of_messages.chain(of_evidence) {
        for finding in findings {
            let key = [finding.rule, &finding.place.path, name].map(str::to_owned);
            let occurrence = occurrences.entry(key).or_default();
            results.push(json!({
                "ruleId": finding.rule,
                "ruleIndex": index_of.get(finding.rule),
                "level": level(finding.severity),
                "message": { "text": text(&finding.message) },
                "locations": [artifacts.location(input, finding)],
                "relatedLocations": [artifacts.related(input, message, finding)],
                "partialFingerprints": {
                    "samlDoctorFinding/v1": fingerprint(finding, *occurrence, name),
                },
            }));
            *occurrence += 1;
        }
    }
    let notifications: Vec<Value> = report
        .complaints
        .iter()
        .map(|complaint| {
            json!({
                "descriptor": { "id": "input-not-judged" },
                "level": "error",
                "message": { "text": text(complaint) },
            })
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
                "notifications": [{
                    "id": "input-not-judged",
                    "shortDescription": { "text": "An input, or a message in it, could not be judged" },
                }],
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": !matches!(report.exit_code, 3 | 4),
                "exitCode": report.exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "artifacts": artifacts.list,
            "results": results,
        }],
    })
}

/// What is known of a rule, for those who look it up.
fn descriptor(rule: &RuleEntry) -> Value {
    let help = format!("{}. {}", rule.rationale.trim_end_matches('.'), rule.remedy);
    let sources: Vec<String> =
        rule.citations.iter().map(|one| format!("- [{}]({})", one.title, one.url)).collect();
    let markdown =
        format!("{}\n\n**What to do:** {}\n\n{}\n", rule.rationale, rule.remedy, sources.join("\n"));
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.rationale },
        "help": { "text": help, "markdown": markdown },
        "helpUri": rule.citations.first().map(|citation| citation.url),
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "precision": if rule.confidence == "certain" { "very-high" } else { "high" },
            "tags": ["saml", "aws", rule.about.replace('_', "-")],
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A text in which brackets begin no link.
fn text(message: &str) -> String {
    let text = visible::clipped(message, LONGEST_MESSAGE * 9 / 10);
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    match escaped.char_indices().nth(LONGEST_MESSAGE - 1) {
        Some((cut, _)) => format!("{}…", escaped[..cut].trim_end_matches('\\')),
        None => escaped,
    }
}

/// The same fault in tomorrow's login has the same fingerprint: nothing of it is a value, an ID or a time.
fn fingerprint(finding: &Finding, occurrence: usize, input: &str) -> String {
    let mut hash = Sha256::new();
    for part in [finding.rule, &finding.place.path, &occurrence.to_string(), input] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files that were given, and the texts that were decoded out of them.
struct Artifacts {
    list: Vec<Value>,
    /// Index of each input by its name.
    given: HashMap<String, usize>,
    /// Index of each decoded text: of an input, a message, a source.
    nested: HashMap<(usize, String), usize>,
}

impl Artifacts {
    /// The inputs come first, in their order.
    fn of(report: &Report) -> Artifacts {
        let list = report
            .inputs
            .iter()
            .map(|input| json!({ "location": { "uri": uri(&input.name) }, "roles": ["analysisTarget"] }));
        let given = report.inputs.iter().enumerate().rev().map(|(index, one)| (one.name.clone(), index));
        Artifacts { list: list.collect(), given: given.collect(), nested: HashMap::new() }
    }

    /// Where a finding stands in the file that was given.
    fn location(&self, input: usize, finding: &Finding) -> Value {
        let (start, end) = match &finding.region {
            Some(region) => (region.start, region.end),
            None => (Spot::FIRST, None),
        };
        let mut region = json!({ "startLine": start.line, "startColumn": start.column });
        if let Some(end) = end {
            region["endLine"] = json!(end.line);
            region["endColumn"] = json!(end.column);
        }
        let in_file = finding.region.as_ref().and_then(|region| self.given.get(&region.input));
        let file = in_file.copied().unwrap_or(input);
        let uri = &self.list[file]["location"]["uri"];
        json!({ "physicalLocation": { "artifactLocation": { "uri": uri, "index": file }, "region": region } })
    }

    /// Where it stands in the text that was decoded out of it.
    fn related(&mut self, input: usize, message: Option<&Message>, finding: &Finding) -> Value {
        let place = &finding.place;
        let spot = json!({ "startLine": place.line, "startColumn": place.column });
        let decoded = place.source == "message" || place.source.starts_with("decrypted ");
        let index = match message.filter(|_| decoded) {
            Some(message) => self.nested(input, message, &place.source),
            None => input,
        };
        let what = format!("{} in {}", place.path, place.source_words);
        json!({
            "id": 0,
            "message": { "text": text(&what) },
            "physicalLocation": {
                "artifactLocation": { "uri": self.list[index]["location"]["uri"], "index": index },
                "region": spot,
            },
            "logicalLocations": [{ "fullyQualifiedName": visible::plain(&place.path) }],
        })
    }

    fn nested(&mut self, input: usize, message: &Message, source: &str) -> usize {
        let entry = message.entry.map(|entry| format!("entry-{entry}/")).unwrap_or_default();
        let file = match source {
            "message" => "decoded.xml".to_owned(),
            other => format!("{}.xml", utf8_percent_encode(&other.replace(' ', "-"), SEGMENT)),
        };
        let name = format!("{entry}{file}");
        if let Some(&known) = self.nested.get(&(input, name.clone())) {
            return known;
        }
        let parent = self.list[input]["location"]["uri"].as_str().unwrap_or_default().to_owned();
        self.list.push(json!({
            "location": { "uri": format!("{parent}/{name}") },
            "parentIndex": input,
            "mimeType": "application/xml",
        }));
        self.nested.insert((input, name), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// A file's name as a relative URI: GitHub refuses a whole upload for one that is absolute or empty.
fn uri(name: &str) -> String {
    if name == "-" {
        return "standard-input".to_owned();
    }
    let segments = name.split(['/', '\\']).filter(|segment| !matches!(*segment, "" | "." | ".."));
    let encoded: Vec<String> =
        segments.map(|segment| utf8_percent_encode(segment, SEGMENT).to_string()).collect();
    if encoded.is_empty() { "input".to_owned() } else { encoded.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_and_encoded() {
        for (name, expected) in [
            ("login.har", "login.har"),
            ("../a b/c#d.har", "a%20b/c%23d.har"),
            ("/home/jane/login.har", "home/jane/login.har"),
            ("C:\\x\\é.har", "C%3A/x/%C3%A9.har"),
            ("-", "standard-input"),
            ("", "input"),
        ] {
            assert_eq!(uri(name), expected, "{name:?}");
        }
    }

    #[test]
    fn brackets_begin_no_link_and_long_messages_are_cut() {
        assert_eq!(text("a [b](c) \\"), "a \\[b\\](c) \\\\");
        let long = text(&"[".repeat(5_000));
        assert!(long.chars().count() <= LONGEST_MESSAGE && long.ends_with('…'), "{}", long.len());
    }
}
