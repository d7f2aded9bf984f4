//! The moment that a response is judged at.
//!
//! An assertion lives five minutes and is looked at hours later, so the reader's own clock says
//! little. What counts is when AWS received the POST; it is known as an interval.

use jiff::SignedDuration;

use crate::capture::ExchangeFacts;
use crate::instant::Instant;

/// When AWS received the response, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub source: ClockSource,
    pub earliest: Instant,
    pub latest: Instant,
    /// `startedDateTime` of the HAR, by the browser's clock.
    pub started: Option<Instant>,
    /// The `Date` of AWS's answer: where it is known, the interval is by AWS's clock.
    pub date: Option<Instant>,
    /// By how much the browser's clock is ahead of AWS's, where a HAR shows it.
    pub browser_ahead: Option<SignedDuration>,
}

/// Where the moment is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockSource {
    /// `--at`.
    Given,
    /// The HAR.
    Captured,
    /// Nowhere: some time between the response's issue and now.
    Now,
}

impl ClockSource {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            ClockSource::Given => "given",
            ClockSource::Captured => "captured",
            ClockSource::Now => "now",
        }
    }
}

/// How a condition stands over the interval of a [`Clock`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throughout {
    /// It is true at every moment of the interval.
    True,
    /// It is false at every moment of the interval.
    False,
    /// It depends on the moment.
    Open,
}

/// `--at`: a moment, or a time after each message's own IssueInstant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Moment(Instant),
    /// Seconds after the IssueInstant.
    AfterIssue(i64),
}

impl Clock {
    /// A clock that is given.
    pub fn given(moment: Instant) -> Clock {
        Clock::between(ClockSource::Given, moment, moment)
    }

    /// Nothing is known but that the response was issued and that it is now. Without an IssueInstant it
    /// may have come at any time before.
    pub fn now(issued: Option<Instant>, now: Instant) -> Clock {
        let earliest = issued.map_or(Instant::EARLIEST, |issued| issued.min(now));
        Clock::between(ClockSource::Now, earliest, now)
    }

    /// From the times of a HAR entry; `None` where it has none that can be read.
    ///
    /// AWS's `Date` has whole seconds and was written between the start and the end of the exchange;
    /// where `startedDateTime` fits that, the browser's clock is right and that is the moment.
    pub fn captured(facts: &ExchangeFacts) -> Option<Clock> {
        let started =
            facts.started.as_deref().and_then(|text| Some(Instant::parse_rfc3339(text).ok()?.instant));
        let date = facts.date.as_deref().and_then(Instant::parse_http_date);
        let Some(date) = date else {
            return started.map(|at| Clock { started, ..Clock::between(ClockSource::Captured, at, at) });
        };
        let earliest = date.plus(-took_at_most(facts.duration));
        let latest = date.plus_seconds(1);
        let (earliest, latest, browser_ahead) = match started {
            None => (earliest, latest, None),
            Some(started) if started > latest => (earliest, latest, Some(started.since(latest))),
            Some(started) if started < earliest => (earliest, latest, Some(started.since(earliest))),
            Some(started) => (started, started, None),
        };
        Some(Clock {
            started,
            date: Some(date),
            browser_ahead,
            ..Clock::between(ClockSource::Captured, earliest, latest)
        })
    }

    fn between(source: ClockSource, earliest: Instant, latest: Instant) -> Clock {
        Clock { source, earliest, latest, started: None, date: None, browser_ahead: None }
    }

    /// The one moment, where it is known as one and not only from the reader's own clock.
    pub fn moment(&self) -> Option<Instant> {
        (self.source != ClockSource::Now && self.earliest == self.latest).then_some(self.earliest)
    }

    /// Whether the response came before a moment.
    pub fn before(&self, moment: Instant) -> Throughout {
        if self.latest < moment {
            Throughout::True
        } else if self.earliest >= moment {
            Throughout::False
        } else {
            Throughout::Open
        }
    }

    /// Whether the response came later than a moment.
    pub fn after(&self, moment: Instant) -> Throughout {
        if self.earliest > moment {
            Throughout::True
        } else if self.latest <= moment {
            Throughout::False
        } else {
            Throughout::Open
        }
    }
}

/// The time an exchange took, as a HAR gives it in milliseconds; a generous one where it does not.
fn took_at_most(milliseconds: Option<f64>) -> SignedDuration {
    const UNKNOWN: f64 = 60_000.0;
    const LONGEST: f64 = 86_400_000.0;
    let known = milliseconds.filter(|ms| ms.is_finite() && *ms >= 0.0);
    SignedDuration::from_millis(known.unwrap_or(UNKNOWN).min(LONGEST).ceil() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Instant {
        Instant::parse_rfc3339(&format!("2026-05-26T{time}Z")).unwrap().instant
    }

    fn har(started: Option<&str>, duration: Option<f64>, date: Option<&str>) -> Option<Clock> {
        Clock::captured(&ExchangeFacts {
            started: started.map(|time| format!("2026-05-26T{time}Z")),
            duration,
            date: date.map(|time| format!("Tue, 26 May 2026 {time} GMT")),
            ..ExchangeFacts::default()
        })
    }

    #[test]
    fn a_har_gives_the_moment_where_the_browser_and_aws_agree_and_else_an_interval() {
        /// Earliest, latest, and by how many milliseconds the browser is ahead.
        type Expected = (&'static str, &'static str, i64);
        type Row = (Option<&'static str>, Option<f64>, Option<&'static str>, Expected);
        let table: &[Row] = &[
            // The browser's clock fits AWS's.
            (Some("11:58:03.250"), Some(800.0), Some("11:58:03"), ("11:58:03.250", "11:58:03.250", 0)),
            (Some("11:58:02.200"), Some(800.0), Some("11:58:03"), ("11:58:02.200", "11:58:02.200", 0)),
            (Some("11:58:04"), Some(0.0), Some("11:58:03"), ("11:58:04", "11:58:04", 0)),
            // It is ahead, or behind, by at least so much.
            (Some("11:59:34"), Some(500.0), Some("11:58:03"), ("11:58:02.500", "11:58:04", 90_000)),
            (Some("11:58:04.001"), Some(0.0), Some("11:58:03"), ("11:58:03", "11:58:04", 1)),
            (Some("11:57:02"), Some(1_000.0), Some("11:58:03"), ("11:58:02", "11:58:04", -60_000)),
            // A duration that says nothing accuses no clock of a slow network.
            (Some("11:57:40"), Some(-1.0), Some("11:58:03"), ("11:57:40", "11:57:40", 0)),
            (Some("11:57:40"), None, Some("11:58:03"), ("11:57:40", "11:57:40", 0)),
            (Some("11:58:03"), Some(f64::NAN), Some("11:58:03"), ("11:58:03", "11:58:03", 0)),
            // One of the two.
            (Some("11:58:03.5"), Some(800.0), None, ("11:58:03.5", "11:58:03.5", 0)),
            (None, Some(800.0), Some("11:58:03"), ("11:58:02.200", "11:58:04", 0)),
        ];
        for (started, duration, date, (earliest, latest, ahead)) in table {
            let clock = har(*started, *duration, *date).unwrap();
            let case = format!("{started:?} {duration:?} {date:?}");
            assert_eq!(clock.source, ClockSource::Captured, "{case}");
            assert_eq!((clock.earliest, clock.latest), (at(earliest), at(latest)), "{case}");
            let found = clock.browser_ahead.map_or(0, |ahead| ahead.as_millis() as i64);
            assert_eq!(found, *ahead, "{case}");
            assert_eq!(clock.date.is_some(), date.is_some(), "{case}");
        }
        assert_eq!(har(None, Some(1.0), None), None);
        let nonsense = ExchangeFacts { started: Some("yesterday".to_owned()), ..ExchangeFacts::default() };
        assert_eq!(Clock::captured(&nonsense), None);
    }

    #[test]
    fn without_a_clock_the_response_came_between_its_issue_and_now() {
        let now = at("12:00:00");
        for (issued, earliest) in
            [(Some(at("11:58:01")), at("11:58:01")), (Some(at("12:00:01")), now), (None, Instant::EARLIEST)]
        {
            let clock = Clock::now(issued, now);
            assert_eq!((clock.earliest, clock.latest, clock.moment()), (earliest, now, None), "{issued:?}");
        }
        assert_eq!(Clock::given(now).moment(), Some(now));
    }

    #[test]
    fn a_condition_holds_throughout_or_is_open() {
        use Throughout::*;
        let clock = har(None, Some(1_000.0), Some("12:00:00")).unwrap();
        assert_eq!((clock.earliest, clock.latest), (at("11:59:59"), at("12:00:01")));
        for (moment, before, after) in [
            ("11:59:58", False, True),
            ("11:59:59", False, Open),
            ("11:59:59.000000001", Open, Open),
            ("12:00:00", Open, Open),
            ("12:00:01", Open, False),
            ("12:00:01.000000001", True, False),
        ] {
            assert_eq!((clock.before(at(moment)), clock.after(at(moment))), (before, after), "{moment}");
        }
        let moment = Clock::given(at("12:00:00"));
        for (other, before, after) in [
            ("11:59:59.999999999", False, True),
            ("12:00:00", False, False),
            ("12:00:00.000000001", True, False),
        ] {
            assert_eq!((moment.before(at(other)), moment.after(at(other))), (before, after), "{other}");
        }
    }
}
