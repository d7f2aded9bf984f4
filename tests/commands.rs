//! Commands that a report prints are run by people in trouble: they write over nothing that was given,
//! upload nothing that was found wrong, keep a way back, and hold the reader's own names.

mod support;

use clap::Parser as _;
use saml_doctor::report::{Evidence, Finding, Message, Report};
use support::cli::Cli;
use support::{captures_with_evidence, diagnose_files, fixture};

/// A list of commands in the order in which they are to be run, and the remedy they stand under.
type Commands<'a> = (Vec<&'a str>, &'a str);

fn of_message(message: &Message) -> Vec<Commands<'_>> {
    let questions = message.open.questions.iter().filter(|question| question.is_command);
    let asked = questions.map(|question| (vec![question.how.as_str()], ""));
    let holds = message.holds.iter().flat_map(|holds| &holds.commands);
    let holds = holds.map(|command| (vec![command.as_str()], ""));
    message.findings.iter().map(of_finding).chain(asked).chain(holds).collect()
}

fn of_finding(finding: &Finding) -> Commands<'_> {
    (finding.commands.iter().map(String::as_str).collect(), &finding.remedy.text)
}

fn of_evidence(evidence: &Evidence) -> Vec<Commands<'_>> {
    evidence.findings.iter().map(of_finding).collect()
}

/// Whether an ARN is one that AWS can have: crossed out and misspelt ones cannot stand in a command.
fn is_whole(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "+=.@-_/".contains(c);
    match parts.as_slice() {
        ["arn", _, "iam", "", account, resource] => {
            account.len() == 12
                && account.chars().all(|c| c.is_ascii_digit())
                && resource.chars().all(plain)
                && resource.split('/').count() == 2
                && !resource.ends_with('/')
        }
        _ => false,
    }
}

/// The word behind another one in a command.
fn behind<'a>(command: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = command.split_once(before)?;
    rest.split_whitespace().next()
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether the words after the first file are of the command line, and name files that are there. What a
/// private key opens prints no other commands.
fn is_report_of_files(words: &[String]) -> bool {
    if words.iter().any(|word| word == "--config") {
        return false;
    }
    let program = ["saml-doctor".to_owned()];
    Cli::try_parse_from(program.iter().chain(words))
        .is_ok_and(|cli| cli.check.keys.key.is_empty() && cli.check.files.iter().all(|file| file.is_file()))
}

#[test]
fn printed_commands_are_safe_to_run() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in captures_with_evidence() {
        // Files by their whole paths: they stand beside no capture in particular.
        let words: Vec<String> = case[1..]
            .iter()
            .map(|word| match fixture(word) {
                file if file.is_file() => file.display().to_string(),
                _ => word.clone(),
            })
            .collect();
        if !is_report_of_files(&words) {
            continue;
        }
        let report = Report::of(&diagnose_files(&fixture(&case[0]), &words));
        let given: Vec<&str> = report.inputs.iter().map(|input| base(&input.name)).collect();
        let faulty: Vec<&str> = report
            .evidence
            .iter()
            .filter(|one| one.findings.iter().any(|finding| finding.severity.name() == "error"))
            .map(|one| base(&one.input_name))
            .collect();
        let of_messages = report.messages.iter().flat_map(|message| {
            let roles = message.assertion.as_ref().map_or(&[][..], |assertion| &assertion.roles);
            let provider = roles.iter().any(|role| role.provider.as_deref().is_some_and(is_whole));
            let role = roles.iter().any(|role| role.role.as_deref().is_some_and(is_whole));
            of_message(message).into_iter().map(move |commands| (commands, provider, role))
        });
        let of_files = report.evidence.iter().flat_map(of_evidence).map(|commands| (commands, false, false));
        for ((commands, remedy), provider_known, role_known) in of_messages.chain(of_files) {
            for (at, command) in commands.iter().enumerate() {
                seen += 1;
                let mut fault = |what: &str| wrong.push(format!("{}: {what}: {command}", case.join(" ")));
                if behind(command, " > ").is_some_and(|file| given.contains(&file)) {
                    fault("writes over a given file");
                }
                if behind(command, "file://").is_some_and(|file| faulty.contains(&base(file))) {
                    fault("uploads what was found wrong");
                }
                if provider_known && command.contains("PROVIDER_ARN") {
                    fault("does not name the provider that the response names");
                }
                if role_known && command.contains("ROLE_NAME") {
                    fault("does not name the role that the response names");
                }
                let kept =
                    |by: &str| commands[..at].iter().any(|one| one.contains(by) && one.contains(" > "));
                if command.contains("--saml-metadata-document") && !kept("get-saml-provider") {
                    fault("does not keep the metadata that IAM has");
                }
                if command.contains("update-assume-role-policy") && !kept("get-role") {
                    fault("does not keep the policy that the role has");
                }
                let undone = ["update-role ", "--add-private-key", "--assertion-encryption-mode"];
                if undone.iter().any(|one| command.contains(one)) && !remedy.contains("way back") {
                    fault("tells no way back");
                }
            }
        }
    }
    assert!(seen > 1_000, "only {seen} commands");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
