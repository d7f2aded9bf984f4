//! What was not examined and how to examine it, and the counts at the end.

use crate::diagnosis::{Judged, Message, Report};
use crate::engine::{Found, Verdict};
use crate::report::screen::{Detail, Screen, Style};
use crate::report::{count, grouped, needs, visible};
use crate::rule::{Need, Rule, Severity};
use crate::signature::encryption::Closed;

const INDENT: usize = 13;

/// What could not be judged, by what it needs, and the command that gets it.
pub fn not_checked(screen: &mut Screen, report: &Report, message: &Message, judged: &Judged) {
    let mut by_need: Vec<(Need, Vec<&'static Rule>)> = Vec::new();
    for &(rule, need) in &judged.judgement.not_checked {
        match by_need.iter_mut().find(|(known, _)| *known == need) {
            Some((_, rules)) => rules.push(rule),
            None => by_need.push((need, vec![rule])),
        }
    }
    if by_need.is_empty() {
        return;
    }
    screen.gap();
    let screen_detail = screen.detail();
    let mut files = Vec::new();
    for (index, (need, rules)) in by_need.iter().enumerate() {
        if index == 0 {
            screen.styled(Style::Strong, "not checked");
        }
        screen.to_column(INDENT).words(Style::Plain, INDENT, &named(screen_detail, *need, rules));
        let how = format!("needs {}", needs::how(*need, Some(message)));
        if screen.column() + 3 + visible::text_width(&how) > screen.width() {
            screen.end().to_column(INDENT + 2);
        } else {
            screen.put("   ");
        }
        match how.contains(" > ") {
            // A command stays on one line, to be copied.
            true => screen.put(&how).end(),
            false => screen.words(Style::Plain, INDENT + 8, &how).end(),
        };
        files.extend(how.rsplit_once(" > ").map(|(_, file)| file.to_owned()));
    }
    if let Some(again) = again(report, &files) {
        screen.to_column(INDENT).put(&again).end();
    }
}

/// What is open; with `-v` the rules too.
fn named(detail: Detail, need: Need, rules: &[&'static Rule]) -> String {
    let question = needs::question(need);
    if detail != Detail::Full {
        return question.to_owned();
    }
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    format!("{question} ({})", ids.join(", "))
}

/// The same command line with the new files; only where every name can be typed as it is.
fn again(report: &Report, files: &[String]) -> Option<String> {
    let plain = |name: &str| {
        !name.starts_with('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
    };
    let used = report.inputs.iter().filter(|input| input.problem.is_none());
    let names: Vec<&str> = used.map(|input| input.name.as_str()).collect();
    if files.is_empty() || names.is_empty() || !names.iter().all(|name| plain(name)) {
        return None;
    }
    if report.messages.iter().any(was_tried_to_open) {
        // The name of the key's file is not part of a report.
        return Some(format!("(then: the same command, with {} added)", files.join(" and ")));
    }
    Some(format!("(then: saml-doctor {} {})", names.join(" "), files.join(" ")))
}

/// Whether a private key was given for what is encrypted in it.
fn was_tried_to_open(message: &Message) -> bool {
    let decrypted = message.document.as_ref().map_or(&[][..], |document| &document.decrypted);
    decrypted.iter().any(|opened| !matches!(opened.result, Err(Closed::NoKey)))
}

/// With `-v`, the rules that found nothing.
pub fn clean(screen: &mut Screen, judged: &Judged) {
    if screen.detail() != Detail::Full {
        return;
    }
    let lists = [("clean", &judged.judgement.clean), ("not applicable", &judged.judgement.not_applicable)];
    for (what, rules) in lists.into_iter().filter(|(_, rules)| !rules.is_empty()) {
        screen.gap();
        let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        screen.styled(Style::Strong, what).to_column(16).words(Style::Plain, 16, &ids.join(", ")).end();
    }
}

pub fn has_error(findings: &[Found]) -> bool {
    findings.iter().any(|found| found.finding.severity == Severity::Error)
}

/// `1 error, 1 warning; 41 checks clean, 9 not applicable, 2 not checked`.
pub fn counts(screen: &mut Screen, findings: &[Found], [clean, not_applicable, not_checked]: [usize; 3]) {
    screen.gap();
    let of = |severity| findings.iter().filter(|found| found.finding.severity == severity).count();
    let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (of(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| count(number, severity.name()))
        .collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut checks = vec![format!("{} clean", count(clean, "check"))];
    for (number, what) in [(not_applicable, "not applicable"), (not_checked, "not checked")] {
        if number > 0 {
            checks.push(format!("{} {what}", grouped(number as u64)));
        }
    }
    screen.words(Style::Plain, 0, &format!("{found}; {}", checks.join(", "))).end();
}

/// Over several messages; where there is no response at all, that.
pub fn last_line(screen: &mut Screen, report: &Report) {
    let judged = report.messages.iter().filter_map(Message::verdict);
    let number = judged.clone().count();
    let undecoded = report.messages.iter().filter(|message| message.problem.is_some()).count();
    let metadata_alone =
        report.messages.is_empty() && report.examined.iter().any(|one| one.metadata.is_some());
    if metadata_alone {
        return;
    }
    if number + undecoded == 0 {
        // An input's own problem says it better.
        if report.inputs.iter().all(|input| input.problem.is_none()) {
            screen.gap();
            screen.words(Style::Error, 0, "there is no SAML response to AWS in this").end();
            screen
                .words(
                    Style::Plain,
                    0,
                    "copy the value of SAMLResponse from the POST to AWS, or save the login as a HAR",
                )
                .end();
        }
        return;
    }
    if number + undecoded == 1 {
        return;
    }
    screen.gap();
    let of = |verdict| judged.clone().filter(|of| *of == verdict).count();
    let parts: Vec<String> = [
        (of(Verdict::Refused), "refused"),
        (of(Verdict::Accepted), "accepted"),
        (of(Verdict::Undetermined), "undetermined"),
        (undecoded, "not decoded"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{} {what}", grouped(number as u64)))
    .collect();
    screen
        .words(Style::Strong, 0, &format!("{}: {}", count(number + undecoded, "message"), parts.join(", ")))
        .end();
}
