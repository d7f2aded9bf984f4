//! Several files named as one: a folder, an archive. What of them holds nothing is said in one line.

use std::io::{Read, Seek};

use super::{Input, ProblemKind, ReadOptions, read, wrong};
use crate::archive::LIMIT;
use crate::archive::zip::{self, ZipError};

/// Names that are told of files without use.
const NAMED: usize = 5;

/// Reads every member of a ZIP archive.
pub fn read_zip(name: &str, mut archive: impl Read + Seek, options: &ReadOptions) -> Vec<Input> {
    let members = match zip::members(&mut archive) {
        Ok(members) => members,
        Err(error) => return vec![Input::with_problem(name, wrong::archive(&error))],
    };
    // Of all members together: a small archive may inflate to any number of bytes.
    let mut left = LIMIT;
    let inputs = members.iter().filter(|member| is_content(member)).map(|member| {
        let named = format!("{name}/{}", member.name);
        match zip::open(&mut archive, member) {
            Ok(_) if left == 0 => Input::with_problem(&named, wrong::archive(&ZipError::TooLarge)),
            Ok(opened) => {
                let mut opened = opened.take(left);
                let input = read(&named, &mut opened, options);
                left = opened.limit();
                input
            }
            Err(error) => Input::with_problem(&named, wrong::archive(&error)),
        }
    });
    let inputs: Vec<Input> = inputs.collect();
    together(name, "archive", inputs)
}

/// Whether a member is what somebody packed, and not what their system put beside it.
pub fn is_content(member: &zip::Member) -> bool {
    !member.name.split('/').any(|part| part.starts_with(['.', '_']) && part != "_index.htm")
}

/// Whether nothing of a login, and nothing about one, is in an input.
pub fn is_of_no_use(input: &Input) -> bool {
    input.kind.is_none()
        && input.captured.is_empty()
        && input.evidence.is_none()
        && input.problem.as_ref().is_some_and(|problem| problem.severity == ProblemKind::NotSaml)
}

/// What several files that were named as one come to.
pub fn together(name: &str, kind: &str, inputs: Vec<Input>) -> Vec<Input> {
    let count = inputs.len();
    if count == 0 {
        let what = format!("there is no file in this {kind}");
        return vec![Input::with_problem(name, wrong::not_saml(what, wrong::IN_THE_BROWSER))];
    }
    let (useless, mut useful): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(is_of_no_use);
    let Some(first) = useful.first_mut() else {
        if count == 1 {
            return useless;
        }
        let what = format!("none of the {count} files in this {kind} holds a SAML message");
        return vec![Input::with_problem(name, wrong::not_saml(what, wrong::IN_THE_BROWSER))];
    };
    if !useless.is_empty() {
        let names: Vec<String> =
            useless.iter().take(NAMED).map(|input| wrong::shown(last(&input.name))).collect();
        let more = useless.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (hold, files) = if useless.len() == 1 { ("holds", "file") } else { ("hold", "files") };
        first.notes.push(format!(
            "{} other {files} in {} {hold} no SAML message and no evidence: {}{more}",
            useless.len(),
            wrong::shown(name),
            names.join(", ")
        ));
    }
    useful
}

fn last(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
