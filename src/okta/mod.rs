//! What Okta's group filter and role value pattern make of a person's groups, run here.
//!
//! Okta help, "Enable role-based access": a group filter with the placeholder groups `(?{{role}}…)` and
//! `(?{{accountid}}…)`, and a pattern with `${role}` and `${accountid}`. Whether the whole name of a group
//! has to match is documented nowhere: where it matters, both are told.

mod filter;
mod mapping;
mod page;

pub use filter::{Filter, FilterProblem};
pub use mapping::{Mapped, Mapping, NotMapped, Outcome, Problem, run};
pub use page::render;

use crate::aws::attributes;
use crate::diagnosis::Diagnosis;

/// The names of groups in a text: one a line, or Okta's JSON list of groups, or of names.
pub fn groups(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{FEFF}');
    if let Ok(serde_json::Value::Array(list)) = serde_json::from_str(text) {
        let name = |one: &serde_json::Value| {
            one.as_str().or_else(|| one.pointer("/profile/name")?.as_str()).map(str::to_owned)
        };
        return list.iter().filter_map(name).collect();
    }
    text.lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

/// The Role values of the first response that was judged; `None` where there is none.
pub fn role_values(report: &Diagnosis) -> Option<Vec<String>> {
    let judged = report.messages.iter().find(|message| message.judged.is_some())?;
    let assertion = judged.response()?.assertion()?;
    let values = assertion.attributes_named(attributes::ROLE).flat_map(|attribute| &attribute.values);
    Some(values.map(|value| value.text.value.clone()).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn groups_are_lines_or_a_list() {
        for (text, expected) in [
            ("a\nb c\r\n\n", vec!["a", "b c"]),
            ("[\"a\", \"b\"]", vec!["a", "b"]),
            ("[{\"id\":\"00g1\",\"profile\":{\"name\":\"aws_1\"}}]", vec!["aws_1"]),
            ("", vec![]),
        ] {
            assert_eq!(super::groups(text), expected, "{text:?}");
        }
    }
}
