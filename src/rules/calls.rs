//! What the rules on the two ARNs of a call share.

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::{KnownError, sts};
use crate::rule::{Case, Finding, Outcome, Rule, quoted};

/// One of the two parameters that a program takes from a Role value.
pub struct Half {
    /// `the RoleArn of the call is no ARN of a role`
    pub fact: &'static str,
    pub is_one: fn(&str) -> bool,
    /// What an ARN of the other half has in it.
    pub other: &'static str,
    /// What STS answers to one that is not empty.
    pub malformed: &'static [&'static KnownError],
}

static EMPTY: &[&KnownError] = &[&sts::ROLE_ARN_EMPTY];

/// Judges a parameter of a call; one that a shell or a reader has still to fill in is none.
pub fn judge(case: &Case, rule: &'static Rule, arn: Option<&str>, half: &Half) -> Outcome {
    let Some(arn) = arn else { return Outcome::NotApplicable };
    if (half.is_one)(arn) && arn == arn.trim() {
        return Outcome::Clean;
    }
    let why = match arn {
        "" => "it is empty".to_owned(),
        _ if (half.is_one)(arn.trim()) => format!("{} has white space at its ends", quoted(arn)),
        _ if arn.contains(half.other) => format!("{} is the other half of the Role value", quoted(arn)),
        // A variable of the shell, or a place for a value.
        _ if arn.starts_with('$') || arn.starts_with('<') => return Outcome::NotApplicable,
        _ => quoted(arn),
    };
    let span = case.values(ROLE).next().map_or(case.response.start(case.tree), |value| value.text.span);
    let finding = Finding::new(rule, span, format!("{}: {why}", half.fact)).found(arn);
    finding.explains(if arn.is_empty() { EMPTY } else { half.malformed }).into()
}
