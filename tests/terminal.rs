//! Pastes at a pseudo-terminal: they arrive whole, and the terminal is left as it was.
#![cfg(unix)]

#[path = "../src/bin/saml-doctor/terminal/mod.rs"]
mod terminal;

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, tcgetattr};
use terminal::{PasteEnd, Pasted, read_paste};

/// The two ends of a terminal: what a person types into, and what a program reads from.
struct Terminal {
    keyboard: File,
    program: File,
}

impl Terminal {
    fn open() -> Terminal {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&keyboard).expect("a terminal of ours");
        unlockpt(&keyboard).expect("a terminal of ours");
        let name = ptsname(&keyboard, Vec::new()).expect("a terminal has a name");
        let program = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OpenptFlags::NOCTTY.bits() as i32)
            .open(OsStr::from_bytes(name.as_bytes()))
            .expect("the other end of the terminal");
        Terminal { keyboard: keyboard.into(), program }
    }

    fn attributes(&self) -> Attributes {
        Attributes::of(&tcgetattr(&self.program).expect("a terminal has attributes"))
    }

    /// Types into a program that reads a paste, once it says that it is ready.
    fn paste(&self, typed: &[u8], complete: fn(&[u8]) -> bool) -> Pasted {
        let program = self.program.try_clone().expect("a handle");
        let (ready, prompted) = mpsc::channel();
        let reader = thread::spawn(move || read_paste(&program, &mut Prompt(ready), complete, unlike));
        prompted.recv().expect("a prompt");
        let mut keyboard = &self.keyboard;
        keyboard.write_all(typed).expect("a keyboard");
        reader.join().expect("no panic").expect("a paste")
    }
}

struct Prompt(mpsc::Sender<()>);

impl Write for Prompt {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.contains(&b'\n') {
            self.0.send(()).map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What can be compared of a terminal.
#[derive(Debug, PartialEq)]
struct Attributes(String);

impl Attributes {
    fn of(termios: &Termios) -> Attributes {
        Attributes(format!("{termios:?}"))
    }
}

fn response(length: usize) -> Vec<u8> {
    let mut response = b"PHNhbWxwOlJlc3BvbnNl".repeat(length / 20 + 1);
    response.truncate(length);
    response
}

fn ends_in_bang(bytes: &[u8]) -> bool {
    bytes.last() == Some(&b'!')
}

fn never(_: &[u8]) -> bool {
    false
}

fn unlike(_: &[u8]) -> Option<String> {
    None
}

#[test]
fn twenty_kilobytes_on_one_line_arrive_whole() {
    let terminal = Terminal::open();
    let before = terminal.attributes();
    let typed = [response(20_000), b"!".to_vec()].concat();
    let pasted = terminal.paste(&typed, ends_in_bang);
    assert_eq!(pasted.end, PasteEnd::Complete);
    assert_eq!(pasted.bytes.len(), typed.len());
    assert!(pasted.bytes == typed, "a byte was changed on the way");
    assert_eq!(terminal.attributes(), before);
}

#[test]
fn nothing_typed_is_left_for_the_shell_or_echoed() {
    let terminal = Terminal::open();
    let pasted = terminal.paste(b"\x1b[200~PHNh!\r\n&RelayState=x\x1b[201~\r", |bytes| {
        bytes.windows(5).any(|part| part == b"PHNh!")
    });
    assert_eq!(pasted.end, PasteEnd::Complete);
    assert_eq!(pasted.bytes, b"PHNh!\n\n&RelayState=x\n");
    let mut keyboard = &terminal.keyboard;
    keyboard.write_all(b"next\n").unwrap();
    let (mut line, mut echo) = ([0; 64], [0; 64]);
    let length = (&terminal.program).read(&mut line).unwrap();
    assert_eq!(&line[..length], b"next\n");
    let length = keyboard.read(&mut echo).unwrap();
    assert_eq!(&echo[..length], b"next\r\n");
}

#[test]
fn control_keys_end_a_paste() {
    for (key, expected) in
        [(3, PasteEnd::Interrupted), (28, PasteEnd::Interrupted), (4, PasteEnd::EndOfInput)]
    {
        let terminal = Terminal::open();
        let before = terminal.attributes();
        let pasted = terminal.paste(&[&response(5000), &[key][..]].concat(), never);
        assert_eq!(pasted.end, expected, "{key}");
        assert_eq!(pasted.bytes, response(5000), "{key}");
        assert_eq!(terminal.attributes(), before, "{key}");
    }
}

#[test]
fn a_paste_that_is_no_whole_response_is_answered_after_a_second() {
    let terminal = Terminal::open();
    let program = terminal.program.try_clone().expect("a handle");
    let (told, lines) = mpsc::channel();
    let reader = thread::spawn(move || read_paste(&program, &mut Said(told), never, unlike));
    let said = || lines.recv_timeout(Duration::from_secs(30)).expect("a line");
    assert!(said().contains("paste the SAMLResponse"));
    (&terminal.keyboard).write_all(b"PHNh").unwrap();
    let line = said();
    assert!(line.contains("4 characters read") && line.contains("Ctrl-D"), "{line}");
    (&terminal.keyboard).write_all(&[4]).unwrap();
    let pasted = reader.join().expect("no panic").expect("a paste");
    assert_eq!((pasted.end, pasted.bytes), (PasteEnd::EndOfInput, b"PHNh".to_vec()));
}

#[test]
fn a_paste_that_is_something_else_is_told_what_it_is() {
    let terminal = Terminal::open();
    let program = terminal.program.try_clone().expect("a handle");
    let (told, lines) = mpsc::channel();
    let like = |bytes: &[u8]| bytes.starts_with(b"eyJ").then(|| "this is a JSON Web Token".to_owned());
    let reader = thread::spawn(move || read_paste(&program, &mut Said(told), never, like));
    let said = || lines.recv_timeout(Duration::from_secs(30)).expect("a line");
    assert!(said().contains("paste the SAMLResponse"));
    (&terminal.keyboard).write_all(b"eyJh").unwrap();
    let line = said();
    assert!(
        line.contains("4 characters read: this is a JSON Web Token") && line.contains("Ctrl-D"),
        "{line}"
    );
    (&terminal.keyboard).write_all(&[4]).unwrap();
    assert_eq!(reader.join().expect("no panic").expect("a paste").end, PasteEnd::EndOfInput);
}

/// Hands on what is said, a line at a time.
struct Said(mpsc::Sender<String>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn write_fmt(&mut self, line: std::fmt::Arguments<'_>) -> io::Result<()> {
        self.0.send(line.to_string()).map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_file_is_no_terminal() {
    let file = File::open(file!()).unwrap();
    assert!(read_paste(&file, &mut io::sink(), never, unlike).is_err());
}

/// No test of its own: this program again, reading a paste, for the tests that send it signals.
#[test]
fn child_that_reads_a_paste() {
    if std::env::var_os("READ_PASTE").is_some() {
        let pasted = read_paste(io::stdin(), &mut io::stderr(), ends_in_bang, unlike).unwrap();
        write!(io::stderr(), "{:?} {}", pasted.end, pasted.bytes.len()).unwrap();
    }
}

fn child(terminal: &Terminal) -> (Child, impl Read) {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "child_that_reads_a_paste", "--nocapture"])
        .env("READ_PASTE", "1")
        .stdin(terminal.program.try_clone().expect("a handle"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this program runs");
    let mut errors = child.stderr.take().expect("it is piped");
    await_prompt(&mut errors);
    (child, errors)
}

fn await_prompt(errors: &mut impl Read) {
    let mut byte = [0];
    while byte != *b"\n" {
        errors.read_exact(&mut byte).expect("a prompt");
    }
}

#[test]
fn a_signal_ends_the_program_and_leaves_the_terminal_as_it_was() {
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        let terminal = Terminal::open();
        let before = terminal.attributes();
        let (mut child, _errors) = child(&terminal);
        assert_ne!(terminal.attributes(), before);
        (&terminal.keyboard).write_all(&response(3000)).unwrap();
        kill_process(Pid::from_child(&child), signal).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{status:?}");
        assert_eq!(terminal.attributes(), before, "{signal:?}");
    }
}

#[test]
fn an_interrupt_from_outside_is_as_ctrl_c() {
    let terminal = Terminal::open();
    let before = terminal.attributes();
    let (mut child, mut errors) = child(&terminal);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let mut said = String::new();
    errors.read_to_string(&mut said).unwrap();
    assert_eq!(said.trim(), "Interrupted 0");
    assert!(child.wait().unwrap().success());
    assert_eq!(terminal.attributes(), before);
}

#[test]
fn a_stopped_program_gives_the_terminal_back_and_reads_on_when_continued() {
    for ctrl_z in [true, false] {
        let terminal = Terminal::open();
        let before = terminal.attributes();
        let (mut child, mut errors) = child(&terminal);
        let mut keyboard = &terminal.keyboard;
        keyboard.write_all(&response(1000)).unwrap();
        // Long enough for what was typed to be read.
        thread::sleep(Duration::from_millis(200));
        let pid = Pid::from_child(&child);
        if ctrl_z {
            keyboard.write_all(&[26]).unwrap();
        } else {
            kill_process(pid, Signal::TSTP).unwrap();
        }
        let (_, status) = waitpid(Some(pid), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped());
        assert_eq!(terminal.attributes(), before);
        kill_process(pid, Signal::CONT).unwrap();
        await_prompt(&mut errors);
        let modes = tcgetattr(&terminal.program).unwrap().local_modes;
        assert!(!modes.intersects(LocalModes::ICANON | LocalModes::ECHO));
        keyboard.write_all(b"the rest!").unwrap();
        let mut said = String::new();
        errors.read_to_string(&mut said).unwrap();
        assert_eq!(said.trim(), "Complete 1009");
        assert!(child.wait().unwrap().success());
        assert_eq!(terminal.attributes(), before);
    }
}
