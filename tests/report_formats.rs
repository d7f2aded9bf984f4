//! The reports that are passed on: held against the schemas of those who read them, pointing into the
//! captured file, and written to files beside the text.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use quick_xml::events::Event;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::formats::{self, Format};
use saml_doctor::report::Report;
use serde_json::Value;
use support::{diagnose_files, expectations, fixture, sorted};

const LAYOUT: Layout = Layout { width: 100, color: Color::Off, detail: Detail::Usual };

/// Captures of every form, with and without faults, and files that are no capture.
fn captures() -> Vec<PathBuf> {
    let folders = ["captures", "captures/har", "captures/idp", "captures/logins", "captures/people"];
    let files = folders.iter().flat_map(|folder| sorted(&fixture(folder)));
    let files: Vec<PathBuf> = files.filter(|file| file.is_file() && !is_archive(file)).collect();
    assert!(files.len() > 30, "there are hardly any captures");
    files
}

/// The command line opens archives, not what these tests read with.
fn is_archive(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "zip" || ending == "gz")
}

/// Some of the responses that the rules are tried on, with what is given beside them.
fn cases(step: usize) -> Vec<(PathBuf, Vec<String>)> {
    let files = sorted(&fixture("rules")).into_iter().flat_map(|folder| sorted(&folder));
    let xml = files.filter(|file| file.extension().is_some_and(|ending| ending == "xml"));
    xml.step_by(step)
        .map(|file| {
            let given = expectations(&file).map(|read| read.given).unwrap_or_default();
            (file, given)
        })
        .collect()
}

/// Every report that is tried: of captures, of responses with evidence, of what cannot be read.
fn reports(step: usize) -> Vec<(String, Report)> {
    let of_captures = captures().into_iter().map(|file| (file, Vec::new()));
    let all = of_captures.chain(cases(step)).map(|(file, given)| {
        let mut report = Report::of(&diagnose_files(&file, &given));
        report.locate(|name| Some(Box::new(fs::File::open(name).ok()?)));
        (file.display().to_string(), report)
    });
    all.collect()
}

fn written(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    formats::write(report, format, LAYOUT, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn json(report: &Report, format: Format) -> Value {
    serde_json::from_str(&written(report, format)).unwrap()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn findings(document: &Value) -> Vec<&Value> {
    let owners = array(&document["messages"]).iter().chain(array(&document["evidence"]));
    owners.flat_map(|owner| array(&owner["findings"])).collect()
}

#[test]
fn sarif_is_what_its_schema_and_the_upload_of_github_want() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema: Value =
        serde_json::from_slice(&fs::read(fixture("schemas/sarif-schema-2.1.0.json")).unwrap()).unwrap();
    compiler.add_resource("https://sarif.example/schema.json", schema).unwrap();
    let schema = compiler.compile("https://sarif.example/schema.json", &mut schemas).unwrap();
    assert!(
        schemas.validate(&serde_json::json!({ "version": "2.1.0" }), schema).is_err(),
        "it refuses nothing"
    );
    let mut results = 0;
    for (name, report) in reports(9) {
        let log = json(&report, Format::Sarif);
        if let Err(error) = schemas.validate(&log, schema) {
            panic!("{name}: {error}");
        }
        let run = &log["runs"][0];
        let rules = array(&run["tool"]["driver"]["rules"]);
        let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len(), "a rule stands twice");
        let mut fingerprints = BTreeSet::new();
        let document = json(&report, Format::Json);
        let found = findings(&document);
        assert_eq!(array(&run["results"]).len(), found.len(), "{name}");
        for (result, finding) in array(&run["results"]).iter().zip(found) {
            results += 1;
            assert_eq!(result["ruleId"], finding["rule"], "{name}");
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], finding["rule"]);
            assert_eq!(result["level"], finding["severity"], "{name}");
            assert!(result["message"]["text"].as_str().unwrap().chars().count() <= 1_000, "{name}");
            let place = &result["locations"][0]["physicalLocation"];
            is_relative(place["artifactLocation"]["uri"].as_str().unwrap());
            let region = |member: &str| place["region"][member].as_u64();
            assert!(region("startLine") >= Some(1) && region("startColumn") >= Some(1), "{name}");
            if region("endLine") == region("startLine") {
                assert!(region("endColumn") > region("startColumn"), "{name}: {place}");
            }
            let related = &result["relatedLocations"][0];
            assert!(!related["message"]["text"].as_str().unwrap().is_empty(), "{name}");
            is_relative(related["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap());
            let print = &result["partialFingerprints"]["samlDoctorFinding/v1"];
            assert!(fingerprints.insert(print.as_str().unwrap().to_owned()), "{name}: {print} stands twice");
        }
        for artifact in array(&run["artifacts"]) {
            is_relative(artifact["location"]["uri"].as_str().unwrap());
            assert!(artifact["contents"].is_null(), "{name}: a login stands in the report");
        }
        let invocation = &run["invocations"][0];
        assert_eq!(invocation["exitCode"], report.exit_code, "{name}");
        assert_eq!(invocation["executionSuccessful"], !matches!(report.exit_code, 3 | 4), "{name}");
        assert_eq!(array(&invocation["toolExecutionNotifications"]).len(), report.complaints.len(), "{name}");
    }
    assert!(results > 60, "there are hardly any results: {results}");
}

fn is_relative(uri: &str) {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    assert!(!uri.is_empty() && !uri.starts_with('/') && uri.chars().all(plain), "{uri}");
}

#[test]
fn a_fingerprint_outlives_values_ids_and_times() {
    let prints = |text: &str| {
        let read = saml_doctor::input::read("r.xml", text.as_bytes(), &Default::default());
        let now = saml_doctor::instant::Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
        let options = saml_doctor::diagnosis::Options::at(now);
        let report = Report::of(&saml_doctor::diagnosis::diagnose(vec![read], &options));
        let log = json(&report, Format::Sarif);
        let of = |result: &Value| (result["ruleId"].to_string(), result["partialFingerprints"].to_string());
        array(&log["runs"][0]["results"]).iter().map(of).collect::<BTreeMap<_, _>>()
    };
    let today = fs::read_to_string(fixture("rules/role-attribute-missing/lower-case.xml")).unwrap();
    let tomorrow = today.replace("jane.doe", "bob.builder").replace("ID=\"_", "ID=\"_b");
    assert_ne!(today, tomorrow);
    let (today, tomorrow) = (prints(&today), prints(&tomorrow));
    assert!(today.contains_key("\"role-attribute-missing\""), "{today:?}");
    for (rule, print) in &today {
        assert_eq!(tomorrow.get(rule), Some(print), "{rule}");
    }
}

/// The naive way to the line and the column of a byte.
fn line_and_column(text: &[u8], offset: usize) -> (u64, u64) {
    let before = String::from_utf8_lossy(&text[..offset]).replace("\r\n", "\n").replace('\r', "\n");
    let line = before.matches('\n').count() as u64 + 1;
    let column =
        before.rsplit('\n').next().unwrap().trim_start_matches('\u{FEFF}').chars().count() as u64 + 1;
    (line, column)
}

#[test]
fn places_lead_to_the_captured_characters_and_not_to_the_decoded_ones() {
    let mut checked = 0;
    for (name, report) in reports(15) {
        let document = json(&report, Format::Json);
        let log = json(&report, Format::Sarif);
        let concise = written(&report, Format::Concise);
        let found = findings(&document);
        let lines: Vec<&str> = concise.lines().collect();
        assert_eq!(lines.len(), found.len(), "{name}");
        for ((finding, result), line) in found.iter().zip(array(&log["runs"][0]["results"])).zip(lines) {
            let Some(input) = finding["captured"]["input"].as_str() else { continue };
            let file = fs::read(input).unwrap();
            if file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF") {
                continue;
            }
            let start = finding["captured"]["start"].as_u64().unwrap() as usize;
            let (at, column) = line_and_column(&file, start);
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert_eq!(region["startLine"], at, "{name}: {finding}");
            assert_eq!(region["startColumn"], column, "{name}: {finding}");
            let (severity, rule) = (finding["severity"].as_str().unwrap(), finding["rule"].as_str().unwrap());
            let expected = format!("{input}:{at}:{column}: {severity}[{rule}] ");
            assert!(line.starts_with(&expected), "{line}\n{expected}");
            checked += 1;
        }
    }
    assert!(checked > 60, "there are hardly any places: {checked}");
}

#[test]
fn the_base64_at_the_place_holds_what_is_wrong() {
    let file = fixture("captures/idp/06_samlp8_dave_rsa-sha256_sig1resp_wrong-aud_signin.b64");
    let output = doctor(&[file.to_str().unwrap(), "--at", "issued+5s", "--format", "concise"]);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let line = stdout.lines().find(|line| line.contains("[audience-")).unwrap();
    let mut place = line.strip_prefix(file.to_str().unwrap()).unwrap().split(':').skip(1);
    let (at, column): (usize, usize) =
        (place.next().unwrap().parse().unwrap(), place.next().unwrap().parse().unwrap());
    let text = fs::read_to_string(&file).unwrap();
    let line_of_file = text.lines().nth(at - 1).unwrap();
    let before: usize = text.lines().take(at - 1).map(str::len).sum::<usize>() + column - 1;
    let from = column - 1 - before % 4;
    let quads = &line_of_file[from..(from + 64).min(line_of_file.len() / 4 * 4)];
    let decoded = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, quads).unwrap();
    let decoded = String::from_utf8_lossy(&decoded).into_owned();
    assert!(line.contains(decoded.split('<').next().unwrap().trim()), "{decoded:?} is not in {line:?}");
}

#[test]
fn jsonl_is_the_messages_of_the_json_report_a_line_each() {
    for (name, report) in reports(40) {
        let document = json(&report, Format::Json);
        let text = written(&report, Format::Jsonl);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (unreadable, messages): (Vec<Value>, Vec<Value>) =
            lines.into_iter().partition(|line| line.as_object().unwrap().len() == 3);
        assert_eq!(messages, array(&document["messages"]), "{name}");
        let problems: Vec<&Value> =
            array(&document["inputs"]).iter().filter(|input| !input["problem"].is_null()).collect();
        assert_eq!(unreadable.len(), problems.len(), "{name}");
        for (line, input) in unreadable.iter().zip(problems) {
            assert_eq!(
                line,
                &serde_json::json!({ "input": input["name"], "problem": input["problem"], "verdict": null })
            );
        }
    }
}

/// Counts of a JUnit report: tests, failures, errors, skipped; names of its cases; skipped messages.
#[derive(Debug, Default)]
struct Junit {
    cases: Vec<(String, String)>,
    counted: BTreeMap<String, usize>,
    declared: BTreeMap<String, usize>,
}

fn junit(text: &str) -> Junit {
    let mut read = Junit::default();
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return read,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref().as_bytes()).into_owned();
                let attribute = |name: &str| {
                    let attribute = tag.try_get_attribute(name).unwrap()?;
                    Some(attribute.value.to_string())
                };
                if name == "testsuite" {
                    for member in ["tests", "failures", "errors", "skipped"] {
                        let number: usize = attribute(member).unwrap().parse().unwrap();
                        *read.declared.entry(member.to_owned()).or_default() += number;
                    }
                }
                let counted = match name.as_str() {
                    "testcase" => {
                        read.cases.push((attribute("classname").unwrap(), attribute("name").unwrap()));
                        "tests"
                    }
                    "failure" => "failures",
                    "error" => "errors",
                    "skipped" => {
                        assert!(attribute("message").unwrap().starts_with("needs "), "{text}");
                        "skipped"
                    }
                    _ => continue,
                };
                *read.counted.entry(counted.to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }
}

#[test]
fn junit_has_failures_if_and_only_if_the_exit_code_is_1() {
    let mut failing = 0;
    for level in ["error", "warning", "note", "never"] {
        let files = captures().into_iter().step_by(3);
        // Events alone, and a page that is no metadata.
        let alone = ["account/event-of-the-console/events.json", "cli/error-page/stdin"].map(fixture);
        let files = files.chain(alone).map(|file| (file, Vec::new()));
        for (file, given) in files.chain(cases(31)) {
            let words: Vec<String> = given.into_iter().chain(["--fail-on".into(), level.into()]).collect();
            let report = Report::of(&diagnose_files(&file, &words));
            let read = junit(&written(&report, Format::Junit));
            let number = |of: &str| read.counted.get(of).copied().unwrap_or_default();
            for (member, declared) in &read.declared {
                assert_eq!(number(member), *declared, "{}: {member}", file.display());
            }
            assert_eq!(number("failures") > 0, report.exit_code == 1, "{} {level}", file.display());
            assert_eq!(number("errors") > 0, !report.complaints.is_empty(), "{} {level}", file.display());
            let unique: BTreeSet<_> = read.cases.iter().collect();
            assert_eq!(unique.len(), read.cases.len(), "{}: a case stands twice", file.display());
            failing += usize::from(number("failures") > 0);
        }
    }
    assert!(failing > 20, "hardly anything fails: {failing}");
}

/// The exit code is 4, and not 1: what fails is red all the same.
#[test]
fn junit_beside_an_unreadable_input_has_errors_and_no_failures() {
    let folder = tempfolder("junit-mixed");
    let broken = folder.join("broken.b64");
    fs::write(&broken, "SAMLResponse=PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46\n").unwrap();
    let response = "captures/idp/06_samlp8_dave_rsa-sha256_sig1resp_wrong-aud_signin.b64";
    let output = doctor(&[response, broken.to_str().unwrap(), "--at", "issued+5s", "--format", "junit"]);
    assert_eq!(output.status.code(), Some(4));
    let text = String::from_utf8(output.stdout).unwrap();
    let read = junit(&text);
    assert!(!read.counted.contains_key("failures"), "{text}");
    assert!(read.counted["errors"] >= 2, "{text}");
    assert_eq!(read.counted["errors"], read.declared["errors"]);
    assert!(text.contains("<error type=\"error\" message=\"the audience is"), "{text}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that looked at nothing says so")]
fn junit_is_what_the_schema_of_jenkins_wants() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("xmllint is not installed: the schema of Jenkins was not looked at");
        return;
    }
    let folder = tempfolder("junit");
    for (index, (name, report)) in reports(25).into_iter().enumerate() {
        let file = folder.join(format!("{index}.xml"));
        fs::write(&file, written(&report, Format::Junit)).unwrap();
        let mut xmllint = Command::new("xmllint");
        xmllint.args(["--noout", "--schema"]).arg(fixture("schemas/junit-10.xsd")).arg(&file);
        let output = xmllint.output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    fs::remove_dir_all(folder).unwrap();
}

/// A Markdown text without its fenced blocks and code spans.
fn outside_of_code(text: &str) -> String {
    let mut outside = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let ticks: String = line.chars().take_while(|&c| c == '`').collect();
        match &fence {
            Some(open) if line == *open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && !line[ticks.len()..].contains('`') => fence = Some(ticks),
            None => {
                let mut rest = line;
                while let Some(start) = rest.find('`') {
                    outside.push_str(&rest[..start]);
                    let span = &rest[start..];
                    let ticks = span.chars().take_while(|&c| c == '`').count();
                    let mut at = ticks;
                    loop {
                        let run = span[at..].find('`').map(|found| at + found).unwrap();
                        let length = span[run..].chars().take_while(|&c| c == '`').count();
                        at = run + length;
                        if length == ticks {
                            break;
                        }
                    }
                    rest = &span[at..];
                }
                outside.push_str(rest);
                outside.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "a fence is left open:\n{text}");
    outside
}

#[test]
fn markdown_fits_a_ticket_and_no_value_is_markup() {
    let hostile = "```\u{2028}| a | <b>x</b> ](http://x.example) @here #1 ``` ````` \u{202e}";
    let escaped = hostile.replace('<', "&lt;");
    let good = fs::read_to_string(fixture("rules/role-attribute-missing/lower-case.xml")).unwrap();
    let spoilt = good
        .replace("jane.doe", &escaped)
        .replace("urn:amazon:webservices", &escaped)
        .replace("https://idp.example/saml", &escaped);
    assert_ne!(spoilt, good);
    let folder = tempfolder("markdown");
    let file = folder.join("a `b` <c> | d.xml");
    fs::write(&file, spoilt).unwrap();
    let hostile = Report::of(&diagnose_files(&file, &[]));
    fs::remove_dir_all(folder).unwrap();
    for (name, report) in reports(5).into_iter().chain([("hostile".to_owned(), hostile)]) {
        let text = written(&report, Format::Markdown);
        assert!(text.lines().count() <= 60, "{name}: {} lines\n{text}", text.lines().count());
        let outside = outside_of_code(&text);
        for markup in ["|", "<", ">", "](", "@", "#", "**"] {
            assert!(!outside.contains(markup), "{name}: {markup}\n{outside}");
        }
        assert!(!text.contains("  - "), "{name}: a list in a list");
    }
}

/// What an HTML page is made of: each tag by its name, with its attributes.
fn tags(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut tags = Vec::new();
    for token in html5gum::Tokenizer::new(page) {
        if let Ok(html5gum::Token::StartTag(tag)) = token {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
            tags.push((text(&tag.name), attributes.collect()));
        }
    }
    tags
}

#[test]
fn the_page_runs_nothing_and_asks_for_nothing() {
    let folder = tempfolder("html");
    let file = folder.join("a <img src=x> \"b\".xml");
    let good = fs::read_to_string(fixture("rules/role-attribute-missing/lower-case.xml")).unwrap();
    let hostile = "&lt;/style>&lt;script>alert(1)&lt;/script>&lt;img src=x onerror=y>&quot;&apos;>";
    let spoilt = good.replace("jane.doe", hostile).replace("urn:amazon:webservices", hostile);
    assert_ne!(spoilt, good);
    fs::write(&file, spoilt).unwrap();
    let hostile = Report::of(&diagnose_files(&file, &[]));
    fs::remove_dir_all(folder).unwrap();
    for (name, report) in reports(40).into_iter().chain([("hostile".to_owned(), hostile)]) {
        let page = written(&report, Format::Html);
        let tags = tags(&page);
        let first: Vec<&str> = tags.iter().take(3).map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(first, ["html", "head", "meta"], "{name}");
        // What folds when it is pressed holds nothing else that can be pressed.
        for folding in page.split("<summary").skip(1).filter_map(|rest| rest.split("</summary>").next()) {
            assert!(!folding.contains("<a "), "{name}: {folding}");
        }
        let policy = &tags[2].1["content"];
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{name}: {policy}");
        assert_eq!(tags.iter().filter(|(tag, _)| tag == "main").count(), 1, "{name}");
        assert_eq!(tags.iter().filter(|(tag, _)| tag == "h1").count(), 1, "{name}");
        let mut level = 0;
        let mut ids = BTreeSet::new();
        for (tag, attributes) in &tags {
            let asks =
                ["script", "img", "link", "iframe", "object", "embed", "base", "form", "audio", "video"];
            assert!(!asks.contains(&tag.as_str()), "{name}: <{tag}>");
            for (attribute, value) in attributes {
                let runs = attribute.starts_with("on") || attribute == "style" || attribute == "src";
                assert!(!runs, "{name}: {attribute}={value} in <{tag}>");
                if attribute == "href" {
                    assert!(value.starts_with('#') || value.starts_with("https://"), "{name}: {value}");
                }
                if attribute == "id" {
                    assert!(ids.insert(value.clone()), "{name}: the id {value} stands twice");
                }
            }
            if tag == "svg" {
                assert_eq!(attributes["role"], "img", "{name}");
                assert!(attributes.contains_key("aria-labelledby"), "{name}");
            }
            if let Some(number) = tag.strip_prefix('h').and_then(|number| number.parse::<usize>().ok()) {
                assert!(number <= level + 1, "{name}: h{number} after h{level}");
                level = number;
            }
        }
        for (_, attributes) in &tags {
            if let Some(target) = attributes.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(target), "{name}: {target} is nowhere");
            }
        }
        for opened in ["details", "section", "article", "ul", "li", "figure", "svg", "div", "main"] {
            let opens = tags.iter().filter(|(tag, _)| tag == opened).count();
            assert_eq!(opens, page.matches(&format!("</{opened}>")).count(), "{name}: <{opened}>");
        }
    }
}

/// A response that a role's trust policy refuses, with what CloudTrail recorded; texts of the policy are hostile.
fn refused_by_trust(hostile: &str) -> Report {
    let read = |name: &str| fs::read_to_string(fixture("account/scenarios").join(name)).unwrap();
    let response = read("regional.b64");
    let quoted = serde_json::to_string(hostile).unwrap();
    let statement = r#""Effect": "Allow","#;
    let role = read("role.json");
    let role = role.replace(statement, &format!("\"Sid\": {quoted}, {statement}"));
    let role = role.replace("\"StringEquals\": {", &format!("\"StringEquals\": {{\"saml:sub\": {quoted},"));
    assert!(role.contains("Sid") && role.contains("saml:sub"), "{role}");
    let event = |time: &str, message: &str| {
        serde_json::json!({"eventTime": time, "eventSource": "sts.amazonaws.com", "awsRegion": "us-east-2",
            "eventName": "AssumeRoleWithSAML", "errorCode": "AccessDenied", "errorMessage": message,
            "requestParameters": {"sAMLAssertionID": "_assertion1",
                "roleArn": "arn:aws:iam::123456789012:role/Admin"}})
    };
    let first = event("2026-05-26T11:58:04Z", "Not authorized to perform sts:AssumeRoleWithSAML");
    let events = serde_json::json!({"Records": [event("2026-05-26T11:58:06Z", hostile), first]}).to_string();
    let files =
        [("a.b64", response.as_bytes()), ("role.json", role.as_bytes()), ("ct.json", events.as_bytes())];
    Report::of(&support::diagnose_texts(&files, &["--at", "2026-05-26T11:58:06Z"], &[]))
}

#[test]
fn page_and_ticket_show_how_the_trust_policy_decides_and_what_cloudtrail_recorded() {
    let report = refused_by_trust("</td></table><script>x</script>``` **b** | \u{202e}");
    let page = written(&report, Format::Html);
    let tags = tags(&page);
    let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    for name in ["table", "thead", "tbody", "tr", "th", "td", "caption", "mark", "details"] {
        assert_eq!(count(name), page.matches(&format!("</{name}>")).count(), "<{name}>");
    }
    assert_eq!((count("table"), count("script")), (2, 0), "{page}");
    let cells = "<td><code>https://signin.aws.amazon.com/saml</code></td>\
        <td><code>https://<mark>us-east-2.</mark>signin.aws.amazon.com/saml</code></td><td class=\"error\">does not fit</td>";
    assert!(page.contains(cells), "{page}");
    let (first, second) =
        (page.find("<td>2026-05-26T11:58:04Z</td>"), page.find("<td>2026-05-26T11:58:06Z</td>"));
    assert!(first.is_some() && first < second, "{page}");
    assert!(page.contains("this login by the assertion&#39;s ID"), "{page}");

    let ticket = written(&report, Format::Markdown);
    assert!(ticket.lines().count() <= 60, "{ticket}");
    let outside = outside_of_code(&ticket);
    assert!(!outside.contains(['<', '|', '*']), "{outside}");
    for line in [
        "sts:AssumeRoleWithSAML: deny",
        "  StringEquals SAML:aud does not fit",
        "    policy    https://signin.aws.amazon.com/saml",
        "    login     https://us-east-2.signin.aws.amazon.com/saml",
        "What CloudTrail recorded",
    ] {
        assert!(ticket.lines().any(|one| one == line), "{line}\n{ticket}");
    }
}

#[test]
fn every_format_says_the_same_twice() {
    for file in captures().iter().step_by(11) {
        let render = |format| written(&Report::of(&diagnose_files(file, &[])), format);
        for &format in Format::ALL {
            // The reader's own clock is the test's, a fixed one.
            assert_eq!(render(format), render(format), "{}: {}", file.display(), format.name());
        }
    }
}

fn doctor(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
    command.args(arguments).stdin(Stdio::null()).current_dir(fixture("")).output().unwrap()
}

/// A new folder of this test's own.
fn tempfolder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("saml-doctor-formats-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn scenario_25_ci_has_a_case_for_each_rule_and_the_text_still_on_the_screen() {
    let folder = tempfolder("ci");
    let (xml, log) = (folder.join("out.xml"), folder.join("out.sarif"));
    let response = "captures/idp/06_samlp8_dave_rsa-sha256_sig1resp_wrong-aud_signin.b64";
    let good = "captures/idp/01_ssp_alice_rsa-sha256_sig2resp_signin.b64";
    let arguments = [response, good, "--at", "issued+5s"];
    let plain = doctor(&arguments);
    let reports = [format!("--report=junit={}", xml.display()), format!("--report=sarif={}", log.display())];
    let with_reports = doctor(&[&arguments[..], &[&reports[0], &reports[1]]].concat());
    assert_eq!(plain.status.code(), Some(1));
    assert_eq!(with_reports.status.code(), Some(1));
    assert_eq!(plain.stdout, with_reports.stdout);
    let read = junit(&fs::read_to_string(&xml).unwrap());
    assert!(read.counted["failures"] >= 1, "{:?}", read.counted);
    let is_there = |suite: &str, rule: &str| read.cases.contains(&(suite.to_owned(), rule.to_owned()));
    assert!(is_there(response, "audience-not-aws") && is_there(good, "audience-not-aws"), "{:?}", read.cases);
    let log: Value = serde_json::from_slice(&fs::read(&log).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], 1);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn exit_zero_has_no_failures() {
    let response = "captures/idp/06_samlp8_dave_rsa-sha256_sig1resp_wrong-aud_signin.b64";
    let output = doctor(&[response, "--at", "issued+5s", "--exit-zero", "--format", "junit"]);
    assert_eq!(output.status.code(), Some(0));
    let read = junit(&String::from_utf8(output.stdout).unwrap());
    assert!(!read.counted.contains_key("failures"), "{:?}", read.counted);
}

#[cfg(unix)]
#[test]
fn reports_are_for_their_owner_and_overwrite_old_ones_but_no_input() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfolder("files");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let input = path("login.har");
    fs::copy(fixture("captures/login.har"), &input).unwrap();
    fs::set_permissions(&input, fs::Permissions::from_mode(0o644)).unwrap();
    let before = fs::read(&input).unwrap();
    fs::write(path("old.md"), "an old report that is longer than a line").unwrap();
    fs::set_permissions(path("old.md"), fs::Permissions::from_mode(0o644)).unwrap();
    for name in ["new.md", "old.md"] {
        let output = doctor(&[&input, "--report", &format!("markdown={}", path(name))]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let mode = fs::metadata(path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        assert!(fs::read_to_string(path(name)).unwrap().starts_with("SAML login to AWS: "), "{name}");
    }
    std::os::unix::fs::symlink(&input, path("link")).unwrap();
    fs::hard_link(&input, path("twin")).unwrap();
    for name in ["login.har", "link", "twin"] {
        let output = doctor(&[&input, "--report", &format!("json={}", path(name))]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(output.stdout.is_empty(), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("is one of the inputs"), "{name}");
        assert_eq!(fs::read(&input).unwrap(), before, "{name}");
    }
    let nowhere = format!("json={}", path("no-such-folder/report.json"));
    let output = doctor(&[&input, "--report", &nowhere]);
    assert_eq!(output.status.code(), Some(4));
    assert!(!output.stdout.is_empty(), "the text is still on the screen");
    for wrong in ["json", "jsno=x", "json="] {
        assert_eq!(doctor(&[&input, "--report", wrong]).status.code(), Some(2), "{wrong}");
    }
    let twice = format!("json={}", path("one"));
    assert_eq!(doctor(&[&input, "--report", &twice, "--report", &twice]).status.code(), Some(2));
    fs::remove_dir_all(folder).unwrap();
}

/// The published schema, and the part of it that a line of jsonl is.
fn published(name: &str, part: &str) -> impl Fn(&Value) -> Result<(), String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas").join(name);
    let schema: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("https://saml-doctor.example/schema.json", schema).unwrap();
    let index =
        compiler.compile(&format!("https://saml-doctor.example/schema.json{part}"), &mut schemas).unwrap();
    move |document| schemas.validate(document, index).map_err(|error| error.to_string())
}

#[test]
fn every_report_is_what_the_published_schema_says() {
    let (whole, message) =
        (published("report.schema.json", ""), published("report.schema.json", "#/$defs/Message"));
    let unreadable = published("report.schema.json", "#/$defs/Unreadable");
    for (name, report) in reports(4) {
        whole(&json(&report, Format::Json)).unwrap_or_else(|error| panic!("{name}: {error}"));
        for line in written(&report, Format::Jsonl).lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let held = if line.as_object().unwrap().len() == 3 { unreadable(&line) } else { message(&line) };
            held.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn the_published_schema_refuses_what_the_contract_does() {
    let whole = published("report.schema.json", "");
    let report = Report::of(&diagnose_files(&fixture("captures/login.har"), &[]));
    let good = json(&report, Format::Json);
    whole(&good).unwrap();
    let nothing = Value::Null;
    let spoilt: &[(&str, Value)] = &[
        ("/schema", "saml-doctor/report/2".into()),
        ("/exit_code", 2.into()),
        ("/exit_code", "1".into()),
        ("/tool/version", nothing.clone()),
        ("/inputs/0/name", "".into()),
        ("/inputs", nothing.clone()),
        ("/messages/0/verdict", "denied".into()),
        ("/messages/0/verdict", "".into()),
        ("/messages/0/kind", 3.into()),
        ("/messages/0/url", "".into()),
        ("/messages/0/entry", (-1).into()),
        ("/messages/0/decoding/0", "gzip".into()),
        ("/messages/0/captured_at", "2026-05-26 11:58:03".into()),
        ("/messages/0/clock", "guessed".into()),
        ("/messages/0/decided_by", "me".into()),
        ("/messages/0/assertion/roles/0/trust", "perhaps".into()),
        ("/messages/0/assertion/audiences", nothing.clone()),
        ("/messages/0/assertion/session_duration", "3600".into()),
        ("/messages/0/assertion/name_id", "".into()),
        ("/messages/0/signatures/0/verdict", "good".into()),
        ("/messages/0/signatures/0/certificate_sha256", "AB".into()),
        ("/messages/0/signatures/0/references/0/digest", "fine".into()),
        ("/messages/0/login/0/state", "broken".into()),
        ("/messages/0/aws_answer/status", 4000.into()),
        ("/messages/0/predicted_error/confidence", "sure".into()),
        ("/messages/0/findings/0/severity", "fatal".into()),
        ("/messages/0/findings/0/line", 0.into()),
        ("/messages/0/findings/0/span", serde_json::json!([1])),
        ("/messages/0/findings/0/path", "Response".into()),
        ("/messages/0/findings/0/rule", "Not A Rule".into()),
        ("/messages/0/findings/0/citations", serde_json::json!([])),
        ("/messages/0/findings/0/who", "nobody".into()),
        ("/messages/0/checks/clean", nothing),
    ];
    for (pointer, value) in spoilt {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is nowhere")) = value.clone();
        assert!(whole(&document).is_err(), "{pointer}: {value} is let through");
    }
    closed_objects(
        &good,
        &["", "/tool", "/messages/0", "/messages/0/assertion", "/messages/0/findings/0"],
        &|document| whole(document).is_err(),
    );
}

#[test]
fn the_receipt_is_what_its_published_schema_says() {
    let folder = tempfolder("receipt");
    let out = folder.join("out");
    let output = doctor(&["redact", "captures/login.har", "--out", out.to_str().unwrap(), "--seed", "x"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let receipt: Value = serde_json::from_slice(&fs::read(out.join("receipt.json")).unwrap()).unwrap();
    let whole = published("receipt.schema.json", "");
    whole(&receipt).unwrap();
    for (pointer, value) in [("/findings/same", 1), ("/removed/0/what", 2), ("/inputs/0/output", 3)] {
        let mut document = receipt.clone();
        *document.pointer_mut(pointer).unwrap() = value.into();
        assert!(whole(&document).is_err(), "{pointer}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_comparison_is_what_its_published_schema_says() {
    let whole = published("diff.schema.json", "");
    let compared = |files: &[&str]| -> Value {
        let output = doctor(&[&["diff", "--format", "json"], files].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{files:?}: {error}"))
    };
    let pair = ["captures/pair/ann.har", "captures/pair/bob.har"];
    let mut pairs = vec![vec![pair[0], pair[0]], vec!["responses/okta.xml", "responses/entra.xml"]];
    pairs.push(vec!["rules/assertion-encrypted/without-a-key.xml", "responses/okta.xml"]);
    pairs.push(vec!["responses/samlp-wrong-audience.xml", "responses/adfs.xml"]);
    for files in pairs {
        whole(&compared(&files)).unwrap_or_else(|error| panic!("{files:?}: {error}"));
    }
    let good = compared(&pair);
    whole(&good).unwrap();
    let spoilt: &[(&str, Value)] = &[
        ("/schema", "saml-doctor/diff/2".into()),
        ("/tool/name", "other".into()),
        ("/good/verdict", "good".into()),
        ("/good/entry", (-1).into()),
        ("/bad/predicted_error", "Not An Id".into()),
        ("/differences/0/rules", Value::Null),
        ("/differences/0/rules/0", "Not A Rule".into()),
        ("/differences/0/read_by_aws", "yes".into()),
        ("/differences/0/effect", "".into()),
        ("/differences/0/what", "".into()),
        ("/differences/0/good", 3.into()),
        ("/folded/0/what", "thing".into()),
        ("/folded/0/count", 0.into()),
        ("/exit_code", 2.into()),
    ];
    for (pointer, value) in spoilt {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is nowhere")) = value.clone();
        assert!(whole(&document).is_err(), "{pointer}: {value} is let through");
    }
    closed_objects(&good, &["", "/good", "/differences/0", "/folded/0"], &|document| {
        whole(document).is_err()
    });
}

/// Each of these objects has all of its members, and no other.
fn closed_objects(good: &Value, owners: &[&str], is_refused: &dyn Fn(&Value) -> bool) {
    for owner in owners {
        let mut more = good.clone();
        more.pointer_mut(owner).unwrap()["more"] = 1.into();
        assert!(is_refused(&more), "{owner}: a member more is let through");
        let first = good.pointer(owner).unwrap().as_object().unwrap().keys().next().unwrap().clone();
        let mut fewer = good.clone();
        fewer.pointer_mut(owner).unwrap().as_object_mut().unwrap().remove(&first);
        assert!(is_refused(&fewer), "{owner}: it may lack {first}");
    }
}

#[test]
fn a_line_of_a_batch_is_a_message_with_its_number() {
    let message = published("report.schema.json", "#/$defs/Message");
    let bad = published("report.schema.json", "#/$defs/BadLine");
    let numbered = published("report.schema.json", "#/$defs/Line");
    let case = fixture("cli/lines");
    let lines = fs::read_to_string(case.join("stdout")).unwrap();
    assert!(lines.lines().count() > 3);
    for line in lines.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap();
        if line["verdict"].is_null() {
            bad(&line).unwrap();
            continue;
        }
        numbered(&line).unwrap();
        assert!(line.as_object_mut().unwrap().remove("line").is_some_and(|number| number.is_u64()));
        assert!(numbered(&line).is_err(), "a line without its number is let through");
        message(&line).unwrap();
    }
}
