//! ArnLike and ArnEquals: six parts, each with wildcards of its own.

use super::wildcard::Pattern;
use crate::aws::policy::possible::Possible;

/// The six parts of an ARN.
pub fn parts(text: &str) -> Option<[&str; 6]> {
    let mut parts = text.splitn(6, ':');
    let six = [parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    (six[0] == "arn").then_some(six)
}

/// Whether an ARN of a request fits that of a policy. A policy's value that is no ARN fails closed.
pub fn like(request: &[&str; 6], policy: &str) -> Possible {
    // Written widely, measured nowhere.
    if policy == "*" {
        return Possible::UNKNOWN;
    }
    let Some(patterns) = parts(policy) else { return Possible::ERROR };
    let fits = request.iter().zip(patterns).all(|(part, pattern)| Pattern::plain(pattern).fits(part));
    Possible::of(fits)
}
