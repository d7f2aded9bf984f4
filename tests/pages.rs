//! Every option is in the completions of each shell and on the man page of its command.

#![allow(clippy::unwrap_used, reason = "a test stops where the program does not run")]

use std::fs;
use std::process::Command;

use clap::CommandFactory as _;

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
