//! The values of the Role attribute as its rules share them: what each comes to, and whether a
//! usable one is left.

use super::values::is_cut;
use crate::aws::role_reading::{Pair, Reading};
use crate::rule::{Case, Finding, Need, Outcome, Rule, Severity};
use crate::saml::AttributeValue;

/// Every value of every Role attribute, in document order.
pub struct RoleValues<'a> {
    pub values: Vec<RoleValue<'a>>,
    /// AWS has something to offer or to use whatever the other values are.
    usable_left: bool,
}

pub struct RoleValue<'a> {
    pub value: &'a AttributeValue,
    pub reading: &'a Reading<'a>,
    /// From 1.
    pub index: usize,
    pub count: usize,
}

/// Why AWS does not let a correctly written pair be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    CrossPartition,
    CrossAccount,
    IdentityCenterRole,
}

/// What stands in the way of a pair; the first that applies.
pub fn obstacle(pair: &Pair) -> Option<Obstacle> {
    let (role, provider) = (&pair.role.arn, &pair.provider.arn);
    if role.partition != provider.partition {
        Some(Obstacle::CrossPartition)
    } else if role.account != provider.account {
        Some(Obstacle::CrossAccount)
    } else if pair.role.is_identity_center() && !pair.provider.is_identity_center() {
        // With Identity Center's own provider beside it, the pair is as Identity Center sends it.
        Some(Obstacle::IdentityCenterRole)
    } else {
        None
    }
}

impl<'a> RoleValues<'a> {
    /// Reads the values; or says how a rule about them ends where there are none.
    pub fn of(case: &Case<'a>) -> Result<RoleValues<'a>, Outcome> {
        use crate::aws::attributes::ROLE;
        if case.attributes(ROLE).next().is_none() {
            return Err(case.absent());
        }
        let readings = &case.readings.roles;
        let values: Vec<RoleValue> = case
            .values(ROLE)
            .zip(readings)
            .zip(1..)
            .filter(|((value, _), _)| !is_cut(case, value.tag))
            .map(|((value, reading), index)| RoleValue { value, reading, index, count: readings.len() })
            .collect();
        if values.is_empty() && case.truncated {
            return Err(Outcome::NotChecked(Need::WholeCapture));
        }
        let usable = values.iter().any(|value| match value.reading {
            Reading::Pair(pair) => obstacle(pair).is_none(),
            _ => false,
        });
        // What was cut off may hold one.
        Ok(RoleValues { values, usable_left: usable || case.truncated })
    }

    /// A finding about a value that is not usable: an error only while no other is.
    pub fn unusable(&self, rule: &'static Rule, value: &RoleValue, message: String) -> Finding {
        self.lowered(Finding::of_value(rule, &value.value.text, message))
    }

    /// Lowers a finding to a warning where a usable value is left.
    pub fn lowered(&self, finding: Finding) -> Finding {
        if self.usable_left { finding.at_most(Severity::Warning) } else { finding }
    }

    /// Every value that is a pair.
    pub fn pairs(&self) -> impl Iterator<Item = (&RoleValue<'a>, &Pair<'a>)> {
        self.values.iter().filter_map(|value| match value.reading {
            Reading::Pair(pair) => Some((value, &**pair)),
            _ => None,
        })
    }
}

impl RoleValue<'_> {
    /// As a message calls it: by its number where there are several.
    pub fn name(&self) -> String {
        if self.count == 1 {
            "the Role value".to_owned()
        } else {
            format!("Role value {} of {}", self.index, self.count)
        }
    }
}

/// Runs a judgement over every value of the Role attribute.
pub fn each(case: &Case, judge: impl Fn(&RoleValues, &RoleValue) -> Option<Finding>) -> Outcome {
    match RoleValues::of(case) {
        Ok(values) => {
            values.values.iter().filter_map(|value| judge(&values, value)).collect::<Vec<_>>().into()
        }
        Err(outcome) => outcome,
    }
}
