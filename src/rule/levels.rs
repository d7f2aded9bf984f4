//! What a run was told to make of rules: another severity, or that they say nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Severity;

/// The levels of rules. A level never changes what AWS answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// Only these rules speak; `None` where all do.
    pub selected: Option<BTreeSet<&'static str>>,
    /// Rules that were told to be silent for this run.
    pub ignored: BTreeSet<&'static str>,
    /// What a configuration file says, by the rule's id.
    pub configured: BTreeMap<&'static str, Level>,
}

/// What a configuration file says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// `None` is off.
    pub severity: Option<Severity>,
    /// Why, as it was written.
    pub reason: String,
}

/// What becomes of what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    AsItIs,
    At(Severity, &'a str),
    Off(&'a str),
    Ignored,
    NotSelected,
}

impl Levels {
    /// The command line wins over the file: what it selects is not off, what it ignores is ignored.
    pub fn of(&self, rule: &str) -> Told<'_> {
        let selected = self.selected.as_ref().map(|selected| selected.contains(rule));
        match (self.ignored.contains(rule), selected, self.configured.get(rule)) {
            (true, _, _) => Told::Ignored,
            (false, Some(false), _) => Told::NotSelected,
            (false, _, Some(Level { severity: Some(severity), reason })) => Told::At(*severity, reason),
            (false, None, Some(Level { severity: None, reason })) => Told::Off(reason),
            (false, Some(true), Some(Level { severity: None, .. })) | (false, _, None) => Told::AsItIs,
        }
    }

    /// Whether every rule speaks as it is.
    pub fn is_empty(&self) -> bool {
        self.selected.is_none() && self.ignored.is_empty() && self.configured.is_empty()
    }
}
