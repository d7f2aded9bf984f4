//! The parts of a value and which half of a pair each is, by its own words; nothing is judged.

use std::ops::Range;

use crate::aws::nearest::is_blank;

/// Bytes. Longer values are no pair whatever stands in them: an ARN has at most 2048 characters (STS API
/// Reference, AssumeRoleWithSAML), and this leaves room for white space.
pub const LONGEST: usize = 16_384;

/// One of the things a comma separates, without the white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    pub text: &'a str,
    /// Bytes of the value.
    pub range: Range<usize>,
}

/// What the two halves of a pair are, as far as they can be told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Halves<'a> {
    pub role: Option<&'a str>,
    pub provider: Option<&'a str>,
}

/// Splits a value at the commas that stand before an ARN. A role name may hold a comma of its own,
/// so where some comma is followed by an ARN, only such commas separate. A value too long to be a pair
/// is not split.
pub fn parts(value: &str) -> Vec<Part<'_>> {
    let starts_arn = |rest: &str| {
        rest.trim_start_matches(is_blank).get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"))
    };
    let core = value.trim_matches(is_blank);
    if core.len() > LONGEST {
        let at = value.len() - value.trim_start_matches(is_blank).len();
        return vec![Part { text: core, range: at..at + core.len() }];
    }
    let commas: Vec<usize> = value.match_indices(',').map(|(at, _)| at).collect();
    let separating: Vec<usize> = commas.iter().copied().filter(|&at| starts_arn(&value[at + 1..])).collect();
    let separating = if separating.is_empty() { commas } else { separating };
    let mut parts = Vec::new();
    let mut start = 0;
    for end in separating.into_iter().chain([value.len()]) {
        let written = &value[start..end];
        let text = written.trim_matches(is_blank);
        let at = start + (written.len() - written.trim_start_matches(is_blank).len());
        parts.push(Part { text, range: at..at + text.len() });
        start = end + 1;
    }
    parts
}

/// The role and the provider of a value, each told by its own words and not by its place.
pub fn halves(value: &str) -> Halves<'_> {
    let mut halves = Halves::default();
    for part in parts(value) {
        if part.text.contains(":saml-provider/") {
            halves.provider.get_or_insert(part.text);
        } else if part.text.contains(":role/") {
            halves.role.get_or_insert(part.text);
        }
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/Admin";
    const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";

    #[test]
    fn both_orders_and_white_space_give_the_same_halves() {
        for value in [
            format!("{ROLE},{PROVIDER}"),
            format!("{PROVIDER},{ROLE}"),
            format!("\n  {PROVIDER} ,\u{a0}{ROLE} \n"),
        ] {
            assert_eq!(halves(&value), Halves { role: Some(ROLE), provider: Some(PROVIDER) }, "{value:?}");
        }
    }

    #[test]
    fn a_comma_in_a_role_name_does_not_separate() {
        let value = format!("{ROLE},and more,{PROVIDER}");
        let texts: Vec<&str> = parts(&value).into_iter().map(|part| part.text).collect();
        assert_eq!(texts, ["arn:aws:iam::123456789012:role/Admin,and more", PROVIDER]);
    }

    #[test]
    fn what_is_no_pair_is_split_all_the_same() {
        for (value, count) in [("", 1), ("Admin", 1), ("a,b,c", 3), (ROLE, 1), ("${role},${provider}", 2)] {
            assert_eq!(parts(value).len(), count, "{value:?}");
        }
        assert_eq!(halves(ROLE).provider, None);
    }
}
