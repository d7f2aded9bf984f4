//! Why a response came late: what a HAR measures of the way from the identity provider to AWS.

use jiff::SignedDuration;

use crate::capture::DeliveredBy;
use crate::clock::{ClockSource, Passage};
use crate::instant::{Instant, in_words};
use crate::rule::{Case, Who};
use crate::rules::instants::SAME;

/// A login that nobody holds up takes less.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(5);

/// What took the time, and what to do about that.
#[derive(Debug, PartialEq, Eq)]
pub struct Delay {
    /// A clause that goes before `so it reached AWS so long after its IssueInstant`.
    pub words: String,
    pub who: Who,
    pub remedy: &'static str,
}

/// What of the way is measured.
pub fn measured<'a>(case: &Case<'a>) -> Option<&'a Passage> {
    case.clock.passage.as_ref().filter(|_| case.clock.source == ClockSource::Captured)
}

/// A lower bound in words, to the second where it is more than a few.
pub fn at_least(duration: SignedDuration) -> String {
    let seconds = duration.abs().as_secs();
    in_words(if seconds < 10 { duration } else { SignedDuration::from_secs(seconds) })
}

/// Where a response lost its time, as far as the HAR shows it.
pub fn delay(passage: &Passage, issued: Instant) -> Option<Delay> {
    const SIGN_IN_AGAIN: &str = "sign in again and let the browser post the response at once; the page must not be left open or gone back to";
    const SET_THE_CLOCK: &str = "synchronise the clock of the identity provider with a time server";
    let held = passage.held.filter(|held| *held >= AT_ONCE);
    let behind = passage.behind.filter(|behind| behind.least > SAME);
    let by = match passage.by {
        DeliveredBy::Form => "the page with it",
        DeliveredBy::LastPage => "the last page of the identity provider",
    };
    let clocks = behind.map(|behind| {
        format!("the clock of the identity provider is at least {} behind AWS's", at_least(behind.least))
    });
    let (words, who, remedy) = match (held, clocks) {
        (Some(held), Some(clocks)) => (
            format!(
                "{clocks}, and the browser posted the response {} after {by} had arrived",
                in_words(held)
            ),
            Who::IdentityProviderAdmin,
            "synchronise the clock of the identity provider with a time server, and let the browser post the response at once",
        ),
        (None, Some(clocks)) => (
            match passage.held {
                Some(held) => {
                    format!(
                        "{clocks}; the browser posted the response {} after {by} had arrived",
                        in_words(held)
                    )
                }
                None => clocks,
            },
            Who::IdentityProviderAdmin,
            SET_THE_CLOCK,
        ),
        (Some(held), None) => {
            let clocks = passage.behind.map(|behind| {
                let apart = in_words(behind.apart_at_most());
                format!("; the clocks of the identity provider and AWS are at most {apart} apart")
            });
            let held = in_words(held);
            (
                format!(
                    "the browser posted the response {held} after {by} had arrived{}",
                    clocks.unwrap_or_default()
                ),
                Who::User,
                SIGN_IN_AGAIN,
            )
        }
        (None, None) => {
            let age = passage.date?.since(issued);
            if passage.by != DeliveredBy::Form || age < AT_ONCE {
                return None;
            }
            (
                format!("its IssueInstant is {} before the Date of the page that held it", in_words(age)),
                Who::IdentityProviderAdmin,
                "see that the page was not an old one, and that the machine which issues responses has the right time",
            )
        }
    };
    Some(Delay { words, who, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Behind;
    use crate::rules::test_case::at;

    #[test]
    fn a_delay_is_put_down_to_what_was_measured_and_to_nothing_else() {
        use DeliveredBy::{Form, LastPage};
        /// Seconds held, seconds behind at least and at most, `Date` of the page.
        type Row = (DeliveredBy, Option<i64>, Option<(i64, i64)>, Option<&'static str>, Option<&'static str>);
        let table: &[Row] = &[
            (
                Form,
                Some(430),
                Some((-3, 2)),
                None,
                Some(
                    "the browser posted the response 7 min 10 s after the page with it had arrived; the clocks of the identity provider and AWS are at most 3 s apart",
                ),
            ),
            (
                Form,
                Some(430),
                None,
                None,
                Some("the browser posted the response 7 min 10 s after the page with it had arrived"),
            ),
            (
                LastPage,
                Some(430),
                None,
                None,
                Some(
                    "the browser posted the response 7 min 10 s after the last page of the identity provider had arrived",
                ),
            ),
            (
                Form,
                Some(1),
                Some((427, 431)),
                None,
                Some(
                    "the clock of the identity provider is at least 7 min 7 s behind AWS's; the browser posted the response 1 s after the page with it had arrived",
                ),
            ),
            (
                Form,
                None,
                Some((427, 431)),
                None,
                Some("the clock of the identity provider is at least 7 min 7 s behind AWS's"),
            ),
            (
                Form,
                Some(200),
                Some((227, 231)),
                None,
                Some(
                    "the clock of the identity provider is at least 3 min 47 s behind AWS's, and the browser posted the response 3 min 20 s after the page with it had arrived",
                ),
            ),
            (
                Form,
                Some(1),
                Some((-1, 1)),
                Some("12:05:01"),
                Some("its IssueInstant is 7 min before the Date of the page that held it"),
            ),
            // The last page need not be the one with the response.
            (LastPage, Some(1), Some((-1, 1)), Some("12:05:01"), None),
            (Form, Some(1), Some((-1, 1)), Some("11:58:02"), None),
            (Form, None, None, None, None),
        ];
        for (by, held, behind, date, expected) in table {
            let seconds = SignedDuration::from_secs;
            let passage = Passage {
                by: *by,
                entry: 0,
                held: held.map(seconds),
                date: date.map(at),
                behind: behind.map(|(least, most)| Behind { least: seconds(least), most: seconds(most) }),
            };
            let found = delay(&passage, at("11:58:01")).map(|delay| delay.words);
            assert_eq!(found.as_deref(), *expected, "{passage:?}");
        }
    }
}
