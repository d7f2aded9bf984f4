//! Points in time of conditions, compared to the millisecond.

use crate::instant::Instant;

/// Milliseconds since 1970: seconds of the epoch, a date alone (midnight, UTC), or ISO 8601, UTC where no
/// zone is written.
pub fn millis(text: &str) -> Option<i128> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(i128::from(text.parse::<i64>().ok()?) * 1000);
    }
    let instant = |text: &str| Instant::parse_rfc3339(text).ok().map(|written| written.instant);
    let parsed = match text.contains('T') {
        true => instant(text).or_else(|| instant(&with_seconds(text)?)),
        false => instant(&format!("{text}T00:00:00Z")),
    };
    Some(in_millis(parsed?))
}

pub fn in_millis(instant: Instant) -> i128 {
    instant.unix_nanos().div_euclid(1_000_000)
}

/// `2030-01-01T00:00Z`, which ISO 8601 has and RFC 3339 has not.
fn with_seconds(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let (clock, zone) = time.split_at_checked(5)?;
    (clock.as_bytes().get(2) == Some(&b':') && !zone.starts_with(':'))
        .then(|| format!("{date}T{clock}:00{zone}"))
}
