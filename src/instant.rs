//! Points in time: the strict lexical form of `xs:dateTime`, RFC 3339, and the dates of HTTP.
//!
//! XML Schema Part 2, 3.2.7 (dateTime). SAML Core 1.3.3 wants UTC; AWS takes an offset.

use std::fmt;
use std::ops::Range;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use self::date_time::Grammar;

mod date_time;
mod http_date;

/// A point in time, to the nanosecond, between the years -9999 and 9999. Written as RFC 3339 with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// A point in time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Written {
    pub instant: Instant,
    pub zone: Zone,
}

/// The time zone a point in time was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// `Z`
    Utc,
    /// Minutes east of UTC; `+00:00` too.
    Offset(i16),
    /// None was written, and UTC is assumed.
    Absent,
}

/// Why a text is no point in time, and which bytes of it show that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstantError {
    pub fault: InstantFault,
    pub at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstantFault {
    Empty,
    /// Not `YYYY-MM-DDThh:mm:ss`.
    Form,
    /// A blank between date and time instead of `T`.
    BlankForT,
    /// `t` or `z`.
    LowerCase,
    /// A comma before the fraction.
    CommaFraction,
    Month,
    /// A day that this month of this year does not have.
    Day,
    /// An hour, minute or second out of range; `24` is an hour only as `24:00:00`.
    Time,
    /// `:60`.
    LeapSecond,
    /// Not `Z` or `+hh:mm` up to 14:00.
    Zone,
    /// Text after the end.
    Trailing,
    /// Outside the years -9999 to 9999, and so no moment that a reader could mean.
    OutOfRange,
}

impl InstantFault {
    /// What is wrong, to follow "which".
    pub fn phrase(self) -> &'static str {
        match self {
            InstantFault::Empty => "is empty",
            InstantFault::Form => "is not of the form YYYY-MM-DDThh:mm:ssZ",
            InstantFault::BlankForT => "has a space where T separates date and time",
            InstantFault::LowerCase => "has a lower-case letter where T or Z is required",
            InstantFault::CommaFraction => "has a comma before the fraction of a second",
            InstantFault::Month => "names a month that does not exist",
            InstantFault::Day => "names a day that does not exist",
            InstantFault::Time => "names a time of day that does not exist",
            InstantFault::LeapSecond => "has a 60th second, which xs:dateTime does not know",
            InstantFault::Zone => "has a time zone that is not Z or +hh:mm up to 14:00",
            InstantFault::Trailing => "goes on after its end",
            InstantFault::OutOfRange => "is beyond the years this program can count",
        }
    }
}

impl Instant {
    /// Reads an `xs:dateTime`. White space around it is no part of it; digits after the ninth of a
    /// fraction are dropped. Beyond the years -9999 to 9999 it stops at the ends of the range: such a
    /// value is legal, and means "always" or "never".
    pub fn parse_xs(text: &str) -> Result<Written, InstantError> {
        date_time::parse(text, Grammar::XsDateTime)
    }

    /// Reads RFC 3339 as a person or a HAR writes it; no zone is UTC.
    pub fn parse_rfc3339(text: &str) -> Result<Written, InstantError> {
        date_time::parse(text, Grammar::Rfc3339)
    }

    /// Reads the `Date` of an HTTP message in any of its three forms (RFC 9110, 5.6.7).
    pub fn parse_http_date(text: &str) -> Option<Instant> {
        http_date::parse(text)
    }

    pub fn from_unix_seconds(seconds: i64) -> Option<Instant> {
        Timestamp::from_second(seconds).ok().map(Instant)
    }

    pub fn from_unix_millis(millis: i64) -> Option<Instant> {
        Timestamp::from_millisecond(millis).ok().map(Instant)
    }

    /// The clock's reading; `None` where it is set beyond the year 9999.
    pub fn from_system_time(time: std::time::SystemTime) -> Option<Instant> {
        Timestamp::try_from(time).ok().map(Instant)
    }

    /// The last instant at or before this one that is a whole second.
    pub fn whole_second(self) -> Instant {
        let nanos = self.unix_nanos();
        Timestamp::from_nanosecond(nanos - nanos.rem_euclid(1_000_000_000)).map_or(self, Instant)
    }

    /// Before anything that is written as an instant.
    pub const EARLIEST: Instant = Instant(Timestamp::MIN);

    pub fn unix_nanos(self) -> i128 {
        self.0.as_nanosecond()
    }

    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// From another instant to this one; negative where this one is earlier.
    pub fn since(self, earlier: Instant) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }

    /// Stops at the ends of the range.
    #[must_use]
    pub fn plus(self, duration: SignedDuration) -> Instant {
        match self.0.checked_add(duration) {
            Ok(sum) => Instant(sum),
            Err(_) if duration.is_negative() => Instant(Timestamp::MIN),
            Err(_) => Instant(Timestamp::MAX),
        }
    }

    /// Stops at the ends of the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        self.plus(SignedDuration::from_secs(seconds))
    }

    /// `11:58:03`, for a place where the day is known.
    pub fn time_of_day(self) -> String {
        Offset::UTC.to_datetime(self.0).time().strftime("%H:%M:%S").to_string()
    }

    /// `2026-05-26`, in UTC.
    pub fn date(self) -> String {
        Offset::UTC.to_datetime(self.0).date().to_string()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A duration by its two greatest units, its sign left out: `7 min 12 s`, `2 d 3 h`.
pub fn in_words(duration: SignedDuration) -> String {
    const UNITS: [(u128, &str); 5] = [
        (86_400_000_000_000, "d"),
        (3_600_000_000_000, "h"),
        (60_000_000_000, "min"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
    ];
    let nanos = duration.as_nanos().unsigned_abs();
    let Some(first) = UNITS.iter().position(|(size, _)| nanos >= *size) else {
        return if nanos == 0 { "0 s".to_owned() } else { "less than 1 ms".to_owned() };
    };
    let (size, unit) = UNITS[first];
    let (count, rest) = (nanos / size, nanos % size);
    let of_next = |next: usize| {
        let (size, unit) = UNITS[next];
        (rest >= size).then(|| format!("{count} {} {} {unit}", UNITS[first].1, rest / size))
    };
    let tenths = rest / 100_000_000;
    let both = match unit {
        "ms" => None,
        "s" => (count < 10 && tenths > 0).then(|| format!("{count}.{tenths} s")),
        // "5 min" would deny the tenth of a second by which a limit was missed.
        "min" => of_next(first + 1).or_else(|| of_next(first + 2)),
        _ => of_next(first + 1),
    };
    both.unwrap_or_else(|| format!("{count} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xs(text: &str) -> Result<String, (InstantFault, &str)> {
        match Instant::parse_xs(text) {
            Ok(written) => Ok(written.instant.to_string()),
            Err(error) => Err((error.fault, &text[error.at])),
        }
    }

    #[test]
    fn a_legal_instant_beyond_the_range_is_its_end() {
        for (text, expected) in [
            ("9999-12-31T23:59:59.9999999Z", Timestamp::MAX),
            ("9999-12-31T23:59:59Z", Timestamp::MAX),
            ("9999-12-31T24:00:00Z", Timestamp::MAX),
            ("9999-12-31T23:59:59-14:00", Timestamp::MAX),
            ("12026-05-26T11:58:03Z", Timestamp::MAX),
            ("99999999999999999999-05-26T11:58:03Z", Timestamp::MAX),
            ("-9999-01-01T00:00:00+14:00", Timestamp::MIN),
            ("-99999999999999999999-05-26T11:58:03Z", Timestamp::MIN),
        ] {
            assert_eq!(Instant::parse_xs(text).map(|written| written.instant.0), Ok(expected), "{text}");
        }
        let given = Instant::parse_rfc3339("9999-12-31T23:59:59Z").map_err(|error| error.fault);
        assert_eq!(given, Err(InstantFault::OutOfRange));
    }

    #[test]
    fn legal_values_of_xs_date_time_are_read() {
        for (text, expected, zone) in [
            ("2026-05-26T11:58:03Z", "2026-05-26T11:58:03Z", Zone::Utc),
            ("2026-05-26T11:58:03.120Z", "2026-05-26T11:58:03.12Z", Zone::Utc),
            ("2026-11-21T20:48:35.1234567891234Z", "2026-11-21T20:48:35.123456789Z", Zone::Utc),
            ("2026-05-26T13:58:03+02:00", "2026-05-26T11:58:03Z", Zone::Offset(120)),
            ("2026-05-26T11:58:03+00:00", "2026-05-26T11:58:03Z", Zone::Offset(0)),
            ("2026-05-25T21:58:03-14:00", "2026-05-26T11:58:03Z", Zone::Offset(-840)),
            ("2026-05-26T11:58:03", "2026-05-26T11:58:03Z", Zone::Absent),
            ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z", Zone::Utc),
            ("2026-12-31T24:00:00.000Z", "2027-01-01T00:00:00Z", Zone::Utc),
            ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z", Zone::Utc),
            (" \t2026-05-26T11:58:03Z\n", "2026-05-26T11:58:03Z", Zone::Utc),
            ("-0001-01-01T00:00:00Z", "-000001-01-01T00:00:00Z", Zone::Utc),
        ] {
            let written = Instant::parse_xs(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!((written.instant.to_string().as_str(), written.zone), (expected, zone), "{text}");
        }
    }

    #[test]
    fn what_is_not_xs_date_time_says_why_and_where() {
        use InstantFault::*;
        for (text, expected) in [
            ("", (Empty, "")),
            ("  ", (Empty, "")),
            ("2026-05-26 11:58:03Z", (BlankForT, " ")),
            ("2026-05-26t11:58:03Z", (LowerCase, "t")),
            ("2026-05-26T11:58:03z", (LowerCase, "z")),
            ("2026-05-26T11:58:03,5Z", (CommaFraction, ",")),
            ("2026-05-26T11:58:03.Z", (Form, "Z")),
            ("2026-05-26T11:58Z", (Form, "Z")),
            ("20261121T204835Z", (Form, "T")),
            ("2026-5-26T11:58:03Z", (Form, "-")),
            ("26-05-26T11:58:03Z", (Form, "-")),
            ("02026-05-26T11:58:03Z", (Form, "6")),
            ("+2026-05-26T11:58:03Z", (Form, "+")),
            ("2026-05-26", (Form, "")),
            ("yesterday", (Form, "y")),
            ("é", (Form, "é")),
            ("2026-05-26T11:58:03Z[UTC]", (Trailing, "[UTC]")),
            ("2026-05-26T11:58:03 UTC", (Trailing, " UTC")),
            ("2026-05-26T11:58:03+0200", (Zone, "+0200")),
            ("2026-05-26T11:58:03+14:01", (Zone, "+14:01")),
            ("2026-05-26T11:58:03+2:00", (Zone, "+2:00")),
            ("2026-05-26T11:58:03+01:60", (Zone, "+01:60")),
            ("2026-13-26T11:58:03Z", (Month, "13")),
            ("2026-00-26T11:58:03Z", (Month, "00")),
            ("2026-02-29T11:58:03Z", (Day, "29")),
            ("1900-02-29T11:58:03Z", (Day, "29")),
            ("2026-05-00T11:58:03Z", (Day, "00")),
            ("2026-05-26T25:00:00Z", (Time, "25:00:00")),
            ("2026-05-26T24:00:01Z", (Time, "24:00:01")),
            ("2026-05-26T24:00:00.1Z", (Time, "24:00:00.1")),
            ("2026-05-26T11:60:00Z", (Time, "11:60:00")),
            ("2026-05-26T23:59:60Z", (LeapSecond, "60")),
            ("2026-05-26T23:59:61Z", (Time, "23:59:61")),
        ] {
            assert_eq!(xs(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn rfc_3339_is_read_as_people_and_hars_write_it() {
        for (text, expected) in [
            ("2026-05-26T11:58:03Z", Some("2026-05-26T11:58:03Z")),
            ("2026-05-26 11:58:03", Some("2026-05-26T11:58:03Z")),
            ("2026-05-26t11:58:03z", Some("2026-05-26T11:58:03Z")),
            ("2026-05-26T13:58:03.1234567+02:00", Some("2026-05-26T11:58:03.1234567Z")),
            ("2026-05-26T13:58:03.123+0200", Some("2026-05-26T11:58:03.123Z")),
            ("2026-12-31T23:59:60Z", Some("2026-12-31T23:59:59Z")),
            ("2026-05-26", None),
            ("now", None),
            ("-2026-05-26T11:58:03Z", None),
        ] {
            let found = Instant::parse_rfc3339(text).ok().map(|written| written.instant.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_the_range() {
        let instant = Instant::parse_xs("2026-05-26T11:58:03Z").unwrap().instant;
        let first = instant.plus(SignedDuration::MIN);
        let last = instant.plus(SignedDuration::MAX);
        assert!(first < instant && instant < last);
        assert_eq!(last.plus_seconds(1), last);
        assert_eq!(first.plus_seconds(-1), first);
        assert_eq!(first.whole_second(), first);
        assert!(last.whole_second() <= last);
        assert_eq!(last.since(first), -first.since(last));
        assert_eq!(instant.plus_seconds(432).since(instant).as_secs(), 432);
    }

    #[test]
    fn a_whole_second_is_the_one_before() {
        for (text, expected) in [
            ("2026-05-26T11:58:03.999Z", "2026-05-26T11:58:03Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Instant::parse_xs(text).unwrap().instant.whole_second().to_string(), expected);
        }
    }

    #[test]
    fn durations_are_told_by_their_two_greatest_units() {
        let millis = SignedDuration::from_millis;
        for (duration, expected) in [
            (millis(0), "0 s"),
            (SignedDuration::from_nanos(1), "less than 1 ms"),
            (millis(250), "250 ms"),
            (millis(2_000), "2 s"),
            (millis(1_940), "1.9 s"),
            (millis(2_040), "2 s"),
            (millis(45_600), "45 s"),
            (millis(432_000), "7 min 12 s"),
            (millis(-432_000), "7 min 12 s"),
            (millis(300_000), "5 min"),
            (millis(300_100), "5 min 100 ms"),
            (millis(3_600_000), "1 h"),
            (millis(3_605_000), "1 h"),
            (millis(183_600_000 + 60_000), "2 d 3 h"),
            (SignedDuration::MIN, "106751991167300 d 15 h"),
        ] {
            assert_eq!(in_words(duration), expected, "{duration:?}");
        }
    }

    #[test]
    fn parts_of_an_instant_are_written_in_utc() {
        let instant = Instant::parse_xs("2026-05-26T01:58:03.5+02:00").unwrap().instant;
        assert_eq!((instant.date().as_str(), instant.time_of_day().as_str()), ("2026-05-25", "23:58:03"));
    }
}
