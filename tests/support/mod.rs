//! What several tests share.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};

use clap::Parser as _;
use saml_doctor::cli::Cli;
use saml_doctor::diagnosis::{Options, Report, diagnose};
use saml_doctor::instant::Instant;
use saml_doctor::rule::Finding;

/// A path under `fixtures/`.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

/// Diagnoses a capture as the command line would with these words after it; files among them stand
/// in the capture's folder.
pub fn diagnose_files(capture: &Path, words: &[String]) -> Report {
    let cli = Cli::try_parse_from(["saml-doctor".to_owned()].into_iter().chain(words.iter().cloned()))
        .unwrap_or_else(|error| panic!("{}: {error}", capture.display()));
    let folder = capture.parent().unwrap();
    let files =
        std::iter::once(capture.to_owned()).chain(cli.check.files.iter().map(|file| folder.join(file)));
    let inputs = files.map(|file| saml_doctor::input::read_file(&file)).collect();
    // A moment after everything in the fixtures, so that no test depends on when it runs.
    let now = Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
    diagnose(inputs, &Options::of(&cli.check, now))
}

/// Findings of every judged message.
pub fn judged_findings(report: &Report) -> impl Iterator<Item = &Finding> {
    report
        .messages
        .iter()
        .filter_map(|message| message.judged.as_ref())
        .flat_map(|judged| &judged.judgement.findings)
        .map(|found| &found.finding)
}
