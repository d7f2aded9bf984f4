//! Completions and man pages, made from the definitions that `--help` is made from.

use std::fs;

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::USAGE;
use crate::cli::{Cli, CompletionsArguments, ManArguments};
use crate::output::{complain, print};

pub fn completions(arguments: &CompletionsArguments) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "saml-doctor", &mut script);
    print(&script)?;
    Ok(0)
}

pub fn man(arguments: &ManArguments) -> anyhow::Result<u8> {
    let mut program = Cli::command();
    program.build();
    if let Some(folder) = &arguments.out {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let commands = std::iter::once(&program).chain(program.get_subcommands());
        for command in commands.filter(|command| command.get_name() != "help") {
            let name = page_name(command);
            let file = folder.join(format!("{name}.1"));
            fs::write(&file, page(command)?)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        return Ok(0);
    }
    let command = match &arguments.command {
        None => Some(&program),
        Some(name) => program.get_subcommands().find(|command| command.get_name() == name),
    };
    let Some(command) = command else {
        let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
        complain(&format!("there is no such command; there are {}", names.join(", ")));
        return Ok(USAGE);
    };
    print(&page(command)?)?;
    Ok(0)
}

fn page_name(command: &clap::Command) -> String {
    match command.get_name() {
        "saml-doctor" => "saml-doctor".to_owned(),
        name => format!("saml-doctor-{name}"),
    }
}

fn page(command: &clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).title(page_name(command)).render(&mut page)?;
    Ok(page)
}
