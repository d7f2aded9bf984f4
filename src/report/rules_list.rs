//! Every rule in one list.

use serde::Serialize;

use super::measured::Measured;
use super::{Citation, Severity, count};
use crate::rule::Rule;
use crate::rules;

/// Every rule, by what the rules are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesList {
    pub groups: Vec<Group>,
    /// `121 rules; saml-doctor explain RULE says more of each`
    pub closing: String,
}

/// Rules about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `audience`, `source identity`
    pub about: String,
    pub rules: Vec<RuleEntry>,
}

/// Everything that is known of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleEntry {
    pub id: &'static str,
    pub about: &'static str,
    #[serde(serialize_with = "by_name")]
    pub severity: Severity,
    pub confidence: &'static str,
    pub summary: &'static str,
    pub rationale: &'static str,
    pub remedy: &'static str,
    /// Ids of AWS's sentences that it explains.
    pub aws_errors: Vec<&'static str>,
    /// Rules whose finding makes this one a consequence.
    pub follows: &'static [&'static str],
    pub needs: Vec<&'static str>,
    pub targets: Vec<&'static str>,
    pub citations: &'static [Citation],
    pub measured: Option<Measured>,
}

fn by_name<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

impl RulesList {
    /// Every rule there is.
    pub fn all() -> RulesList {
        RulesList::matching("")
    }

    /// The rules that have every word of a text in what they are called, find, or explain.
    pub fn matching(text: &str) -> RulesList {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let is_meant = |rule: &Rule| {
            let sentences = rule.explains.iter().map(|error| format!(" {} {}", error.id, error.message));
            let about = rules::folder_of(rule).replace('_', " ");
            let all = format!("{} {about} {}{}", rule.id, rule.summary, sentences.collect::<String>());
            let all = all.to_lowercase();
            words.iter().all(|word| all.contains(word))
        };
        let meant: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| is_meant(rule)).collect();
        let mut groups: Vec<Group> = Vec::new();
        for rule in &meant {
            let entry = RuleEntry::of(rule);
            let about = entry.about.replace('_', " ");
            match groups.last_mut().filter(|group| group.about == about) {
                Some(group) => group.rules.push(entry),
                None => groups.push(Group { about, rules: vec![entry] }),
            }
        }
        let number = count(meant.len(), "rule");
        RulesList { groups, closing: format!("{number}; saml-doctor explain RULE says more of each") }
    }
}

impl RuleEntry {
    fn of(rule: &'static Rule) -> RuleEntry {
        RuleEntry {
            id: rule.id,
            about: rules::folder_of(rule),
            severity: rule.severity,
            confidence: rule.confidence.name(),
            summary: rule.summary,
            rationale: rule.rationale,
            remedy: rule.remedy.text,
            aws_errors: rule.explains.iter().map(|error| error.id).collect(),
            follows: rule.follows,
            needs: rule.needs().iter().map(|need| need.name()).collect(),
            targets: targets(rule),
            citations: rule.citations,
            measured: rule.measured.map(Measured::of),
        }
    }
}

/// As the JSON report names the services, each once.
fn targets(rule: &Rule) -> Vec<&'static str> {
    let mut targets = Vec::new();
    for service in rule.services() {
        if !targets.contains(&service.target) {
            targets.push(service.target);
        }
    }
    targets
}
