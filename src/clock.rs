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
        Clock {
            source: ClockSource::Given,
            earliest: moment,
            latest: moment,
            started: None,
            browser_ahead: None,
        }
    }

    /// Nothing is known but that the response was issued and that it is now.
    pub fn now(issued: Option<Instant>, now: Instant) -> Clock {
        let earliest = issued.filter(|issued| *issued <= now).unwrap_or(now);
        Clock { source: ClockSource::Now, earliest, latest: now, started: None, browser_ahead: None }
    }

    /// From the times of a HAR entry. AWS's `Date` has whole seconds and was written between the
    /// start and the end of the exchange; where `startedDateTime` fits it, that is the moment.
    pub fn captured(facts: &ExchangeFacts) -> Option<Clock> {
        let started =
            facts.started.as_deref().and_then(|text| Some(Instant::parse_rfc3339(text).ok()?.instant));
        let date = facts.date.as_deref().and_then(Instant::parse_http_date);
        let clock = |earliest, latest, browser_ahead| Clock {
            source: ClockSource::Captured,
            earliest,
            latest,
            started,
            browser_ahead,
        };
        match (started, date) {
            (Some(started), Some(date)) => {
                let duration = facts.duration.filter(|ms| ms.is_finite() && *ms >= 0.0).unwrap_or(0.0);
                let earliest =
                    date.plus(-SignedDuration::from_millis(duration.min(86_400_000.0).ceil() as i64));
                let latest = date.plus_seconds(1);
                if earliest <= started && started <= latest {
                    return Some(clock(started, started, None));
                }
                let ahead = if started > latest { started.since(latest) } else { started.since(earliest) };
                Some(clock(earliest, latest, Some(ahead)))
            }
            (Some(started), None) => Some(clock(started, started, None)),
            (None, Some(date)) => Some(clock(date.plus_seconds(-1), date.plus_seconds(1), None)),
            (None, None) => None,
        }
    }

    /// The one moment, where it is known as one and not only from the reader's own clock.
    pub fn moment(&self) -> Option<Instant> {
        (self.source != ClockSource::Now && self.earliest == self.latest).then_some(self.earliest)
    }

    /// Whether `earliest..=latest` lies wholly before, wholly at or after, a moment.
    pub fn before(&self, moment: Instant) -> Throughout {
        if self.latest < moment {
            Throughout::True
        } else if self.earliest >= moment {
            Throughout::False
        } else {
            Throughout::Open
        }
    }
}
