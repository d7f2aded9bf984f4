//! Levels of rules put on a report: severities and the exit code change, AWS's answer does not.

use std::collections::BTreeMap;

use super::brief;
use super::{Brief, Evidence, Finding, Message, Report, Severity, checks, count};
use crate::rule::{Levels, Told};

/// The configuration file that a run was told by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Config {
    /// As it can be shown: under the working directory or above it.
    pub path: String,
    /// The rules that it gives another level, in the order of their names.
    pub levels: Vec<ConfiguredLevel>,
}

/// A rule's level, and why it has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfiguredLevel {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub rule: &'static str,
    /// `error`, `warning`, `note` or `off`
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note", "off"])))]
    pub level: &'static str,
    pub reason: String,
}

impl Config {
    /// What a file of this name says.
    pub fn of(path: String, levels: &Levels) -> Config {
        let told = levels.configured.iter().map(|(rule, level)| ConfiguredLevel {
            rule,
            level: level.severity.map_or("off", Severity::name),
            reason: level.reason.clone(),
        });
        Config { path, levels: told.collect() }
    }
}

/// A rule that was told to be silent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOut {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub rule: &'static str,
    /// Why; `None` where the command line gave none.
    pub reason: Option<String>,
    /// How often it would have spoken.
    pub found: usize,
}

impl Report {
    /// Puts levels on what was found. Verdicts and predicted sentences stay: they are AWS's.
    pub fn adjust(&mut self, levels: &Levels) {
        if levels.is_empty() {
            return;
        }
        for message in &mut self.messages {
            let kept = adjust(levels, &mut message.findings, &mut message.checks);
            if message.counts.is_some() {
                message.counts = Some(checks::counts(&message.findings, &message.checks));
            }
            if let Some(brief) = &mut message.brief {
                brief.keep(&kept, &message.findings);
            }
        }
        for evidence in &mut self.evidence {
            adjust(levels, &mut evidence.findings, &mut evidence.checks);
            if let Some(opinion) = &mut evidence.opinion {
                opinion.counts = checks::counts(&evidence.findings, &evidence.checks);
            }
        }
        self.told_otherwise = self.told_otherwise();
        self.exit_code = match self.exit_code_of_inputs {
            4 => 4,
            _ if self.finds_fault() => 1,
            code => code,
        };
    }

    /// What a reader must know to not miss what was left out.
    fn told_otherwise(&self) -> Vec<String> {
        let all = || {
            let of_messages = self.messages.iter().map(|one| (&one.findings, &one.checks));
            of_messages.chain(self.evidence.iter().map(|one| (&one.findings, &one.checks)))
        };
        let mut told = BTreeMap::<(&str, &str, Option<&str>), usize>::new();
        for (findings, checks) in all() {
            for finding in findings {
                if let Some(reason) = &finding.reason {
                    *told.entry((finding.severity.name(), finding.rule, Some(reason))).or_default() += 1;
                }
            }
            let off = checks.off.iter().map(|one| ("off", one));
            for (what, one) in off.chain(checks.ignored.iter().map(|one| ("ignored", one))) {
                if one.found > 0 {
                    *told.entry((what, one.rule, one.reason.as_deref())).or_default() += one.found;
                }
            }
        }
        let lines = told.into_iter().map(|((what, rule, reason), found)| {
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            format!("{what}: {rule}, found {}{reason}", count(found, "time"))
        });
        lines.collect()
    }

    fn finds_fault(&self) -> bool {
        if self.refusal_recorded && self.fail_on.is_some() {
            return true;
        }
        let witnessed = |message: &Message| message.witnessed && self.fail_on.is_some();
        let of_use = |evidence: &&Evidence| self.inputs[evidence.input].problem.is_none();
        self.messages.iter().any(|one| witnessed(one) || one.findings.iter().any(|found| self.fails(found)))
            || self
                .evidence
                .iter()
                .filter(of_use)
                .flat_map(|one| &one.findings)
                .any(|found| self.fails(found))
    }
}

/// Where each finding stands afterwards; `None` where it was taken out.
type Kept = Vec<Option<usize>>;

fn adjust(levels: &Levels, findings: &mut Vec<Finding>, checks: &mut super::Checks) -> Kept {
    for finding in findings.iter_mut() {
        if let Told::At(severity, reason) = levels.of(finding.rule) {
            finding.severity = severity;
            finding.reason = Some(reason.to_owned());
        }
    }
    let stays = |rule: &str| match levels.of(rule) {
        Told::AsItIs | Told::At(..) => true,
        Told::Off(_) | Told::Ignored | Told::NotSelected => false,
    };
    let mut next = 0;
    let kept: Kept = findings
        .iter()
        .map(|finding| {
            stays(finding.rule).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let mut silent: Vec<&'static str> = findings.iter().map(|one| one.rule).chain(checks.rules()).collect();
    silent.retain(|rule| !stays(rule));
    silent.sort_unstable();
    silent.dedup();
    for rule in silent {
        let found = findings.iter().filter(|finding| finding.rule == rule).count();
        let (list, reason) = match levels.of(rule) {
            Told::Off(reason) => (&mut checks.off, Some(reason.to_owned())),
            Told::NotSelected => (&mut checks.ignored, Some("not selected".to_owned())),
            Told::Ignored | Told::AsItIs | Told::At(..) => (&mut checks.ignored, None),
        };
        list.push(LeftOut { rule, reason, found });
    }
    checks.clean.retain(|rule| stays(rule));
    checks.not_applicable.retain(|rule| stays(rule));
    checks.not_checked.retain(|one| stays(one.rule));
    findings.retain(|finding| stays(finding.rule));
    let new = |index: usize| kept.get(index).copied().flatten();
    for finding in findings {
        finding.consequence_of = finding.consequence_of.and_then(new);
        finding.consequences = finding.consequences.iter().copied().filter_map(new).collect();
    }
    kept
}

impl Brief {
    /// Points at findings where they stand now.
    fn keep(&mut self, kept: &Kept, findings: &[Finding]) {
        let new = |index: usize| kept.get(index).copied().flatten();
        self.cause = self.cause.and_then(new);
        let told = |severity| {
            let cause = self.cause;
            findings.iter().enumerate().filter_map(move |(index, finding)| {
                let is_other = finding.consequence_of.is_none() && Some(index) != cause;
                (is_other && finding.severity == severity).then_some(index)
            })
        };
        self.also = told(Severity::Error).chain(told(Severity::Warning)).collect();
        self.told = self.told.iter().filter_map(|&index| new(index)).collect();
        if !findings.iter().any(|finding| finding.rule == brief::AGE) {
            self.age = None;
        }
    }
}
