//! The line of time: when the response was issued, until when it holds, when it was posted.

use super::moment;
use crate::clock::{Clock, ClockSource};
use crate::diagnosis::{Judged, Message};
use crate::engine::Found;
use crate::instant::{Instant, in_words};
use crate::rules::time::response_age;
use crate::validity::Validity;

/// Cells of the bar between its ends.
const BAR: i128 = 25;

/// `issued 11:58:01 |--o-----| 12:03:01  posted 11:58:03, 2 s after issue`, where the response says when
/// it was issued and no finding has said it.
pub(super) fn line(message: &Message, judged: &Judged) -> Option<String> {
    let of_age = |found: &Found| *found.finding.rule == response_age::RULE;
    if judged.clock.source == ClockSource::Now && judged.judgement.findings.iter().any(of_age) {
        return None;
    }
    let validity = Validity::of(message.response()?)?;
    let window = Window { issued: validity.issued, from: validity.from(), until: validity.until() };
    if window.until <= window.from {
        let (from, until) = (moment(window.from), moment(window.until));
        return Some(format!("never: it holds from {from} and no longer than {until}"));
    }
    Some(match judged.clock.source {
        ClockSource::Now => window.as_age(judged.clock.latest),
        ClockSource::Given | ClockSource::Captured => window.as_bar(&judged.clock),
    })
}

/// The time in which AWS takes a response, and what happened in it, as points on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub issued: Mark,
    /// The first moment at which AWS takes it.
    pub from: Mark,
    /// The end, exclusive where the response names it itself.
    pub until: Mark,
    /// When it reached AWS: between these two; `None` where only the reader's own clock is known.
    pub posted: Option<(Mark, Mark)>,
    /// How the browser's clock stands to AWS's: `the browser's clock is 3 s behind AWS's`.
    pub clocks: Option<String>,
}

/// A point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Milliseconds since the response was issued; negative before.
    pub at: i64,
    /// Of the day, to the second: `11:58:03`.
    pub time: String,
    /// With its day: `2026-05-26 11:58:03 UTC`.
    pub moment: String,
}

/// The same as [`line`], where the response says when it was issued.
pub(super) fn timeline(message: &Message, judged: &Judged) -> Option<Timeline> {
    let validity = Validity::of(message.response()?)?;
    let mark = |at: Instant| Mark {
        at: i64::try_from(at.since(validity.issued).as_millis()).unwrap_or(i64::MAX),
        time: at.time_of_day(),
        moment: moment(at),
    };
    let clock = &judged.clock;
    let posted = match clock.source {
        ClockSource::Now => None,
        ClockSource::Given | ClockSource::Captured => Some((mark(clock.earliest), mark(clock.latest))),
    };
    Some(Timeline {
        issued: mark(validity.issued),
        from: mark(validity.from()),
        until: mark(validity.until()),
        posted,
        clocks: Some(clocks(clock).trim_start_matches("; ").to_owned()).filter(|words| !words.is_empty()),
    })
}

/// The time in which AWS takes the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    issued: Instant,
    from: Instant,
    until: Instant,
}

impl Window {
    /// The reader's own clock says nothing of the login, so only how old the response is.
    fn as_age(self, now: Instant) -> String {
        let age = now.since(self.issued);
        let age = if age.is_negative() {
            format!("issued in {} by this computer's clock", in_words(age))
        } else {
            format!("issued {} ago", in_words(age))
        };
        let (day, from, until) = (self.from.date(), self.from.time_of_day(), self.until.time_of_day());
        format!("from {day} {from} to {until} UTC; {age}")
    }

    fn as_bar(self, clock: &Clock) -> String {
        let word = if self.from > self.issued { "valid from" } else { "issued" };
        let (from, until) = (self.from.time_of_day(), self.until.time_of_day());
        format!("{word} {from} {} {until}  {}{}", self.bar(clock), self.posted(clock), clocks(clock))
    }

    /// `|--o-----|`, the `o` outside where the POST was.
    fn bar(self, clock: &Clock) -> String {
        let length = self.until.since(self.from).as_millis().max(1);
        let cell =
            |at: Instant| (at.since(self.from).as_millis() * (BAR - 1) / length).clamp(0, BAR - 1) as usize;
        let mut cells = ['-'; BAR as usize];
        let (earliest, latest) = (clock.earliest, clock.latest);
        if latest >= self.from && earliest < self.until {
            cells[cell(earliest)..=cell(latest)].fill('=');
        }
        for at in [earliest, latest].into_iter().filter(|at| (self.from..self.until).contains(at)) {
            cells[cell(at)] = 'o';
        }
        let before = if earliest < self.from { "o " } else { "" };
        let after = if latest >= self.until { " o" } else { "" };
        format!("{before}|{}|{after}", cells.iter().collect::<String>())
    }

    fn posted(self, clock: &Clock) -> String {
        let time = |at: Instant| match at.date() == self.from.date() {
            true => at.time_of_day(),
            false => moment(at),
        };
        if clock.earliest != clock.latest {
            return format!("posted between {} and {}", time(clock.earliest), time(clock.latest));
        }
        let after = clock.earliest.since(self.issued);
        let side = if after.is_negative() { "before" } else { "after" };
        format!("posted {}, {} {side} issue", time(clock.earliest), in_words(after))
    }
}

/// How the browser's clock stands to AWS's, where a HAR shows both.
fn clocks(clock: &Clock) -> String {
    match clock.browser_ahead {
        Some(ahead) if ahead.is_negative() => {
            format!("; the browser's clock is {} behind AWS's", in_words(ahead))
        }
        Some(ahead) => format!("; the browser's clock is {} ahead of AWS's", in_words(ahead)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Instant {
        Instant::parse_rfc3339(&format!("2026-05-26T{time}Z")).unwrap().instant
    }

    #[test]
    fn the_bar_shows_where_the_post_fell() {
        let window = Window { issued: at("11:58:00"), from: at("11:58:00"), until: at("12:03:00") };
        for (posted, expected) in [
            ("11:58:00", "|o------------------------|"),
            ("12:00:30", "|------------o------------|"),
            ("12:02:59", "|-----------------------o-|"),
            ("12:03:00", "|-------------------------| o"),
            ("11:57:59", "o |-------------------------|"),
        ] {
            assert_eq!(window.bar(&Clock::given(at(posted))), expected, "{posted}");
        }
        let open = Clock { latest: at("12:01:00"), ..Clock::given(at("11:59:00")) };
        assert_eq!(window.bar(&open), "|----o=========o----------|");
    }

    #[test]
    fn the_line_says_when_it_was_posted_and_how_old_it_is() {
        let window = Window { issued: at("11:58:00"), from: at("11:58:00"), until: at("12:03:00") };
        assert_eq!(
            window.as_bar(&Clock::given(at("11:58:02"))),
            "issued 11:58:00 |o------------------------| 12:03:00  posted 11:58:02, 2 s after issue"
        );
        assert_eq!(
            window.as_age(at("17:00:00")),
            "from 2026-05-26 11:58:00 to 12:03:00 UTC; issued 5 h 2 min ago"
        );
    }
}
