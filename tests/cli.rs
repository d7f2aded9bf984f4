//! The binary as a user runs it: `fixtures/cli/<case>/` holds `args` (one argument a line, files
//! relative to `fixtures/`), perhaps `stdin` and `env` (`NAME=value` a line), and what must come of
//! it: `stdout`, `stderr` (none is empty) and `exit`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test cli` writes them anew; read the difference before it is kept.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{fixture, sorted};

#[test]
fn the_binary_does_what_its_cases_say() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut failures = Vec::new();
    let cases = sorted(&fixture("cli"));
    assert!(cases.len() > 10, "there are hardly any cases");
    for case in cases {
        let output = run(&case);
        let exit = output.status.code().map_or("none".to_owned(), |code| code.to_string());
        let got =
            [("stdout", output.stdout), ("stderr", output.stderr), ("exit", format!("{exit}\n").into())];
        for (name, got) in got {
            let path = case.join(name);
            if update {
                write(&path, &got);
            }
            let expected = fs::read(&path).unwrap_or_default();
            if expected != got {
                let (expected, got) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(&got));
                failures.push(format!("{}: {name}\n--- expected\n{expected}--- got\n{got}", case.display()));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    for (arguments, expected) in
        [(&["responses/samlp.xml", "--at", "issued+5s"][..], 0), (&["rules"], 0), (&["--help"], 0)]
    {
        let mut child =
            command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(expected), "{arguments:?}");
    }
}

#[test]
fn decode_writes_the_very_bytes_to_a_pipe() {
    for file in
        sorted(&fixture("responses")).iter().filter(|file| file.extension().is_some_and(|e| e == "xml"))
    {
        let output = command().arg("decode").arg(file).output().unwrap();
        let bytes = fs::read(file).unwrap();
        assert!(output.stdout == bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes), "{}", file.display());
    }
}

fn run(case: &Path) -> Output {
    let args = fs::read_to_string(case.join("args")).unwrap();
    let mut command = command();
    command.args(args.lines());
    for line in fs::read_to_string(case.join("env")).unwrap_or_default().lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value);
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = fs::read(case.join("stdin")).unwrap_or_default();
    // A run that reads no standard input has closed it.
    let _ = child.stdin.take().unwrap().write_all(&stdin);
    child.wait_with_output().unwrap()
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
    command.current_dir(fixture("")).stdin(Stdio::null());
    for name in
        ["NO_COLOR", "COLUMNS", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "LC_ALL", "LC_CTYPE", "LANG"]
    {
        command.env_remove(name);
    }
    command
}

fn write(path: &Path, bytes: &[u8]) {
    if bytes.is_empty() {
        let _ = fs::remove_file(path);
    } else {
        fs::write(path, bytes).unwrap();
    }
}
