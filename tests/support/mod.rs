//! What several tests share.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]
#![allow(dead_code, reason = "each test file uses its own part")]

#[path = "../../src/bin/saml-doctor/cli.rs"]
pub mod cli;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use self::cli::Cli;
use clap::Parser as _;
use saml_doctor::config::Config;
use saml_doctor::diagnosis::{Diagnosis, diagnose};
use saml_doctor::input::{self, Input, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rule::Finding;
use saml_doctor::signature::encryption::PrivateKey;

/// A path under `fixtures/`.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

/// Every capture among the fixtures, with what is given beside it, as words of the command
/// line, by their paths under `fixtures/`.
pub fn captures_with_evidence() -> Vec<Vec<String>> {
    let root = fixture("");
    let relative = |path: &Path| path.strip_prefix(&root).unwrap().display().to_string();
    let mut cases = Vec::new();
    for folder in sorted(&fixture("rules")).into_iter().chain([fixture("responses")]) {
        for file in sorted(&folder) {
            let Ok(read) = expectations(&file) else { continue };
            let beside = |word: &String| match folder.join(word) {
                given if given.is_file() => relative(&given),
                _ => word.clone(),
            };
            cases.push(std::iter::once(relative(&file)).chain(read.given.iter().map(beside)).collect());
        }
    }
    let mut folders: Vec<PathBuf> = vec![fixture("captures")];
    while let Some(folder) = folders.pop() {
        for path in sorted(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else {
                cases.push(vec![relative(&path)]);
            }
        }
    }
    for case in sorted(&fixture("cli")) {
        let arguments = fs::read_to_string(case.join("args")).unwrap_or_default();
        let words: Vec<String> = arguments.lines().map(str::to_owned).collect();
        let other = ["-v", "-q", "--format", "json", "-", "decode", "explain", "rules", "show", "--ask"];
        let of_report = words.first().is_some_and(|word| fixture(word).is_file())
            && !words.iter().any(|word| other.contains(&word.as_str()));
        if of_report && !case.join("stdin").exists() {
            cases.push(words);
        }
    }
    cases
}

/// Diagnoses a capture as the command line would with these words after it; files among them stand
/// in the capture's folder.
pub fn diagnose_files(capture: &Path, words: &[String]) -> Diagnosis {
    let cli = Cli::try_parse_from(["saml-doctor".to_owned()].into_iter().chain(words.iter().cloned()))
        .unwrap_or_else(|error| panic!("{}: {error}", capture.display()));
    let folder = capture.parent().unwrap();
    let files =
        std::iter::once(capture.to_owned()).chain(cli.check.files.iter().map(|file| folder.join(file)));
    let inputs = files.map(|file| read(&file)).collect();
    // A moment after everything in the fixtures, so that no test depends on when it runs.
    let now = Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
    let config = cli.check.config.as_ref().map_or_else(Config::default, |file| {
        Config::parse(&fs::read_to_string(folder.join(file)).unwrap()).unwrap()
    });
    let mut options = cli.check.options(now, &config);
    options.private_keys =
        cli.check.keys.key.iter().flat_map(|file| private_keys(&folder.join(file))).collect();
    diagnose(inputs, &options)
}

/// Diagnoses captures by their names and bytes, the first the one to judge, with options and private keys.
pub fn diagnose_texts(files: &[(&str, &[u8])], words: &[&str], keys: &[String]) -> Diagnosis {
    let cli = Cli::try_parse_from(["saml-doctor"].iter().chain(words)).unwrap();
    let inputs = files.iter().map(|(name, bytes)| input::read(name, *bytes, &ReadOptions::default()));
    let now = Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
    let mut options = cli.check.options(now, &Config::default());
    options.private_keys =
        keys.iter().flat_map(|key| PrivateKey::read_all(key.as_bytes(), None).unwrap()).collect();
    diagnose(inputs.collect(), &options)
}

fn private_keys(path: &Path) -> Vec<PrivateKey> {
    let file = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    PrivateKey::read_all(&file, None).unwrap()
}

/// Reads a file as the command line does.
pub fn read(path: &Path) -> Input {
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    input::read(&path.display().to_string(), file, &ReadOptions::default())
}

/// Findings of every judged message.
pub fn judged_findings(report: &Diagnosis) -> impl Iterator<Item = &Finding> {
    report
        .messages
        .iter()
        .filter_map(|message| message.judged.as_ref())
        .flat_map(|judged| &judged.judgement.findings)
        .map(|found| &found.finding)
}

/// Line, severity, rule and the text pointed at.
pub type PointedAt = (usize, String, String, String);

pub fn pointed_at(report: &Diagnosis, finding: &Finding) -> PointedAt {
    let span = finding.primary.span;
    (
        report.sources.position(span).line,
        finding.severity.name().to_owned(),
        finding.rule.id.to_owned(),
        report.sources.text(span),
    )
}

/// The files of a folder, sorted; none where there is no folder.
pub fn sorted(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What a fixture's closing comment, or the `.expect` file beside it, says of it.
#[derive(Debug, Default)]
pub struct Expectations {
    pub findings: Vec<PointedAt>,
    /// Other rules that may speak too.
    pub also: BTreeSet<String>,
    pub silent: bool,
    /// Words of the command line.
    pub given: Vec<String>,
    pub verdict: Option<String>,
    /// The id of the predicted sentence, and its confidence.
    pub predicts: Option<String>,
    pub provider: Option<String>,
    pub target: Option<String>,
}

pub fn expectations(case: &Path) -> Result<Expectations, String> {
    let sidecar = PathBuf::from(format!("{}.expect", case.display()));
    let text = match fs::read_to_string(&sidecar) {
        Ok(text) => text,
        Err(_) => {
            let text = fs::read_to_string(case).map_err(|error| error.to_string())?;
            let comment = text.rfind("<!--").ok_or("there is no closing comment")?;
            text[comment + 4..].trim_end().trim_end_matches("-->").to_owned()
        }
    };
    let mut read = Expectations::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "expect" => {
                let mut words = rest.splitn(4, ' ');
                let mut next = || words.next().ok_or(format!("{line:?} is too short"));
                let number = next()?.parse().map_err(|_| format!("{line:?}: no line number"))?;
                let (severity, rule) = (next()?.to_owned(), next()?.to_owned());
                let text: String =
                    serde_json::from_str(next()?).map_err(|error| format!("{line:?}: {error}"))?;
                read.findings.push((number, severity, rule, text));
            }
            "also" => {
                read.also.insert(rest.to_owned());
            }
            "silent" => read.silent = true,
            "given" => read.given = given(rest),
            "verdict" => read.verdict = Some(rest.to_owned()),
            "predicts" => read.predicts = Some(rest.to_owned()),
            "provider" => read.provider = Some(rest.to_owned()),
            "target" => read.target = Some(rest.to_owned()),
            _ => return Err(format!("{line:?} is no expectation")),
        }
    }
    if read.silent && !read.findings.is_empty() {
        return Err("a fixture expects findings or is silent, one of the two".to_owned());
    }
    let has_clock = read.given.iter().any(|word| word == "--at");
    if !has_clock && case.extension().is_some_and(|ending| ending == "xml") {
        read.given.extend(["--at".to_owned(), "issued+5s".to_owned()]);
    }
    Ok(read)
}

/// `at=issued role.json` as the command line says it: `--at issued role.json`.
fn given(words: &str) -> Vec<String> {
    words
        .split_whitespace()
        .flat_map(|word| match word.split_once('=') {
            Some((option, value)) => vec![format!("--{option}"), value.to_owned()],
            None => vec![word.to_owned()],
        })
        .collect()
}
