//! The values of the Role attribute as its rules share them: what each comes to, and whether a
//! usable one is left.

use std::ops::Range;

use super::values::{is_cut, marks};
use crate::aws::arn::ArnRanges;
use crate::aws::role_value::{Obstacle, Pair, Reading};
use crate::rule::{Case, Finding, Need, Outcome, Rule, Severity, quoted};
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
            Reading::Pair(pair) => pair.obstacle().is_none(),
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

/// Every pair whose halves differ in one part of their ARNs: the obstacle that this is, the part's name
/// (`account`) and its place.
pub fn apart(
    case: &Case,
    rule: &'static Rule,
    (obstacle, noun): (Obstacle, &str),
    part: fn(&ArnRanges) -> &Range<usize>,
    finish: impl Fn(Finding, &RoleValue, &Pair) -> Finding,
) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let crossed = values.pairs().filter(|(_, pair)| pair.obstacle() == Some(obstacle));
    let findings = crossed.map(|(value, pair)| {
        let text = &value.value.text;
        let halves = [(&pair.role.arn, &pair.role_at), (&pair.provider.arn, &pair.provider_at)];
        let parts =
            halves.map(|(arn, half)| half.start + part(&arn.at).start..half.start + part(&arn.at).end);
        let [of_role, of_provider] = parts.clone().map(|at| quoted(&text.value[at]));
        let message = format!(
            "in {}, the role belongs to {noun} {of_role}, the provider to {of_provider}",
            value.name()
        );
        finish(values.unusable(rule, value, message).marks(marks(case, text, &parts)), value, pair)
    });
    findings.collect::<Vec<_>>().into()
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
