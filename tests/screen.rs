//! The answer on one screen of 80 columns and 24 rows, read from a pseudo-terminal as a person sees it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]
#![allow(clippy::print_stdout, reason = "--nocapture shows how the rows are spread")]

mod support;

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use saml_doctor::formats::human;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::report::{self, Report, visible};
use support::{captures_with_evidence, diagnose_files, fixture};

const COLUMNS: usize = 80;
/// A terminal of 24 rows, less the one that the prompt takes.
const MOST: usize = 23;
const MEDIAN: usize = 20;

/// What a terminal of that size shows, in rows, without colours.
fn shown(arguments: &[String]) -> Vec<String> {
    let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&screen).unwrap();
    unlockpt(&screen).unwrap();
    let size = Winsize { ws_row: 24, ws_col: COLUMNS as u16, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&screen, size).unwrap();
    let name = ptsname(&screen, Vec::new()).unwrap();
    let other_end = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OpenptFlags::NOCTTY.bits() as i32)
        .open(OsStr::from_bytes(name.as_bytes()))
        .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
        .args(arguments)
        .current_dir(fixture(""))
        .env_remove("COLUMNS")
        .env_remove("LC_ALL")
        .env_remove("LC_CTYPE")
        .env_remove("LANG")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(other_end.try_clone().unwrap())
        .stderr(other_end)
        .spawn()
        .unwrap();
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        // The end of the other side is an error of this one on Linux.
        let _ = File::from(screen).read_to_end(&mut text);
        text
    });
    child.wait().unwrap();
    let text = String::from_utf8(reader.join().unwrap()).unwrap();
    let mut rows = Vec::new();
    for line in text.replace("\r\n", "\n").lines() {
        let characters: Vec<char> = line.chars().collect();
        if characters.is_empty() {
            rows.push(String::new());
        }
        rows.extend(characters.chunks(COLUMNS).map(|row| row.iter().collect::<String>()));
    }
    rows
}

#[test]
fn the_answer_to_one_message_is_on_the_screen_when_the_prompt_comes_back() {
    let cases = captures_with_evidence();
    assert!(cases.len() > 300, "there are hardly any cases");
    let next = Mutex::new(cases.into_iter());
    let seen = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let case = next.lock().unwrap().next();
                    let Some(case) = case else { break };
                    let rows = shown(&case);
                    seen.lock().unwrap().push((case, rows));
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap();
    let single = |rows: &[String]| rows.last().is_some_and(|row| row.ends_with("More: -v"));
    let mut counts = Vec::new();
    let mut wrong = Vec::new();
    for (case, rows) in seen.iter().filter(|(_, rows)| single(rows)) {
        counts.push(rows.len());
        let case = case.join(" ");
        if rows.len() > MOST {
            wrong.push(format!("{case}: {} rows", rows.len()));
        }
        if rows.first().is_none_or(|row| row.is_empty() || row.starts_with(' ')) {
            wrong.push(format!("{case}: the first row is not the cause or the verdict"));
        }
        let refused = rows.last().is_some_and(|row| row.starts_with("refused"));
        if refused && !rows.iter().skip(1).take(3).any(|row| row.starts_with("  ")) {
            wrong.push(format!("{case}: AWS's sentence is not among the first four rows"));
        }
        if refused && !rows.iter().any(|row| row.contains("Who: ")) {
            wrong.push(format!("{case}: nobody is named who must act"));
        }
        let mut told: Vec<&String> = rows.iter().filter(|row| row.len() > 30).collect();
        told.sort();
        if let Some(twice) = told.windows(2).find(|pair| pair[0] == pair[1]) {
            wrong.push(format!("{case}: said twice: {}", twice[0]));
        }
    }
    assert!(counts.len() > 300, "only {} single messages", counts.len());
    counts.sort_unstable();
    let median = counts[counts.len() / 2];
    let of = |rows: usize| counts.iter().filter(|&&count| count == rows).count();
    println!("rows and how many: {:?}", (1..=MOST).map(|rows| (rows, of(rows))).collect::<Vec<_>>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(median <= MEDIAN, "the median is {median} rows");
}

/// Every capture of the fixtures with its report.
fn each_report(mut check: impl FnMut(&str, &Report)) {
    // Other options change what is reported, or end the run.
    let other = |word: &String| {
        (word.starts_with("--") && !["--at", "--target"].contains(&word.as_str())) || word == "no-such-file"
    };
    for case in captures_with_evidence().into_iter().filter(|case| !case.iter().any(other)) {
        let absolute = |word: &String| match fixture(word) {
            file if file.is_file() => file.display().to_string(),
            _ => word.clone(),
        };
        let given: Vec<String> = case[1..].iter().map(absolute).collect();
        check(&case.join(" "), &Report::of(&diagnose_files(&fixture(&case[0]), &given)));
    }
}

#[test]
fn the_full_report_has_what_the_first_screen_says_is_read_entered_and_asked() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let layout = Layout { width: 100, color: Color::Off, detail: Detail::Full };
    let (mut values, mut reads, mut asks) = (0, 0, 0);
    each_report(|case, report| {
        let Some(message) = report.alone.map(|index| &report.messages[index]) else { return };
        let Some(brief) = &message.brief else { return };
        let full = words(&human::render(report, layout));
        let screens = brief.cause.iter().flat_map(|&cause| &message.findings[cause].remedy.screens);
        let entered: Vec<&str> = screens.take(2).filter_map(|one| one.value.as_deref()).collect();
        let asked = (!message.open.questions.is_empty()).then_some(brief.ask.as_str());
        for said in entered.iter().copied().chain(brief.reads.as_deref()).chain(asked) {
            assert!(full.contains(&words(&visible::plain(said))), "{case}: {said}\n{full}");
        }
        values += entered.len();
        reads += usize::from(brief.reads.is_some());
        asks += usize::from(asked.is_some());
    });
    assert!(values > 20 && reads > 200 && asks > 200, "{values} values, {reads} reads, {asks} asks");
}

#[test]
fn nobody_is_asked_for_a_private_key_a_har_or_an_option_of_this_program() {
    let (mut others, mut yourself) = (0, 0);
    each_report(|case, report| {
        let Some(text) = report::ask(&report.messages) else { return };
        let another = match text.split_once("Yourself, or whoever has it\n") {
            Some((another, own)) => {
                yourself += 1;
                if own.contains("HAR") {
                    assert!(own.contains("saml-doctor redact login.har > login.safe.har"), "{case}: {text}");
                }
                if own.contains("encrypted in the response") {
                    assert!(own.contains("A private key is never sent to anybody"), "{case}: {text}");
                }
                another
            }
            None => text.split("\nOnce the files").next().unwrap_or(&text),
        };
        for word in ["private key", "--key", "--at ", "HAR", "capture"] {
            let named =
                another.lines().filter(|line| !line.starts_with("   login")).any(|line| line.contains(word));
            assert!(!named, "{case}: {word}\n{text}");
        }
        others += another.matches("To the ").count();
    });
    assert!(others > 200 && yourself > 50, "{others} parts for others, {yourself} for the reader");
}

#[test]
fn what_identity_center_refused_is_said_to_be_refused_on_every_screen() {
    let report = Report::of(&diagnose_files(&fixture("services/portal.har"), &[]));
    for detail in [Detail::Usual, Detail::Full] {
        let told = human::render(&report, Layout { width: 100, color: Color::Off, detail });
        assert!(!told.contains("took this response"), "{told}");
        assert!(told.contains("refused by IAM Identity Center"), "{told}");
    }
}
