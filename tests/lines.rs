//! `--lines`: a capture a line in, lines of JSON out.

#![allow(clippy::unwrap_used, reason = "a test stops where the program does not run")]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use support::{fixture, sorted};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
    command.arg("--lines").args(arguments).current_dir(fixture(""));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let feeding = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output
}

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn base64(file: &str) -> String {
    STANDARD.encode(fs::read(fixture(file)).unwrap())
}

#[test]
fn each_line_is_told_as_the_file_alone_would_be() {
    let files = sorted(&fixture("responses"));
    let files: Vec<_> = files.iter().filter(|file| file.extension().is_some_and(|e| e == "xml")).collect();
    let lines: Vec<String> = files.iter().map(|file| STANDARD.encode(fs::read(file).unwrap())).collect();
    let output = run(&["--at", "issued+5s"], lines.join("\n").as_bytes());
    let told = answers(&output);
    assert_eq!(told.len(), lines.len());
    for ((number, line), told) in (1u64..).zip(&lines).zip(&told) {
        let mut alone = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
        let mut child = alone
            .args(["--format", "jsonl", "--at", "issued+5s"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
        let mut expected: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
        expected["line"] = Value::from(number);
        assert_eq!(told, &expected, "line {number}");
    }
}

#[test]
fn bad_lines_are_lines_and_the_worst_decides() {
    let good = base64("responses/okta.xml");
    let input = [good.as_bytes(), b"", b"\xff\xfe\x00", b"no capture", good.as_bytes()].join(&b"\r\n"[..]);
    let output = run(&["--at", "issued+5s"], &input);
    let told = answers(&output);
    let numbers: Vec<u64> = told.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let verdicts: Vec<bool> = told.iter().map(|line| line["verdict"].is_null()).collect();
    assert_eq!(verdicts, [false, true, true, true, false]);
    for bad in told.iter().filter(|line| line["verdict"].is_null()) {
        assert_eq!(bad.as_object().unwrap().len(), 3, "{bad}");
        assert!(!bad["problem"].as_str().unwrap().is_empty());
    }
    assert_eq!(output.status.code(), Some(3));
    let refused = base64("rules/audience-not-aws/trailing-slash.xml");
    assert_eq!(run(&["--at", "issued+5s"], format!("x\n{refused}\n").as_bytes()).status.code(), Some(1));
    let cut = &good[..good.len() / 2 + 1];
    let output = run(&["--at", "issued+5s"], format!("{refused}\n{cut}!!!\n").as_bytes());
    assert!(matches!(output.status.code(), Some(1 | 4)));
    assert_eq!(run(&["--exit-zero", "--at", "issued+5s"], refused.as_bytes()).status.code(), Some(0));
    assert_eq!(run(&[], b"").status.code(), Some(0));
}

#[test]
fn a_line_of_33_mb_is_answered_and_the_next_one_too() {
    let good = base64("responses/okta.xml");
    let long = "A".repeat(33 << 20);
    let output = run(&["--at", "issued+5s"], format!("{long}\n{good}\n").as_bytes());
    let told = answers(&output);
    assert_eq!(told.len(), 2);
    assert_eq!((&told[0]["line"], &told[1]["line"]), (&Value::from(1), &Value::from(2)));
    assert!(!told[1]["verdict"].is_null());
    assert_eq!(output.status.code(), Some(4), "{}", told[0]);
}

#[test]
fn an_answer_comes_before_standard_input_ends() {
    let good = base64("responses/okta.xml");
    let mut child = command(&["--at", "issued+5s"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for number in 1..4u64 {
        writeln!(stdin, "{good}").unwrap();
        stdin.flush().unwrap();
        // Without an answer this waits for ever, and the test with it.
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["line"], number);
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn evidence_is_for_all_lines_and_a_file_of_lines_is_read_like_standard_input() {
    let good = base64("responses/okta.xml");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("lines.txt");
    fs::write(&file, format!("{good}\n{good}\n")).unwrap();
    let role = "lines/role.json";
    let output = run(&[file.to_str().unwrap(), role, "--at", "issued+5s"], b"");
    let told = answers(&output);
    assert_eq!(told.len(), 2, "{}", String::from_utf8_lossy(&output.stderr));
    let trust = |line: &Value| line["assertion"]["roles"][0]["trust"].clone();
    assert_eq!((trust(&told[0]), trust(&told[1])), (Value::from("allow"), Value::from("allow")));
    assert_eq!(told[1]["input"], file.to_str().unwrap());
    let piped = run(&[role, "--at", "issued+5s"], good.as_bytes());
    assert_eq!(trust(&answers(&piped)[0]), "allow");
    assert_eq!(run(&[file.to_str().unwrap(), "-"], b"").status.code(), Some(2));
    assert_eq!(run(&["no-such-file"], b"").status.code(), Some(4));
}

#[test]
fn a_sentence_beside_the_lines_is_what_aws_answered_to_each() {
    let good = base64("responses/okta.xml");
    let output = run(&["said/signature.txt", "--at", "issued+5s"], format!("{good}\n{good}\n").as_bytes());
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(1), ""));
    for line in answers(&output) {
        assert_eq!(line["shown_error"]["id"], "response-signature-invalid", "{line}");
        assert_eq!((&line["verdict"], &line["decided_by"]), (&"refused".into(), &"shown-error".into()));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let two = folder.path().join("two.txt");
    fs::write(&two, "RoleSessionName is required in AuthnResponse\n\nResponse signature invalid\n").unwrap();
    let output = run(&[two.to_str().unwrap(), "--at", "issued+5s"], good.as_bytes());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("--error"), "which of two sentences it was is asked: {told}");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(answers(&output)[0]["shown_error"], Value::Null);
}

#[test]
fn redacted_lines_have_one_map_of_names() {
    let good = base64("responses/okta.xml");
    let output =
        run(&["--redact", "--seed", "x", "--at", "issued+5s"], format!("{good}\n{good}\n").as_bytes());
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!text.contains("jane.doe"), "{text}");
    let told = answers(&output);
    assert_eq!(told[0]["assertion"], told[1]["assertion"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
