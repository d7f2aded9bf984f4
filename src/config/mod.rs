//! What `saml-doctor.toml` says: the service, what makes a run fail, what is expected, levels of rules.

mod reader;

use std::collections::BTreeSet;
use std::fmt;

use jiff::SignedDuration;

use crate::aws::nearest::nearest;
use crate::aws::services::Service;
use crate::rule::{Expected, Levels, Rule, Severity};
use crate::rules;

/// A configuration file as it was understood.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub target: Option<&'static Service>,
    pub fail_on: Option<FailOn>,
    /// Clocks that are no further apart are taken to agree.
    pub skew: Option<SignedDuration>,
    pub expected: Expected,
    pub levels: Levels,
}

/// What makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    From(Severity),
    Never,
}

impl FailOn {
    /// As the command line and the file spell them, with what each is.
    pub const ALL: [(&'static str, FailOn); 4] = [
        ("error", FailOn::From(Severity::Error)),
        ("warning", FailOn::From(Severity::Warning)),
        ("note", FailOn::From(Severity::Note)),
        ("never", FailOn::Never),
    ];

    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::From(severity) => Some(severity),
            FailOn::Never => None,
        }
    }
}

/// Something in the file that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    pub what: String,
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    ///
    /// Every fault, in the order of the lines: of syntax the first alone.
    pub fn parse(text: &str) -> Result<Config, Vec<Fault>> {
        reader::read(text)
    }
}

/// A rule, or a group of them, that was named: `audience-not-aws`, `time`.
///
/// # Errors
///
/// Where neither is called so.
pub fn rules_named(name: &str) -> Result<BTreeSet<&'static str>, UnknownRule> {
    let group = name.replace('-', "_");
    let of_it: BTreeSet<&'static str> = rules::ALL
        .iter()
        .filter(|rule| rule.id == name || rules::folder_of(rule) == group)
        .map(|rule| rule.id)
        .collect();
    if of_it.is_empty() { Err(UnknownRule::of(name, groups().chain(ids()))) } else { Ok(of_it) }
}

fn rule_named(name: &str) -> Result<&'static Rule, UnknownRule> {
    rules::by_id(name).ok_or_else(|| UnknownRule::of(name, ids()))
}

fn ids() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().map(|rule| rule.id)
}

/// The groups of `saml-doctor rules`, each once.
fn groups() -> impl Iterator<Item = &'static str> {
    let all: BTreeSet<&'static str> = rules::ALL.iter().map(|rule| rules::folder_of(rule)).collect();
    all.into_iter()
}

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    name: String,
    near: Option<&'static str>,
}

impl UnknownRule {
    fn of(name: &str, known: impl Iterator<Item = &'static str>) -> UnknownRule {
        UnknownRule { name: name.to_owned(), near: meant(name, known) }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.near {
            Some(near) => write!(f, "there is no rule {name:?}; {near} is one"),
            None => write!(f, "there is no rule {name:?}; saml-doctor rules lists them"),
        }
    }
}

impl std::error::Error for UnknownRule {}

/// What a name that is not known was meant to be: the nearest, else one that shares its beginning.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.collect();
    if let Some(near) = nearest(name, known.iter().copied()) {
        return Some(near.candidate);
    }
    let shared = |other: &str| name.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let best = known.into_iter().max_by_key(|other| (shared(other), std::cmp::Reverse(other.len())))?;
    (shared(best) >= 5).then_some(best)
}
