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
        // What is named so comes before what only speaks of it.
        let is_named = |name: &str| {
            let parts: Vec<&str> = name.split(['-', ' ']).collect();
            words.iter().flat_map(|word| word.split('-')).all(|word| parts.contains(&word))
        };
        for group in &mut groups {
            group.rules.sort_by_key(|rule| !is_named(rule.id));
        }
        groups.sort_by_key(|group| match words.join(" ") == group.about {
            true => 0,
            false if is_named(&group.about) => 1,
            false if group.rules.iter().any(|rule| is_named(rule.id)) => 2,
            false => 3,
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_so_comes_before_what_speaks_of_it() {
        let about = |text: &str| -> Vec<String> {
            RulesList::matching(text).groups.into_iter().map(|group| group.about).collect()
        };
        let role = about("role");
        let at = |about: &str| role.iter().position(|known| known == about).unwrap();
        assert_eq!(role[0], "role", "{role:?}");
        // `role-session-name-missing` is named so; of Issuers a sentence with "role" in it is explained.
        assert!(at("session") < at("issuer") && at("call") < at("audience"), "{role:?}");
        let of_all: Vec<&str> =
            RulesList::all().groups.iter().flat_map(|group| &group.rules).map(|rule| rule.id).collect();
        assert!(of_all.into_iter().eq(rules::ALL.iter().map(|rule| rule.id)));
    }
}
