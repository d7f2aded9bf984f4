//! A decision where keys are not known: every value that could make a difference is tried.
//!
//! Sound: a value that is tried stands for all that every condition treats alike, and where that cannot
//! be said, more is taken to be possible than is.

use std::collections::BTreeMap;

use super::{Outcome, Request, Use, decide, together};
use crate::aws::policy::compare::ip::Net;
use crate::aws::policy::condition::{Atom, Looked, Lookup, Resolved, resolve, time_points};
use crate::aws::policy::keys::{KeyValue, Keys, State};
use crate::aws::policy::model::{Condition, Policy};
use crate::aws::policy::operator::Base;
use crate::instant::Instant;

/// Evaluations of conditions before one gives up and leaves it undetermined.
const MOST_WORK: usize = 200_000;

/// What all the situations that are possible lead to.
pub(super) fn lead_to(policy: &Policy, usage: Use, requests: &[Request]) -> Outcome {
    let open = open_keys(policy, usage, requests);
    let mut choices: Vec<(Slot, Vec<Assumed>)> = Vec::new();
    let mut count = 1usize;
    let size: usize = policy.statements.iter().map(|statement| statement.conditions.len() + 1).sum();
    for (slot, conditions) in open {
        let Some(request) = requests.get(slot.request.unwrap_or(0)) else { continue };
        // What is put in somewhere else is told apart by more than the conditions on the key.
        let among = matches!(request.keys.state(&slot.key), State::Among(_));
        if !among && is_variable(policy, &slot.key) {
            continue;
        }
        let values = candidates(&slot.key, request.keys, &conditions);
        count = count.saturating_mul(values.len().max(1));
        if count.saturating_mul(size * requests.len()) > MOST_WORK {
            return Outcome::Undetermined;
        }
        choices.push((slot, values));
    }
    if choices.is_empty() {
        return Outcome::Undetermined;
    }
    let mut found: Option<Outcome> = None;
    for number in 0..count {
        let mut rest = number;
        let mut assumed: BTreeMap<&Slot, &Assumed> = BTreeMap::new();
        for (slot, values) in &choices {
            assumed.insert(slot, &values[rest % values.len()]);
            rest /= values.len();
        }
        let outcome = together(requests.iter().enumerate().map(|(index, request)| {
            let keys = Situation { index, keys: request.keys, assumed: &assumed };
            decide(policy, usage, request, &keys).outcome
        }));
        match found {
            _ if outcome == Outcome::Undetermined => return Outcome::Undetermined,
            Some(other) if other != outcome => return Outcome::Undetermined,
            _ => found = Some(outcome),
        }
    }
    found.unwrap_or(Outcome::Undetermined)
}

fn is_variable(policy: &Policy, key: &str) -> bool {
    let conditions = policy.statements.iter().flat_map(|statement| &statement.conditions);
    let mut values = conditions.flat_map(|condition| &condition.values);
    values.any(|value| value.template.variables().any(|variable| variable == key))
}

/// A key that is not known; `request` where its value is one action's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    request: Option<usize>,
    key: String,
}

enum Assumed {
    Value(KeyValue),
    Other(Vec<Atom>),
}

struct Situation<'a> {
    index: usize,
    keys: &'a Keys,
    assumed: &'a BTreeMap<&'a Slot, &'a Assumed>,
}

impl Lookup for Situation<'_> {
    fn look(&self, name: &str) -> Looked<'_> {
        let key = name.to_lowercase();
        let request = self.keys.is_own(&key).then_some(self.index);
        match self.assumed.get(&Slot { request, key }) {
            Some(Assumed::Value(value)) => Looked::Value(value),
            Some(Assumed::Other(atoms)) => Looked::Other(atoms),
            None => Looked::State(self.keys.state(name)),
        }
    }
}

struct Plain<'a>(&'a Keys);

impl Lookup for Plain<'_> {
    fn look(&self, name: &str) -> Looked<'_> {
        Looked::State(self.0.state(name))
    }
}

/// The keys that leave a statement open which is otherwise about the call, with the conditions on them.
fn open_keys<'a>(policy: &'a Policy, usage: Use, requests: &[Request]) -> BTreeMap<Slot, Vec<&'a Condition>> {
    let mut open: BTreeMap<Slot, Vec<&Condition>> = BTreeMap::new();
    for (index, request) in requests.iter().enumerate() {
        let decision = decide(policy, usage, request, &Plain(request.keys));
        for one in decision.statements.iter().filter(|one| !one.applies.is_decided()) {
            let statement = &policy.statements[one.statement];
            for (condition, possible) in statement.conditions.iter().zip(&one.conditions) {
                if possible.is_decided() {
                    continue;
                }
                let variables = condition.values.iter().flat_map(|value| value.template.variables());
                for key in variables.map(str::to_owned).chain([condition.key.value.to_lowercase()]) {
                    if !matches!(request.keys.state(&key), State::Known(_)) {
                        let request = request.keys.is_own(&key).then_some(index);
                        open.entry(Slot { request, key }).or_default();
                    }
                }
            }
        }
    }
    // What is tried must tell apart all that any condition does.
    let conditions = || policy.statements.iter().flat_map(|statement| &statement.conditions);
    for (slot, on) in &mut open {
        on.extend(conditions().filter(|condition| condition.key.value.to_lowercase() == slot.key));
    }
    open
}

/// Values of a key of which each stands for all that the conditions treat alike.
fn candidates(key: &str, keys: &Keys, conditions: &[&Condition]) -> Vec<Assumed> {
    let state = keys.state(key);
    let bases = || conditions.iter().filter_map(|condition| condition.parsed).map(|operator| operator.base);
    let texts = |wanted: &dyn Fn(Base) -> bool| -> Vec<String> {
        let on = conditions.iter().filter(|one| one.parsed.is_some_and(|operator| wanted(operator.base)));
        let mut texts: Vec<String> = on
            .flat_map(|condition| &condition.values)
            .filter_map(|value| match resolve(value, &Plain(keys)) {
                Resolved::Text { text, .. } => Some(text),
                Resolved::NoValue | Resolved::Pattern { .. } => None,
            })
            .collect();
        texts.sort();
        texts.dedup();
        texts
    };
    let single = |text: String| Assumed::Value(KeyValue::Single(text));
    let mut found: Vec<Assumed> = Vec::new();
    match state {
        State::Known(value) => return vec![Assumed::Value(value.clone())],
        State::Among(values) => return values.iter().cloned().map(Assumed::Value).collect(),
        State::Between(from, to) => return times(*from, *to, conditions),
        State::Unknown => found.push(Assumed::Value(KeyValue::Absent)),
        State::Present => {}
    }
    let of_addresses = |base| matches!(base, Base::IpAddress | Base::Null);
    if bases().any(|base| base == Base::IpAddress) && bases().all(of_addresses) {
        let nets = texts(&|base| base == Base::IpAddress);
        let ends = nets.iter().filter_map(|text| Net::parse(text)).flat_map(|net| net.ends());
        let mut addresses: Vec<String> =
            ends.flat_map(|end| end.neighbours().chain([end])).map(|address| address.words()).collect();
        addresses.extend(["192.0.2.1".to_owned(), "2001:db8:0:0:0:0:0:1".to_owned()]);
        addresses.sort();
        addresses.dedup();
        found.extend(addresses.into_iter().map(single));
        return found;
    }
    found.extend(texts(&|base| base != Base::Null).into_iter().map(single));
    /// More tests than this on one key are not told apart.
    const MOST_ATOMS: usize = 8;
    let mut tested: Vec<Base> = bases().collect();
    tested.sort_unstable();
    tested.dedup();
    // Of an ARN and an address a negated test is not the plain one's opposite.
    let exact = [Base::Null, Base::StringEquals, Base::Binary, Base::Arn, Base::IpAddress];
    let mut atoms: Vec<(Base, String)> = Vec::new();
    for base in tested.into_iter().filter(|base| !exact.contains(base)) {
        let own = texts(&|other| other == base);
        atoms.extend(own.into_iter().map(|text| (base, Atom::normal(base, &text).0)));
    }
    atoms.sort_unstable();
    atoms.dedup();
    if atoms.len() > MOST_ATOMS {
        atoms.clear();
    }
    for bits in 0..1usize << atoms.len() {
        let each = atoms.iter().enumerate();
        found.push(Assumed::Other(
            each.map(|(index, (base, text))| Atom {
                base: *base,
                text: text.clone(),
                holds: bits & 1 << index != 0,
            })
            .collect(),
        ));
    }
    found
}

fn times(from: Instant, to: Instant, conditions: &[&Condition]) -> Vec<Assumed> {
    let mut points: Vec<i128> =
        conditions.iter().flat_map(|condition| time_points(&condition.values, from, to)).collect();
    points.sort_unstable();
    points.dedup();
    let instants = points.into_iter().filter_map(|point| Instant::from_unix_millis(point as i64));
    instants.map(|instant| Assumed::Value(KeyValue::Single(instant.to_string()))).collect()
}
