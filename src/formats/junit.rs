//! JUnit's XML as Jenkins and GitLab read it: a suite a message, a case a rule, failures where the exit
//! code is 1 and there alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::markup::escaped;
use crate::report::{Checks, Finding, Message, Report, Style};

/// Columns of the excerpt in a failure's text.
const WIDTH: usize = 100;

/// Lays the report out.
pub fn render(report: &Report) -> String {
    // Something could not be read, and the exit code is 4 whatever was found: what fails is an error with
    // the rest, red as before, so that failures go with the exit code 1.
    let failing = if report.exit_code == 4 { Failing::Error } else { Failing::Failure };
    let mut suites = Suites { names: BTreeSet::new(), list: Vec::new(), failing };
    for input in &report.inputs {
        let Some(problem) = &input.problem else { continue };
        let mut suite = suites.suite(&input.words);
        suite.case("input", Outcome::Error { message: &problem.sentence });
        suites.add(suite);
    }
    for message in &report.messages {
        if message.problem.is_none() && message.verdict.is_none() {
            // A request or another message that nothing judges.
            continue;
        }
        suites.add(of_message(report, message, suites.suite(&name(report, message))));
    }
    for evidence in &report.evidence {
        let words = &report.inputs[evidence.input].words;
        let mut suite = suites.suite(words);
        if report.inputs[evidence.input].problem.is_some() {
            // A page in the place of metadata is no evidence: what is found in it makes no exit code 1.
            suite.failing = Failing::Told;
        }
        let events = evidence.opinion.as_ref().filter(|opinion| !opinion.recorded.is_empty());
        if let Some(opinion) = events.filter(|opinion| opinion.headline.style == Style::Error)
            && report.fail_on.is_some()
        {
            let text: String = opinion.recorded.iter().map(|line| format!("{}\n", escaped(line))).collect();
            suite.case(
                "cloudtrail",
                Outcome::Failure { kind: "error", message: &opinion.headline.text, text },
            );
        }
        rules(report, &mut suite, &evidence.findings, &evidence.checks);
        suites.add(suite);
    }
    suites.finish()
}

/// `login.har entry 57`; of an input with one message its name.
fn name(report: &Report, message: &Message) -> String {
    let input = &report.inputs[message.input].words;
    match message.entry {
        Some(entry) => format!("{input} entry {entry}"),
        None => input.clone(),
    }
}

fn of_message(report: &Report, message: &Message, mut suite: Suite) -> Suite {
    if let Some(fault) = &message.problem {
        suite.case("decoding", Outcome::Error { message: &fault.message });
    }
    let explained = message.findings.iter().any(|finding| report.fails(finding));
    if message.witnessed && report.fail_on.is_some() && !explained {
        // No rule says why, and it was refused all the same.
        let headline = message.answer.as_ref().map_or(message.word, |answer| answer.headline.as_str());
        let sentence = message.answer.as_ref().and_then(|answer| answer.sentence.as_ref());
        let text = sentence.map_or(String::new(), |sentence| format!("{}\n", escaped(&sentence.text)));
        suite.case("aws-answer", Outcome::Failure { kind: "error", message: headline, text });
    }
    if let Some(because) = message.because().filter(|_| report.strict && !explained) {
        suite.case(
            "verdict",
            Outcome::Failure { kind: "undetermined", message: because, text: String::new() },
        );
    }
    rules(report, &mut suite, &message.findings, &message.checks);
    suite
}

/// A case for every rule that was found, found nothing, or could not judge.
fn rules(report: &Report, suite: &mut Suite, findings: &[Finding], checks: &Checks) {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        found.entry(finding.rule).or_default().push(finding);
    }
    for (rule, findings) in &found {
        let failing = findings.iter().filter(|finding| report.fails(finding)).max_by_key(|one| one.severity);
        let text: String = findings.iter().map(|finding| told(finding)).collect();
        match failing {
            Some(worst) => suite
                .case(rule, Outcome::Failure { kind: worst.severity.name(), message: &worst.message, text }),
            None => suite.case(rule, Outcome::Told { text }),
        }
    }
    for rule in checks.clean.iter().filter(|rule| !found.contains_key(*rule)) {
        suite.case(rule, Outcome::Passed);
    }
    for unchecked in checks.not_checked.iter().filter(|one| !found.contains_key(one.rule)) {
        let message = format!("needs {}: {}", unchecked.needs, unchecked.how);
        suite.case(unchecked.rule, Outcome::Skipped { message: &message });
    }
    let left_out = checks.off.iter().map(|one| ("off", one));
    for (what, one) in left_out.chain(checks.ignored.iter().map(|one| ("ignored", one))) {
        let message = one.reason.as_ref().map_or(what.to_owned(), |reason| format!("{what}: {reason}"));
        suite.case(one.rule, Outcome::Skipped { message: &message });
    }
}

/// A finding as the text of a failure; escaped.
fn told(finding: &Finding) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{label}{}", escaped(value));
        }
    };
    let beside = format!("{}, {}: ", finding.severity.name(), finding.confidence.name());
    line(&beside, &finding.message);
    line("at        ", &finding.at());
    let drawing = finding.drawn(WIDTH);
    line("          ", &drawing.line);
    line("          ", &drawing.carets);
    line("expected  ", finding.expected.as_deref().unwrap_or_default());
    line("found     ", finding.found.as_deref().unwrap_or_default());
    line("remedy    ", &finding.remedy.text);
    line("who       ", finding.remedy.who_words.as_deref().unwrap_or_default());
    for command in &finding.commands {
        line("run       ", command);
    }
    text
}

/// How a case ended. Texts are escaped already, messages are not.
enum Outcome<'a> {
    Passed,
    /// Something was found that the exit code does not count.
    Told {
        text: String,
    },
    Failure {
        kind: &'static str,
        message: &'a str,
        text: String,
    },
    Error {
        message: &'a str,
    },
    Skipped {
        message: &'a str,
    },
}

#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// What a case that fails is called.
#[derive(Clone, Copy)]
enum Failing {
    Failure,
    Error,
    /// Nothing: it is told.
    Told,
}

struct Suite {
    name: String,
    counts: Counts,
    cases: String,
    failing: Failing,
}

impl Suite {
    fn case(&mut self, name: &str, outcome: Outcome) {
        self.counts.tests += 1;
        let (class, name) = (escaped(&self.name), escaped(name));
        let content = match outcome {
            Outcome::Passed => None,
            Outcome::Told { text } => Some(format!("      <system-out>{text}</system-out>\n")),
            Outcome::Failure { kind, message, text } => {
                let message = escaped(message);
                let tagged = |tag: &str| {
                    format!("      <{tag} type=\"{kind}\" message=\"{message}\">{text}</{tag}>\n")
                };
                Some(match self.failing {
                    Failing::Failure => {
                        self.counts.failures += 1;
                        tagged("failure")
                    }
                    Failing::Error => {
                        self.counts.errors += 1;
                        tagged("error")
                    }
                    Failing::Told => format!("      <system-out>{text}</system-out>\n"),
                })
            }
            Outcome::Error { message } => {
                self.counts.errors += 1;
                let message = escaped(message);
                Some(format!("      <error type=\"unreadable\" message=\"{message}\">{message}</error>\n"))
            }
            Outcome::Skipped { message } => {
                self.counts.skipped += 1;
                Some(format!("      <skipped message=\"{}\"/>\n", escaped(message)))
            }
        };
        let head = format!("    <testcase classname=\"{class}\" name=\"{name}\"");
        self.cases.push_str(&match content {
            None => format!("{head}/>\n"),
            Some(content) => format!("{head}>\n{content}    </testcase>\n"),
        });
    }
}

struct Suites {
    names: BTreeSet<String>,
    list: Vec<Suite>,
    failing: Failing,
}

impl Suites {
    /// A suite of this name, not among the others yet.
    fn suite(&self, name: &str) -> Suite {
        Suite {
            name: self.free(name),
            counts: Counts::default(),
            cases: String::new(),
            failing: self.failing,
        }
    }

    /// The name, or the name with a number: readers keep only the first case of a name.
    fn free(&self, name: &str) -> String {
        if !self.names.contains(name) {
            return name.to_owned();
        }
        let mut numbered = (2..).map(|number| format!("{name} ({number})"));
        numbered.find(|name| !self.names.contains(name)).unwrap_or_default()
    }

    fn add(&mut self, suite: Suite) {
        self.names.insert(suite.name.clone());
        self.list.push(suite);
    }

    fn finish(self) -> String {
        let sum =
            |count: fn(&Counts) -> usize| self.list.iter().map(|suite| count(&suite.counts)).sum::<usize>();
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"saml-doctor\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
            sum(|counts| counts.tests),
            sum(|counts| counts.failures),
            sum(|counts| counts.errors),
        );
        for Suite { name, counts, cases, .. } in &self.list {
            let Counts { tests, failures, errors, skipped } = counts;
            text.push_str(&format!(
                "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">\n{cases}  </testsuite>\n",
                escaped(name)
            ));
        }
        text.push_str("</testsuites>\n");
        text
    }
}
