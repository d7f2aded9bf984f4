//! Instants as SAML, HTTP and people write them.

use std::fmt;

use jiff::Timestamp;

/// A moment in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Timestamp);

/// An `xs:dateTime` that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed {
    pub instant: Instant,
    pub zone: Zone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Given,
    Missing,
}

impl Instant {
    pub fn parse_xs_date_time(text: &str) -> Result<Parsed, String> {
        text.parse::<Timestamp>()
            .map(|t| Parsed { instant: Instant(t), zone: Zone::Given })
            .map_err(|e| e.to_string())
    }
    pub fn parse_rfc3339(text: &str) -> Option<Instant> {
        text.parse().ok().map(Instant)
    }
    /// `--at`: RFC 3339; UTC where no zone is given.
    pub fn parse_at(text: &str) -> Option<Instant> {
        Instant::parse_rfc3339(text).or_else(|| Instant::parse_rfc3339(&format!("{text}Z")))
    }
    pub fn parse_http_date(_text: &str) -> Option<Instant> {
        None
    }
    pub fn now() -> Instant {
        Instant(Timestamp::now())
    }
    pub fn plus_milliseconds(self, ms: i64) -> Instant {
        Instant(self.0.checked_add(jiff::SignedDuration::from_millis(ms)).unwrap_or(if ms < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        }))
    }
    /// Positive where `self` is later.
    pub fn milliseconds_since(self, other: Instant) -> i64 {
        self.0.as_millisecond() - other.0.as_millisecond()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
