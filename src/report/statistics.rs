//! How often what was found, over all messages of a run.

use std::collections::BTreeMap;

use super::{Report, Severity};

/// Counts over a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The word for a verdict, and how many messages have it; the most first.
    pub verdicts: Vec<(&'static str, usize)>,
    /// The graver first, of equals the more frequent.
    pub rules: Vec<RuleCount>,
}

/// How often one rule found something at one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    pub rule: &'static str,
    pub severity: Severity,
    pub findings: usize,
    /// Messages and files of evidence that it found something in.
    pub places: usize,
    pub summary: &'static str,
}

impl Report {
    pub fn statistics(&self) -> Statistics {
        let mut verdicts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for message in self.messages.iter().filter(|message| message.beside.is_none()) {
            *verdicts.entry(message.word).or_default() += 1;
        }
        let mut verdicts: Vec<(&'static str, usize)> = verdicts.into_iter().collect();
        verdicts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut rules: BTreeMap<(Severity, &'static str), RuleCount> = BTreeMap::new();
        let of_messages = self.messages.iter().map(|message| &message.findings);
        for findings in of_messages.chain(self.evidence.iter().map(|evidence| &evidence.findings)) {
            let mut seen = Vec::new();
            for finding in findings {
                let key = (finding.severity, finding.rule);
                let counted = rules.entry(key).or_insert(RuleCount {
                    rule: finding.rule,
                    severity: finding.severity,
                    findings: 0,
                    places: 0,
                    summary: finding.summary,
                });
                counted.findings += 1;
                if !seen.contains(&key) {
                    seen.push(key);
                    counted.places += 1;
                }
            }
        }
        let mut rules: Vec<RuleCount> = rules.into_values().collect();
        rules.sort_by_key(|one| (std::cmp::Reverse(one.severity), std::cmp::Reverse(one.places), one.rule));
        Statistics { verdicts, rules }
    }
}
