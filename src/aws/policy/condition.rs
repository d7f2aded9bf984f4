//! Whether one condition holds for what is known of its key.
//!
//! IAM User Guide, "Condition operators", "Single-valued vs. multivalued context keys"; measured cases win.

use super::compare::arn;
use super::compare::ip::{Address, Net};
use super::compare::number::Number;
use super::compare::wildcard::{Pattern, Wildcards};
use super::compare::{binary, date, text};
use super::keys::{KeyValue, State};
use super::model::{Condition, Named, Value};
use super::operator::{Base, Operator, SetOperator};
use super::possible::Possible;
use super::template::Part;
use crate::instant::Instant;

/// What a key is taken to hold while a condition is tried.
#[derive(Debug, Clone)]
pub(super) enum Looked<'a> {
    State(&'a State),
    Value(&'a KeyValue),
    /// One value that equals no literal of the policy; of the patterns, those that it fits.
    Other(&'a [Atom]),
}

/// A test of which one assumes how it comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub base: Base,
    pub text: String,
    pub holds: bool,
}

/// Where the keys are looked up, by name in any case.
pub(super) trait Lookup {
    fn look(&self, name: &str) -> Looked<'_>;
}

/// Whether a condition holds.
pub(super) fn holds(condition: &Condition, keys: &dyn Lookup) -> Possible {
    // IAM saves no operator that it does not know; what it would do with one is not known.
    let operator = condition.parsed.filter(|_| condition.named == Named::Whole);
    let Some(operator) = operator else { return Possible::UNKNOWN };
    let test = Test { operator, values: &condition.values, keys };
    match keys.look(&condition.key.value) {
        Looked::Value(value) => test.of(value),
        Looked::Other(atoms) => test.of_other(atoms),
        Looked::State(state) => test.of_state(state),
    }
}

struct Test<'a> {
    operator: Operator,
    values: &'a [Value],
    keys: &'a dyn Lookup,
}

impl Test<'_> {
    fn of_state(&self, state: &State) -> Possible {
        match state {
            State::Known(value) => self.of(value),
            State::Among(values) => {
                let each = values.iter().map(|value| self.of(value));
                each.reduce(Possible::or_else).unwrap_or(Possible::UNKNOWN)
            }
            State::Between(from, to) => self.of_time(*from, *to),
            State::Present => self.of_present(),
            State::Unknown => self.of_present().or_else(self.of(&KeyValue::Absent)),
        }
    }

    fn of(&self, value: &KeyValue) -> Possible {
        if self.operator.base == Base::Null {
            return self.null(Possible::of(value.is_absent()));
        }
        if value.is_absent() {
            return self.missing();
        }
        if self.values.is_empty() {
            return Possible::of(self.operator.set.is_none() && !self.operator.if_exists);
        }
        let elements = match value {
            KeyValue::Absent => return self.missing(),
            KeyValue::Single(single) => std::slice::from_ref(single),
            // Measured: once the key is there it never matches, negated and with IfExists neither.
            KeyValue::List(_) if self.operator.set.is_none() => return Possible::NO,
            KeyValue::List(list) => list,
        };
        let each = elements.iter().map(|element| self.element(element));
        match self.operator.set {
            Some(SetOperator::ForAnyValue) => each.fold(Possible::NO, Possible::or),
            Some(SetOperator::ForAllValues) | None => each.fold(Possible::YES, Possible::and),
        }
    }

    /// Any case of `true` asks for a key that is absent, every other text for one that is there.
    fn null(&self, absent: Possible) -> Possible {
        match self.operator.set {
            Some(SetOperator::ForAllValues) => return Possible::YES,
            Some(SetOperator::ForAnyValue) => return Possible::NO,
            None => {}
        }
        let each = self.values.iter().map(|value| match value.template.as_text() {
            Some(text) if text.eq_ignore_ascii_case("true") => absent,
            Some(_) => absent.inverse(),
            None => Possible::UNKNOWN,
        });
        each.fold(Possible::NO, Possible::or)
    }

    /// The rule for a key that is not in the request.
    fn missing(&self) -> Possible {
        match (self.operator.set, self.operator.if_exists) {
            // One document says no, the other yes.
            (Some(SetOperator::ForAnyValue), true) => Possible::UNKNOWN,
            (Some(SetOperator::ForAnyValue), false) => Possible::NO,
            (Some(SetOperator::ForAllValues), _) | (None, true) => Possible::YES,
            // An empty list of values without more always holds.
            (None, false) => Possible::of(self.operator.negated || self.values.is_empty()),
        }
    }

    /// For one value that is there and not known.
    fn of_present(&self) -> Possible {
        if self.operator.base == Base::Null {
            return self.null(Possible::NO);
        }
        if self.values.is_empty() {
            return Possible::of(self.operator.set.is_none() && !self.operator.if_exists);
        }
        if self.fits_everything() { Possible::of(!self.operator.negated) } else { Possible::UNKNOWN }
    }

    fn fits_everything(&self) -> bool {
        let everything = |value: &Value| {
            value.template.as_text().is_some_and(|text| Pattern::plain(text).fits_everything())
        };
        self.operator.base == Base::StringLike && self.values.iter().any(everything)
    }

    fn of_other(&self, atoms: &[Atom]) -> Possible {
        if self.operator.base == Base::Null || self.values.is_empty() || self.fits_everything() {
            return self.of_present();
        }
        let each = self.values.iter().map(|value| {
            let Resolved::Text { text, .. } = self.resolve(value) else { return Possible::UNKNOWN };
            match self.operator.base {
                Base::StringEquals | Base::Binary => Possible::NO,
                base => match Atom::find(atoms, base, &text) {
                    Some(holds) => Possible::of(holds),
                    None => Possible::UNKNOWN,
                },
            }
        });
        let fits = each.fold(Possible::NO, Possible::or);
        if self.operator.negated { fits.inverse() } else { fits }
    }

    /// For a point in time between two: it is tried at both, and around every one that is named.
    fn of_time(&self, from: Instant, to: Instant) -> Possible {
        let per_unit = match self.operator.base {
            Base::Date(_) => 1,
            Base::Numeric(_) => 1000,
            Base::Null
            | Base::StringEquals
            | Base::StringEqualsIgnoreCase
            | Base::StringLike
            | Base::Bool
            | Base::Binary
            | Base::IpAddress
            | Base::Arn => return self.of_present(),
        };
        let points = time_points(self.values, from, to);
        let each = points.into_iter().map(|millis| {
            let text = match per_unit {
                1 => match Instant::from_unix_millis(millis as i64) {
                    Some(instant) => instant.to_string(),
                    None => return Possible::UNKNOWN,
                },
                _ => millis.div_euclid(1000).to_string(),
            };
            self.of(&KeyValue::Single(text))
        });
        each.reduce(Possible::or_else).unwrap_or(Possible::UNKNOWN)
    }

    /// For one value of the key.
    fn element(&self, element: &str) -> Possible {
        // What is no ARN, or no address, is neither like one nor unlike it.
        let arn = arn::parts(element);
        let address = Address::parse(element);
        match self.operator.base {
            Base::Arn if arn.is_none() => return Possible::NO,
            Base::IpAddress if address.is_none() => return Possible::NO,
            _ => {}
        }
        let each = self.values.iter().map(|value| {
            let resolved = self.resolve(value);
            match self.operator.base {
                Base::StringEquals => resolved.equals(element, &|text| text.to_owned()),
                Base::StringEqualsIgnoreCase => match &resolved {
                    Resolved::Text { text, .. } => Possible::of(text::equals_ignoring_case(text, element)),
                    Resolved::NoValue | Resolved::Pattern { .. } => {
                        resolved.equals(&text::lowered(element), &text::lowered)
                    }
                },
                Base::StringLike => resolved.like(element),
                Base::Arn => match (&resolved, &arn) {
                    (Resolved::Text { text, .. }, Some(parts)) => arn::like(parts, text),
                    (Resolved::NoValue, _) => Possible::NO,
                    (Resolved::Pattern { .. } | Resolved::Text { .. }, _) => {
                        Possible::UNKNOWN.or_else(Possible::ERROR)
                    }
                },
                base => match resolved {
                    Resolved::Text { text, .. } => Possible::of(plain(base, element, &text)),
                    Resolved::NoValue => Possible::NO,
                    Resolved::Pattern { .. } => Possible::UNKNOWN,
                },
            }
        });
        let fits = each.fold(Possible::NO, Possible::or);
        if self.operator.negated { fits.inverse() } else { fits }
    }

    fn resolve(&self, value: &Value) -> Resolved {
        resolve(value, self.keys)
    }
}

/// The milliseconds at which a test on a time between two can change.
pub(super) fn time_points(values: &[Value], from: Instant, to: Instant) -> Vec<i128> {
    let (from, to) = (date::in_millis(from), date::in_millis(to));
    let mut points = vec![from, to];
    for value in values {
        if let Some(millis) = value.template.as_text().and_then(date::millis) {
            // A second to either side for the keys that count seconds.
            points.extend([-1000, -1, 0, 1, 1000].map(|step| millis + step));
        }
    }
    points.retain(|point| (from..=to).contains(point));
    points
}

impl Atom {
    /// How this test comes out by what is assumed. `Bool` has one test: whether it is true.
    fn find(atoms: &[Atom], base: Base, text: &str) -> Option<bool> {
        let (sought, same) = Atom::normal(base, text);
        let atom = atoms.iter().find(|atom| atom.base == base && atom.text == sought)?;
        Some(atom.holds == same)
    }

    /// What a test is assumed under, and whether it holds when that holds.
    pub(super) fn normal(base: Base, text: &str) -> (String, bool) {
        match base {
            Base::Bool => ("true".to_owned(), text.eq_ignore_ascii_case("true")),
            Base::StringEqualsIgnoreCase => (text::lowered(text), true),
            _ => (text.to_owned(), true),
        }
    }
}

fn plain(base: Base, request: &str, policy: &str) -> bool {
    match base {
        Base::Numeric(order) => match (Number::parse(request), Number::parse(policy)) {
            (Some(request), Some(policy)) => order.holds(request.compare(&policy)),
            _ => false,
        },
        Base::Date(order) => match (date::millis(request), date::millis(policy)) {
            (Some(request), Some(policy)) => order.holds(request.cmp(&policy)),
            _ => false,
        },
        Base::Bool => request.eq_ignore_ascii_case("true") == policy.eq_ignore_ascii_case("true"),
        Base::Binary => binary::equals(request, policy),
        Base::IpAddress => match (Address::parse(request), Net::parse(policy)) {
            (Some(address), Some(net)) => net.holds(address),
            _ => false,
        },
        Base::StringEquals => request == policy,
        Base::StringEqualsIgnoreCase | Base::StringLike | Base::Arn | Base::Null => false,
    }
}

/// A value of a policy with its variables put in.
pub(super) enum Resolved {
    Text {
        text: String,
        /// As a pattern in which what a variable put in is literal, and one in which it is not.
        literal: Option<Box<(Pattern, Pattern)>>,
    },
    /// A variable has no value.
    NoValue,
    /// Some of it is not known: a pattern that fits whatever it may be.
    Pattern { pieces: Vec<Piece> },
}

pub(super) enum Piece {
    Text(String),
    Literal(String),
    Hole,
}

pub(super) fn resolve(value: &Value, keys: &dyn Lookup) -> Resolved {
    if let Some(text) = value.template.as_text() {
        return Resolved::Text { text: text.to_owned(), literal: None };
    }
    let mut pieces = Vec::new();
    for part in &value.template.parts {
        pieces.push(match part {
            Part::Text(text) => Piece::Text(text.clone()),
            Part::Literal(character) => Piece::Literal(character.to_string()),
            Part::Hole => Piece::Hole,
            Part::Variable { key, default } => match keys.look(key) {
                Looked::Value(value) | Looked::State(State::Known(value)) => match value {
                    KeyValue::Single(single) => Piece::Literal(single.clone()),
                    KeyValue::List(list) if !list.is_empty() => return Resolved::NoValue,
                    KeyValue::List(_) | KeyValue::Absent => match default {
                        Some(default) => Piece::Literal(default.clone()),
                        None => return Resolved::NoValue,
                    },
                },
                Looked::State(_) | Looked::Other(_) => Piece::Hole,
            },
        });
    }
    if pieces.iter().any(|piece| matches!(piece, Piece::Hole)) {
        return Resolved::Pattern { pieces };
    }
    let mut text = String::new();
    let (mut literal, mut live) = (Pattern::empty(), Pattern::empty());
    for piece in &pieces {
        match piece {
            Piece::Text(part) => {
                text.push_str(part);
                literal.push(part, Wildcards::Live);
                live.push(part, Wildcards::Live);
            }
            Piece::Literal(part) => {
                text.push_str(part);
                literal.push(part, Wildcards::Literal);
                // `${*}` is a character by itself, a variable's value is longer.
                let own = matches!(part.as_str(), "*" | "?");
                live.push(part, if own { Wildcards::Literal } else { Wildcards::Live });
            }
            Piece::Hole => {}
        }
    }
    Resolved::Text { text, literal: Some(Box::new((literal, live))) }
}

impl Resolved {
    fn equals(&self, element: &str, fold: &dyn Fn(&str) -> String) -> Possible {
        match self {
            Resolved::Text { text, .. } => Possible::of(fold(text) == element),
            Resolved::NoValue => Possible::NO,
            Resolved::Pattern { pieces } => may_be(pieces, element, Wildcards::Literal, fold),
        }
    }

    fn like(&self, element: &str) -> Possible {
        match self {
            Resolved::Text { text, literal: None } => Possible::of(Pattern::plain(text).fits(element)),
            Resolved::Text { literal: Some(patterns), .. } => {
                let (literal, live) = &**patterns;
                Possible::of(literal.fits(element)).or_else(Possible::of(live.fits(element)))
            }
            Resolved::NoValue => Possible::NO,
            Resolved::Pattern { pieces } => may_be(pieces, element, Wildcards::Live, &str::to_owned),
        }
    }
}

/// No, or not known: what is not known may be anything.
fn may_be(pieces: &[Piece], element: &str, wildcards: Wildcards, fold: &dyn Fn(&str) -> String) -> Possible {
    let mut pattern = Pattern::empty();
    for piece in pieces {
        match piece {
            Piece::Text(text) => pattern.push(&fold(text), wildcards),
            Piece::Literal(text) => pattern.push(&fold(text), wildcards),
            Piece::Hole => pattern.push_run(),
        }
    }
    if pattern.fits(element) { Possible::UNKNOWN } else { Possible::NO }
}
