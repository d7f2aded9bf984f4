//! A name beside the names of a directory: which user is meant, and in what the two differ.

use std::ops::Range;

use crate::aws::nearest::{is_blank, nearest};
use crate::evidence::User;
use crate::rule::quoted;

/// More users are not searched for a slip of the pen.
const MOST_COMPARED: usize = 5_000;

/// In what two names differ that are meant to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    Case,
    /// White space, or characters that cannot be seen.
    Blanks,
    /// What stands behind the at sign.
    Domain,
    /// What stands before a backslash.
    Prefix,
    Slip,
}

/// The user that a name is meant to be, where none has it.
#[derive(Debug)]
pub struct Near<'a> {
    pub user: &'a User,
    /// One or two, the graver last.
    pub differs: Vec<Differs>,
}

impl Near<'_> {
    /// `they differ by case`.
    pub fn words(&self, name: &str) -> String {
        let domain = |name: &str| name.split_once('@').map(|(_, domain)| format!("@{domain}"));
        let parts: Vec<String> = self
            .differs
            .iter()
            .map(|differs| match differs {
                Differs::Case => "by case".to_owned(),
                Differs::Blanks => "by characters that cannot be seen".to_owned(),
                Differs::Domain => match (domain(name), domain(&self.user.name.value)) {
                    (Some(own), None) => format!("by {}, which the login there lacks", quoted(&own)),
                    (None, Some(there)) => format!("by {}, which only the login there has", quoted(&there)),
                    _ => "by the domain".to_owned(),
                },
                Differs::Prefix => "by what stands before the backslash".to_owned(),
                Differs::Slip => "by a letter or two".to_owned(),
            })
            .collect();
        format!("they differ {}", parts.join(" and "))
    }
}

/// The user that comes nearest to a name that none has, the most alike first.
pub fn meant<'a>(name: &str, users: &[&'a User]) -> Option<Near<'a>> {
    let mut best: Option<Near> = None;
    for user in users {
        let Some(differs) = differs(name, &user.name.value) else { continue };
        if best.as_ref().is_none_or(|best| weight(&differs) < weight(&best.differs)) {
            best = Some(Near { user, differs });
        }
    }
    best.or_else(|| {
        if users.len() > MOST_COMPARED {
            return None;
        }
        let near = nearest(name, users.iter().map(|user| user.name.value.as_str()))?;
        let user = users.iter().find(|user| user.name.value == near.candidate)?;
        Some(Near { user, differs: vec![Differs::Slip] })
    })
}

fn weight(differs: &[Differs]) -> u32 {
    differs.iter().map(|one| 1 + 2 * *one as u32).sum()
}

fn differs(name: &str, other: &str) -> Option<Vec<Differs>> {
    let seen = |text: &str| text.chars().filter(|&c| !is_blank(c)).collect::<String>();
    let mut found = Vec::new();
    let (mut left, mut right) = (seen(name), seen(other));
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let bare = |text: &str| text.rsplit_once('\\').map(|(_, rest)| rest.to_owned());
    let prefixed = [bare(&left), bare(&right)];
    if prefixed.iter().filter(|bare| bare.is_some()).count() == 1 {
        let [own, there] = prefixed;
        (left, right) = (own.unwrap_or(left), there.unwrap_or(right));
        found.push(Differs::Prefix);
    }
    let local = |text: &str| text.split('@').next().unwrap_or_default().to_owned();
    if left.to_lowercase() != right.to_lowercase() {
        (left, right) = (local(&left), local(&right));
        found.push(Differs::Domain);
    }
    if left != right {
        if left.to_lowercase() != right.to_lowercase() {
            return None;
        }
        found.push(Differs::Case);
    }
    if seen(name) != name || seen(other) != other {
        found.push(Differs::Blanks);
    }
    found.sort();
    (!found.is_empty()).then_some(found)
}

/// The bytes of a name at which it differs from another: what stands between their common beginning and
/// their common end, or each character of another case.
pub fn strange(name: &str, other: &str) -> Vec<Range<usize>> {
    let (own, there): (Vec<(usize, char)>, Vec<char>) =
        (name.char_indices().collect(), other.chars().collect());
    let range = |&(at, c): &(usize, char)| at..at + c.len_utf8();
    if own.len() == there.len() {
        let each = own.iter().zip(&there).filter(|((_, c), other)| c != *other);
        return each.map(|(character, _)| range(character)).collect();
    }
    let before = own.iter().zip(&there).take_while(|((_, c), other)| c == *other).count();
    let most = own.len().min(there.len()) - before;
    let behind =
        own.iter().rev().zip(there.iter().rev()).take(most).take_while(|((_, c), other)| c == *other);
    let end = own.len() - behind.count();
    // Where something is left out, what stands behind the gap is marked.
    let end = end.max((before + 1).min(own.len()));
    own.get(before..end).unwrap_or_default().iter().map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span, Text};

    fn user(name: &str) -> User {
        let span = Span { source: SourceId::NONE, start: 0, end: 0 };
        let name = Text { value: name.to_owned(), span };
        User { name, emails: Vec::new(), external_ids: Vec::new(), home: None, region: None }
    }

    #[test]
    fn the_user_that_is_meant_is_the_most_alike() {
        use Differs::*;
        let directory: Vec<User> =
            ["Jane.Doe", "jane.doe@corp.example", "CORP\\bob", "eve ", "mallory", "ann@a.example"]
                .map(user)
                .into();
        let users: Vec<&User> = directory.iter().collect();
        for (name, expected) in [
            ("jane.doe", Some(("Jane.Doe", vec![Case]))),
            ("jane.doe@other.example", Some(("jane.doe@corp.example", vec![Domain]))),
            ("Jane.Doe@corp.example", Some(("jane.doe@corp.example", vec![Case]))),
            ("bob", Some(("CORP\\bob", vec![Prefix]))),
            ("eve", Some(("eve ", vec![Blanks]))),
            ("Ann", Some(("ann@a.example", vec![Case, Domain]))),
            ("malory", Some(("mallory", vec![Slip]))),
            ("trudy", None),
        ] {
            let found = meant(name, &users).map(|near| (near.user.name.value.as_str(), near.differs));
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn what_differs_is_marked() {
        for (name, other, expected) in [
            ("jane.doe", "Jane.Doe", vec!["j", "d"]),
            ("jane.doe@a.example", "jane.doe", vec!["@", "a", ".", "e", "x", "a", "m", "p", "l", "e"]),
            ("jane.doe", "jane.doe@a.example", vec![]),
            ("malory", "mallory", vec!["o"]),
        ] {
            let found: Vec<&str> = strange(name, other).into_iter().map(|range| &name[range]).collect();
            assert_eq!(found, expected, "{name} {other}");
        }
    }
}
