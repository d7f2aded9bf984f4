//! A policy's decision statement by statement and condition by condition, its values beside the login's.

use std::ops::Range;

use serde::Serialize;

use super::call::Call;
use crate::aws::nearest::{differing, nearest};
use crate::aws::policy::{Decided, Effect, KeyValue, Policy, Possible, PrincipalKind, State, Statement};

/// More of them are counted and not told.
const MOST_STATEMENTS: usize = 20;
const MOST_CONDITIONS: usize = 30;
const MOST_VALUES: usize = 20;

/// How a policy comes to its decision, for each action of a login.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    pub actions: Vec<ActionRow>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ActionEvaluation"))]
pub struct ActionRow {
    /// `sts:AssumeRoleWithSAML`
    pub action: String,
    /// `allow`, `deny` or `undetermined`.
    #[cfg_attr(test, schemars(with = "crate::aws::policy::Outcome"))]
    pub outcome: &'static str,
    pub statements: Vec<StatementRow>,
    /// Statements beyond those.
    pub more: usize,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "StatementEvaluation"))]
pub struct StatementRow {
    /// Its place in the policy, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub statement: usize,
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    #[cfg_attr(test, schemars(extend("enum" = ["Allow", "Deny"])))]
    pub effect: &'static str,
    /// All of it together.
    pub applies: Holds,
    pub principal: Holds,
    /// Whom it names: `Federated arn:…`.
    #[cfg_attr(test, schemars(inner(length(min = 0))))]
    pub principals: Vec<String>,
    pub action: Holds,
    pub conditions: Vec<ConditionRow>,
}

/// One key under one operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ConditionEvaluation"))]
pub struct ConditionRow {
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub operator: String,
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub key: String,
    /// The policy's values.
    #[cfg_attr(test, schemars(inner(length(min = 0))))]
    pub policy: Vec<String>,
    /// The login's values: none where it does not have the key, `None` where they are not known.
    #[cfg_attr(test, schemars(extend("items" = { "type": "string", "minLength": 0 })))]
    pub login: Option<Vec<String>>,
    pub holds: Holds,
}

/// How a test comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Holds {
    Yes,
    No,
    Unknown,
    /// It fails closed: an Allow does not grant, a Deny denies.
    Error,
}

/// What a policy wants beside what the login has, where one test decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facing {
    /// `statement 1`
    pub statement: String,
    /// `StringEquals SAML:aud`
    pub tested: String,
    /// The policy's value; of several the nearest.
    pub policy: String,
    /// How many values it has beside that.
    pub more: usize,
    pub login: LoginHas,
    /// Whether what the login has stands in the response.
    pub by: &'static str,
}

/// What a login has for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginHas {
    Value(String),
    /// It does not have the key, for this reason where there is one.
    Nothing(Option<&'static str>),
    NotKnown,
}

impl Evaluation {
    pub fn of(policy: &Policy, decided: &Decided, call: &Call) -> Evaluation {
        let actions = decided.actions.iter().map(|action| {
            let rows = action.statements.iter().take(MOST_STATEMENTS).filter_map(|one| {
                let statement = policy.statements.get(one.statement)?;
                let conditions = statement.conditions.iter().zip(&one.conditions).take(MOST_CONDITIONS);
                Some(StatementRow {
                    statement: one.statement + 1,
                    sid: statement.sid.as_ref().map(|sid| sid.value.clone()).filter(|sid| !sid.is_empty()),
                    effect: match one.effect {
                        Effect::Allow => "Allow",
                        Effect::Deny => "Deny",
                    },
                    applies: Holds::of(one.applies),
                    principal: Holds::of(one.principal),
                    principals: principals(statement),
                    action: Holds::of(one.action),
                    conditions: conditions
                        .map(|(condition, &possible)| ConditionRow {
                            operator: condition.operator.value.clone(),
                            key: condition.key.value.clone(),
                            policy: condition
                                .values
                                .iter()
                                .take(MOST_VALUES)
                                .map(|value| value.text.clone())
                                .collect(),
                            login: login(call, &action.action, &condition.key.value),
                            holds: Holds::of(possible),
                        })
                        .collect(),
                })
            });
            ActionRow {
                action: action.action.clone(),
                outcome: action.outcome.name(),
                statements: rows.collect(),
                more: action.statements.len().saturating_sub(MOST_STATEMENTS),
            }
        });
        Evaluation { actions: actions.collect() }
    }
}

impl StatementRow {
    /// It names the caller and the action, so that its conditions count.
    pub fn is_about_it(&self) -> bool {
        self.principal != Holds::No && self.action != Holds::No
    }
}

impl ConditionRow {
    /// Its nearest value beside what the login has.
    pub fn facing(&self) -> Facing {
        let login = match self.login.as_deref() {
            None => LoginHas::NotKnown,
            Some([]) => LoginHas::Nothing(None),
            Some(values) => LoginHas::Value(values.join(", ")),
        };
        let texts: Vec<&str> = self.policy.iter().map(String::as_str).collect();
        let near = match &login {
            LoginHas::Value(value) => nearest_of(&texts, value),
            LoginHas::Nothing(_) | LoginHas::NotKnown => None,
        };
        Facing {
            statement: String::new(),
            tested: format!("{} {}", self.operator, self.key),
            policy: near
                .and_then(|near| texts.get(near))
                .or(texts.first())
                .map_or_else(String::new, |text| (*text).to_owned()),
            more: self.policy.len().saturating_sub(1),
            login,
            by: "login",
        }
    }
}

impl Holds {
    fn of(possible: Possible) -> Holds {
        match possible {
            Possible::YES => Holds::Yes,
            Possible::NO => Holds::No,
            Possible::ERROR => Holds::Error,
            _ => Holds::Unknown,
        }
    }

    /// As a person says it of a part of a statement.
    pub fn words(self) -> &'static str {
        match self {
            Holds::Yes => "fits",
            Holds::No => "does not fit",
            Holds::Unknown => "is open",
            Holds::Error => "cannot be compared",
        }
    }
}

fn principals(statement: &Statement) -> Vec<String> {
    let members = statement.principal.as_ref().map_or(&[][..], |principal| &principal.members);
    let named = members.iter().take(MOST_VALUES).map(|member| match &member.kind {
        PrincipalKind::Anyone => "*".to_owned(),
        kind => format!("{} {}", kind.name(), member.value.text),
    });
    named.collect()
}

/// What an action sees for a key.
fn login(call: &Call, action: &str, key: &str) -> Option<Vec<String>> {
    match call.keys(action)?.state(key) {
        State::Known(KeyValue::Absent) => Some(Vec::new()),
        State::Known(KeyValue::Single(value)) => Some(vec![value.clone()]),
        State::Known(KeyValue::List(list)) => Some(list.iter().take(MOST_VALUES).cloned().collect()),
        State::Among(_) | State::Between(..) | State::Present | State::Unknown => None,
    }
}

/// Which of some texts comes nearest to another: the same, a near miss, else what shares its beginning.
pub fn nearest_of(texts: &[&str], other: &str) -> Option<usize> {
    let same = texts.iter().position(|text| *text == other);
    let near = || {
        let near = nearest(other, texts.iter().copied())?;
        texts.iter().position(|text| *text == near.candidate)
    };
    let shared = |text: &str| text.chars().zip(other.chars()).take_while(|(one, two)| one == two).count();
    same.or_else(near).or_else(|| (0..texts.len()).max_by_key(|&index| shared(texts[index])))
}

/// Where two texts differ: what stands between their common beginning and their common end, in each.
pub fn difference(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    (differing(one, other), differing(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stands_between_what_is_alike() {
        for (one, other, expected, expected_other) in [
            ("https://signin.a", "https://us-east-2.signin.a", "", "us-east-2."),
            ("https://a/saml", "https://a/saml/acs/X", "", "/acs/X"),
            ("https://us-west-2.s", "https://us-east-2.s", "we", "ea"),
            ("abc", "xyz", "abc", "xyz"),
            ("é", "è", "é", "è"),
            ("same", "same", "", ""),
            ("aa", "aaa", "", "a"),
        ] {
            let (first, second) = difference(one, other);
            assert_eq!((&one[first], &other[second]), (expected, expected_other), "{one} {other}");
        }
    }
}
