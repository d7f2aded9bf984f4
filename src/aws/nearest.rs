//! Near misses: which of some expected values was meant, and what differs from it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

pub use crate::invisible::is_blank;

/// What stands between a value and the one it was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Difference {
    /// Blanks, line breaks or invisible characters at the ends or inside.
    Whitespace,
    /// `http` where `https` is expected, or the other way round.
    Scheme,
    /// A slash at the end that is not expected, or one that is missing.
    TrailingSlash,
    /// `#` and what follows it.
    Fragment,
    /// Only upper and lower case.
    Case,
    /// So many characters added, left out, changed or swapped with their neighbour.
    Edits(usize),
}

/// As a message tells it, behind both values.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Whitespace => f.write_str("white space or invisible characters"),
            Difference::Scheme => f.write_str("http against https"),
            Difference::TrailingSlash => f.write_str("a slash at the end"),
            Difference::Fragment => f.write_str("a # and what follows it"),
            Difference::Case => f.write_str("upper and lower case differ"),
            Difference::Edits(1) => f.write_str("one character differs"),
            Difference::Edits(count) => write!(f, "{count} characters differ"),
        }
    }
}

/// The candidate a value comes near to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near<'a> {
    pub candidate: &'a str,
    /// In the order of [`Difference`]; never empty.
    pub differences: Vec<Difference>,
}

/// More edits than this make another word.
const MOST_EDITS: usize = 2;
/// Comparison is quadratic; nothing that is compared here is longer.
const LONGEST: usize = 512;

/// The candidate with the fewest differences from a value that equals none of them; the first of several.
///
/// `None` where the value equals a candidate exactly, or resembles none.
pub fn nearest<'a>(value: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let mut best: Option<(usize, Near<'a>)> = None;
    for candidate in candidates {
        if value == candidate {
            return None;
        }
        let Some(differences) = differences(value, candidate) else { continue };
        let weight: usize = differences
            .iter()
            .map(|difference| match difference {
                Difference::Edits(count) => 10 * count,
                Difference::Whitespace
                | Difference::Scheme
                | Difference::TrailingSlash
                | Difference::Fragment
                | Difference::Case => 1,
            })
            .sum();
        if best.as_ref().is_none_or(|(least, _)| weight < *least) {
            best = Some((weight, Near { candidate, differences }));
        }
    }
    best.map(|(_, near)| near)
}

/// `None` where two values that are not equal are too far apart.
fn differences(value: &str, candidate: &str) -> Option<Vec<Difference>> {
    if value.len() > LONGEST || candidate.len() > LONGEST {
        return None;
    }
    let mut found = Vec::new();
    let visible = match value.contains(is_blank) {
        true => Cow::Owned(value.chars().filter(|&c| !is_blank(c) || candidate.contains(c)).collect()),
        false => Cow::Borrowed(value),
    };
    let visible = visible.trim();
    if visible != value {
        found.push(Difference::Whitespace);
    }
    let (mut left, mut right) = (visible, candidate);
    if let (Some((left_scheme, left_rest)), Some((right_scheme, right_rest))) =
        (split_scheme(left), split_scheme(right))
        && !left_scheme.eq_ignore_ascii_case(right_scheme)
    {
        found.push(Difference::Scheme);
        (left, right) = (left_rest, right_rest);
    }
    if let Some((before, _)) = left.split_once('#')
        && !right.contains('#')
    {
        found.push(Difference::Fragment);
        left = before;
    }
    if left.ends_with('/') != right.ends_with('/') {
        found.push(Difference::TrailingSlash);
        left = left.trim_end_matches('/');
        right = right.trim_end_matches('/');
    }
    if left != right {
        if left.chars().count().abs_diff(right.chars().count()) > MOST_EDITS {
            return None;
        }
        let (folded_left, folded_right) = (left.to_lowercase(), right.to_lowercase());
        if folded_left == folded_right {
            found.push(Difference::Case);
        } else {
            // In a short word two edits reach nearly anything.
            let most = if right.chars().count() < 8 { 1 } else { MOST_EDITS };
            match edits(&folded_left, &folded_right) {
                Some(count) if count <= most && right.chars().count() > 2 => {
                    found.push(Difference::Edits(count));
                }
                _ => return None,
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The bytes of a value between what it begins and what it ends with like another.
pub fn differing(value: &str, other: &str) -> Range<usize> {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = value.chars().zip(other.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (rest, other_rest) = (&value[start..], &other[start..]);
    let end: usize =
        rest.chars().rev().zip(other_rest.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    start..value.len() - end
}

fn split_scheme(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.split_once("://")?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some((scheme, rest))
}

/// Edits between two words, a swap of neighbours counted as one; `None` above [`MOST_EDITS`].
fn edits(left: &str, right: &str) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i; right.len() + 1];
        for j in 1..=right.len() {
            let change = last[j - 1] + usize::from(left[i - 1] != right[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        if row.iter().all(|&cost| cost > MOST_EDITS) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&count| count <= MOST_EDITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_says_what_differs() {
        use Difference::*;
        let candidates = ["https://signin.aws.amazon.com/saml", "urn:amazon:webservices"];
        type Expected = Option<(usize, &'static [Difference])>;
        let table: &[(&str, Expected)] = &[
            ("urn:amazon:webservices", None),
            ("urn:amazon:webservice", Some((1, &[Edits(1)]))),
            ("urn:amazon:webservcies", Some((1, &[Edits(1)]))),
            ("URN:Amazon:WebServices", Some((1, &[Case]))),
            ("urn:amazon:webservices ", Some((1, &[Whitespace]))),
            ("urn:amazon:\u{200b}webservices", Some((1, &[Whitespace]))),
            ("http://signin.aws.amazon.com/saml", Some((0, &[Scheme]))),
            ("https://signin.aws.amazon.com/saml/", Some((0, &[TrailingSlash]))),
            ("http://Signin.aws.amazon.com/saml/", Some((0, &[Scheme, TrailingSlash, Case]))),
            ("https://signin.aws.amazon.com/saml#2", Some((0, &[Fragment]))),
            ("https://sso.example.com/sp", None),
            ("", None),
        ];
        for (value, expected) in table {
            let found = nearest(value, candidates);
            let expected = expected.map(|(index, differences)| Near {
                candidate: candidates[index],
                differences: differences.to_vec(),
            });
            assert_eq!(found, expected, "{value:?}");
        }
    }

    #[test]
    fn a_short_word_is_not_near_everything() {
        assert_eq!(nearest("ab", ["cd"]), None);
        assert_eq!(nearest("role", ["mail"]), None);
        assert!(nearest("Rol", ["Role"]).is_some());
    }
}
