//! How the rules ended that found nothing, and the counts of all.

use serde::Serialize;

use super::{Finding, LeftOut, Severity, count, open};
use crate::diagnosis;
use crate::engine::{Inspection, Judgement};
use crate::input::Input;
use crate::number::grouped;
use crate::rule::{Need, Rule};

/// The rules that found nothing, each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Checks {
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    pub clean: Vec<&'static str>,
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    pub not_applicable: Vec<&'static str>,
    pub not_checked: Vec<NotChecked>,
    /// Rules that a configuration file turned off.
    pub off: Vec<LeftOut>,
    /// Rules that the command line left out.
    pub ignored: Vec<LeftOut>,
}

/// A rule that could not judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotChecked {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub rule: &'static str,
    /// What it cannot do without.
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub needs: &'static str,
    /// How to get that: a command or a sentence.
    pub how: String,
}

impl Checks {
    pub(super) fn of_message(
        message: &diagnosis::Message,
        judgement: &Judgement,
        inputs: &[Input],
    ) -> Checks {
        let Judgement { clean, not_applicable, not_checked, .. } = judgement;
        Checks::of(clean, not_applicable, not_checked, Some(message), inputs)
    }

    pub(super) fn of_evidence(inspection: &Inspection, inputs: &[Input]) -> Checks {
        let Inspection { clean, not_applicable, not_checked, .. } = inspection;
        Checks::of(clean, not_applicable, not_checked, None, inputs)
    }

    fn of(
        clean: &[&'static Rule],
        not_applicable: &[&'static Rule],
        not_checked: &[(&'static Rule, Need)],
        message: Option<&diagnosis::Message>,
        inputs: &[Input],
    ) -> Checks {
        // Dozens of rules wait for a few things.
        let mut known: Vec<(Need, String)> = Vec::new();
        let mut how = |need: Need| match known.iter().find(|(known, _)| *known == need) {
            Some((_, how)) => how.clone(),
            None => {
                let how = open::how(need, message, inputs);
                known.push((need, how.clone()));
                how
            }
        };
        let mut not_checked: Vec<NotChecked> = not_checked
            .iter()
            .map(|(rule, need)| NotChecked { rule: rule.id, needs: need.name(), how: how(*need) })
            .collect();
        not_checked.sort_by_key(|one| one.rule);
        let (clean, not_applicable) = (sorted_ids(clean), sorted_ids(not_applicable));
        Checks { clean, not_applicable, not_checked, off: Vec::new(), ignored: Vec::new() }
    }

    /// Every rule of the three lists of those that found nothing.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static str> {
        let unchecked = self.not_checked.iter().map(|one| one.rule);
        self.clean.iter().chain(&self.not_applicable).copied().chain(unchecked)
    }
}

fn sorted_ids(rules: &[&'static Rule]) -> Vec<&'static str> {
    let mut ids: Vec<_> = rules.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids
}

/// `1 error, 1 warning; 41 checks clean, 9 not applicable, 2 not checked`.
pub(super) fn counts(findings: &[Finding], checks: &Checks) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (of(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| count(number, severity.name()))
        .collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut parts = vec![format!("{} clean", count(checks.clean.len(), "check"))];
    let others = [
        (checks.not_applicable.len(), "not applicable"),
        (checks.not_checked.len(), "not checked"),
        (checks.off.len(), "off"),
        (checks.ignored.len(), "ignored"),
    ];
    for (number, what) in others.into_iter().filter(|(number, _)| *number > 0) {
        parts.push(format!("{} {what}", grouped(number as u64)));
    }
    format!("{found}; {}", parts.join(", "))
}
