//! The three forms of a date in HTTP (RFC 9110, 5.6.7).

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::Instant;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day's name is not compared with the date.
pub fn parse(text: &str) -> Option<Instant> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (day, month, year, time) = match words.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [name, day, month, year, time, "GMT"] if name.ends_with(',') => (*day, *month, *year, *time),
        // Sunday, 06-Nov-94 08:49:37 GMT
        [name, date, time, "GMT"] if name.ends_with(',') => {
            let mut parts = date.splitn(3, '-');
            (parts.next()?, parts.next()?, parts.next()?, *time)
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => (*day, *month, *year, *time),
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        // Fifty years ahead at most, says the RFC; nothing this program meets is older than Unix.
        (2, year) if year < 70 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    let mut clock = time.split(':');
    let (hour, minute, second) =
        (number(clock.next()?)?, number(clock.next()?)?, number(clock.next()?)?.min(59));
    if clock.next().is_some() {
        return None;
    }
    let date = DateTime::new(
        year,
        month as i8,
        i8::try_from(number(day)?).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()?;
    Offset::UTC.to_timestamp(date).ok().map(Instant)
}

/// Digits only: no sign.
fn number(text: &str) -> Option<i16> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_read() {
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Tuesday, 26-May-26 11:58:03 GMT", Some("2026-05-26T11:58:03Z")),
            ("Sun Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37Z")),
            ("Tue, 26 May 2026 11:58:60 GMT", Some("2026-05-26T11:58:59Z")),
            ("Tue, 30 Feb 2026 11:58:03 GMT", None),
            ("Tue, 26 May 2026 11:58:03 +0200", None),
            ("Tue, 26 May 2026 24:58:03 GMT", None),
            ("Tue, 26 May 2026 11:58 GMT", None),
            ("Tue, -6 May 2026 11:58:03 GMT", None),
            ("2026-05-26T11:58:03Z", None),
            ("", None),
        ] {
            assert_eq!(parse(text).map(|instant| instant.to_string()).as_deref(), expected, "{text}");
        }
    }
}
