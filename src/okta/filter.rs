//! A group filter as Okta takes it, read as a regular expression that runs in linear time.

use std::fmt;

use regex::bytes::{Regex, RegexBuilder};
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::{start, syntax};

/// A filter longer than this is no filter.
const LONGEST: usize = 4_096;

/// A group filter that can be run.
#[derive(Debug)]
pub struct Filter {
    /// As it was given.
    pub text: String,
    /// With named groups where Okta's placeholders stood.
    pub expression: String,
    anywhere: Regex,
    whole: Regex,
    shortest_split: Regex,
    prefixes: DFA,
    suffixes: DFA,
}

/// Why a filter cannot be run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterProblem {
    Empty,
    TooLong(usize),
    /// `(?=`, `(?!`, `(?<=`, `(?<!`: Java's, and no engine of linear time has them.
    LookAround(String),
    /// A back-reference, an atomic group or a possessive quantifier.
    Backtracking(String),
    /// `(?123456789012…)`: a template engine put a value in the place of the name.
    NameReplaced(String),
    /// Not a regular expression.
    NotRegular(String),
}

impl fmt::Display for FilterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilterProblem::Empty => f.write_str("the filter is empty"),
            FilterProblem::TooLong(length) => {
                write!(f, "the filter has {length} characters, and more than {LONGEST} are not run")
            }
            FilterProblem::LookAround(part) => write!(
                f,
                "the filter has a look-around, {part}: Okta may run it, but it cannot be run here, so nothing is said of what it lets through"
            ),
            FilterProblem::Backtracking(part) => write!(
                f,
                "the filter has {part}, which needs backtracking: Okta may run it, but it cannot be run here, so nothing is said of what it lets through"
            ),
            FilterProblem::NameReplaced(part) => write!(
                f,
                "the filter has {part} where (?{{{{role}}}} or (?{{{{accountid}}}} belongs: a template took the braces for its own and put a value there"
            ),
            FilterProblem::NotRegular(why) => write!(f, "the filter is no regular expression: {why}"),
        }
    }
}

/// The names between Okta's double braces.
pub(super) const ROLE: &str = "role";
pub(super) const ACCOUNT: &str = "accountid";

/// What a filter makes of the name of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub role: Option<String>,
    pub account: Option<String>,
}

/// Where a name stops being one that the filter can match, as bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FallsOut {
    /// At this byte; before it, characters that could have stood there.
    At(usize, String),
    /// The name ends where more is wanted: one of these.
    TooShort(String),
}

impl Filter {
    /// # Errors
    ///
    /// Where the filter cannot be run here.
    pub fn read(text: &str) -> Result<Filter, FilterProblem> {
        let text = text.trim_matches(['\n', '\r']);
        if text.trim().is_empty() {
            return Err(FilterProblem::Empty);
        }
        if text.len() > LONGEST {
            return Err(FilterProblem::TooLong(text.chars().count()));
        }
        let expression = with_named_groups(text);
        if let Some(problem) = beyond_linear_time(&expression) {
            return Err(problem);
        }
        let build = |expression: &str| {
            RegexBuilder::new(expression)
                .unicode(false)
                .build()
                .map_err(|error| FilterProblem::NotRegular(last_line(&error.to_string())))
        };
        let anywhere = build(&expression)?;
        let whole_expression = format!("^(?:{expression})$");
        let whole = build(&whole_expression)?;
        let shortest_split = RegexBuilder::new(&whole_expression)
            .unicode(false)
            .swap_greed(true)
            .build()
            .map_err(|error| FilterProblem::NotRegular(last_line(&error.to_string())))?;
        let automaton = |direction: Direction| {
            DFA::builder()
                .syntax(syntax::Config::new().unicode(false).utf8(false))
                .thompson(thompson::Config::new().reverse(direction == Direction::Backwards))
                .configure(DFA::config().skip_cache_capacity_check(true))
                .build(&whole_expression)
                .map_err(|error| FilterProblem::NotRegular(last_line(&error.to_string())))
        };
        let (prefixes, suffixes) = (automaton(Direction::Forwards)?, automaton(Direction::Backwards)?);
        Ok(Filter { text: text.to_owned(), expression, anywhere, whole, shortest_split, prefixes, suffixes })
    }

    /// Whether a placeholder group of this name is in the filter.
    pub(super) fn has(&self, name: &str) -> bool {
        self.anywhere.capture_names().flatten().any(|known| known == name)
    }

    /// Matching the whole name.
    pub(super) fn whole(&self, group: &str) -> Option<Parts> {
        parts(&self.whole, group)
    }

    /// Matching a part of the name.
    pub(super) fn anywhere(&self, group: &str) -> Option<Parts> {
        parts(&self.anywhere, group)
    }

    /// The same name split as early as possible; another result means that it can be split in two ways.
    pub(super) fn split_early(&self, group: &str) -> Option<Parts> {
        parts(&self.shortest_split, group)
    }

    /// Where a name that does not match as a whole leaves the filter; `None` where that is not known.
    ///
    /// Read from its beginning; where a `\S+` takes all that is left, from its end.
    pub(super) fn falls_out(&self, group: &str) -> Option<FallsOut> {
        let bytes = group.as_bytes();
        let forwards = first_dead(&self.prefixes, bytes.iter().copied())?;
        let too_short = match forwards {
            Stop::At(at, wanted) => return Some(FallsOut::At(at, wanted)),
            Stop::End(wanted) => FallsOut::TooShort(wanted),
        };
        match first_dead(&self.suffixes, bytes.iter().rev().copied())? {
            Stop::At(from_end, wanted) => Some(FallsOut::At(bytes.len() - 1 - from_end, wanted)),
            Stop::End(_) => Some(too_short),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forwards,
    Backwards,
}

/// Where an automaton stopped, and the characters it would have taken there.
enum Stop {
    At(usize, String),
    End(String),
}

fn first_dead(automaton: &DFA, bytes: impl Iterator<Item = u8>) -> Option<Stop> {
    let mut cache = automaton.create_cache();
    let config = start::Config::new().anchored(regex_automata::Anchored::Yes);
    let mut state = automaton.start_state(&mut cache, &config).ok()?;
    for (at, byte) in bytes.enumerate() {
        let next = automaton.next_state(&mut cache, state, byte).ok()?;
        if next.is_dead() {
            return Some(Stop::At(at, wanted(automaton, &mut cache, state)));
        }
        state = next;
    }
    Some(Stop::End(wanted(automaton, &mut cache, state)))
}

/// The characters that can follow, in words.
fn wanted(automaton: &DFA, cache: &mut Cache, state: LazyStateID) -> String {
    let allowed: Vec<u8> = (b' '..=b'~')
        .filter(|&byte| automaton.next_state(cache, state, byte).is_ok_and(|next| !next.is_dead()))
        .collect();
    in_words(&allowed)
}

fn parts(expression: &Regex, group: &str) -> Option<Parts> {
    let found = expression.captures(group.as_bytes())?;
    let text =
        |name: &str| found.name(name).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
    Some(Parts { role: text(ROLE), account: text(ACCOUNT) })
}

/// `(?{{role}}…)` becomes `(?P<role>…)`.
fn with_named_groups(text: &str) -> String {
    text.replace("(?{{role}}", "(?P<role>").replace("(?{{accountid}}", "(?P<accountid>")
}

fn beyond_linear_time(expression: &str) -> Option<FilterProblem> {
    let bytes = expression.as_bytes();
    let mut at = 0;
    let mut in_class = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                if next.is_ascii_digit() && next != b'0' && !in_class {
                    return Some(FilterProblem::Backtracking(format!(
                        "the back-reference \\{}",
                        next as char
                    )));
                }
                at += 1;
            }
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class => {
                let rest = &expression[at..];
                for look in ["(?=", "(?!", "(?<=", "(?<!"] {
                    if rest.starts_with(look) {
                        return Some(FilterProblem::LookAround(look.to_owned()));
                    }
                }
                if rest.starts_with("(?>") {
                    return Some(FilterProblem::Backtracking("an atomic group, (?>".to_owned()));
                }
                let inside = rest.strip_prefix("(?");
                if let Some(inside) = inside
                    .filter(|inside| inside.starts_with(|c: char| c.is_ascii_digit() || c == ')' || c == '['))
                {
                    let shown: String = inside.chars().take_while(|c| c.is_ascii_digit()).collect();
                    return Some(FilterProblem::NameReplaced(format!("(?{shown}")));
                }
            }
            b'+' if !in_class
                && at > 0
                && matches!(bytes[at - 1], b'+' | b'*' | b'?' | b'}')
                && !is_escaped(bytes, at - 1) =>
            {
                return Some(FilterProblem::Backtracking(format!(
                    "the possessive quantifier {}+",
                    bytes[at - 1] as char
                )));
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

fn last_line(text: &str) -> String {
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("");
    line.trim().trim_start_matches("error: ").to_owned()
}

/// "a digit", or the characters themselves.
fn in_words(allowed: &[u8]) -> String {
    let all = |from: u8, to: u8| (from..=to).all(|byte| allowed.contains(&byte));
    let digits = all(b'0', b'9');
    let letters = all(b'a', b'z') && all(b'A', b'Z');
    let rest: String = allowed
        .iter()
        .filter(|byte| !(digits && byte.is_ascii_digit() || letters && byte.is_ascii_alphabetic()))
        .map(|&byte| if byte == b' ' { "a space".to_owned() } else { (byte as char).to_string() })
        .collect::<Vec<_>>()
        .join(" ");
    if allowed.len() > 80 {
        return "nearly anything".to_owned();
    }
    let named = [(letters, "a letter"), (digits, "a digit")];
    let mut words: Vec<&str> = named.iter().filter(|(is, _)| *is).map(|(_, words)| *words).collect();
    if !rest.is_empty() {
        words.push(&rest);
    }
    if let [only] = allowed {
        return format!("\"{}\"", *only as char);
    }
    match words.split_last() {
        None => "nothing more".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn okta_filters_are_run_as_okta_writes_them() {
        for (filter, group, role, account) in [
            (
                r"^aws\#\S+\#(?{{role}}[\w\-]+)\#(?{{accountid}}\d+)$",
                "aws#corp#Admins#123456789012",
                Some("Admins"),
                Some("123456789012"),
            ),
            (r"^aws\#\S+\#(?{{role}}[\w\-]+)\#(?{{accountid}}\d+)$", "aws#corp#a.b#123456789012", None, None),
            (
                r"aws_(?{{accountid}}\d+)_(?{{role}}[a-zA-Z0-9+=,.@\-_]+)",
                "aws_123456789012_Ops.Read",
                Some("Ops.Read"),
                Some("123456789012"),
            ),
        ] {
            let parts = Filter::read(filter).unwrap().whole(group);
            assert_eq!(parts.as_ref().and_then(|parts| parts.role.as_deref()), role, "{filter} {group}");
            assert_eq!(
                parts.as_ref().and_then(|parts| parts.account.as_deref()),
                account,
                "{filter} {group}"
            );
        }
    }

    #[test]
    fn a_name_leaves_the_filter_at_a_character() {
        let default = r"^aws\#\S+\#(?{{role}}[\w\-]+)\#(?{{accountid}}\d+)$";
        let second = r"aws_(?{{accountid}}\d+)_(?{{role}}\w+)";
        for (filter, group, expected) in [
            (default, "Everyone", FallsOut::At(0, "\"a\"".to_owned())),
            (default, "aws#corp#Admins#x", FallsOut::At(16, "a digit".to_owned())),
            (
                default,
                "aws#corp#Ops.Read#123456789012",
                FallsOut::At(12, "a letter, a digit or # - _".to_owned()),
            ),
            (second, "aws_x", FallsOut::At(4, "a digit".to_owned())),
            (second, "aws_1", FallsOut::TooShort("a digit or _".to_owned())),
        ] {
            assert_eq!(Filter::read(filter).unwrap().falls_out(group), Some(expected), "{filter} {group}");
        }
    }

    #[test]
    fn what_cannot_be_run_is_said_and_not_taken_for_no_match() {
        for (filter, part) in [
            (r"^(?!test)aws_(?{{role}}.+)$", "look-around, (?!"),
            (r"^(?<=a)b$", "look-around, (?<="),
            (r"^(a)\1$", "back-reference"),
            (r"^a++$", "possessive"),
            (r"^(?>a)$", "atomic"),
            (r"^aws_(?123456789012\d+)$", "a template took the braces"),
            (r"^aws_(?\d+$", "no regular expression"),
            ("", "empty"),
        ] {
            let problem = Filter::read(filter).unwrap_err().to_string();
            assert!(problem.contains(part), "{filter}: {problem}");
        }
    }
}
