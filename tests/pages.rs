//! Every option is in the completions of each shell and on the man page of its command.

#![allow(clippy::unwrap_used, reason = "a test stops where the program does not run")]

use std::fs;
use std::process::Command;

use clap::{CommandFactory as _, Parser as _};

mod support;

use support::cli::Cli;

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_saml-doctor")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Each command and the long options that it takes.
fn options() -> Vec<(String, Vec<String>)> {
    let mut program = Cli::command();
    program.build();
    let of = |command: &clap::Command| {
        let options = command.get_arguments().filter(|argument| !argument.is_hide_set());
        options.filter_map(|argument| argument.get_long().map(str::to_owned)).collect::<Vec<String>>()
    };
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
    let mut all: Vec<_> = commands.map(|command| (command.get_name().to_owned(), of(command))).collect();
    all.push((String::new(), of(&program)));
    all
}

#[test]
fn every_option_is_in_the_completions_of_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for (command, options) in options() {
            assert!(script.contains(&command), "{shell}: {command}");
            for option in options {
                let written = if shell == "fish" { format!("-l {option}") } else { format!("--{option}") };
                assert!(script.contains(&written), "{shell}: {command} --{option}");
            }
        }
    }
}

#[test]
fn every_option_is_on_the_man_page_of_its_command() {
    let folder = tempfile::TempDir::new().unwrap();
    printed(&["man", "--out", folder.path().to_str().unwrap()]);
    for (command, options) in options() {
        let name =
            if command.is_empty() { "saml-doctor".to_owned() } else { format!("saml-doctor-{command}") };
        let page = fs::read_to_string(folder.path().join(format!("{name}.1"))).unwrap();
        for option in options {
            let written = format!("\\-\\-{}", option.replace('-', "\\-"));
            assert!(page.contains(&written), "{name}: --{option}");
        }
        if !command.is_empty() {
            assert_eq!(printed(&["man", &command]), page, "{name}");
        }
    }
}

/// Each example is one that the command line takes.
#[test]
fn the_help_of_each_command_has_examples() {
    for (command, _) in options() {
        let arguments = if command.is_empty() { vec!["--help"] } else { vec![&*command, "--help"] };
        let help = printed(&arguments);
        let examples =
            help.split("Examples:\n").nth(1).unwrap_or_else(|| panic!("{command} has no examples"));
        let lines = examples.lines().take_while(|line| line.starts_with("  ")).map(str::trim);
        let mut tried = 0;
        for line in lines {
            let start = line.find("saml-doctor").unwrap();
            let words = words(&line[start..]);
            let read = Cli::try_parse_from(&words);
            assert!(read.is_ok(), "{line}: {words:?}: {}", read.err().unwrap());
            tried += 1;
        }
        assert!(tried > 0, "{command}: {examples}");
    }
}

/// The words of a command up to where a shell sends its output on, or a remark begins.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars().chain([' ']) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '<' | '>' | '|' | '(' | ')') => break,
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
