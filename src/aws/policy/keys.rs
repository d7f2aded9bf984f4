//! The condition keys of a request: what is known of each.

use std::collections::BTreeMap;

use crate::instant::Instant;

/// What a key holds in one request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyValue {
    Absent,
    Single(String),
    /// A key that can have several values; with none it counts as absent.
    List(Vec<String>),
}

impl KeyValue {
    pub fn is_absent(&self) -> bool {
        match self {
            KeyValue::Absent => true,
            KeyValue::Single(_) => false,
            KeyValue::List(values) => values.is_empty(),
        }
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Known(KeyValue),
    /// One of these, and which is not known.
    Among(Vec<KeyValue>),
    /// A point in time, between these two.
    Between(Instant, Instant),
    /// It is there, and its value is not known.
    Present,
    /// Not even whether it is there.
    Unknown,
}

/// The keys of a request.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// By lower-case name.
    known: BTreeMap<String, State>,
    /// Prefixes, in lower case, of names whose keys are all of one state where nothing else is known.
    prefixes: Vec<(String, State)>,
    /// The keys whose unknown value may be another in another action of the same call.
    own: Vec<String>,
}

impl Keys {
    /// Takes over what is known of a key.
    pub fn set(&mut self, name: &str, state: State) {
        self.known.insert(name.to_lowercase(), state);
    }

    /// The same, for a key whose unknown value is this action's own.
    pub fn set_own(&mut self, name: &str, state: State) {
        self.own.push(name.to_lowercase());
        self.set(name, state);
    }

    pub fn single(&mut self, name: &str, value: &str) {
        self.set(name, State::Known(KeyValue::Single(value.to_owned())));
    }

    pub fn list(&mut self, name: &str, values: Vec<String>) {
        self.set(name, State::Known(KeyValue::List(values)));
    }

    pub fn absent(&mut self, name: &str) {
        self.set(name, State::Known(KeyValue::Absent));
    }

    /// What is known of every key that begins so and is not named otherwise; the longest prefix counts.
    pub fn prefix(&mut self, prefix: &str, state: State) {
        let prefix = prefix.to_lowercase();
        self.prefixes.retain(|(known, _)| *known != prefix);
        self.prefixes.push((prefix, state));
        self.prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    }

    /// The state of a key; one that nothing is said of is absent.
    pub fn state(&self, name: &str) -> &State {
        const ABSENT: &State = &State::Known(KeyValue::Absent);
        let lower = name.to_lowercase();
        if let Some(state) = self.known.get(&lower) {
            return state;
        }
        let prefix = self.prefixes.iter().find(|(prefix, _)| lower.starts_with(prefix.as_str()));
        prefix.map_or(ABSENT, |(_, state)| state)
    }

    /// Whether the unknown value of a key may differ between the actions of one call.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|own| own == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &State)> {
        self.known.iter().map(|(name, state)| (name.as_str(), state))
    }
}
