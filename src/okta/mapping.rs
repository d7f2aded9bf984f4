//! A person's groups through the filter and the pattern, and what is wrong with what comes out.

use super::filter::{ACCOUNT, FallsOut, Filter, Parts, ROLE};
use crate::aws::arn::is_account;
use crate::aws::role_value::{self, Reading};

/// What is run: as it stands in Okta's fields, or wherever it was copied from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Role Value Pattern.
    pub pattern: Option<String>,
    pub groups: Vec<String>,
    /// The Role values of a response, to be compared.
    pub sent: Option<Vec<String>>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub mapped: Vec<Mapped>,
    pub fallen_out: Vec<NotMapped>,
    pub problems: Vec<Problem>,
    /// Role values of the response that none of the groups makes, by index from 0.
    pub from_elsewhere: Vec<(usize, String)>,
}

/// A group that comes through.
#[derive(Debug, PartialEq, Eq)]
pub struct Mapped {
    pub group: String,
    pub role: Option<String>,
    pub account: Option<String>,
    /// The Role value, where there is a pattern.
    pub value: Option<String>,
    /// Only a part of the name matches.
    pub in_part: bool,
    /// The index of the response's value that is this one; `None` where it has none, or no response was given.
    pub sent: Option<usize>,
}

/// A group that falls out.
#[derive(Debug, PartialEq, Eq)]
pub struct NotMapped {
    pub group: String,
    /// The character it falls out at, counted from 0, and what the filter takes there.
    pub at: Option<(usize, String)>,
    /// The name ends where the filter wants more.
    pub too_short: Option<String>,
    /// A filter that takes it, too.
    pub filter: Option<String>,
}

/// Something that is wrong, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub what: String,
    pub remedy: String,
}

/// Okta's own second filter lets these into a role's name; a comma would break the pair.
const ROLE_CHARACTERS: &str = r"[a-zA-Z0-9+=.@\-_]+";

/// Runs the groups through the filter.
pub fn run(filter: &Filter, mapping: &Mapping) -> Outcome {
    let mut problems = Vec::new();
    problems.extend(of_filter(filter, mapping.pattern.as_deref()));
    let pattern = mapping.pattern.as_deref().map(|pattern| of_pattern(pattern, &mut problems));
    let mut mapped = Vec::new();
    let mut fallen_out = Vec::new();
    for group in &mapping.groups {
        let whole = filter.whole(group);
        let in_part = whole.is_none();
        match whole.or_else(|| filter.anywhere(group)) {
            Some(parts) => {
                problems.extend(ambiguous(filter, group, &parts, in_part));
                let value = pattern.as_deref().map(|pattern| fill(pattern, &parts));
                problems.extend(value.as_deref().and_then(|value| of_value(group, value, &parts)));
                let sent = mapping.sent.as_deref().zip(value.as_deref());
                let sent = sent.and_then(|(sent, value)| sent.iter().position(|one| one == value));
                mapped.push(Mapped {
                    group: group.clone(),
                    role: parts.role,
                    account: parts.account,
                    value,
                    in_part,
                    sent,
                });
            }
            None => fallen_out.push(not_mapped(filter, group)),
        }
    }
    if mapped.is_empty() && !mapping.groups.is_empty() {
        problems.extend(doubled_backslashes(filter, mapping));
    }
    let from_elsewhere = mapping
        .sent
        .iter()
        .flatten()
        .enumerate()
        .filter(|(_, value)| !mapped.iter().any(|one| one.value.as_ref() == Some(value)));
    let from_elsewhere = from_elsewhere.map(|(index, value)| (index, value.clone())).collect();
    if mapping.sent.is_some() {
        for one in mapped.iter().filter(|one| one.sent.is_none() && one.value.is_some()) {
            problems.push(Problem {
                what: format!("the response has no Role value for the group {}", one.group),
                remedy: "assign the group to the application and push it, or look which filter, App Filter and pattern are saved there".to_owned(),
            });
        }
    }
    Outcome { mapped, fallen_out, problems, from_elsewhere }
}

/// What the pattern wants to have of the filter; a pattern for one account names that itself.
fn of_filter(filter: &Filter, pattern: Option<&str>) -> Option<Problem> {
    let wanted = |name: &&str| pattern.is_none_or(|pattern| pattern.contains(&format!("${{{name}}}")));
    let missing: Vec<&str> =
        [ROLE, ACCOUNT].into_iter().filter(wanted).filter(|name| !filter.has(name)).collect();
    (!missing.is_empty()).then(|| Problem {
        what: format!(
            "the filter has no (?{{{{{}}}}}…): ${{{}}} of the pattern {} empty",
            missing.join("}}…) and (?{{"),
            missing.join("} and ${"),
            if missing.len() == 1 { "stays" } else { "stay" }
        ),
        remedy: "put the part of the group's name that is the role into (?{{role}}…) and the account into (?{{accountid}}…)".to_owned(),
    })
}

/// The pattern as Okta takes it, and what is wrong with it.
fn of_pattern(pattern: &str, problems: &mut Vec<Problem>) -> String {
    let mut pattern = pattern.trim_matches(['\n', '\r']).to_owned();
    if pattern.contains("$${") {
        problems.push(Problem {
            what: "the pattern has $${…}: that is how Terraform writes ${…}".to_owned(),
            remedy: "in Okta's field it is ${…}; it was run so".to_owned(),
        });
        pattern = pattern.replace("$${", "${");
    }
    if let Some(left) = bracket(&pattern) {
        problems.push(Problem {
            what: format!("the pattern still has {left} from Okta's template"),
            remedy: "put the name of the IAM SAML provider there, the same in every account".to_owned(),
        });
    }
    let mut rest = pattern.as_str();
    while let Some((_, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        if ![ROLE, ACCOUNT].contains(&name) {
            problems.push(Problem {
                what: format!("the pattern has ${{{name}}}, which no filter fills"),
                remedy: "only ${role} and ${accountid} are filled".to_owned(),
            });
        }
        rest = behind;
    }
    pattern
}

/// `[SAML Provider Name]`
fn bracket(pattern: &str) -> Option<&str> {
    let start = pattern.find('[')?;
    let end = start + pattern[start..].find(']')? + 1;
    Some(&pattern[start..end])
}

fn fill(pattern: &str, parts: &Parts) -> String {
    let part = |part: &Option<String>| part.as_deref().unwrap_or("").to_owned();
    pattern.replace("${role}", &part(&parts.role)).replace("${accountid}", &part(&parts.account))
}

/// One name, two ways to split it: both are told, with what to write instead.
fn ambiguous(filter: &Filter, group: &str, parts: &Parts, in_part: bool) -> Option<Problem> {
    let early = filter.split_early(group).filter(|early| !in_part && early != parts)?;
    let told = |parts: &Parts| {
        let part = |part: &Option<String>| part.as_deref().unwrap_or("").to_owned();
        format!("role {} in account {}", part(&parts.role), part(&parts.account))
    };
    Some(Problem {
        what: format!("{group} can be split in two ways: {}, or {}", told(parts), told(&early)),
        remedy: "separate the parts with # or |, which no role's name can have".to_owned(),
    })
}

/// What AWS will not read in a value.
fn of_value(group: &str, value: &str, parts: &Parts) -> Option<Problem> {
    if let Some(account) = parts.account.as_deref().filter(|account| !is_account(account)) {
        let digits = account.chars().filter(char::is_ascii_digit).count();
        let length = match digits == account.chars().count() {
            true => format!("has {digits} digits"),
            false => "is not a number".to_owned(),
        };
        return Some(Problem {
            what: format!(
                "{group} names account {account}, which {length}: AWS knows no such account, an account id has 12"
            ),
            remedy: r"rename the group; (?{{accountid}}\d{12}) would leave it out".to_owned(),
        });
    }
    if let Some(role) = parts.role.as_deref().filter(|role| role.contains(',')) {
        return Some(Problem {
            what: format!("{group} names role {role}: the comma splits the Role value in the wrong place"),
            remedy:
                "a role for SAML needs a name without a comma; take the comma out of the filter's characters"
                    .to_owned(),
        });
    }
    let why = match role_value::read(value) {
        Reading::Pair(_) => return None,
        Reading::Blank => "is empty",
        Reading::Template(_) => "still holds a placeholder",
        Reading::NotPair(_) => "is not a role ARN and a provider ARN with a comma between them",
        Reading::WrongKind(_) => "names something that is neither a role nor a SAML provider",
        Reading::Malformed(_) => "has an ARN that is written wrong",
    };
    Some(Problem {
        what: format!("the Role value of {group} {why}: {value}"),
        remedy: "the pattern is arn:aws:iam::${accountid}:saml-provider/NAME,arn:aws:iam::${accountid}:role/${role}; in China and GovCloud arn:aws-cn and arn:aws-us-gov".to_owned(),
    })
}

fn not_mapped(filter: &Filter, group: &str) -> NotMapped {
    let (at, too_short) = match filter.falls_out(group) {
        Some(FallsOut::At(byte, wanted)) => {
            (Some((group[..crate::source::floor_char_boundary(group, byte)].chars().count(), wanted)), None)
        }
        Some(FallsOut::TooShort(wanted)) => (None, Some(wanted)),
        None => (None, None),
    };
    NotMapped { group: group.to_owned(), at, too_short, filter: wider(filter, group) }
}

/// The same filter with a role's characters let in, where that takes the group.
fn wider(filter: &Filter, group: &str) -> Option<String> {
    let start = filter.text.find("(?{{role}}")? + "(?{{role}}".len();
    let end = start + end_of_group(&filter.text[start..])?;
    let text = format!("{}{ROLE_CHARACTERS}{}", &filter.text[..start], &filter.text[end..]);
    let wider = Filter::read(&text).ok()?;
    wider.whole(group).map(|_| text)
}

/// The parenthesis that closes the group whose inside this begins.
fn end_of_group(text: &str) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class && depth == 0 => return Some(at),
            ')' if !in_class => depth -= 1,
            _ => {}
        }
    }
    None
}

/// No group comes through, and with single backslashes some do.
fn doubled_backslashes(filter: &Filter, mapping: &Mapping) -> Option<Problem> {
    if !filter.text.contains(r"\\") {
        return None;
    }
    let single = filter.text.replace(r"\\", r"\");
    let mended = Filter::read(&single).ok()?;
    let through: Vec<&str> =
        mapping.groups.iter().filter(|group| mended.whole(group).is_some()).map(String::as_str).collect();
    (!through.is_empty()).then(|| Problem {
        what: format!(
            r"each backslash stands twice, as JSON and Terraform write it: in Okta's field \\d is a backslash and a d, not a digit. With single ones {} of {} groups come through: {}",
            through.len(),
            mapping.groups.len(),
            through.join(", ")
        ),
        remedy: format!("enter {single}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERN: &str =
        "arn:aws:iam::${accountid}:saml-provider/Okta,arn:aws:iam::${accountid}:role/${role}";

    fn run_of(filter: &str, pattern: &str, groups: &[&str]) -> Outcome {
        let mapping = Mapping {
            pattern: Some(pattern.to_owned()),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            sent: None,
        };
        run(&Filter::read(filter).unwrap(), &mapping)
    }

    fn problem(outcome: &Outcome) -> &str {
        outcome.problems.first().map_or("", |problem| problem.what.as_str())
    }

    #[test]
    fn groups_become_role_values() {
        let outcome = run_of(
            r"^aws\#\S+\#(?{{role}}[\w\-]+)\#(?{{accountid}}\d+)$",
            PATTERN,
            &["aws#corp#Admins#123456789012", "aws#corp#Ops.Read#123456789012", "Everyone"],
        );
        assert_eq!(outcome.mapped.len(), 1);
        assert_eq!(
            outcome.mapped[0].value.as_deref(),
            Some("arn:aws:iam::123456789012:saml-provider/Okta,arn:aws:iam::123456789012:role/Admins")
        );
        let fallen: Vec<&str> = outcome.fallen_out.iter().map(|one| one.group.as_str()).collect();
        assert_eq!(fallen, ["aws#corp#Ops.Read#123456789012", "Everyone"]);
        let filter = outcome.fallen_out[0].filter.as_deref();
        assert_eq!(filter, Some(r"^aws\#\S+\#(?{{role}}[a-zA-Z0-9+=.@\-_]+)\#(?{{accountid}}\d+)$"));
        assert_eq!(outcome.fallen_out[1].filter, None);
        assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
    }

    #[test]
    fn what_is_wrong_with_filter_and_pattern_is_told() {
        let second = r"aws_(?{{accountid}}\d+)_(?{{role}}[a-zA-Z0-9+=,.@\-_]+)";
        for (what, filter, pattern, groups, expected) in [
            ("eleven digits", second, PATTERN, &["aws_12345678901_Ops"][..], "which has 11 digits"),
            (
                "a comma",
                second,
                PATTERN,
                &["aws_123456789012_Ops,Dev"][..],
                "the comma splits the Role value",
            ),
            (
                "doubled backslashes",
                r"aws_(?{{accountid}}\\d+)_(?{{role}}\\w+)",
                PATTERN,
                &["aws_123456789012_Ops"][..],
                "each backslash stands twice",
            ),
            (
                "Terraform's dollar",
                second,
                "arn:aws:iam::$${accountid}:saml-provider/Okta,arn:aws:iam::$${accountid}:role/$${role}",
                &["aws_123456789012_Ops"][..],
                "how Terraform writes",
            ),
            (
                "the template's bracket",
                second,
                "arn:aws:iam::${accountid}:saml-provider/[SAML Provider Name],arn:aws:iam::${accountid}:role/${role}",
                &["aws_123456789012_Ops"][..],
                "[SAML Provider Name]",
            ),
            (
                "an unknown name",
                second,
                "arn:aws:iam::${account}:saml-provider/Okta,arn:aws:iam::${account}:role/${role}",
                &["aws_123456789012_Ops"][..],
                "${account}, which no filter fills",
            ),
            (
                "no role group",
                r"aws_(?{{accountid}}\d+)_\w+",
                PATTERN,
                &["aws_123456789012_Ops"][..],
                "no (?{{role}}…)",
            ),
            (
                "two ways to split",
                r"^aws_(?{{role}}\w+)_(?{{accountid}}\d+)$",
                PATTERN,
                &["aws_Ops_1_123456789012"][..],
                "",
            ),
            (
                "two ways to split",
                r"^(?{{role}}\w+)_(?{{accountid}}\w+)$",
                PATTERN,
                &["a_b_c"][..],
                "can be split in two ways",
            ),
        ] {
            let outcome = run_of(filter, pattern, groups);
            match expected {
                "" => assert!(outcome.problems.is_empty(), "{what}: {:?}", outcome.problems),
                expected => assert!(problem(&outcome).contains(expected), "{what}: {:?}", outcome.problems),
            }
        }
    }

    #[test]
    fn a_filter_without_anchors_is_run_both_ways() {
        let outcome = run_of(
            r"aws_(?{{accountid}}\d+)_(?{{role}}\w+)",
            PATTERN,
            &["corp aws_123456789012_Ops", "aws_123456789012_Ops"],
        );
        let in_part: Vec<bool> = outcome.mapped.iter().map(|one| one.in_part).collect();
        assert_eq!(in_part, [true, false]);
    }

    #[test]
    fn the_values_of_a_response_are_traced_to_their_groups() {
        let value = |role: &str| {
            format!("arn:aws:iam::123456789012:saml-provider/Okta,arn:aws:iam::123456789012:role/{role}")
        };
        let mapping = Mapping {
            pattern: Some(PATTERN.to_owned()),
            groups: vec!["aws_123456789012_Ops".to_owned(), "aws_123456789012_Audit".to_owned()],
            sent: Some(vec![value("Other"), value("Ops")]),
        };
        let filter = Filter::read(r"^aws_(?{{accountid}}\d+)_(?{{role}}\w+)$").unwrap();
        let outcome = run(&filter, &mapping);
        assert_eq!(outcome.mapped[0].sent, Some(1));
        assert_eq!(outcome.mapped[1].sent, None);
        assert_eq!(outcome.from_elsewhere, [(0, value("Other"))]);
        assert!(problem(&outcome).contains("no Role value for the group aws_123456789012_Audit"));
    }
}
