//! The line of time: when the response was issued, until when it holds, when it was posted.

use crate::clock::{Clock, ClockSource};
use crate::diagnosis::{Judged, Message};
use crate::instant::Instant;
use crate::report::date_and_time;
use crate::report::screen::{Screen, Style};
use crate::saml::Response;

/// IAM wants a response to be redeemed within five minutes of its IssueInstant, in milliseconds.
const REDEEMED_WITHIN: i64 = 300_000;
/// Cells of the bar between its ends.
const BAR: i64 = 29;

/// Writes the line, where the response says when it was issued.
pub fn block(screen: &mut Screen, message: &Message, judged: &Judged) {
    let Some(line) = message.response().and_then(|response| line(response, &judged.clock)) else { return };
    screen.gap();
    screen.styled(Style::Strong, "validity").to_column(12).words(Style::Plain, 12, &line).end();
}

/// The time in which AWS takes the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    issued: Instant,
    from: Instant,
    until: Instant,
}

/// `issued 11:58:01 |--o-----| 12:03:01  posted 11:58:03, 2 s after issue`.
fn line(response: &Response, clock: &Clock) -> Option<String> {
    let window = Window::of(response)?;
    if window.until <= window.from {
        let (from, until) = (full(window.from), full(window.until));
        return Some(format!("never: it holds from {from} and no longer than {until}"));
    }
    match clock.source {
        ClockSource::Now => Some(window.as_age(clock.latest)),
        ClockSource::Given | ClockSource::Captured => Some(window.as_bar(clock)),
    }
}

impl Window {
    fn of(response: &Response) -> Option<Window> {
        let read = |text: &str| Instant::parse_xs_date_time(text).ok().map(|parsed| parsed.instant);
        let issued = crate::target::issued(response)?;
        let assertion = response.assertion();
        let conditions = assertion.and_then(|assertion| assertion.conditions.as_ref());
        let not_before = conditions.and_then(|conditions| conditions.not_before.as_ref());
        let ends = conditions
            .and_then(|conditions| conditions.not_on_or_after.as_ref())
            .into_iter()
            .chain(
                assertion
                    .into_iter()
                    .flat_map(|assertion| assertion.confirmation_data())
                    .filter_map(|data| data.not_on_or_after.as_ref()),
            )
            .filter_map(|text| read(&text.value));
        let five_minutes = issued.plus_milliseconds(REDEEMED_WITHIN);
        let from = not_before.and_then(|text| read(&text.value)).map_or(issued, |from| from.max(issued));
        Some(Window { issued, from, until: ends.fold(five_minutes, Instant::min) })
    }

    /// The reader's own clock says nothing of the login, so only how old the response is.
    fn as_age(&self, now: Instant) -> String {
        let age = now.milliseconds_since(self.issued);
        let age = if age < 0 {
            format!("issued in {} by this computer's clock", duration(-age))
        } else {
            format!("issued {} ago", duration(age))
        };
        let (_, until) = date_and_time(self.until);
        format!(
            "AWS took it from {} to {until}; {age} (--at issued+5s: as if posted at once)",
            full(self.from)
        )
    }

    fn as_bar(&self, clock: &Clock) -> String {
        let (_, from) = date_and_time(self.from);
        let (_, until) = date_and_time(self.until);
        let word = if self.from > self.issued { "valid from" } else { "issued" };
        let bar = self.bar(clock);
        let posted = self.posted(clock);
        let clocks = match (clock.started, clock.browser_ahead_ms) {
            (Some(_), None) if clock.earliest != clock.latest => String::new(),
            (Some(_), Some(ahead)) if ahead >= 0 => {
                format!("; the browser's clock is {} ahead of AWS's", duration(ahead))
            }
            (Some(_), Some(behind)) => format!("; the browser's clock is {} behind AWS's", duration(-behind)),
            (Some(_) | None, None) | (None, Some(_)) => String::new(),
        };
        format!("{word} {from} {bar} {until}  {posted}{clocks}")
    }

    /// `|--o-----|`, the `o` outside where the POST was.
    fn bar(&self, clock: &Clock) -> String {
        let length = self.until.milliseconds_since(self.from).max(1);
        let cell = |at: Instant| at.milliseconds_since(self.from).saturating_mul(BAR - 1) / length;
        let within = |at: Instant| self.from <= at && at < self.until;
        let (early, late) = (clock.earliest, clock.latest);
        let mut cells: Vec<char> = vec!['-'; BAR as usize];
        let (first, last) = (cell(early).clamp(0, BAR - 1) as usize, cell(late).clamp(0, BAR - 1) as usize);
        if late >= self.from && early < self.until {
            cells[first..=last].fill('=');
        }
        for at in [early, late].into_iter().filter(|at| within(*at)) {
            cells[cell(at).clamp(0, BAR - 1) as usize] = 'o';
        }
        let before = if early < self.from { "o " } else { "" };
        let after = if late >= self.until { " o" } else { "" };
        format!("{before}|{}|{after}", cells.into_iter().collect::<String>())
    }

    fn posted(&self, clock: &Clock) -> String {
        let (date, time) = date_and_time(clock.earliest);
        let same_day = date_and_time(self.from).0 == date;
        let when = if same_day { time } else { format!("{date} {time}") };
        let after = clock.earliest.milliseconds_since(self.issued);
        let distance = if after < 0 {
            format!("{} before issue", duration(-after))
        } else {
            format!("{} after issue", duration(after))
        };
        match clock.earliest == clock.latest {
            true => format!("posted {when}, {distance}"),
            false => format!("posted between {when} and {}", date_and_time(clock.latest).1),
        }
    }
}

fn full(instant: Instant) -> String {
    let (date, time) = date_and_time(instant);
    format!("{date} {time} UTC")
}

/// A time in milliseconds by its two greatest units: `7 min 12 s`.
fn duration(milliseconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];
    let Some(first) = UNITS.iter().position(|(size, _)| milliseconds >= *size) else {
        return format!("{milliseconds} ms");
    };
    let mut rest = milliseconds;
    let mut parts = Vec::new();
    for (size, name) in UNITS.iter().skip(first).take(2) {
        if rest / size > 0 {
            parts.push(format!("{} {name}", rest / size));
        }
        rest %= size;
    }
    parts.join(" ")
}
