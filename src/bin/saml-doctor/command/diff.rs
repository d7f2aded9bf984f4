//! `diff`: which two messages are compared, and how that is printed.

use saml_doctor::clock::At;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::diff::{self, Diff, Login};
use saml_doctor::formats::json;
use saml_doctor::input::ReadOptions;
use saml_doctor::report::Report;
use serde_json::Value;

use super::redact::{self, Failure};
use crate::cli::{DiffArguments, DiffFormat};
use crate::inputs::{private_keys, read_all};
use crate::output::{complain, print, print_drawn};
use crate::{USAGE, now};

pub fn run(arguments: &DiffArguments) -> anyhow::Result<u8> {
    // Two logins are of two moments: each is judged by its own.
    let private_keys = match private_keys(&arguments.keys) {
        Ok(keys) => keys,
        Err(error) => {
            complain(&format!("{error:#}"));
            return Ok(USAGE);
        }
    };
    let options = Options {
        at: arguments.at,
        at_otherwise: Some(At::AfterIssue(5)),
        private_keys,
        ..Options::at(now()?)
    };
    let mut files = Vec::new();
    let mut wanted: Vec<Option<u64>> = Vec::new();
    for file in &arguments.files {
        let (path, entry) = split(file);
        wanted.push(entry);
        if !files.contains(&path) {
            files.push(path);
        }
    }
    let inputs = match arguments.redact {
        false => read_all(&files, &ReadOptions::default())?,
        true => match redact::of_files(&files, arguments.seed.as_deref(), &ReadOptions::default()) {
            Ok(mut redacted) => redacted.read_again()?,
            Err(Failure::Code(code)) => return Ok(code),
            Err(Failure::Error(error)) => return Err(error),
        },
    };
    let diagnosis = diagnose(inputs, &options);
    let report = Report::of(&diagnosis);
    report.complaints.iter().for_each(|complaint| complain(complaint));
    let told: Value = serde_json::from_str(&json::render(&report))?;
    let messages = told["messages"].as_array().map_or(&[][..], Vec::as_slice);
    let judged: Vec<(usize, &Value)> = messages
        .iter()
        .enumerate()
        .filter(|(_, message)| !message["verdict"].is_null() && message["repeats"].is_null())
        .collect();
    let names: Vec<&str> =
        told["inputs"].as_array().into_iter().flatten().filter_map(|input| input["name"].as_str()).collect();
    let of = |input: Option<&str>, entry: Option<u64>| -> Vec<(usize, &Value)> {
        let fits = |(_, message): &&(usize, &Value)| {
            input.is_none_or(|name| message["input"] == name)
                && entry.is_none_or(|entry| message["entry"] == entry)
        };
        judged.iter().filter(fits).copied().collect()
    };
    let (good, bad) = match (arguments.entry.as_slice(), files.len()) {
        ([good, bad], _) => (of(names.first().copied(), Some(*good)), of(names.last().copied(), Some(*bad))),
        ([], 1) if wanted.len() == 2 => (of(None, wanted[0]), of(None, wanted[1])),
        ([], 1) => match judged.as_slice() {
            [good, bad] => (vec![*good], vec![*bad]),
            _ => (judged.clone(), judged.clone()),
        },
        _ => (
            of(names.first().copied(), wanted.first().copied().flatten()),
            of(names.get(1).copied(), wanted.get(1).copied().flatten()),
        ),
    };
    let ([good], [bad]) = (good.as_slice(), bad.as_slice()) else {
        if good.is_empty() || bad.is_empty() {
            complain("one of the two has no response that could be compared");
            return Ok(if report.exit_code >= 3 { report.exit_code } else { 3 });
        }
        complain("there are more responses than two; name them: --entry GOOD --entry BAD, or FILE#ENTRY");
        for (_, message) in &judged {
            let entry = message["entry"].as_u64().map(|entry| format!("#{entry}")).unwrap_or_default();
            let verdict = message["verdict"].as_str().unwrap_or("");
            complain(&format!("  {}{entry}  {verdict}", message["input"].as_str().unwrap_or("")));
        }
        return Ok(USAGE);
    };
    let texts = |index: usize| -> Vec<&str> {
        report.messages[index].documents.iter().map(|document| &*document.text).collect()
    };
    let (of_good, of_bad) = (texts(good.0), texts(bad.0));
    let call = |index: usize| diagnosis.messages[index].capture.sts_call.as_ref();
    let diff = Diff::of(
        Login { told: good.1, texts: &of_good, call: call(good.0) },
        Login { told: bad.1, texts: &of_bad, call: call(bad.0) },
    );
    match arguments.format {
        DiffFormat::Human => print_drawn(&diff::render(&diff))?,
        DiffFormat::Markdown => print(diff::render_markdown(&diff).as_bytes())?,
        DiffFormat::Json => print(diff.json().as_bytes())?,
    }
    Ok(diff.exit_code)
}

/// A file, and the entry behind its `#`.
fn split(file: &std::path::Path) -> (std::path::PathBuf, Option<u64>) {
    let cut = file.to_str().filter(|_| !file.exists()).and_then(|name| {
        let (path, entry) = name.rsplit_once('#')?;
        Some((path.into(), entry.parse().ok()?))
    });
    cut.map_or_else(|| (file.to_owned(), None), |(path, entry)| (path, Some(entry)))
}
