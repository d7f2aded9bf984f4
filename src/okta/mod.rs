//! What Okta's group filter and role value pattern make of a person's groups, run here.
//!
//! Okta help, "Enable role-based access": a group filter with the placeholder groups `(?{{role}}…)` and
//! `(?{{accountid}}…)`, and a pattern with `${role}` and `${accountid}`. Whether the whole name of a group
//! has to match is documented nowhere: where it matters, both are told.

mod filter;
mod groups;
mod mapping;
mod page;
mod pasted;

pub use filter::{Filter, FilterProblem};
pub use groups::{NoGroups, groups};
pub use mapping::{Mapped, Mapping, NotMapped, Outcome, Problem, run};
pub use page::render;
pub use pasted::pasted;

use crate::aws::attributes;
use crate::diagnosis::Diagnosis;

/// The Role values of the first response that was judged; `None` where there is none.
pub fn role_values(report: &Diagnosis) -> Option<Vec<String>> {
    let judged = report.messages.iter().find(|message| message.judged.is_some())?;
    let assertion = judged.response()?.assertion()?;
    let values = assertion.attributes_named(attributes::ROLE).flat_map(|attribute| &attribute.values);
    Some(values.map(|value| value.text.value.clone()).collect())
}
