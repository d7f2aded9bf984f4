//! `--at`: the moment that somebody says a response was received at.

use std::fmt;
use std::str::FromStr;

use crate::instant::Instant;

/// `--at`: a moment, or a time after each message's own IssueInstant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Moment(Instant),
    /// Seconds after the IssueInstant.
    AfterIssue(i64),
}

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMoment(String);

impl fmt::Display for NoMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(f, "{text:?} is neither a time such as 2026-05-26T11:58:03Z (UTC) nor issued, issued+4m30s")
    }
}

impl std::error::Error for NoMoment {}

impl FromStr for At {
    type Err = NoMoment;

    /// Reads a moment, or `issued`, `issued+90s`, `issued-30s`, `issued+4m30s`.
    fn from_str(text: &str) -> Result<At, NoMoment> {
        let wrong = || NoMoment(text.to_owned());
        let Some(offset) = text.strip_prefix("issued") else {
            // As people write it, and as logs do; without a zone it is UTC.
            let written = text.trim().trim_end_matches(" UTC");
            let written = match written.split_once(' ') {
                Some((date, time)) if !time.contains(' ') => format!("{date}T{time}"),
                _ => written.to_owned(),
            };
            return Instant::parse_rfc3339(&written)
                .map(|written| At::Moment(written.instant))
                .map_err(|_| wrong());
        };
        let (sign, amount) = match offset.split_at_checked(1) {
            None => return Ok(At::AfterIssue(0)),
            Some(("+", amount)) => (1, amount),
            Some(("-", amount)) => (-1, amount),
            Some(_) => return Err(wrong()),
        };
        let mut seconds: i64 = 0;
        let mut rest = amount;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|&at| at > 0).ok_or_else(wrong)?;
            let number: i64 = rest[..digits].parse().map_err(|_| wrong())?;
            let unit = match rest[digits..].chars().next() {
                Some('s') => 1,
                Some('m') => 60,
                Some('h') => 3_600,
                Some('d') => 86_400,
                _ => return Err(wrong()),
            };
            seconds = number.checked_mul(unit).and_then(|n| seconds.checked_add(n)).ok_or_else(wrong)?;
            rest = &rest[digits + 1..];
        }
        if amount.is_empty() {
            return Err(wrong());
        }
        Ok(At::AfterIssue(sign * seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_takes_a_moment_or_a_time_after_issue() {
        for (text, seconds) in [
            ("issued", 0),
            ("issued+5s", 5),
            ("issued+4m30s", 270),
            ("issued-1h", -3_600),
            ("issued+1d2h", 93_600),
        ] {
            assert_eq!(text.parse(), Ok(At::AfterIssue(seconds)), "{text}");
        }
        for text in
            ["", "yesterday", "issued+", "issued5s", "issued+5", "issued+s", "issued+9999999999999999999s"]
        {
            assert!(text.parse::<At>().is_err(), "{text}");
        }
        let moment: Result<At, NoMoment> = "2026-05-26T11:58:03Z".parse();
        assert!(matches!(moment, Ok(At::Moment(_))));
        for text in ["2026-05-26 11:58:03", "2026-05-26 11:58:03Z", "2026-05-26 11:58:03 UTC"] {
            assert_eq!(text.parse(), moment, "{text}");
        }
    }
}
