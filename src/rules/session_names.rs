//! What the response holds already that AWS would take as a RoleSessionName.

use crate::aws::attributes::{ROLE_SESSION_NAME_LENGTH, is_name_character};
use crate::rule::{Case, Finding, quoted};

/// Formats whose values say nothing to anybody who reads CloudTrail.
const OPAQUE: [&str; 2] = [":transient", ":persistent"];

/// Names in the remedy the value that the response holds already and that fits: the NameID.
pub(super) fn with_what_fits(finding: Finding, case: &Case) -> Finding {
    let Some(name_id) = fitting_name_id(case) else { return finding };
    finding.remedy(format!(
        "fill RoleSessionName from the field that the NameID is filled from: that is {} here, and fits",
        quoted(name_id)
    ))
}

fn fitting_name_id<'a>(case: &Case<'a>) -> Option<&'a str> {
    let name_id = case.assertion()?.name_id()?;
    let format = name_id.format.as_ref().map_or("", |format| format.value.as_str());
    let value = name_id.text.value.as_str();
    let fits =
        value.chars().all(is_name_character) && ROLE_SESSION_NAME_LENGTH.contains(&value.chars().count());
    (fits && name_id.seams.is_empty() && !OPAQUE.iter().any(|opaque| format.ends_with(opaque)))
        .then_some(value)
}
