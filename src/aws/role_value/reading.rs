//! What a value of the Role attribute comes to: a pair AWS can use, or why it is none.

use std::ops::Range;

use super::pair::{LONGEST, Part, parts};
use crate::aws::arn::{Arn, ArnFault, ArnProblem, ResourceKind, RoleArn, SamlProviderArn};
use crate::aws::attributes::is_name_character;
use crate::aws::nearest::is_blank;

/// A value as a whole. White space at its ends is no part of the judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<'a> {
    /// Nothing, or nothing that can be seen.
    Blank,
    /// A template that nobody filled in: the bytes of its placeholders.
    Template(Vec<Range<usize>>),
    NotPair(NotPair<'a>),
    /// An ARN names something that can be neither half.
    WrongKind(Vec<Wrong>),
    /// An ARN of the right kind is written wrong.
    Malformed(Vec<Wrong>),
    Pair(Box<Pair<'a>>),
}

/// A role and a provider, each found correct by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    pub role: RoleArn<'a>,
    pub provider: SamlProviderArn<'a>,
    /// Bytes of the value.
    pub role_at: Range<usize>,
    pub provider_at: Range<usize>,
    /// The pair without white space, in the order it was written.
    pub tidy: String,
}

/// Why AWS does not let a correctly written pair be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    CrossPartition,
    CrossAccount,
    IdentityCenterRole,
}

impl Pair<'_> {
    /// What stands in the way of the pair; the first that applies.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let (role, provider) = (&self.role.arn, &self.provider.arn);
        if role.partition != provider.partition {
            Some(Obstacle::CrossPartition)
        } else if role.account != provider.account {
            Some(Obstacle::CrossAccount)
        } else if self.role.is_identity_center() && !self.provider.is_identity_center() {
            // With Identity Center's own provider beside it, the pair is as Identity Center sends it.
            Some(Obstacle::IdentityCenterRole)
        } else {
            None
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Half {
    Role,
    Provider,
}

impl Half {
    /// As a message names it.
    pub fn name(self) -> &'static str {
        match self {
            Half::Role => "role",
            Half::Provider => "provider",
        }
    }
}

/// What is wrong with one half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub half: Half,
    /// Bytes of the half's ARN in the value.
    pub arn: Range<usize>,
    pub why: Why,
    /// Bytes that show it.
    pub at: Vec<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Fault(ArnFault),
    /// IAM allows a comma in a role's name; in a pair it separates.
    CommaInRoleName,
}

/// Why there are not two ARNs with a comma between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPair<'a> {
    NoArn,
    /// One ARN and nothing else; `None` where it cannot be told which half it is.
    OneHalf(Option<Half>),
    /// One ARN, and this.
    OtherPart(Part<'a>),
    /// Two ARNs, but something else than a comma between them; nothing at all where the range is empty.
    Separator {
        between: Range<usize>,
        tidy: Option<String>,
    },
    /// A comma too many.
    StrayComma {
        at: Range<usize>,
        tidy: Option<String>,
    },
    /// Two ARNs of the same half.
    Twice(Half),
    /// So many ARNs.
    Many(usize),
    /// So many characters, more than two ARNs can have; what else is wrong was not looked for.
    Huge(usize),
}

/// Reads a value of the Role attribute.
pub fn read(value: &str) -> Reading<'_> {
    let visible = value.trim_matches(is_blank);
    if visible.len() > LONGEST {
        return Reading::NotPair(NotPair::Huge(visible.chars().count()));
    }
    if value.chars().all(is_blank) {
        return Reading::Blank;
    }
    let placeholders = placeholders(value);
    if !placeholders.is_empty() {
        return Reading::Template(placeholders);
    }
    let starts = arn_starts(value);
    let parts = parts(value);
    let written: Vec<&Part> = parts.iter().filter(|part| !part.text.is_empty()).collect();
    match (starts.as_slice(), written.as_slice()) {
        ([], _) => Reading::NotPair(NotPair::NoArn),
        ([_], [only]) => Reading::NotPair(NotPair::OneHalf(half_of(only.text))),
        ([start], several) => {
            let other = several.iter().find(|part| !part.range.contains(start));
            Reading::NotPair(other.map_or(NotPair::OneHalf(None), |part| NotPair::OtherPart((*part).clone())))
        }
        (&[first, second], _) => {
            if let Some(stray) = stray_comma(value, &parts, [first, second]) {
                return Reading::NotPair(stray);
            }
            match written.as_slice() {
                [left, right] if left.range.contains(&first) && right.range.contains(&second) => {
                    read_halves(left, right)
                }
                _ => Reading::NotPair(separator(value, first, second)),
            }
        }
        (many, _) => Reading::NotPair(NotPair::Many(many.len())),
    }
}

fn read_halves<'a>(left: &Part<'a>, right: &Part<'a>) -> Reading<'a> {
    let (role, provider) = match (half_of(left.text), half_of(right.text)) {
        (Some(Half::Role), Some(Half::Role)) => return Reading::NotPair(NotPair::Twice(Half::Role)),
        (Some(Half::Provider), Some(Half::Provider)) => {
            return Reading::NotPair(NotPair::Twice(Half::Provider));
        }
        (Some(Half::Provider), _) | (None, Some(Half::Role)) => (right, left),
        // Neither is known: AWS's documentation writes the role first.
        (Some(Half::Role), _) | (None, Some(Half::Provider) | None) => (left, right),
    };
    match (RoleArn::parse(role.text), SamlProviderArn::parse(provider.text)) {
        (Ok(parsed), Ok(_)) if parsed.name.contains(',') => {
            let name_at = role.range.end - parsed.name.len();
            let commas = parsed.name.match_indices(',').map(|(at, _)| name_at + at..name_at + at + 1);
            Reading::Malformed(vec![Wrong {
                half: Half::Role,
                arn: role.range.clone(),
                why: Why::CommaInRoleName,
                at: commas.collect(),
            }])
        }
        (Ok(parsed_role), Ok(parsed_provider)) => Reading::Pair(Box::new(Pair {
            role: parsed_role,
            provider: parsed_provider,
            role_at: role.range.clone(),
            provider_at: provider.range.clone(),
            tidy: format!("{},{}", left.text, right.text),
        })),
        (role_result, provider_result) => {
            let role_problem = role_result.err().map(|problem| wrong(Half::Role, role, problem));
            let provider_problem =
                provider_result.err().map(|problem| wrong(Half::Provider, provider, problem));
            let mut problems: Vec<Wrong> = role_problem.into_iter().chain(provider_problem).collect();
            problems.sort_by_key(|problem| problem.arn.start);
            let (kinds, rest): (Vec<Wrong>, Vec<Wrong>) = problems.into_iter().partition(is_of_wrong_kind);
            if kinds.is_empty() { Reading::Malformed(rest) } else { Reading::WrongKind(kinds) }
        }
    }
}

impl Wrong {
    /// The ARN without what does not belong in it, where that makes it right and no letter of a name
    /// is guessed.
    pub fn mended(&self, value: &str) -> Option<String> {
        let invisible = |at: &Range<usize>| value[at.clone()].chars().all(|c| is_blank(c) && c != ' ');
        let certain = match self.why {
            Why::Fault(ArnFault::NotAnArn | ArnFault::AccountNotTwelveDigits | ArnFault::RegionNotEmpty) => {
                true
            }
            Why::Fault(_) => self.at.iter().all(invisible),
            Why::CommaInRoleName => false,
        };
        let mut mended = String::new();
        let mut from = self.arn.start;
        for at in self.at.iter().filter(|_| certain) {
            mended.push_str(&value[from..at.start]);
            if value[at.clone()].eq_ignore_ascii_case("arn") {
                mended.push_str("arn");
            }
            from = at.end;
        }
        mended.push_str(&value[from..self.arn.end]);
        let right = match self.half {
            Half::Role => RoleArn::parse(&mended).is_ok_and(|role| !role.name.contains(',')),
            Half::Provider => SamlProviderArn::parse(&mended).is_ok(),
        };
        right.then_some(mended)
    }
}

fn is_of_wrong_kind(wrong: &Wrong) -> bool {
    matches!(wrong.why, Why::Fault(ArnFault::ResourceKind(kind)) if kind != ResourceKind::Other)
}

fn wrong(half: Half, part: &Part, problem: ArnProblem) -> Wrong {
    let at = problem.at.start + part.range.start..problem.at.end + part.range.start;
    let shown = &part.text[problem.at.clone()];
    let all: Vec<Range<usize>> = match problem.fault {
        // The first one is given; the reader wants them all.
        ArnFault::RoleNameCharacters => misfits(&part.text[problem.at.start..], at.start, is_name_character),
        ArnFault::ProviderNameCharacters => misfits(&part.text[problem.at.start..], at.start, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
        }),
        // What stands before the ARN, or the scheme in another case.
        ArnFault::NotAnArn => match arn_starts(part.text).first() {
            Some(0) if !part.text.starts_with("arn:") => std::iter::once(at.start..at.start + 3).collect(),
            Some(&start) if start > 0 => std::iter::once(at.start..at.start + start).collect(),
            _ => std::iter::once(at).collect(),
        },
        ArnFault::AccountNotTwelveDigits if shown.chars().any(|c| !c.is_ascii_digit()) => {
            misfits(shown, at.start, |c| c.is_ascii_digit())
        }
        _ if shown.contains(is_blank) => misfits(shown, at.start, |c| !is_blank(c)),
        _ => std::iter::once(at).collect(),
    };
    Wrong { half, arn: part.range.clone(), why: Why::Fault(problem.fault), at: all }
}

/// Bytes of the characters that do not fit; `from` is where the text starts.
fn misfits(text: &str, from: usize, fits: fn(char) -> bool) -> Vec<Range<usize>> {
    let offending = text.char_indices().filter(|&(_, c)| !fits(c));
    offending.map(|(at, c)| from + at..from + at + c.len_utf8()).collect()
}

/// Which half an ARN was meant to be; misspelt ones by the words in them.
fn half_of(text: &str) -> Option<Half> {
    match Arn::parse(text).map_or(ResourceKind::Other, |arn| arn.kind()) {
        ResourceKind::SamlProvider | ResourceKind::OidcProvider => return Some(Half::Provider),
        ResourceKind::Role
        | ResourceKind::AssumedRole
        | ResourceKind::User
        | ResourceKind::Group
        | ResourceKind::InstanceProfile => return Some(Half::Role),
        ResourceKind::Root | ResourceKind::Policy | ResourceKind::Other => {}
    }
    let text = text.to_ascii_lowercase();
    if text.contains("saml") || text.contains("provider") {
        Some(Half::Provider)
    } else {
        text.contains("role").then_some(Half::Role)
    }
}

fn arn_starts(value: &str) -> Vec<usize> {
    value.to_ascii_lowercase().match_indices("arn:").map(|(at, _)| at).collect()
}

/// A comma at an end, or two in a row, in a value of two ARNs.
fn stray_comma<'a>(value: &'a str, parts: &[Part<'a>], starts: [usize; 2]) -> Option<NotPair<'a>> {
    let seen = |at: usize| value[at..].starts_with(',').then(|| at..at + 1);
    let visible = value.trim_end_matches(is_blank);
    let at_start = value.trim_start_matches(is_blank).starts_with(',');
    let last_part = parts.last()?;
    let first_part = parts.iter().find(|part| part.range.contains(&starts[0]))?;
    let at = if at_start {
        value.find(',')
    } else if first_part.range.contains(&starts[1]) {
        None
    } else if first_part.text.ends_with(',') {
        Some(first_part.range.end - 1)
    } else if last_part.text.ends_with(',') {
        Some(visible.len() - 1)
    } else {
        None
    }?;
    let bare = |c: char| is_blank(c) || c == ',';
    let left = value[..starts[1]].trim_matches(bare);
    let right = value[starts[1]..].trim_matches(bare);
    Some(NotPair::StrayComma { at: seen(at)?, tidy: tidy(left, right) })
}

/// What stands between two ARNs that no comma separates.
fn separator(value: &str, first: usize, second: usize) -> NotPair<'_> {
    // A comma of another script is one to the eye.
    let separates =
        |c: char| is_blank(c) || ";|&/\\:#~<>\"'`,".contains(c) || !(c.is_ascii() || c.is_alphanumeric());
    let mut left = value[..second].trim_end_matches(separates);
    // A separator that was encoded once too often, an arrow, a word.
    while let Some(rest) = without_encoded_separator(left, &value[left.len()..second]) {
        left = rest.trim_end_matches(separates);
    }
    let right = value[second..].trim_end_matches(is_blank);
    let left_arn = left.get(first..).unwrap_or("");
    NotPair::Separator { between: left.len().max(first)..second, tidy: tidy(left_arn, right) }
}

/// Text without what separates at its end, where characters of names are part of that; `after` is what
/// was cut off behind it.
fn without_encoded_separator<'a>(text: &'a str, after: &str) -> Option<&'a str> {
    const ENCODED: &[&str] = &["%2c", "%3b", "%7c", "%20", "&#44", "&#x2c", "&comma"];
    let ends = |end: &str| {
        let (head, tail) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
        tail.eq_ignore_ascii_case(end).then_some(head)
    };
    let arrow = || after.starts_with('>').then(|| text.strip_suffix(['-', '=']))?;
    let word = || after.starts_with(' ').then(|| ends(" and"))?;
    ENCODED.iter().find_map(|end| ends(end)).or_else(arrow).or_else(word)
}

/// The pair rewritten right, where both halves are.
fn tidy(left: &str, right: &str) -> Option<String> {
    let fits = |role: &str, provider: &str| {
        RoleArn::parse(role).is_ok_and(|role| !role.name.contains(','))
            && SamlProviderArn::parse(provider).is_ok()
    };
    (fits(left, right) || fits(right, left)).then(|| format!("{left},{right}"))
}

/// Longest text between the brackets of a placeholder.
const PLACEHOLDER_LENGTH: usize = 64;

/// `${role}`, `{{role}}`, `[SAML Provider Name]`, `%role%`, `<account>`, `$1`: what templates and instructions
/// leave for somebody to fill in. None of these is legal in a name or an account.
fn placeholders(value: &str) -> Vec<Range<usize>> {
    // A value that was percent-encoded once too often has no `%name%`.
    let is_encoded = ["%3a", "%2c", "%2f"].iter().any(|code| value.to_ascii_lowercase().contains(code));
    const BRACKETS: &[(&str, &str)] =
        &[("${", "}"), ("#{", "}"), ("{{", "}}"), ("{", "}"), ("[", "]"), ("<", ">"), ("%", "%")];
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '$' | '\'' | '(' | ')');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = value[at..].find(['$', '#', '{', '[', '<', '%']) {
        at += open;
        let rest = &value[at..];
        let placeholder = BRACKETS.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(open).filter(|_| !(is_encoded && *open == "%"))?;
            let length = inside.find(|c: char| !fits(c)).filter(|&length| length <= PLACEHOLDER_LENGTH)?;
            let closed = length > 0 && inside[length..].starts_with(close);
            closed.then(|| open.len() + length + close.len())
        });
        // A group of a regular expression that did not match.
        let group = || {
            let number = rest.strip_prefix('$')?;
            let digits = number.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&digits).then_some(1 + digits)
        };
        match placeholder.or_else(group) {
            Some(length) => {
                found.push(at..at + length);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Where the parts of a two-part value touch: the bytes between them that cannot be seen.
pub fn inner_blanks(value: &str) -> Vec<Range<usize>> {
    let parts = parts(value);
    let [left, right] = parts.as_slice() else { return Vec::new() };
    let starts_arn = |part: &Part| part.text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
    if !starts_arn(left) || !starts_arn(right) {
        return Vec::new();
    }
    let between = left.range.end..right.range.start;
    let blanks = value[between.clone()].char_indices().filter(|&(_, c)| is_blank(c));
    blanks.map(|(at, c)| between.start + at..between.start + at + c.len_utf8()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/Admin";
    const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";

    /// A word for the reading, and the bytes it points at.
    fn told(value: &str) -> (String, Vec<&str>) {
        let at = |ranges: &[Range<usize>]| ranges.iter().map(|range| &value[range.clone()]).collect();
        match read(value) {
            Reading::Blank => ("blank".to_owned(), vec![]),
            Reading::Template(placeholders) => ("template".to_owned(), at(&placeholders)),
            Reading::NotPair(NotPair::NoArn) => ("no ARN".to_owned(), vec![]),
            Reading::NotPair(NotPair::OneHalf(half)) => {
                (format!("only {}", half.map_or("something", Half::name)), vec![])
            }
            Reading::NotPair(NotPair::OtherPart(part)) => ("other part".to_owned(), vec![part.text]),
            Reading::NotPair(NotPair::Separator { between, tidy }) => {
                let told = if tidy.is_some() { "separator" } else { "separator, no pair" };
                (told.to_owned(), at(&[between]))
            }
            Reading::NotPair(NotPair::StrayComma { at: comma, tidy }) => {
                assert_eq!(tidy.as_deref(), Some(format!("{ROLE},{PROVIDER}").as_str()));
                (format!("stray comma at {}", comma.start), at(&[comma]))
            }
            Reading::NotPair(NotPair::Huge(count)) => (format!("{count} characters"), vec![]),
            Reading::NotPair(NotPair::Twice(half)) => (format!("two of {}", half.name()), vec![]),
            Reading::NotPair(NotPair::Many(count)) => (format!("{count} ARNs"), vec![]),
            Reading::WrongKind(wrong) => {
                ("wrong kind".to_owned(), wrong.iter().flat_map(|wrong| at(&wrong.at)).collect())
            }
            Reading::Malformed(wrong) => {
                let names: Vec<&str> = wrong.iter().map(|wrong| wrong.half.name()).collect();
                (names.join(" and "), wrong.iter().flat_map(|wrong| at(&wrong.at)).collect())
            }
            Reading::Pair(pair) => ("pair".to_owned(), vec![&value[pair.role_at], &value[pair.provider_at]]),
        }
    }

    #[test]
    fn a_value_is_a_pair_or_says_why_it_is_none() {
        let table: &[(String, &str, &[&str])] = &[
            (format!("{ROLE},{PROVIDER}"), "pair", &[ROLE, PROVIDER]),
            (format!("\n {PROVIDER},\u{a0}\n{ROLE}\u{200b}"), "pair", &[ROLE, PROVIDER]),
            (" \u{200b}\n".to_owned(), "blank", &[]),
            (String::new(), "blank", &[]),
            ("Admin".to_owned(), "no ARN", &[]),
            (ROLE.to_owned(), "only role", &[]),
            (format!("{PROVIDER},"), "only provider", &[]),
            (format!("Admin,{PROVIDER}"), "other part", &["Admin"]),
            (format!("{ROLE};{PROVIDER}"), "separator", &[";"]),
            (format!("{PROVIDER} | {ROLE}"), "separator", &[" | "]),
            (format!("{ROLE} {PROVIDER}"), "separator", &[" "]),
            (format!("{ROLE}{PROVIDER}"), "separator", &[""]),
            (format!("{ROLE}，{PROVIDER}"), "separator", &["，"]),
            (format!("{ROLE};arn:aws:iam::1:x"), "separator, no pair", &[";"]),
            (format!("{ROLE}%2C{PROVIDER}"), "separator", &["%2C"]),
            (format!("{ROLE}%2c%20{PROVIDER}"), "separator", &["%2c%20"]),
            (format!("{ROLE}&#44;{PROVIDER}"), "separator", &["&#44;"]),
            (format!("{ROLE} -> {PROVIDER}"), "separator", &[" -> "]),
            (format!("{ROLE} and {PROVIDER}"), "separator", &[" and "]),
            (format!(",{ROLE},{PROVIDER}"), "stray comma at 0", &[","]),
            (format!("{ROLE},,{PROVIDER}"), "stray comma at 36", &[","]),
            (format!("{ROLE},{PROVIDER}, "), "stray comma at 81", &[","]),
            (format!("{ROLE},{ROLE}"), "two of role", &[]),
            (format!("{PROVIDER},{PROVIDER}"), "two of provider", &[]),
            (format!("{ROLE},{PROVIDER},{ROLE}"), "3 ARNs", &[]),
            (format!("{ROLE},x,{PROVIDER}"), "role", &[","]),
            (format!("{PROVIDER},{ROLE}, y"), "role", &[" "]),
            (format!("arn:aws:iam::1234:role/Ad min,{PROVIDER}x y"), "role and provider", &["1234", " "]),
            (format!("\"{ROLE},{PROVIDER}\""), "role and provider", &["\"", "\""]),
            (format!("arn:aws:iam::123456789012:user/x,{PROVIDER}"), "wrong kind", &["user"]),
            (format!("{PROVIDER},arn:aws:sts::123456789012:assumed-role/A/b"), "wrong kind", &["assumed-role"]),
            (
                "arn:aws:iam::${accountid}:saml-provider/[SAML Provider Name],arn:aws:iam::${accountid}:role/${role}".to_owned(),
                "template",
                &["${accountid}", "[SAML Provider Name]", "${accountid}", "${role}"],
            ),
            (format!("arn:aws:iam::123456789012:role/{{{{role}}}},{PROVIDER}"), "template", &["{{role}}"]),
            (format!("arn:aws:iam::123456789012:role/%role%,{PROVIDER}"), "template", &["%role%"]),
            (format!("arn:aws:iam::123456789012:role/a%20b,{PROVIDER}"), "role", &["%"]),
            (format!("arn:aws:iam::$1:role/ADFS-$2,{PROVIDER}"), "template", &["$1", "$2"]),
            (format!("arn:aws:iam::123456789012:role/Ad$min,{PROVIDER}"), "role", &["$"]),
            (ROLE.replace(':', "%3A"), "no ARN", &[]),
            (format!("{ROLE}{},{PROVIDER}", "x".repeat(20_000)), "20081 characters", &[]),
        ];
        for (value, expected, at) in table {
            assert_eq!(told(value), ((*expected).to_owned(), at.to_vec()), "{value:?}");
        }
    }

    #[test]
    fn an_arn_is_mended_where_nothing_has_to_be_guessed() {
        for (arn, expected) in [
            ("ARN:aws:iam::123456789012:role/Admin", Some(ROLE)),
            ("\"arn:aws:iam::123456789012:role/Admin", Some(ROLE)),
            ("arn:aws:iam::1234-5678-9012:role/Admin", Some(ROLE)),
            ("arn:aws:iam:us-east-1:123456789012:role/Admin", Some(ROLE)),
            ("arn:aws:iam::123456789012:role/Ad\u{200b}min", Some(ROLE)),
            ("arn:aws:iam::123456789012:role/Ad min", None),
            ("arn:aws:iam::1234:role/Admin", None),
            ("arn:aws:s3::123456789012:role/Admin", None),
        ] {
            let value = format!("{arn},{PROVIDER}");
            let Reading::Malformed(wrong) = read(&value) else { panic!("{arn}") };
            assert_eq!(wrong[0].mended(&value).as_deref(), expected, "{arn}");
        }
    }

    #[test]
    fn white_space_inside_is_what_stands_between_the_arns() {
        for (value, count) in [
            (format!(" {ROLE},{PROVIDER} "), 0),
            (format!("{ROLE} ,\n\u{200b}{PROVIDER}"), 3),
            (format!("{ROLE} {PROVIDER}"), 0),
            ("a, b".to_owned(), 0),
        ] {
            assert_eq!(inner_blanks(&value).len(), count, "{value:?}");
        }
    }
}
