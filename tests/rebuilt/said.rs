//! What this tool says of each measured response and document, and the table of it.

use std::fmt::Write as _;
use std::fs;
use std::sync::OnceLock;

use saml_doctor::aws::measurements::{self, Answer, Asked, Measurement};
use saml_doctor::diagnosis::{Diagnosis, Judged};
use saml_doctor::rule::{Finding, Severity};

use super::Scenario;
use super::provider::{self, Mode};
use crate::support::{diagnose_files, fixture};

/// Seconds after the issue; the answers came at once.
const AT: &str = "issued+2s";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Call,
    Post,
}

impl Form {
    fn file(self) -> &'static str {
        match self {
            Form::Call => "call.txt",
            Form::Post => "post.txt",
        }
    }
}

pub fn report(scenario: &Scenario, form: Form) -> Diagnosis {
    stale_fixtures();
    let path = fixture("measured/sts").join(scenario.id).join(form.file());
    let provider = match scenario.requires_encryption {
        true => "../../provider-requires-encryption.json",
        false => "../../provider.json",
    };
    let key = "../../../signature/keys/throw-away-sp-encryption.key.pem";
    let words = ["--at", AT, "--key", key, provider].map(str::to_owned);
    diagnose_files(&path, &words)
}

pub fn judged(report: &Diagnosis) -> impl Iterator<Item = &Judged> {
    report.messages.iter().filter_map(|message| message.judged.as_ref())
}

pub fn errors(judged: &Judged) -> impl Iterator<Item = &Finding> {
    let findings = judged.judgement.findings.iter().map(|found| &found.finding);
    findings.filter(|finding| finding.severity == Severity::Error)
}

pub fn measurement(id: &str) -> &'static Measurement {
    measurements::all().find(|one| one.id == id).unwrap_or_else(|| panic!("{id} was not measured"))
}

/// Compares a file with what it should hold, or writes it.
pub fn fresh(path: &std::path::Path, text: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    if written == text { Ok(()) } else { Err(format!("{} is stale: UPDATE_SNAPSHOTS=1", path.display())) }
}

/// Written once, before any test reads them.
pub fn stale_fixtures() -> &'static [String] {
    static STALE: OnceLock<Vec<String>> = OnceLock::new();
    STALE.get_or_init(compare_fixtures)
}

fn compare_fixtures() -> Vec<String> {
    let folder = fixture("measured");
    let mut failures = Vec::new();
    for scenario in super::all() {
        let of = folder.join("sts").join(scenario.id);
        failures.extend(fresh(&of.join("call.txt"), &scenario.call()).err());
        failures.extend(fresh(&of.join("post.txt"), &scenario.post()).err());
    }
    for (id, text) in provider::measured_metadata() {
        failures.extend(fresh(&folder.join("iam").join(format!("{id}.xml")), &format!("{text}\n")).err());
    }
    for (mode, name) in
        [(Mode::Allowed, "provider.json"), (Mode::Required, "provider-requires-encryption.json")]
    {
        failures.extend(fresh(&folder.join(name), &provider::printed(mode)).err());
    }
    failures
}

pub fn metadata_report(id: &str) -> Diagnosis {
    stale_fixtures();
    diagnose_files(&fixture("measured/iam").join(format!("{id}.xml")), &[])
}

pub fn page() -> String {
    let mut page = String::from(
        "# Measured\n\n\
         What AWS documents, what the real AWS answered to one change at a time, and what this tool says of the same.\n\
         Made from `src/aws/measurements` and by running the tool over `fixtures/measured`.\n\n\
         The answers are recorded ones of the partition `aws`, us-east-1, in the public repository\n\
         [radkawar/stackd](https://github.com/radkawar/stackd/tree/9dc356f5e5cc49d2d334178a09c1398dd1c62617). The responses went to\n\
         STS by AssumeRoleWithSAML; the browser's sign-in page was not measured, so of a browser's POST a measurement alone makes\n\
         nothing certain. One fault at a time tells nothing about the order in which AWS finds them.\n",
    );
    let scenarios = super::all();
    page.push_str("\n## Responses, answered by STS\n\n");
    page.push_str("| requirement | document | measured | answer | of a call | of a browser's POST |\n|---|---|---|---|---|---|\n");
    for one in measurements::sts::ALL {
        let scenario = scenarios.iter().find(|scenario| scenario.id == one.id).unwrap();
        let said = [Form::Call, Form::Post].map(|form| {
            let report = report(scenario, form);
            said_of(one, judged(&report).next().unwrap())
        });
        row(&mut page, one, &said);
    }
    page.push_str("\n## SAML providers, answered by IAM\n\n");
    page.push_str("| requirement | document | measured | answer | this tool |\n|---|---|---|---|---|\n");
    let documents: Vec<&str> = provider::measured_metadata().iter().map(|(id, _)| *id).collect();
    for one in measurements::iam::ALL {
        let said = match (documents.contains(&one.id), one.answer) {
            (true, _) => {
                let report = metadata_report(one.id);
                let findings: Vec<&Finding> =
                    report.examined[0].inspection.findings.iter().map(|found| &found.finding).collect();
                words(&findings)
            }
            (false, Answer::Refused(error)) => format!("`explain {}`", error.id),
            (false, Answer::Taken(_)) => "nothing".to_owned(),
        };
        row(&mut page, one, &[said]);
    }
    page
}

fn row(page: &mut String, one: &Measurement, said: &[String]) {
    let answer = match one.answer {
        Answer::Taken("") => "taken".to_owned(),
        Answer::Taken(came_of_it) => format!("taken {came_of_it}"),
        Answer::Refused(error) => format!("refused: {}", error.shown()),
    };
    let asked = match one.asked {
        Asked::Sts | Asked::Iam => one.on,
    };
    let cells = [
        one.requirement.to_owned(),
        one.elsewhere.words(),
        one.tried.to_owned(),
        format!("{answer} ({asked})"),
    ];
    let cells: Vec<String> =
        cells.into_iter().chain(said.iter().cloned()).map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(page, "| {} |", cells.join(" | ")).unwrap();
}

/// Every error and warning, and the notes that the measurement is about.
fn said_of(one: &Measurement, judged: &Judged) -> String {
    let findings = judged.judgement.findings.iter().filter(|found| found.consequence_of.is_none());
    let findings: Vec<&Finding> = findings
        .map(|found| &found.finding)
        .filter(|finding| {
            let about = finding.measured.is_some_and(|measured| measured.requirement == one.requirement);
            finding.severity > Severity::Note || about
        })
        .collect();
    let predicted = judged.judgement.predicted.as_ref();
    let sentence =
        predicted.map(|predicted| format!(", `{}` {}", predicted.error.id, predicted.confidence.name()));
    words(&findings) + &sentence.unwrap_or_default()
}

fn words(findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return "nothing".to_owned();
    }
    let words: Vec<String> = findings
        .iter()
        .map(|finding| {
            format!("{} `{}`, {}", finding.severity.name(), finding.rule.id, finding.confidence.name())
        })
        .collect();
    words.join("; ")
}
