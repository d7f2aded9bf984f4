//! The moment that a response is judged at.
//!
//! An assertion lives five minutes and is looked at hours later, so the reader's own clock says
//! little. What counts is when AWS received the POST; it is known as an interval.

mod at;

use jiff::SignedDuration;

use crate::capture::{DeliveredBy, Delivery, ExchangeFacts, Stamped};
use crate::instant::Instant;

pub use self::at::{At, NoMoment};

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
    /// What came before the POST, where a HAR shows it.
    pub passage: Option<Passage>,
}

/// From the page of the identity provider to the POST, as a HAR measures it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub by: DeliveredBy,
    /// Index of the entry with the page.
    pub entry: usize,
    /// From the end of that exchange to the POST, both by the browser's clock.
    pub held: Option<SignedDuration>,
    /// The `Date` of that answer, by the identity provider's clock.
    pub date: Option<Instant>,
    pub behind: Option<Behind>,
}

/// By how much the identity provider's clock is behind AWS's; negative where it is ahead.
///
/// Each of the two dated an answer between two moments that the browser's clock has, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    pub least: SignedDuration,
    pub most: SignedDuration,
}

impl Behind {
    /// How far apart the clocks are at most, whichever is ahead.
    pub fn apart_at_most(self) -> SignedDuration {
        self.least.abs().max(self.most.abs())
    }
}

/// Where the moment is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
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
        let Dated { started, took, date } = Dated::of(&facts.stamped);
        let Some(date) = date else {
            return started.map(|at| Clock { started, ..Clock::between(ClockSource::Captured, at, at) });
        };
        let earliest = date.plus(-took);
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

    /// With what is known of the page that brought the response to the browser.
    pub fn delivered_by(self, page: Option<&Delivery>, posted: &ExchangeFacts) -> Clock {
        Clock { passage: page.map(|page| Passage::of(page, posted)), ..self }
    }

    fn between(source: ClockSource, earliest: Instant, latest: Instant) -> Clock {
        Clock { source, earliest, latest, started: None, date: None, browser_ahead: None, passage: None }
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

impl Passage {
    fn of(page: &Delivery, posted: &ExchangeFacts) -> Passage {
        let its = Dated::of(&page.stamped);
        let aws = Dated::of(&posted.stamped);
        let held =
            its.started.zip(aws.started).zip(known(page.stamped.duration)).map(|((page, post), took)| {
                // An answer may be handed on before the last byte of it has come.
                post.since(page.plus(took)).max(SignedDuration::ZERO)
            });
        let behind = its.ahead_of_browser().zip(aws.ahead_of_browser()).map(
            |((its_least, its_most), (least, most))| Behind {
                least: least.saturating_sub(its_most),
                most: most.saturating_sub(its_least),
            },
        );
        Passage { by: page.by, entry: page.entry, held, date: its.date, behind }
    }
}

/// An answer that bears a `Date`.
struct Dated {
    started: Option<Instant>,
    took: SignedDuration,
    date: Option<Instant>,
}

impl Dated {
    fn of(stamped: &Stamped) -> Dated {
        let started = stamped.started.as_deref();
        Dated {
            started: started.and_then(|text| Some(Instant::parse_rfc3339(text).ok()?.instant)),
            took: took_at_most(stamped.duration),
            date: stamped.date.as_deref().and_then(Instant::parse_http_date),
        }
    }

    /// Between what bounds the clock that wrote the `Date` is ahead of the browser's.
    fn ahead_of_browser(&self) -> Option<(SignedDuration, SignedDuration)> {
        let (started, date) = self.started.zip(self.date)?;
        Some((date.since(started.plus(self.took)), date.plus_seconds(1).since(started)))
    }
}

/// The time an exchange took, as a HAR gives it in milliseconds; a generous one where it does not.
fn took_at_most(milliseconds: Option<f64>) -> SignedDuration {
    const UNKNOWN: SignedDuration = SignedDuration::from_secs(60);
    known(milliseconds).unwrap_or(UNKNOWN)
}

fn known(milliseconds: Option<f64>) -> Option<SignedDuration> {
    const LONGEST: f64 = 86_400_000.0;
    let known = milliseconds.filter(|ms| ms.is_finite() && *ms >= 0.0)?;
    Some(SignedDuration::from_millis(known.min(LONGEST).ceil() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Instant {
        Instant::parse_rfc3339(&format!("2026-05-26T{time}Z")).unwrap().instant
    }

    fn har(started: Option<&str>, duration: Option<f64>, date: Option<&str>) -> Option<Clock> {
        Clock::captured(&ExchangeFacts {
            stamped: Stamped {
                started: started.map(|time| format!("2026-05-26T{time}Z")),
                duration,
                date: date.map(|time| format!("Tue, 26 May 2026 {time} GMT")),
            },
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
        let stamped = Stamped { started: Some("yesterday".to_owned()), ..Stamped::default() };
        assert_eq!(Clock::captured(&ExchangeFacts { stamped, ..ExchangeFacts::default() }), None);
    }

    #[test]
    fn a_har_tells_a_page_left_open_from_clocks_that_are_apart() {
        /// Started, milliseconds, `Date`.
        type Exchange = (&'static str, Option<f64>, &'static str);
        /// Milliseconds: how long the page was held, by how much the provider is behind, least and most.
        type Expected = (Option<i128>, Option<(i128, i128)>);
        let post: Exchange = ("12:05:13.500", Some(500.0), "12:05:13");
        let table: &[(Exchange, Exchange, Expected)] = &[
            // The page stood open for 7 min 10 s, and the clocks agree.
            (("11:58:01", Some(2_000.0), "11:58:02"), post, (Some(430_500), Some((-3_000, 1_500)))),
            // It was posted at once, and the provider's clock is 7 min 10 s behind.
            (("12:05:11", Some(2_000.0), "11:58:02"), post, (Some(500), Some((427_000, 431_500)))),
            // The provider's clock is ahead; the browser's, off by an hour, plays no part.
            (
                ("13:05:11", Some(2_000.0), "12:06:42"),
                ("13:05:13.500", Some(500.0), "12:05:13"),
                (Some(500), Some((-93_000, -88_500))),
            ),
            // Without a duration nothing says when the page had come.
            (("12:05:11", None, "12:05:11"), post, (None, Some((-2_000, 60_500)))),
            // Without dates nothing says how the clocks stand.
            (("12:05:11", Some(1_000.0), "yesterday"), post, (Some(1_500), None)),
            // The form was sent while the page was still coming.
            (("12:05:11", Some(60_000.0), "x"), post, (Some(0), None)),
        ];
        for (page, posted, (held, behind)) in table {
            let stamped = |(started, duration, date): &Exchange| Stamped {
                started: Some(format!("2026-05-26T{started}Z")),
                duration: *duration,
                date: Some(format!("Tue, 26 May 2026 {date} GMT")),
            };
            let delivery = Delivery {
                entry: 3,
                host: "idp.example".to_owned(),
                by: DeliveredBy::Form,
                stamped: stamped(page),
            };
            let facts = ExchangeFacts { stamped: stamped(posted), ..ExchangeFacts::default() };
            let passage = Passage::of(&delivery, &facts);
            assert_eq!(passage.held.map(|held| held.as_millis()), *held, "{page:?}");
            let found = passage.behind.map(|behind| (behind.least.as_millis(), behind.most.as_millis()));
            assert_eq!(found, *behind, "{page:?}");
        }
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
